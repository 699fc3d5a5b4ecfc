// Hashes that decide ties and tell equal content: XXH3 (https://xxhash.com), stable across
// machines. Not for secrets; those go through HMAC-SHA256 where they are needed.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace cx {

struct Hash128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    auto operator<=>(const Hash128&) const = default;
};

Hash128 hash128(std::string_view bytes);
std::uint64_t hash64(std::string_view bytes);
// 32 lower-case hexadecimal digits.
std::string to_hex(Hash128 hash);

}  // namespace cx
