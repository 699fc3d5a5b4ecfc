#include "api/mapping_labels.hpp"

#include <cx/json.hpp>

namespace cx::api {

std::optional<MappingLabels::ByField> MappingLabels::of(const std::string& mapping,
                                                        const std::string& entity)
{
    const std::lock_guard lock(mutex_);
    if (const std::uint64_t written = store_.texts_written(); written != texts_seen_) {
        known_.clear();
        texts_seen_ = written;
    }
    auto found = known_.find(mapping);
    if (found == known_.end()) {
        std::optional<LabelsByEntity> read_now = stored_labels(*store_.view(), mapping);
        if (!read_now) return std::nullopt;
        found = known_.emplace(mapping, std::move(*read_now)).first;
    }
    const auto fields = found->second.find(entity);
    return fields == found->second.end() ? ByField{} : fields->second;
}

std::string labels_id(const std::string& mapping)
{
    return "labels:" + mapping;
}

std::string labels_text(const LabelsByEntity& labels)
{
    json::Value out{json::Object{}};
    for (const auto& [entity, fields] : labels)
        for (const auto& [field, set] : fields) out[entity][field] = set.text();
    return json::write(out);
}

std::optional<LabelsByEntity> stored_labels(store::View& view, const std::string& mapping)
{
    const std::optional<std::string> text = view.text(labels_id(mapping));
    if (!text) return std::nullopt;
    const Result<json::Value> parsed = json::parse(*text);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    LabelsByEntity labels;
    for (const auto& [entity, fields] : parsed->as_object()) {
        if (!fields.is_object()) return std::nullopt;
        for (const auto& [field, set] : fields.as_object())
            labels[entity][field] = model::LabelSet::parse(set.text().value_or(""));
    }
    return labels;
}

}  // namespace cx::api
