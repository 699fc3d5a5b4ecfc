// The labels that a mapping gave to the fields it fills, beyond those of the schema. The pipeline
// keeps them in the store, as text "labels:<mapping>": {entity: {field: "label label"}}. What
// was read is forgotten whenever texts are written: a mapping without a version may have changed.
// The form of the text is known here alone.
#pragma once

#include "model/labels.hpp"
#include "store/store.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace cx::api {

using LabelsByField = std::map<std::string, model::LabelSet>;
using LabelsByEntity = std::map<std::string, LabelsByField>;

// The id and the body of a mapping's text.
std::string labels_id(const std::string& mapping);
std::string labels_text(const LabelsByEntity& labels);
// Nothing where the store does not know the mapping.
std::optional<LabelsByEntity> stored_labels(store::View& view, const std::string& mapping);

class MappingLabels {
public:
    using ByField = LabelsByField;

    // `store` outlives this.
    explicit MappingLabels(store::Store& store) : store_(store) {}

    // By top-level field. Nothing for a mapping that the store does not know: then nobody can tell
    // what its values are. May open a View, so ask while holding none. [any-thread]
    std::optional<ByField> of(const std::string& mapping, const std::string& entity);

private:
    store::Store& store_;
    std::mutex mutex_;
    std::uint64_t texts_seen_ = 0;
    std::map<std::string, LabelsByEntity> known_;
};

}  // namespace cx::api
