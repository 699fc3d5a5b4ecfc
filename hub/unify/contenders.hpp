// The values that stand for election in one field, and their order.
#pragma once

#include "unify/survivorship.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::unify {

struct Contender {
    const MemberRecord* member = nullptr;
    const json::Value* value = nullptr;
    std::string obstacle;  // "masked" or "placeholder": never golden. Empty: none.
    int completeness = 0;  // Of a name: 2 full, 1 a word or an initial.

    // Only where there is another one to compare it with:
    Hash128 tie;           // Of the record.
    std::string text;      // Canonical text of the value: the last tie inside one record.
    std::string identity;  // Equal for values that mean the same: one address in two spellings.
    // When the source says that the record came to be, by its mapping or its own updated_at. A
    // record that tells no time is older than all that do; when the hub happened to read it says
    // nothing and would make golden values depend on arrival.
    Timestamp said_at;
    bool verified = false;
    std::size_t frequency = 0;  // Distinct sources that say the same.
    std::size_t length = 0;
};

// Unranked. Of a list field one for each element.
std::vector<Contender> contenders_for(std::string_view field, bool list,
                                      std::span<const MemberRecord> members);

// Best first, those with an obstacle last.
std::vector<Contender> rank(std::vector<Contender> contenders, const SurvivorshipRule& rule);

// The criterion by which the first of `ranked` beat the best one that means something else; "only"
// where there is none.
std::string decided_by(std::span<const Contender> ranked, const SurvivorshipRule& rule);

// The first criterion that tells two contenders apart; "tie" where only the record hash does.
std::string first_difference(const Contender& better, const Contender& worse,
                             const SurvivorshipRule& rule);

// The rule of a field, else the one of "*".
const SurvivorshipRule& survivorship_of(std::string_view field, const IdentityModel& model);

}  // namespace cx::unify
