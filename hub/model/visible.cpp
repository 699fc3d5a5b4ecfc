// What an exit may see of an entity or golden record. Everything that is not known to be allowed
// stays inside.
#include "model/schema.hpp"

#include <algorithm>
#include <optional>

namespace cx::model {
namespace {

class Viewer {
public:
    Viewer(const Accepts& accepts, const Taxonomy& taxonomy, bool mask,
           std::vector<std::string>* refused)
        : accepts_(accepts), taxonomy_(taxonomy), mask_(mask), refused_(refused)
    {
    }

    // Nothing where the exit may not see the value at all.
    std::optional<json::Value> see(const json::Value& value, const Field& field, LabelSet labels,
                                   const std::string& path) const
    {
        labels.add(field.labels);
        if (!accepts_.passes(labels, taxonomy_)) {
            if (mask_ && may_be_masked(labels)) return masked(value, field);
            return refuse(path);
        }
        if (field.type != "object" || value.is_null()) return value;
        if (value.is_object()) return members(value, field, labels, path);
        if (!value.is_array()) return refuse(path);
        json::Value list = json::Array{};
        for (const json::Value& element : value.as_array())
            if (element.is_object()) list.push_back(members(element, field, labels, path));
        return list;
    }

    std::optional<json::Value> refuse(const std::string& path) const
    {
        const bool told =
            !refused_ || std::find(refused_->begin(), refused_->end(), path) != refused_->end();
        if (!told) refused_->push_back(path);
        return std::nullopt;
    }

private:
    // A mask hides a person, not a secret, and not what nobody knows how to treat.
    bool may_be_masked(const LabelSet& labels) const
    {
        return std::all_of(labels.all().begin(), labels.all().end(), [&](const std::string& label) {
            const auto group = taxonomy_.groups.find(label);
            return taxonomy_.knows(label) &&
                   (group == taxonomy_.groups.end() || group->second != "secret");
        });
    }

    json::Value members(const json::Value& value, const Field& field, const LabelSet& labels,
                        const std::string& path) const
    {
        json::Value seen = json::Object{};
        for (const auto& [name, member] : value.as_object()) {
            const Field* part = field.find(name);
            const std::string below = path + "." + name;
            const std::optional<json::Value> shown =
                part ? see(member, *part, labels, below) : refuse(below);
            if (shown) seen[name] = *shown;
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
    std::vector<std::string>* const refused_;
};

}  // namespace

json::Value visible(const json::Value& data, const EntityType& type,
                    const std::map<std::string, LabelSet>& extra, const Accepts& accepts,
                    const Taxonomy& taxonomy, bool mask, std::vector<std::string>* refused)
{
    const Viewer viewer(accepts, taxonomy, mask, refused);
    json::Value seen = json::Object{};
    if (!data.is_object()) return seen;
    for (const auto& [name, value] : data.as_object()) {
        const Field* field = type.find(name);
        const auto added = extra.find(name);
        const LabelSet labels = added == extra.end() ? LabelSet() : added->second;
        // A member that the schema does not know has no labels, so nobody can tell whether it may
        // leave.
        const std::optional<json::Value> shown =
            field ? viewer.see(value, *field, labels, name) : viewer.refuse(name);
        if (shown) seen[name] = *shown;
    }
    return seen;
}

}  // namespace cx::model
