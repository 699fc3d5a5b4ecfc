// AddFields and RemoveFields.
#include "rest/decode/decoder.hpp"
#include "rest/transform/kinds.hpp"

#include <algorithm>
#include <utility>

namespace rest::transform {
namespace {

using cx::json::Value;

// Beyond it a list would be filled with nothing.
constexpr std::size_t index_max = 1000;

std::optional<std::size_t> index_of(const std::string& text)
{
    if (text.empty() || text.size() > 4 ||
        text.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return std::stoul(text);
}

// What is in the way of a path becomes an object; a number finds an element of a list that is
// there.
void set_at(Value& record, const std::vector<std::string>& path, Value value)
{
    Value* place = &record;
    for (const std::string& part : path) {
        const std::optional<std::size_t> index = index_of(part);
        if (place->is_array() && index && *index <= index_max) {
            cx::json::Array& list = place->as_array();
            if (list.size() <= *index) list.resize(*index + 1);
            place = &list[*index];
            continue;
        }
        if (!place->is_object()) *place = cx::json::Object();
        place = &(*place)[part];
    }
    *place = std::move(value);
}

struct AddedField {
    std::vector<Template> path;
    Template text;
    std::optional<Value> plain;  // A value that is no text
    Kinds kinds = Kinds::any;
};

class AddFields final : public Transformation {
public:
    AddFields(std::vector<AddedField> fields, std::optional<Template> condition)
        : fields_(std::move(fields)), condition_(std::move(condition))
    {
    }

    cx::Result<cx::Done> apply(Value& record, const Scope& scope) const override
    {
        Scope inner = scope;
        inner.set("record", &record);
        for (const AddedField& field : fields_) {
            // Each sees what those before it added.
            cx::Result<Value> value = field.plain ? cx::Result<Value>(*field.plain)
                                                  : field.text.value(inner, field.kinds);
            if (!value) return value.error();
            if (condition_) {
                Scope with_value = inner;
                with_value.set("value", &*value);
                const cx::Result<bool> holds = condition_->judge(with_value);
                if (!holds) return holds.error();
                if (!*holds) continue;
            }
            cx::Result<std::vector<std::string>> path = texts_of(field.path, inner);
            if (!path) return path.error();
            set_at(record, *path, std::move(*value));
        }
        return cx::Done{};
    }

private:
    std::vector<AddedField> fields_;
    std::optional<Template> condition_;
};

std::optional<Kinds> kinds_of(const std::string& value_type)
{
    static constexpr std::pair<std::string_view, Kinds> known[] = {{"", Kinds::any},
                                                                   {"string", Kinds::string},
                                                                   {"number", Kinds::number},
                                                                   {"integer", Kinds::integer},
                                                                   {"boolean", Kinds::boolean}};
    for (const auto& [name, kinds] : known)
        if (name == value_type) return kinds;
    return std::nullopt;
}

cx::Result<AddedField> added_field(const Value& component)
{
    AddedField field;
    cx::Result<std::vector<Template>> path = path_of(component, "path", names);
    if (!path) return path.error();
    if (path->empty()) return cx::Error{"rest.option", "'path' of an added field is empty"};
    field.path = std::move(*path);
    const std::optional<Kinds> kinds = kinds_of(component.text_of("value_type"));
    if (!kinds)
        return cx::Error{"rest.option", "'value_type' is string, number, integer or boolean"};
    field.kinds = *kinds;
    const Value* value = component.find("value");
    if (!value) return cx::Error{"rest.option", "an added field needs a 'value'"};
    if (!value->is_string()) {
        field.plain = *value;
        return field;
    }
    cx::Result<Template> text = Template::compile(value->as_string(), names);
    if (!text) return text.error();
    field.text = std::move(*text);
    return field;
}

// `*` and `?` within a name.
bool matches(std::string_view pattern, std::string_view name)
{
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos;
    std::size_t behind = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            behind = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++behind;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

class RemoveFields final : public Transformation {
public:
    RemoveFields(std::vector<std::vector<std::string>> paths, std::optional<Template> condition)
        : paths_(std::move(paths)), condition_(std::move(condition))
    {
    }

    cx::Result<cx::Done> apply(Value& record, const Scope& scope) const override
    {
        Scope inner = scope;
        inner.set("record", &record);
        for (const auto& path : paths_) {
            const cx::Result<cx::Done> removed = remove(record, path, 0, inner);
            if (!removed) return removed;
        }
        return cx::Done{};
    }

private:
    // The condition is about the value that would go.
    cx::Result<bool> goes(const Value& value, const Scope& scope) const
    {
        if (!condition_) return true;
        Scope inner = scope;
        inner.set("property", &value);
        return condition_->judge(inner);
    }

    cx::Result<cx::Done> remove(Value& value, const std::vector<std::string>& path, std::size_t at,
                                const Scope& scope) const
    {
        const std::string& part = path[at];
        if (part == "**") {
            if (at + 1 < path.size()) {
                const auto here = remove(value, path, at + 1, scope);
                if (!here) return here;
            }
            return inside(value, path, at, scope);
        }
        if (value.is_array()) return remove_elements(value.as_array(), path, at, scope);
        if (!value.is_object()) return cx::Done{};
        cx::json::Object& object = value.as_object();
        for (auto one = object.begin(); one != object.end();) {
            if (!matches(part, one->first)) {
                ++one;
                continue;
            }
            if (at + 1 < path.size()) {
                const auto done = remove(one->second, path, at + 1, scope);
                if (!done) return done;
                ++one;
                continue;
            }
            const cx::Result<bool> gone = goes(one->second, scope);
            if (!gone) return gone.error();
            one = *gone ? object.erase(one) : std::next(one);
        }
        return cx::Done{};
    }

    cx::Result<cx::Done> inside(Value& value, const std::vector<std::string>& path, std::size_t at,
                                const Scope& scope) const
    {
        const auto each = [&](Value& one) { return remove(one, path, at, scope); };
        if (value.is_object())
            for (auto& [name, one] : value.as_object())
                if (auto done = each(one); !done) return done;
        if (value.is_array())
            for (Value& one : value.as_array())
                if (auto done = each(one); !done) return done;
        return cx::Done{};
    }

    // An element by its number, or each of them for `*`.
    cx::Result<cx::Done> remove_elements(cx::json::Array& list,
                                         const std::vector<std::string>& path, std::size_t at,
                                         const Scope& scope) const
    {
        const std::optional<std::size_t> index = index_of(path[at]);
        for (std::size_t i = list.size(); i-- > 0;) {
            if (path[at] != "*" && index != i) continue;
            if (at + 1 < path.size()) {
                const auto done = remove(list[i], path, at + 1, scope);
                if (!done) return done;
                continue;
            }
            const cx::Result<bool> gone = goes(list[i], scope);
            if (!gone) return gone.error();
            if (*gone) list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
        }
        return cx::Done{};
    }

    std::vector<std::vector<std::string>> paths_;
    std::optional<Template> condition_;
};

}  // namespace

Made make_add_fields(const Value& component)
{
    const Value* fields = component.find("fields");
    if (!fields || !fields->is_array()) return cx::Error{"rest.option", "AddFields needs 'fields'"};
    std::vector<AddedField> added;
    for (const Value& one : fields->as_array()) {
        cx::Result<AddedField> field = added_field(one);
        if (!field) return field.error();
        added.push_back(std::move(*field));
    }
    cx::Result<std::optional<Template>> condition = condition_of(component);
    if (!condition) return condition.error();
    return std::unique_ptr<Transformation>(
        std::make_unique<AddFields>(std::move(added), std::move(*condition)));
}

Made make_remove_fields(const Value& component)
{
    const Value* pointers = component.find("field_pointers");
    if (!pointers || !pointers->is_array())
        return cx::Error{"rest.option", "RemoveFields needs 'field_pointers'"};
    std::vector<std::vector<std::string>> paths;
    for (const Value& one : pointers->as_array()) {
        if (!one.is_array() || one.empty())
            return cx::Error{"rest.option", "each of 'field_pointers' is a list of names"};
        std::vector<std::string> path;
        for (const Value& part : one.as_array()) path.push_back(part.text().value_or(""));
        paths.push_back(std::move(path));
    }
    cx::Result<std::optional<Template>> condition = condition_of(component);
    if (!condition) return condition.error();
    return std::unique_ptr<Transformation>(
        std::make_unique<RemoveFields>(std::move(paths), std::move(*condition)));
}

cx::Result<std::optional<Template>> condition_of(const Value& component)
{
    static constexpr std::array<std::string_view, 6> offered = {
        "config", "parameters", "record", "stream_slice", "value", "property"};
    const std::string text = component.text_of("condition");
    if (text.empty()) return std::optional<Template>();
    cx::Result<Template> compiled = Template::compile(text, offered);
    if (!compiled) return compiled.error();
    return std::optional<Template>(std::move(*compiled));
}

cx::Result<std::vector<Template>> path_of(const Value& component, std::string_view name,
                                          std::span<const std::string_view> offered)
{
    std::vector<Template> path;
    const Value* parts = component.find(name);
    if (!parts) return path;
    if (!parts->is_array())
        return cx::Error{"rest.option", "'" + std::string(name) + "' should be a list"};
    for (const Value& part : parts->as_array()) {
        cx::Result<Template> compiled = Template::compile(part.text().value_or(""), offered);
        if (!compiled) return compiled.error();
        path.push_back(std::move(*compiled));
    }
    return path;
}

cx::Result<std::vector<std::string>> texts_of(const std::vector<Template>& path, const Scope& scope)
{
    std::vector<std::string> texts;
    for (const Template& part : path) {
        cx::Result<std::string> text = part.text(scope);
        if (!text) return text.error();
        texts.push_back(std::move(*text));
    }
    return texts;
}

}  // namespace rest::transform
