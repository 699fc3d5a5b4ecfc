#include "api/mapping_labels.hpp"

#include <cx/json.hpp>

namespace cx::api {

std::optional<MappingLabels::ByField> MappingLabels::of(const std::string& mapping,
                                                        const std::string& entity)
{
    const std::lock_guard lock(mutex_);
    auto found = known_.find(mapping);
    if (found == known_.end()) {
        std::optional<ByEntity> read_now = read(mapping);
        if (!read_now) return std::nullopt;
        found = known_.emplace(mapping, std::move(*read_now)).first;
    }
    const auto fields = found->second.find(entity);
    return fields == found->second.end() ? ByField{} : fields->second;
}

std::optional<MappingLabels::ByEntity> MappingLabels::read(const std::string& mapping)
{
    const std::optional<std::string> text = store_.view()->text("labels:" + mapping);
    if (!text) return std::nullopt;
    const Result<json::Value> parsed = json::parse(*text);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    ByEntity labels;
    for (const auto& [entity, fields] : parsed->as_object()) {
        if (!fields.is_object()) return std::nullopt;
        for (const auto& [field, set] : fields.as_object())
            labels[entity][field] = model::LabelSet::parse(set.text().value_or(""));
    }
    return labels;
}

}  // namespace cx::api
