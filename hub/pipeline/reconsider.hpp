// Pairs whose band has lost or won trust, looked at again: page by page, beside everything else,
// and anew after a restart.
//
// While it is under way some components still stand as the trust before made them; when it is done
// all of them are what the records, the decisions and the trust say.
#pragma once

#include "pipeline/applier.hpp"
#include "store/store.hpp"

#include <optional>

namespace cx::pipeline {

class Reconsideration {
public:
    // Both outlive it.
    Reconsideration(Applier& applier, store::Store& store) : applier_(applier), store_(store) {}

    // Looks at a page of pairs again; true while there is more to do. From one thread.
    bool step();

private:
    bool page(store::EdgeRow::State state);

    Applier& applier_;
    store::Store& store_;
    std::optional<int> trusted_from_;  // For which it looks, or has looked
    store::EdgeFilter at_;
    bool done_ = false;
};

}  // namespace cx::pipeline
