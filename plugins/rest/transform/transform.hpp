// What is done to records between extracting and writing: RecordFilter, the transformation
// components, and casting by JSON schema.
#pragma once

#include "rest/expression/template.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace rest {

// AddFields, RemoveFields, KeysToLower, KeysToSnakeCase, FlattenFields, DpathFlattenFields,
// KeysReplace.
class Transformation {
public:
    virtual ~Transformation() = default;
    // Changes the record in place. The scope offers config, parameters, stream_slice; record is
    // added here. Error code: rest.expression.
    virtual cx::Result<cx::Done> apply(cx::json::Value& record, const Scope& scope) const = 0;
};

// Error codes: rest.component, rest.expression, rest.option.
cx::Result<std::unique_ptr<Transformation>> make_transformation(const cx::json::Value& component);

// ConfigAddFields, ConfigRemoveFields, ConfigRemapField: what they change are options, which are
// the scope's `config` as well. Error codes as above.
cx::Result<std::unique_ptr<Transformation>> make_config_transformation(
    const cx::json::Value& component);

// Casts values to the types that the schema gives them ("12" to 12 where it says integer, 12 to
// "12" where it says string); what cannot be cast stays. The default normalisation.
void normalise(cx::json::Value& record, const cx::json::Value& schema);

}  // namespace rest
