// Filters that encode, hash and search.
#include "rest/expression/library.hpp"
#include "rest/expression/unicode.hpp"

#include <cx/json_check.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <re2/re2.h>

#include <map>
#include <memory>

namespace rest::expr {
namespace {

constexpr std::string_view base64_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string hex(const unsigned char* bytes, unsigned size)
{
    std::string out;
    for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", bytes[i]);
    return out;
}

const EVP_MD* digest_of(Call& call, std::size_t index, const char* otherwise)
{
    const std::string name = call.has(index) ? shown(call.at(index)) : otherwise;
    const EVP_MD* digest = EVP_get_digestbyname(name.c_str());
    if (!digest) call.machine.value_error("there is no such hash");
    return digest;
}

Value hash(Call& call)
{
    const EVP_MD* digest = digest_of(call, 0, "md5");
    if (!digest) return {};
    const std::string all =
        shown(call.self) + (call.has(1) && truth(call.at(1)) ? shown(call.at(1)) : "");
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_Digest(all.data(), all.size(), out, &size, digest, nullptr) != 1)
        return call.machine.value_error("the hash cannot be computed");
    return text(hex(out, size));
}

Value keyed_hash(Call& call)
{
    const EVP_MD* digest = digest_of(call, 1, "sha256");
    const auto key = text_at(call, 0);
    if (!digest || !key) return {};
    const std::string all = shown(call.self);
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (!HMAC(digest, key->data(), static_cast<int>(key->size()),
              reinterpret_cast<const unsigned char*>(all.data()), all.size(), out, &size))
        return call.machine.value_error("the hash cannot be computed");
    return text(hex(out, size));
}

Value base64encode(Call& call)
{
    if (!call.self.is<Text>()) return call.machine.unfit(call.self, "is no text");
    const std::string_view all = call.self.text();
    std::string out;
    for (std::size_t i = 0; i < all.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = bits << 8 | (i + j < all.size() ? static_cast<unsigned char>(all[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j <= all.size() ? base64_letters[bits >> (18 - 6 * j) & 63] : '=';
    }
    return made_text(call, std::move(out));
}

// What is no letter of the alphabet is passed over, as Python does.
Value base64decode(Call& call)
{
    if (!call.self.is<Text>()) return call.machine.unfit(call.self, "is no text");
    std::string out;
    std::uint32_t bits = 0;
    int letters = 0;
    int padding = 0;
    for (const char c : call.self.text()) {
        if (c == '=') ++padding;
        const std::size_t letter = base64_letters.find(c);
        if (letter == std::string_view::npos || padding) continue;
        bits = bits << 6 | static_cast<std::uint32_t>(letter);
        if (++letters % 4 != 1)
            out += static_cast<char>(bits >> (6 - 2 * ((letters - 1) % 4)) & 255);
    }
    if (letters % 4 == 1 || (letters % 4 && padding < 4 - letters % 4))
        return call.machine.value_error("the text is no base64");
    if (!cx::json::is_utf8(out)) return call.machine.value_error("the base64 holds no text");
    return made_text(call, std::move(out));
}

// Patterns are constants of manifests: few, and each compiled once in a thread.
const RE2& pattern(std::string_view text)
{
    constexpr std::size_t patterns_max = 64;
    thread_local std::map<std::string, std::unique_ptr<RE2>, std::less<>> compiled;
    if (const auto found = compiled.find(text); found != compiled.end()) return *found->second;
    if (compiled.size() >= patterns_max) compiled.clear();
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    auto made = std::make_unique<RE2>(re2::StringPiece(text.data(), text.size()), options);
    return *compiled.emplace(std::string(text), std::move(made)).first->second;
}

// The first group of the first match; "" where nothing matches or there is no group.
Value regex_search(Call& call)
{
    const auto regex = text_at(call, 0);
    if (!regex) return {};
    if (!call.self.is<Text>()) return call.machine.unfit(call.self, "is no text");
    const RE2& compiled = pattern(*regex);
    if (!compiled.ok()) return call.machine.value_error("the regular expression is not understood");
    if (compiled.NumberOfCapturingGroups() < 1) return text("");
    re2::StringPiece groups[2];
    const std::string_view all = call.self.text();
    if (!compiled.Match(re2::StringPiece(all.data(), all.size()), 0, all.size(), RE2::UNANCHORED,
                        groups, 2))
        return text("");
    if (!groups[1].data()) return None{};
    return text(std::string(groups[1].data(), groups[1].size()));
}

std::string query_part(const Value& value)
{
    std::string out = quoted(shown(value), " ");
    std::replace(out.begin(), out.end(), ' ', '+');
    return out;
}

Value urlencode(Call& call)
{
    if (call.self.is<Text>() || !elements(call.self) || call.self.is_missing())
        return made_text(call, quoted(shown(call.self), "/"));
    std::string out;
    const auto add = [&](const Value& key, const Value& value) {
        if (!out.empty()) out += '&';
        out += query_part(key) + "=" + query_part(value);
    };
    if (call.self.is_dict()) {
        for (const auto& [key, value] : pairs_of(call.self)) add(key, value);
        return made_text(call, std::move(out));
    }
    const List pairs = *elements(call.self);
    for (const Value& pair : pairs) {
        const auto parts = elements(pair);
        if (!parts || parts->size() != 2) return call.machine.value_error("urlencode takes pairs");
        add((*parts)[0], (*parts)[1]);
    }
    return made_text(call, std::move(out));
}

// As Python's json with sorted keys, and safe within HTML.
void write_json(const Value& value, std::string& out)
{
    if (value.is<Text>()) {
        std::string plain;
        cx::json::write_text(value.text(), plain);
        for (const std::string_view one : unicode::characters(plain)) {
            const auto point = static_cast<std::uint32_t>(unicode::code_point(one));
            const bool html = one == "<" || one == ">" || one == "&" || one == "'";
            if (point < 0x7F && !html)
                out += one;
            else if (point < 0x10000)
                out += fmt::format("\\u{:04x}", point);
            else
                out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((point - 0x10000) >> 10),
                                   0xDC00 + ((point - 0x10000) & 0x3FF));
        }
    } else if (value.is<const cx::json::Array*>()) {
        out += '[';
        bool first = true;
        for (const auto& one : *value.as<const cx::json::Array*>()) {
            if (!std::exchange(first, false)) out += ", ";
            write_json(from_json(one), out);
        }
        out += ']';
    } else if (value.is<const cx::json::Object*>()) {
        out += '{';
        bool first = true;
        for (const auto& [key, one] : *value.as<const cx::json::Object*>()) {
            if (!std::exchange(first, false)) out += ", ";
            write_json(borrowed(key), out);
            out += ": ";
            write_json(from_json(one), out);
        }
        out += '}';
    } else if (value.is<bool>()) {
        out += value.as<bool>() ? "true" : "false";
    } else {
        out += value.is<None>() ? "null" : shown(value);
    }
}

Value tojson(Call& call)
{
    const std::optional<cx::json::Value> json = to_json(call.self);
    if (!json) return call.machine.type_error("the value cannot be written as JSON");
    std::string out;
    write_json(from_json(*json), out);
    return made_text(call, std::move(out));
}

constexpr Builtin rows[] = {
    {"hash", "hash_type? salt?", &hash},
    {"hmac", "key hash_type?", &keyed_hash},
    {"base64encode", "", &base64encode},
    {"base64decode", "", &base64decode},
    {"base64binascii_decode", "", &base64decode},
    {"regex_search", "regex", &regex_search},
    {"urlencode", "", &urlencode},
    {"tojson", "", &tojson},
};

}  // namespace

std::string quoted(std::string_view text, std::string_view safe)
{
    static constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";
    std::string out;
    for (const char c : text)
        if (plain.find(c) != std::string_view::npos || safe.find(c) != std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return out;
}

std::span<const Builtin> code_filters()
{
    return rows;
}

}  // namespace rest::expr
