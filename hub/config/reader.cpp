#include "config/reader.hpp"

#include "config/references.hpp"
#include "config/values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace cx::config {
namespace {

constexpr std::size_t said_bytes = 60;

const Key* find_key(std::span<const Key> keys, std::string_view name)
{
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
    return found == keys.end() ? nullptr : &*found;
}

std::string shape_phrase(const Key& key)
{
    switch (key.shape) {
        case Shape::text:
            return "a text";
        case Shape::name:
            return "a name of letters, digits, '_', '-' and '.'";
        case Shape::path:
            return "a path";
        case Shape::integer:
            if (key.most == std::numeric_limits<std::int64_t>::max())
                return fmt::format("a whole number of at least {}", key.least);
            return fmt::format("a whole number from {} to {}", key.least, key.most);
        case Shape::boolean:
            return "true or false";
        case Shape::duration:
            return std::string(duration_phrase);
        case Shape::size:
            return std::string(size_phrase);
        case Shape::share:
            return std::string(share_phrase);
        case Shape::schedule:
            return std::string(schedule_phrase);
        case Shape::quiet:
            return std::string(quiet_phrase);
        case Shape::listen:
            return std::string(listen_phrase);
        case Shape::word:
            return one_of(key.words());
        case Shape::texts:
            return "a list of texts";
        case Shape::words:
            return fmt::format("a list of {}", fmt::join(key.words(), ", "));
        case Shape::map:
            return fmt::format("a map of {}", fmt::join(names_of(key.keys()), ", "));
        case Shape::maps:
            return fmt::format("a list; each entry is {}", key.noun);
        case Shape::named:
            return fmt::format("a map from a name to {}", key.noun);
        case Shape::secret:
            return "a secret such as ${secret:NAME}";
        case Shape::secrets:
            return "a map from a name to ${env:NAME}";
        case Shape::options:
            return "a map of options";
        case Shape::mapping:
            return "a list of emit blocks, or a map with 'use'";
        case Shape::any:
            return "a value";
    }
    return "a value";
}

bool fits(const std::string& text, const Key& key)
{
    switch (key.shape) {
        case Shape::name:
            return is_name(text);
        case Shape::path:
            return !text.empty();
        case Shape::integer: {
            const std::optional<std::int64_t> number = parse_integer(text);
            return number && *number >= key.least && *number <= key.most;
        }
        case Shape::boolean:
            return parse_boolean(text).has_value();
        case Shape::duration:
            return parse_duration_ms(text).value_or(0) > 0;
        case Shape::size:
            return parse_size(text).has_value();
        case Shape::share:
            return parse_share(text).has_value();
        case Shape::schedule:
            return parse_schedule(text).has_value();
        case Shape::quiet:
            return model::parse_quiet_hours(text).has_value();
        case Shape::listen:
            return text == "none" || parse_address(text).has_value();
        case Shape::words:
        case Shape::word:
            return std::ranges::find(key.words(), text) != key.words().end();
        default:
            return true;
    }
}

std::string_view code_of(const Key& key)
{
    return key.shape == Shape::schedule ? "config.schedule" : "config.value";
}

}  // namespace

bool is_name(std::string_view text)
{
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !text.empty() && text.size() <= 64 && plain(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return plain(c) || c == '_' || c == '-' || c == '.'; });
}

std::vector<std::string> names_of(std::span<const Key> keys)
{
    std::vector<std::string> names;
    for (const Key& key : keys) names.emplace_back(key.name);
    return names;
}

std::string one_of(std::span<const std::string_view> words)
{
    if (words.size() == 1) return std::string(words[0]);
    return fmt::format("{} or {}", fmt::join(words.first(words.size() - 1), ", "), words.back());
}

const Node* Reader::open(const std::string& path, const std::string& shown_as)
{
    if (const auto known = files_.find(shown_as); known != files_.end())
        return known->second ? &*known->second : nullptr;
    std::optional<Node>& file = files_[shown_as];
    if (!sources_.load(path, shown_as, diagnostics_)) return nullptr;
    Diagnostics own;
    Node root = parse_yaml(*sources_.text(shown_as), shown_as, own);
    for (const Diagnostic& found : own.sorted())
        diagnostics_.error(found.mark, found.code, found.message);
    if (own.has_errors() && root.is_null()) return nullptr;
    put_environment(root);
    file = std::move(root);
    return &*file;
}

