#include "base/keyed_hash.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace cx {
namespace {

std::uint64_t number(const unsigned char* bytes)
{
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = (value << 8U) | bytes[i];
    return value;
}

}  // namespace

Hash128 KeyedHash::of(std::initializer_list<std::string_view> parts) const
{
    // Each part behind its length, so that where one ends is part of what is hashed.
    std::string text;
    for (const std::string_view part : parts)
        text.append(std::to_string(part.size())).append(":").append(part);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (!HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
              reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
              &length))
        throw std::runtime_error("SHA-256 is not available");
    return {.high = number(digest.data()), .low = number(digest.data() + 8)};
}

std::string KeyedHash::key_id() const
{
    return to_hex(of({"key"})).substr(0, 16);
}

std::string random_key()
{
    std::array<unsigned char, 32> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
        throw std::runtime_error("the operating system gives no random numbers");
    std::string key;
    for (const unsigned char byte : random) key += fmt::format("{:02x}", byte);
    return key;
}

}  // namespace cx
