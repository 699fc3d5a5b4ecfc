#include "scim_server/users.hpp"

#include "scim_server/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace scim_server {
namespace {

using cx::json::Value;

constexpr std::uint32_t page_rows = 500;

std::uint64_t fnv1a(std::string_view text, std::uint64_t hash)
{
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

// A UUID of version 8 (RFC 9562): its digits are this program's own affair.
std::string uuid_of(std::string_view text)
{
    const std::uint64_t high = fnv1a(text, 14695981039346656037ULL);
    const std::uint64_t low = fnv1a(text, high);
    return fmt::format("{:08x}-{:04x}-8{:03x}-{:04x}-{:012x}", high >> 32U, high >> 16U & 0xffffU,
                       high & 0xfffU, 0x8000U | (low >> 48U & 0x3fffU), low & 0xffffffffffffU);
}

void point_once(std::multimap<std::string, std::string, std::less<>>& index, std::string name,
                const std::string& id)
{
    if (name.empty()) return;
    const auto [begin, end] = index.equal_range(name);
    if (std::none_of(begin, end, [&](const auto& row) { return row.second == id; }))
        index.emplace(std::move(name), id);
}

}  // namespace

std::optional<Value> Users::by_id(std::string_view id) const
{
    const std::optional<std::string> payload = host_.current(stream_, id);
    if (!payload) return {};
    cx::Result<Value> user = cx::json::parse(*payload);
    if (!user || !user->is_object()) return {};
    return *std::move(user);
}

void Users::point(const Value& user)
{
    const std::string id = user.text_of("id");
    if (known_.insert(id).second) ids_.push_back(id);
    point_once(by_name_, lower(user.text_of("userName")), id);
    point_once(by_external_, user.text_of("externalId"), id);
}

void Users::fill()
{
    if (filled_) return;
    filled_ = true;
    std::uint64_t position = 0;
    for (;;) {
        const std::vector<cx::Host::Current> rows = host_.page(stream_, position, page_rows);
        if (rows.empty()) return;
        for (const cx::Host::Current& row : rows) {
            position = row.position;
            const cx::Result<Value> user = cx::json::parse(row.payload);
            if (user && user->is_object()) point(*user);
        }
    }
}

std::vector<std::string> Users::ids()
{
    fill();
    std::vector<std::string> live;
    std::copy_if(ids_.begin(), ids_.end(), std::back_inserter(live),
                 [&](const std::string& id) { return !gone_.contains(id) || by_id(id); });
    return live;
}

void Users::note(const Value& user)
{
    fill();
    point(user);
    gone_.erase(user.text_of("id"));
}

std::vector<Value> Users::by_attribute(std::string_view attribute, std::string_view value)
{
    fill();
    std::vector<Value> found;
    const bool name = same_name(attribute, "userName");
    const auto& index = name ? by_name_ : by_external_;
    const auto [begin, end] = index.equal_range(name ? lower(value) : std::string(value));
    for (auto row = begin; row != end; ++row) {
        std::optional<Value> user = by_id(row->second);
        if (!user) continue;
        const std::string has = user->text_of(name ? "userName" : "externalId");
        if (name ? same_name(has, value) : has == value) found.push_back(*std::move(user));
    }
    return found;
}

bool Users::is_taken(std::string_view user_name, std::string_view id)
{
    const std::vector<Value> owners = by_attribute("userName", user_name);
    return std::any_of(owners.begin(), owners.end(),
                       [&](const Value& user) { return user.text_of("id") != id; });
}

std::string Users::new_id(const Value& user) const
{
    // With the id that the provider has: whoever gets the name of somebody who left is another.
    const std::string seed = lower(user.text_of("userName")) + '\n' + user.text_of("externalId");
    std::string id = uuid_of(seed);
    for (int turn = 1; by_id(id); ++turn) id = uuid_of(fmt::format("{}\n{}", seed, turn));
    return id;
}

}  // namespace scim_server
