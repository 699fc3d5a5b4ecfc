// Blocking: the keys on which records are proposed to each other, beyond their match keys.
#pragma once

#include "unify/features.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace cx::unify {

// A record has at most this many of one rule, and of all together.
inline constexpr std::size_t candidate_keys_per_rule = 8;
inline constexpr std::size_t candidate_keys_max = 40;

// Sorted, each once; made of the names, birth date, places and mailboxes in `features`. Equal only
// for records of one entity.
std::vector<CandidateKey> candidate_keys(const Features& features, const IdentityModel& model);

// "word", "birth" ... as identity.yaml has them.
std::string_view name_of(KeyPart part);
std::optional<KeyPart> key_part(std::string_view name);

}  // namespace cx::unify
