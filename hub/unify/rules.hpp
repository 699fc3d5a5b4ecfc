// The rules of the exact layer, pair by pair: what links two records and what keeps them apart.
// Symmetric.
#pragma once

#include "unify/compare.hpp"
#include "unify/features.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cx::unify {

// How much an edge is worth; greater is better.
namespace strength {
inline constexpr int manual = 100;
inline constexpr int exclusive_id = 90;
inline constexpr int id = 80;
inline constexpr int id_with_name = 70;
inline constexpr int verified_equal_name = 60;
inline constexpr int equal_name = 50;
inline constexpr int verified_compatible_name = 40;
inline constexpr int scored = 30;  // Among them the weight decides.
}  // namespace strength

struct Link {
    int strength = 0;
    std::string_view rule;
};

// What an equal, unsuspended key says about two records whose names compare as `names`.
std::optional<Link> link_on(const MatchKey& of_a, const MatchKey& of_b, NameMatch names,
                            const IdentityModel& model);

// May a key link records of this entity at all?
bool may_link(const MatchKey& key, std::string_view entity, const IdentityModel& model);

// What stands between two records, the worst of it.
struct Objection {
    enum class Level {
        none,
        contact,  // Names do not go together: a shared address or number does not join their
                  // clusters.
        slight,   // Birth dates clash, and names do not; no generation lies between.
        soft,     // Birth dates or names clash: only a steward or a shared exclusive identifier
                  // overrules.
        firm,     // Father and son: as soft, and no weight overrules it.
        hard,     // A steward's word or exclusive identifiers: nothing overrules.
    };

    Level level = Level::none;
    std::string_view rule;  // "exclusive", "birth_date", "name"
    std::string ns;         // For exclusive.
};

// `share_exclusive`: an unsuspended exclusive identifier is equal. Then one contradiction is an
// error in the data, but a clash of names and birth dates together is another person behind the
// identifier (a parent's, used for a child).
Objection objection(const Features& a, const Features& b, bool share_exclusive,
                    const IdentityModel& model);

}  // namespace cx::unify
