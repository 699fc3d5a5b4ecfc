#include "ldap/progress.hpp"

#include "ldap/entry.hpp"

#include <cx/json.hpp>
#include <cx/rfc3339.hpp>

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

namespace directory {
namespace {

using cx::json::Value;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::size_t mark_bytes = sizeof(std::uint64_t);

int sextet(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

std::optional<std::string> from_base64(std::string_view text)
{
    std::string bytes;
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        const int six = sextet(c);
        if (six < 0) return {};
        bits = (bits << 6U | static_cast<unsigned>(six)) & 0xffffU;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes.push_back(static_cast<char>(bits >> held & 0xffU));
    }
    return bytes;
}

}  // namespace

std::string Seen::write() const
{
    std::vector<std::uint64_t> sorted(marks_.begin(), marks_.end());
    std::sort(sorted.begin(), sorted.end());
    std::string bytes(sorted.size() * mark_bytes, '\0');
    if (!sorted.empty()) std::memcpy(bytes.data(), sorted.data(), bytes.size());
    return to_base64(bytes);
}

bool Seen::read(std::string_view text)
{
    const std::optional<std::string> bytes = from_base64(text);
    if (!bytes || bytes->size() % mark_bytes != 0) return false;
    for (std::size_t at = 0; at < bytes->size(); at += mark_bytes) {
        std::uint64_t mark = 0;
        std::memcpy(&mark, bytes->data() + at, mark_bytes);
        add(mark);
    }
    return true;
}

// FNV-1a of 64 bits: among 30,000 entries two share a mark once in 40 thousand million runs.
std::uint64_t mark_of(std::string_view key, std::string_view changed)
{
    std::uint64_t hash = 14695981039346656037ULL;
    const auto take = [&](char c) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    };
    for (const char c : key) take(c);
    take('\0');
    for (const char c : changed) take(c);
    return hash;
}

cx::Result<Progress> Progress::read(std::string_view cursor)
{
    Progress progress;
    if (cursor.empty()) return progress;
    const cx::Error strange{"ldap.cursor", "the cursor is none of this plugin's"};
    const cx::Result<Value> value = cx::json::parse(cursor);
    if (!value || !value->is_object()) return strange;
    progress.since = value->text_of("since");
    if (const Value* started = value->find("started"))
        progress.started_at_us = started->integer().value_or(0);
    const bool sound = progress.done.read(value->text_of("done")) &&
                       progress.given.read(value->text_of("given")) &&
                       progress.lately.read(value->text_of("lately"));
    if (!sound) return strange;
    return progress;
}

std::string Progress::write() const
{
    cx::json::Object object;
    if (!since.empty()) object["since"] = since;
    if (started_at_us != 0) object["started"] = started_at_us;
    if (!done.empty()) object["done"] = done.write();
    if (!given.empty()) object["given"] = given.write();
    if (!lately.empty()) object["lately"] = lately.write();
    return cx::json::write(std::move(object));
}

std::string to_generalized(std::int64_t us)
{
    std::string text = cx::rfc3339::write(us, 0).value_or("");
    std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T' || c == 'Z'; });
    return text + ".0Z";
}

std::int64_t from_generalized(std::string_view text)
{
    const auto us = cx::rfc3339::read(to_rfc3339(text));
    return us ? *us - *us % second_us : -1;
}

}  // namespace directory
