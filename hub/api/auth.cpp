#include "api/auth.hpp"

#include "api/problem.hpp"
#include "api/server.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace cx::api {
namespace {

constexpr std::string_view token_prefix = "cxh_";
constexpr std::size_t token_random_bytes = 32;
[[maybe_unused]] constexpr std::size_t token_chars = 43;  // base64url of 32 bytes, unpadded

constexpr std::array<std::string_view, 13> all_scopes{
    "admin",
    "audit:read",
    "changes:read",
    "ingest",
    "pipelines:control",
    "pipelines:read",
    "profiles:erase",
    "profiles:read",
    "profiles:restrict",
    "profiles:steward",
    "rejects:control",
    "rejects:read",
    "schemas:read",
};

std::string base64url(std::span<const unsigned char> bytes)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const unsigned char byte : bytes) {
        bits = (bits << 8U) | byte;
        for (count += 8; count >= 6; count -= 6) text += alphabet[(bits >> (count - 6)) & 63U];
    }
    if (count > 0) text += alphabet[(bits << (6 - count)) & 63U];
    return text;
}

// The secret in "Bearer cxh_...", or nothing. The scheme's name is in any case (RFC 9110).
std::string_view bearer(std::string_view authorization)
{
    const std::size_t space = authorization.find(' ');
    if (space == std::string_view::npos) return {};
    if (ascii_lower(authorization.substr(0, space)) != "bearer") return {};
    return trim(authorization.substr(space));
}

bool in_force(const store::TokenRow& row, Timestamp now)
{
    const bool expired = row.expires_at.micros != 0 && row.expires_at <= now;
    const bool revoked = row.revoked_at.micros != 0 && row.revoked_at <= now;
    return !expired && !revoked;
}

}  // namespace

bool equal_in_constant_time(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string sha256_hex(std::string_view text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) {
        hex += digits[digest[i] >> 4U];
        hex += digits[digest[i] & 15U];
    }
    return hex;
}

std::variant<Caller, Answer> authenticate(const std::string& authorization,
                                          std::span<const store::TokenRow> tokens, Timestamp now)
{
    const std::string_view secret = bearer(authorization);
    if (secret.empty()) return problem("api.no_token");
    const std::string hash = sha256_hex(secret);
    const store::TokenRow* match = nullptr;
    for (const store::TokenRow& row : tokens)
        if (equal_in_constant_time(row.hash, hash)) match = &row;
    if (!match || !in_force(*match, now)) return problem("api.bad_token");
    return Caller{.token = match->id,
                  .name = match->name,
                  .scopes = match->scopes,
                  .accepts = model::Accepts(match->accepts),
                  .purposes = match->purposes};
}

Caller local_caller(const model::Taxonomy& taxonomy)
{
    std::vector<std::string> every;
    for (const auto& [label, group] : taxonomy.groups) every.push_back(label);
    return {.token = "local",
            .name = "local",
            .scopes = {"admin"},
            .accepts = model::Accepts(std::move(every)),
            .purposes = {"purpose.legal"}};
}

std::span<const std::string_view> scopes()
{
    return all_scopes;
}

NewToken make_token(const std::string& name, const std::vector<std::string>& scopes,
                    const std::vector<std::string>& accepts, Timestamp now, Timestamp expires_at)
{
    std::array<unsigned char, token_random_bytes> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
        throw std::runtime_error("the operating system gives no random numbers");
    NewToken made;
    made.secret = std::string(token_prefix) + base64url(random);
    assert(made.secret.size() == token_prefix.size() + token_chars);
    ManualClock clock(now);
    made.row = {.id = Uuid7Generator(clock, random_seed()).next(),
                .name = name,
                .hash = sha256_hex(made.secret),
                .scopes = scopes,
                .accepts = accepts,
                .created_at = now,
                .expires_at = expires_at,
                .revoked_at = {}};
    return made;
}

}  // namespace cx::api
