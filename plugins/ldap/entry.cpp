#include "ldap/entry.hpp"

#include <cx/json_check.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace directory {
namespace {

using cx::json::Value;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// A name table beats looking at the bytes where it can: a photo may look like text by chance.
bool is_binary(std::string_view name)
{
    constexpr std::array<std::string_view, 7> names{
        "jpegPhoto", "thumbnailPhoto",       "objectSid", "userCertificate", "userSMIMECertificate",
        "photo",     "ms-DS-ConsistencyGuid"};
    constexpr std::string_view option = ";binary";
    const std::string_view end =
        name.size() > option.size() ? name.substr(name.size() - option.size()) : std::string_view();
    return same_name(end, option) ||
           std::any_of(names.begin(), names.end(),
                       [&](std::string_view one) { return same_name(one, name); });
}

bool is_text(std::string_view bytes)
{
    const auto printable = [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
    };
    return std::all_of(bytes.begin(), bytes.end(), printable) && cx::json::is_utf8(bytes);
}

std::string text_of(std::string_view name, const std::string& value)
{
    if (same_name(name, "objectGUID"))
        if (std::string guid = to_guid(value); !guid.empty()) return guid;
    if (is_binary(name) || !is_text(value)) return to_base64(value);
    std::string time = to_rfc3339(value);
    return time.empty() ? value : time;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char one, char other) {
        return std::tolower(static_cast<unsigned char>(one)) ==
               std::tolower(static_cast<unsigned char>(other));
    });
}

std::string to_base64(std::string_view bytes)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view three = bytes.substr(at, 3);
        unsigned bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8U | (i < three.size() ? static_cast<unsigned char>(three[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text.push_back(i <= three.size() ? letters[bits >> (18 - 6 * i) & 63U] : '=');
    }
    return text;
}

std::string to_rfc3339(std::string_view generalized)
{
    constexpr std::size_t digits = 14;
    if (generalized.size() <= digits || generalized.back() != 'Z') return {};
    if (!std::all_of(generalized.begin(), generalized.begin() + digits, is_digit)) return {};
    std::string_view fraction = generalized.substr(digits, generalized.size() - digits - 1);
    if (!fraction.empty()) {
        if (fraction.size() < 2 || (fraction.front() != '.' && fraction.front() != ',')) return {};
        fraction.remove_prefix(1);
        if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return {};
        while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
    }
    const auto part = [&](std::size_t at, std::size_t size) {
        return generalized.substr(at, size);
    };
    return fmt::format("{}-{}-{}T{}:{}:{}{}{}Z", part(0, 4), part(4, 2), part(6, 2), part(8, 2),
                       part(10, 2), part(12, 2), fraction.empty() ? "" : ".", fraction);
}

std::string to_guid(std::string_view bytes)
{
    // Its first three numbers are little-endian.
    constexpr std::array<std::size_t, 16> order{3, 2, 1,  0,  5,  4,  7,  6,
                                                8, 9, 10, 11, 12, 13, 14, 15};
    if (bytes.size() != order.size()) return {};
    std::string text;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
        text += fmt::format("{:02x}", static_cast<unsigned char>(bytes[order[i]]));
    }
    return text;
}

Entry make_entry(std::string_view dn, const Attributes& attributes, std::string_view key,
                 std::string_view changed)
{
    Entry entry;
    cx::json::Object object;
    for (const auto& [name, values] : attributes) {
        if (values.empty()) continue;
        Value& member = object[name];
        for (const std::string& value : values) member.push_back(text_of(name, value));
        if (same_name(name, key)) entry.key = member.as_array().front().as_string();
        if (same_name(name, changed)) entry.changed = values.front();
        if (values.size() == 1) member = Value(std::move(member.as_array().front()));
    }
    object["dn"] = dn;
    entry.json = cx::json::write(std::move(object));
    return entry;
}

}  // namespace directory
