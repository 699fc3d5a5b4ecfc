// HMAC-SHA256, cut to 128 bits: what stands for a value that must not be kept, yet be known again.
// Without the key nobody can try values until one fits.
#pragma once

#include "base/hash.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace cx {

class KeyedHash {
public:
    explicit KeyedHash(std::string key) : key_(std::move(key)) {}

    // Of the parts in order; ("a", "bc") and ("ab", "c") differ. Throws std::runtime_error where
    // the system has no SHA-256.
    Hash128 of(std::initializer_list<std::string_view> parts) const;
    // Names the key without telling it.
    std::string key_id() const;

private:
    std::string key_;
};

// A new key: 64 hexadecimal digits of 256 random bits.
std::string random_key();

}  // namespace cx
