// What the origins of one record say of it now, beside the one that holds it.
//
// Most records have one origin and no claim here. Where several source records emit one entity (an
// author named by each of his posts), the latest word counts: the greatest time, then the origin
// that sorts last. See docs/decisions/0006-claims.md.
#pragma once

#include "store/store.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace cx::pipeline {

// Whose word counts: of two the greater.
struct Rank {
    Timestamp said_at;
    model::Origin origin;

    auto operator<=>(const Rank&) const = default;
};

// A batch's working copy. Claims of origins outside the batch are read only where they decide.
class Claims {
public:
    // As the store has it.
    void load(const model::Origin& origin, store::Claim claim);
    // The store has none beside those loaded.
    void complete() { complete_ = true; }

    void say(const model::Origin& origin, store::Claim claim);
    // The same as before, at a later time: nothing to write.
    void confirm(const model::Origin& origin, Timestamp said_at);
    // False where it had none.
    bool withdraw(const model::Origin& origin);

    // Of an origin in the batch; null where it has no claim.
    const store::Claim* of(const model::Origin& origin) const;
    // Whose word counts when the holder says nothing any more.
    std::optional<std::pair<model::Origin, store::Claim>> latest(model::RecordId record,
                                                                 store::View& view);

    // What the batch changed, in order of the origins.
    void append_updates(model::RecordId record, std::vector<store::ClaimUpdate>& updates) const;

private:
    void insert(const model::Origin& origin, store::Claim claim);
    void erase(const model::Origin& origin);

    std::map<model::Origin, store::Claim> claims_;
    std::set<Rank> ranks_;             // Of claims_
    std::set<model::Origin> touched_;  // By the batch: the store's claim does not count any more.
    bool complete_ = false;
};

}  // namespace cx::pipeline
