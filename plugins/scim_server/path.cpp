#include "scim_server/path.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace scim_server {
namespace {

constexpr std::string_view core = "urn:ietf:params:scim:schemas:core:2.0:User";
constexpr std::size_t conditions_max = 8;

bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

void skip_spaces(std::string_view& text)
{
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

std::string_view take_word(std::string_view& text)
{
    skip_spaces(text);
    const auto end = std::find_if(text.begin(), text.end(), is_space);
    const std::string_view word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(word.size());
    return word;
}

// A JSON string, or the words true and false.
std::optional<std::string> take_value(std::string_view& text)
{
    skip_spaces(text);
    if (text.empty() || text.front() != '"') {
        const std::string word(take_word(text));
        if (same_name(word, "true") || same_name(word, "false")) return lower(word);
        return {};
    }
    std::size_t end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2U : 1U;
    if (end >= text.size()) return {};
    const cx::Result<cx::json::Value> value = cx::json::parse(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
    if (!value || !value->is_string()) return {};
    return value->as_string();
}

bool is_name(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '$';
    });
}

}  // namespace

std::string lower(std::string_view text)
{
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return small;
}

bool same_name(std::string_view a, std::string_view b)
{
    return lower(a) == lower(b);
}

std::string canonical_name(std::string_view name)
{
    constexpr std::array<std::string_view, 24> names{
        "schemas",   "id",     "externalId",        "meta",     "userName",
        "name",      "title",  "displayName",       "nickName", "profileUrl",
        "userType",  "locale", "preferredLanguage", "timezone", "active",
        "password",  "emails", "phoneNumbers",      "ims",      "photos",
        "addresses", "groups", "entitlements",      "roles"};
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](std::string_view one) { return same_name(one, name); });
    return std::string(found == names.end() ? name : *found);
}

std::optional<std::vector<Condition>> read_conditions(std::string_view text)
{
    std::vector<Condition> all;
    while (all.size() < conditions_max) {
        Condition one;
        one.attribute = take_word(text);
        if (!same_name(take_word(text), "eq") || one.attribute.empty()) return {};
        std::optional<std::string> value = take_value(text);
        if (!value) return {};
        one.value = *std::move(value);
        all.push_back(std::move(one));
        skip_spaces(text);
        if (text.empty()) return all;
        if (!same_name(take_word(text), "and")) return {};
    }
    return {};
}

std::optional<Path> read_path(std::string_view text)
{
    Path path;
    const std::size_t open = text.find('[');
    std::string_view head = text.substr(0, open);
    if (head.starts_with("urn:")) {
        // The version in the name of a schema has a dot: it is cut off at its last colon.
        const std::size_t colon = head.rfind(':');
        const bool whole = head.substr(colon + 1) == "User" && open == std::string_view::npos;
        path.schema = whole ? head : head.substr(0, colon);
        head = whole ? std::string_view() : head.substr(colon + 1);
        if (same_name(path.schema, core)) path.schema.clear();
        if (whole) return path;
    }
    std::string_view tail;
    if (open != std::string_view::npos) {
        const std::size_t close = text.rfind(']');
        if (close == std::string_view::npos || close < open) return {};
        auto where = read_conditions(text.substr(open + 1, close - open - 1));
        if (!where) return {};
        path.where = *std::move(where);
        tail = text.substr(close + 1);
        if (!tail.empty() && tail.front() != '.') return {};
        if (!tail.empty()) tail.remove_prefix(1);
    } else if (const std::size_t dot = head.find('.'); dot != std::string_view::npos) {
        tail = head.substr(dot + 1);
        head = head.substr(0, dot);
        if (tail.empty()) return {};
    }
    if (!is_name(head) || (!tail.empty() && !is_name(tail))) return {};
    path.attribute = path.schema.empty() ? canonical_name(head) : std::string(head);
    path.sub = tail;
    return path;
}

bool matches(const cx::json::Value& element, const std::vector<Condition>& where)
{
    return std::all_of(where.begin(), where.end(), [&](const Condition& one) {
        return same_name(element.text_of(one.attribute), one.value);
    });
}

}  // namespace scim_server
