#include "webhook/event.hpp"

#include <cx/json.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace webhook {
namespace {

std::string to_base64(const unsigned char* bytes, std::size_t size)
{
    std::string out(4 * ((size + 2) / 3), '\0');
    std::vector<unsigned char> buffer(out.size() + 1);
    const int length = ::EVP_EncodeBlock(buffer.data(), bytes, static_cast<int>(size));
    out.assign(buffer.begin(), buffer.begin() + length);
    return out;
}

std::string hmac_sha256(const std::string& key, const std::string& text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
    return to_base64(digest.data(), size);
}

}  // namespace

std::string event_of(std::string_view change, std::string_view source, std::string_view traceparent)
{
    const cx::Result<cx::json::Value> parsed = cx::json::parse(change);
    const cx::json::Value value = parsed ? *parsed : cx::json::Value();
    const std::string kind = value.text_of("kind");
    const std::string entity = value.text_of("entity");
    std::string type = "cxhub." + (kind == "profile" || entity.empty() ? kind : entity);
    if (const std::string op = value.text_of("op"); !op.empty()) type += "." + op;
    cx::json::Object event{{"specversion", "1.0"},
                           {"id", value.text_of("seq")},
                           {"source", source},
                           {"type", type},
                           {"datacontenttype", "application/json"},
                           {"traceparent", traceparent}};
    if (const std::string id = value.text_of("profile_id"); !id.empty()) event["subject"] = id;
    if (const std::string at = value.text_of("recorded_at"); !at.empty()) event["time"] = at;
    std::string text = cx::json::write(std::move(event));
    // The change goes in as it came: reading and writing it again could only cost.
    text.pop_back();
    text += ",\"data\":";
    text += change;
    text += '}';
    return text;
}

std::string key_of(const std::string& secret)
{
    constexpr std::string_view prefix = "whsec_";
    if (!secret.starts_with(prefix)) return secret;
    const std::string text = secret.substr(prefix.size());
    if (text.empty() || text.size() % 4 != 0) return {};
    std::vector<unsigned char> bytes(text.size());
    int size = ::EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                 static_cast<int>(text.size()));
    if (size < 0) return {};
    if (text.ends_with("==")) --size;
    if (text.ends_with("=")) --size;
    return {bytes.begin(), bytes.begin() + size};
}

cx::http::Headers signed_headers(const std::vector<std::string>& keys, const std::string& id,
                                 std::int64_t timestamp, std::string_view body)
{
    if (keys.empty()) return {};
    const std::string time = std::to_string(timestamp);
    const std::string text = id + "." + time + "." + std::string(body);
    std::string signature;
    for (const std::string& key : keys) {
        if (!signature.empty()) signature += ' ';
        signature += "v1," + hmac_sha256(key, text);
    }
    return {{"webhook-id", id}, {"webhook-timestamp", time}, {"webhook-signature", signature}};
}

}  // namespace webhook
