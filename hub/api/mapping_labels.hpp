// The labels that a mapping gave to the fields it fills, beyond those of the schema. The pipeline
// keeps them in the store, as text "labels:<mapping>": {entity: {field: "label label"}}. A
// mapping's version never changes, so what was read stays true.
#pragma once

#include "model/labels.hpp"
#include "store/store.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace cx::api {

class MappingLabels {
public:
    using ByField = std::map<std::string, model::LabelSet>;

    // `store` outlives this.
    explicit MappingLabels(store::Store& store) : store_(store) {}

    // By top-level field. Nothing for a mapping that the store does not know: then nobody can tell
    // what its values are. May open a View, so ask while holding none. [any-thread]
    std::optional<ByField> of(const std::string& mapping, const std::string& entity);

private:
    using ByEntity = std::map<std::string, ByField>;

    std::optional<ByEntity> read(const std::string& mapping);

    store::Store& store_;
    std::mutex mutex_;
    std::map<std::string, ByEntity> known_;
};

}  // namespace cx::api
