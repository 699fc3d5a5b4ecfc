#include "model/conform.hpp"

#include "base/limits.hpp"

namespace cx::model {
namespace {

json::Value conform_one(const Field& field, const json::Value& value, const ConvertContext& context,
                        const std::string& path, std::vector<Issue>& issues)
{
    if (field.type == "object") {
        if (!value.is_object()) {
            issues.push_back({path, "value.kind", Issue::Severity::error});
            return {};
        }
        json::Value object = json::Object{};
        for (const Field& part : field.fields) {
            json::Value kept;
            if (const json::Value* given = value.find(part.name))
                kept = conform(part, *given, context, path + "/" + part.name, issues);
            if (kept.empty() && part.required) {
                issues.push_back({path + "/" + part.name, "list.required", Issue::Severity::error});
                return {};
            }
            if (!kept.empty()) object[part.name] = std::move(kept);
        }
        return object;
    }
    const SemanticType* type = find_semantic_type(field.type);
    if (!type) return {};
    ConvertContext own = context;
    own.values = field.values;
    own.open = field.open;
    Converted converted = type->convert(value, own);
    for (Issue& issue : converted.issues) {
        issue.path = path + issue.path;
        issues.push_back(std::move(issue));
    }
    return std::move(converted.value);
}

}  // namespace

json::Value conform(const Field& field, const json::Value& value, const ConvertContext& context,
                    const std::string& path, std::vector<Issue>& issues)
{
    if (!field.list) return conform_one(field, value, context, path, issues);
    if (!value.is_array()) {
        issues.push_back({path, "value.kind", Issue::Severity::error});
        return {};
    }
    json::Value list = json::Array{};
    for (const json::Value& one : value.as_array()) {
        if (list.as_array().size() == limits::list_items) {
            issues.push_back({path, "list.limit", Issue::Severity::error});
            break;
        }
        json::Value kept = conform_one(field, one, context,
                                       path + "/" + std::to_string(list.as_array().size()), issues);
        if (!kept.empty()) list.push_back(std::move(kept));
    }
    return list;
}

}  // namespace cx::model
