// What an exit may see of an entity or golden record. Everything that is not known to be allowed
// stays inside.
#include "model/schema.hpp"

#include <optional>

namespace cx::model {
namespace {

class Viewer {
public:
    Viewer(const Accepts& accepts, const Taxonomy& taxonomy, bool mask)
        : accepts_(accepts), taxonomy_(taxonomy), mask_(mask)
    {
    }

    // Nothing where the exit may not see the value at all.
    std::optional<json::Value> see(const json::Value& value, const Field& field,
                                   LabelSet labels) const
    {
        labels.add(field.labels);
        if (!accepts_.passes(labels, taxonomy_)) {
            if (mask_ && may_be_masked(labels)) return masked(value, field);
            return std::nullopt;
        }
        if (field.type != "object") return value;
        if (!value.is_array()) return members(value, field, labels);
        json::Value list = json::Array{};
        for (const json::Value& element : value.as_array())
            list.push_back(members(element, field, labels));
        return list;
    }

private:
    // A mask hides a person, not a secret, and not what nobody knows how to treat.
    bool may_be_masked(const LabelSet& labels) const
    {
        for (const std::string& label : labels.all()) {
            const auto group = taxonomy_.groups.find(label);
            if (!taxonomy_.knows(label) ||
                (group != taxonomy_.groups.end() && group->second == "secret"))
                return false;
        }
        return true;
    }

    json::Value members(const json::Value& value, const Field& field, const LabelSet& labels) const
    {
        json::Value seen = json::Object{};
        if (!value.is_object()) return seen;
        for (const auto& [name, member] : value.as_object()) {
            const Field* part = field.find(name);
            if (!part) continue;
            if (std::optional<json::Value> inner = see(member, *part, labels))
                seen[name] = std::move(*inner);
        }
        return seen;
    }

    static json::Value masked(const json::Value& value, const Field& field)
    {
        if (value.is_null()) return value;
        if (field.list && value.is_array()) {
            json::Value list = json::Array{};
            for (const json::Value& element : value.as_array())
                list.push_back(masked_one(element, field));
            return list;
        }
        return masked_one(value, field);
    }

    static json::Value masked_one(const json::Value& value, const Field& field)
    {
        if (field.type == "object") {
            json::Value hidden = json::Object{};
            if (!value.is_object()) return hidden;
            for (const auto& [name, member] : value.as_object())
                if (const Field* part = field.find(name)) hidden[name] = masked(member, *part);
            return hidden;
        }
        const SemanticType* type = find_semantic_type(field.type);
        return type ? type->mask(value) : json::Value("***");
    }

    const Accepts& accepts_;
    const Taxonomy& taxonomy_;
    const bool mask_;
};

}  // namespace

json::Value visible(const json::Value& data, const EntityType& type,
                    const std::map<std::string, LabelSet>& extra, const Accepts& accepts,
                    const Taxonomy& taxonomy, bool mask, std::vector<std::string>* refused)
{
    const Viewer viewer(accepts, taxonomy, mask);
    json::Value seen = json::Object{};
    if (!data.is_object()) return seen;
    for (const auto& [name, value] : data.as_object()) {
        const Field* field = type.find(name);
        const auto added = extra.find(name);
        std::optional<json::Value> shown;
        // A member that the schema does not know has no labels, so nobody can tell whether it may
        // leave.
        if (field)
            shown = viewer.see(value, *field, added == extra.end() ? LabelSet() : added->second);
        if (shown)
            seen[name] = std::move(*shown);
        else if (refused)
            refused->push_back(name);
    }
    return seen;
}

}  // namespace cx::model