void Reader::put_environment(Node& node)
{
    for (Node& item : node.items) put_environment(item);
    for (Node::Member& member : node.members) put_environment(member.value);
    if (!node.is_scalar() || node.text.find("${") == node.text.npos) return;
    const Replaced replaced = replace_environment(node.text);
    if (!replaced.message.empty()) {
        error(node.mark, replaced.code, replaced.message);
        fail(node);
        return;
    }
    if (replaced.text == node.text) return;
    written_.emplace(place(node), node.text);
    node.text = replaced.text;
}

const std::string& Reader::written(const Node& node) const
{
    const auto found = written_.find(place(node));
    return found == written_.end() ? node.text : found->second;
}

std::string Reader::said(const Node& node) const
{
    switch (node.kind) {
        case Node::Kind::null:
            return "nothing";
        case Node::Kind::list:
            return "a list";
        case Node::Kind::map:
            return "a map";
        case Node::Kind::scalar:
            break;
    }
    std::string text = written(node);
    if (text.size() > said_bytes) {
        std::size_t end = said_bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
        text = text.substr(0, end) + "...";
    }
    std::replace(text.begin(), text.end(), '\n', ' ');
    return "'" + text + "'";
}

void Reader::refuse_secrets(const Node& node)
{
    for (const Node& item : node.items) refuse_secrets(item);
    for (const Node::Member& member : node.members) refuse_secrets(member.value);
    if (!node.is_scalar() || is_failed(node) || !mentions_secret(node.text)) return;
    error(node.mark, "config.secret_place",
          "a secret cannot stand here; ${secret:NAME} is for plugin options that are declared "
          "secret");
    fail(node);
}

void Reader::expected(const Node& node, std::string_view name, std::string_view phrase)
{
    if (is_failed(node)) return;
    error(node.mark, "config.type",
          fmt::format("'{}' should be {}, not {}", name, phrase, said(node)));
    fail(node);
}

bool Reader::expect_kind(const Node& node, Node::Kind kind, const Key& key)
{
    if (node.kind == kind) return true;
    // `tests:` with nothing behind it says the same as no tests.
    if (!node.is_null() || key.required) expected(node, key.name, shape_phrase(key));
    return false;
}

bool Reader::check_file(const Node& node, std::span<const Key> keys, std::string_view noun)
{
    const std::string known = fmt::format("{}", fmt::join(names_of(keys), ", "));
    if (node.is_null()) {
        error(node.mark, "config.empty", fmt::format("the file is empty; {} has {}", noun, known));
        return false;
    }
    if (!node.is_map()) {
        error(node.mark, "config.type",
              fmt::format("{} should be a map of {}, not {}", noun, known, said(node)));
        return false;
    }
    check(node, keys, noun, {node.mark.file, 1, 1});
    return true;
}

void Reader::check(const Node& node, std::span<const Key> keys, std::string_view noun,
                   const Mark& at)
{
    const std::vector<std::string> known = names_of(keys);
    for (const Node::Member& member : node.members) {
        if (const Key* key = find_key(keys, member.name)) {
            check_value(member.value, *key, member.mark);
        } else {
            error(member.mark, "config.unknown_key",
                  fmt::format("unknown key '{}' of {}{}", member.name.substr(0, said_bytes), noun,
                              did_you_mean(member.name, known)));
        }
    }
    check_missing(node, keys, noun, at);
}

void Reader::check_missing(const Node& node, std::span<const Key> keys, std::string_view noun,
                           const Mark& at)
{
    for (const Key& key : keys)
        if (key.required && !node.find(key.name))
            error(at, "config.missing_key",
                  fmt::format("key '{}' of {} is missing: {}", key.name, noun, key.doc));
}

