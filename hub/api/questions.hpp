// Which of the pairs of records that wait are put to a person.
#pragma once

#include "store/store.hpp"

namespace cx::api {

// One question for each two profiles: the strongest of the pairs that wait between them. None where
// fewer than half of all pairs between the two wait, for then most of their records speak against
// it; and none where a steward has said of two of their records that they are not one.
// Borrows the view.
class Questions {
public:
    explicit Questions(store::View& view) : view_(view) {}

    bool asks(const store::EdgeRow& waiting);

private:
    using Records = std::vector<store::RecordId>;

    bool strongest_and_likely(const store::EdgeRow& waiting, const Records& here,
                              const Records& there);
    bool told_apart(const Records& here, const Records& there);

    store::View& view_;
};

}  // namespace cx::api
