// FlattenFields and DpathFlattenFields.
#include "rest/decode/decoder.hpp"
#include "rest/transform/kinds.hpp"

namespace rest::transform {
namespace {

using cx::json::Object;
using cx::json::Value;

// A name is the last part of its path while it is free, else the whole path with dots; below a list
// it is always the path, since the elements would fight for it.
void flatten(const std::string& path, Value value, bool lists, bool below_list, Object& out)
{
    if (value.is_object() && !value.empty()) {
        for (auto& [part, one] : value.as_object()) {
            const std::string whole = path + "." + part;
            const bool nested = one.is_object() || (one.is_array() && lists);
            if (nested && !one.empty())
                flatten(whole, std::move(one), lists, below_list, out);
            else
                out.insert_or_assign(below_list || out.contains(part) ? whole : part,
                                     std::move(one));
        }
    } else if (value.is_array() && lists && !value.empty()) {
        std::size_t index = 0;
        for (Value& one : value.as_array())
            flatten(path + "." + std::to_string(index++), std::move(one), lists, true, out);
    } else {
        out.insert_or_assign(path, std::move(value));
    }
}

class FlattenFields final : public Transformation {
public:
    explicit FlattenFields(bool lists) : lists_(lists) {}

    cx::Result<cx::Done> apply(Value& record, const Scope&) const override
    {
        if (!record.is_object()) return cx::Done{};
        // What is at the top already keeps its name.
        Object out;
        std::vector<std::pair<std::string, Value>> nested;
        for (auto& [name, one] : record.as_object()) {
            if ((one.is_object() || (one.is_array() && lists_)) && !one.empty())
                nested.emplace_back(name, std::move(one));
            else
                out.insert_or_assign(name, std::move(one));
        }
        for (auto& [name, one] : nested) flatten(name, std::move(one), lists_, false, out);
        record = std::move(out);
        return cx::Done{};
    }

private:
    bool lists_;
};

// Lifts the members of one object to the top.
class DpathFlatten final : public Transformation {
public:
    DpathFlatten(std::vector<Template> path, bool keep_original, bool replace_record,
                 Template prefix)
        : path_(std::move(path)),
          keep_original_(keep_original),
          replace_record_(replace_record),
          prefix_(std::move(prefix))
    {
    }

    cx::Result<cx::Done> apply(Value& record, const Scope& scope) const override
    {
        Scope inner = scope;
        inner.set("record", &record);
        const cx::Result<std::vector<std::string>> path = texts_of(path_, inner);
        const cx::Result<std::string> prefix = prefix_.text(inner);
        if (!path || !prefix) return path ? prefix.error() : path.error();
        const std::vector<const Value*> found = find_all(record, *path);
        if (found.empty() || !found.front()->is_object()) return cx::Done{};
        Object lifted;
        for (const Value* one : found)
            if (one->is_object())
                for (const auto& [name, value] : one->as_object())
                    lifted.insert_or_assign(*prefix + name, value);
        if (replace_record_) {
            record = std::move(lifted);
            return cx::Done{};
        }
        if (!keep_original_) remove(record, *path);
        for (auto& [name, value] : lifted) record[name] = std::move(value);
        return cx::Done{};
    }

private:
    static void remove(Value& record, const std::vector<std::string>& path)
    {
        Value* place = &record;
        for (std::size_t i = 0; i + 1 < path.size() && place; ++i) place = place->find(path[i]);
        if (place && place->is_object() && !path.empty()) place->as_object().erase(path.back());
    }

    std::vector<Template> path_;
    bool keep_original_;
    bool replace_record_;
    Template prefix_;
};

bool flag(const Value& component, std::string_view name, bool otherwise)
{
    const Value* value = component.find(name);
    return value && value->is_bool() ? value->as_bool() : otherwise;
}

}  // namespace

Made make_flatten_fields(const Value& component)
{
    return std::unique_ptr<Transformation>(
        std::make_unique<FlattenFields>(flag(component, "flatten_lists", true)));
}

Made make_dpath_flatten(const Value& component)
{
    cx::Result<std::vector<Template>> path = path_of(component, "field_path", names);
    if (!path) return path.error();
    const Value* transformation = component.find("key_transformation");
    const std::string prefix = transformation ? transformation->text_of("prefix") : "";
    cx::Result<Template> compiled = Template::compile(prefix, names);
    if (!compiled) return compiled.error();
    return std::unique_ptr<Transformation>(std::make_unique<DpathFlatten>(
        std::move(*path), !flag(component, "delete_origin_value", false),
        flag(component, "replace_record", false), std::move(*compiled)));
}

}  // namespace rest::transform
