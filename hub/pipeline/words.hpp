// What a steward's acts come to: decisions on pairs of records, the earlier ones that they replace,
// and what they say about pairs that were scored.
#pragma once

#include "base/ids.hpp"
#include "pipeline/applier.hpp"

#include <set>
#include <string>
#include <vector>

namespace cx::pipeline {

// Two groups of records that are one person, or are not.
struct Sides {
    std::set<model::RecordKey> a;
    std::set<model::RecordKey> b;
    std::set<model::RecordId> a_ids;
    std::set<model::RecordId> b_ids;
};

// Whose word it is.
struct Speaker {
    std::string decision;  // Id of the decision that it becomes
    std::string actor;
    std::string reason;
};

// That no record of one side is one person with any of the other.
Applier::Word apart(const Sides& sides, const Speaker& speaker, store::View& view,
                    IdGenerator& ids);
// That all records of both sides are one person.
Applier::Word together(const Sides& sides, const Speaker& speaker, store::View& view,
                       IdGenerator& ids);

// What a word says about a scored pair.
store::VerdictRow verdict_on(const store::EdgeRow& edge, bool same, bool asked,
                             const Speaker& speaker);

}  // namespace cx::pipeline