void Reader::check_value(const Node& node, const Key& key, const Mark& at)
{
    switch (key.shape) {
        case Shape::map:
            return check_map(node, key, at);
        case Shape::maps:
        case Shape::texts:
        case Shape::words:
            return check_list(node, key);
        case Shape::named:
            return check_named(node, key);
        case Shape::options:
        case Shape::secrets:
            expect_kind(node, Node::Kind::map, key);
            return;
        case Shape::mapping:
            if (node.is_map()) return check_map(node, key, at);
            expect_kind(node, Node::Kind::list, key);
            return refuse_secrets(node);
        case Shape::any:
            return refuse_secrets(node);
        case Shape::secret:
            if (!node.is_scalar()) expected(node, key.name, shape_phrase(key));
            return;
        default:
            return check_scalar(node, key);
    }
}

void Reader::check_scalar(const Node& node, const Key& key)
{
    if (node.is_scalar()) refuse_secrets(node);
    if (is_failed(node)) return;
    if (!node.is_scalar()) {
        expected(node, key.name, shape_phrase(key));
    } else if (!fits(node.text, key)) {
        error(node.mark, std::string(code_of(key)),
              fmt::format("'{}' should be {}, not {}", key.name, shape_phrase(key), said(node)));
        fail(node);
    }
}

void Reader::check_map(const Node& node, const Key& key, const Mark& at)
{
    if (node.is_null() && std::ranges::any_of(key.keys(), &Key::required))
        return check_missing(node, key.keys(), key.noun, at);
    if (expect_kind(node, Node::Kind::map, key)) check(node, key.keys(), key.noun, at);
}

void Reader::check_list(const Node& node, const Key& key)
{
    if (!expect_kind(node, Node::Kind::list, key)) return;
    for (const Node& item : node.items) {
        if (key.shape == Shape::maps) {
            if (item.is_map())
                check(item, key.keys(), key.noun, item.mark);
            else
                expected(item, key.name, fmt::format("a list of maps; an entry is {}", key.noun));
        } else if (!item.is_scalar() || item.text.empty()) {
            expected(item, key.name, shape_phrase(key));
        } else {
            check_scalar(item, key);
        }
    }
}

void Reader::check_named(const Node& node, const Key& key)
{
    if (!expect_kind(node, Node::Kind::map, key)) return;
    if (key.required && node.members.empty()) {
        error(node.mark, "config.value",
              fmt::format("'{}' is empty; it should be {}", key.name, shape_phrase(key)));
        return;
    }
    for (const Node::Member& member : node.members) {
        if (!is_name(member.name))
            error(member.mark, "config.name",
                  fmt::format("'{}' is no name: letters, digits, '_', '-' and '.', at most 64",
                              member.name.substr(0, said_bytes)));
        if (member.value.is_map() || member.value.is_null())
            check(member.value, key.keys(), key.noun, member.mark);
        else
            expected(member.value, member.name,
                     fmt::format("a map of {}", fmt::join(names_of(key.keys()), ", ")));
    }
}

std::string text_of(const Node& node, std::string_view name, std::string_view fallback)
{
    const Node* value = node.find(name);
    return value && value->is_scalar() ? value->text : std::string(fallback);
}

std::int64_t integer_of(const Node& node, std::string_view name, std::int64_t fallback)
{
    return parse_integer(text_of(node, name)).value_or(fallback);
}

bool boolean_of(const Node& node, std::string_view name, bool fallback)
{
    return parse_boolean(text_of(node, name)).value_or(fallback);
}

std::vector<std::string> texts_of(const Node& node, std::string_view name)
{
    std::vector<std::string> texts;
    if (const Node* value = node.find(name))
        for (const Node& item : value->items)
            if (item.is_scalar()) texts.push_back(item.text);
    return texts;
}

Mark mark_of(const Node& node, std::string_view name)
{
    const Node* value = node.find(name);
    return value ? value->mark : node.mark;
}

Mark key_mark_of(const Node& node, std::string_view name)
{
    for (const Node::Member& member : node.members)
        if (member.name == name) return member.mark;
    return node.mark;
}

}  // namespace cx::config
