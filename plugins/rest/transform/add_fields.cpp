// AddFields.
#include "rest/transform/kinds.hpp"

#include <utility>

namespace rest::transform {
namespace {

using cx::json::Value;

// Beyond it a list would be filled with nothing.
constexpr std::size_t index_max = 1000;

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

}  // namespace rest::transform
