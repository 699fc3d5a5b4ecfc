// What of the hub's data may leave through one exit. The only place where the API and sinks decide
// that.
//
// A field passes where every label that guards it is accepted: the label of the schema and, in a
// profile, the labels that its provenance carries. A record's key passes with "identity.key". Ids
// of profiles, versions, times, names of fields, of sources and rules always pass. What the schema
// does not know stays in.
#pragma once

#include "model/record.hpp"
#include "model/schema.hpp"

#include <cx/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cx::api {

class Filter {
public:
    // Both outlive the filter.
    Filter(const model::Schema& schema, const model::Accepts& accepts)
        : schema_(schema), accepts_(accepts)
    {
    }

    // The values that pass. Names of the others are appended to `left_out`.
    json::Value golden(const model::ProfileVersion& profile,
                       std::vector<std::string>& left_out) const;
    json::Value data(const model::RecordVersion& version, std::vector<std::string>& left_out) const;

    bool passes(std::string_view label) const;
    bool keys() const { return passes("identity.key"); }
    // Payloads of sources as they came: anything may be in them.
    bool payloads() const;

    // The reasons that Explain gave for `profile`, without the values and keys that do not pass. Of
    // members that it does not know, only objects and arrays are looked through; their texts stay
    // in.
    json::Value why(const json::Value& reasons, const model::ProfileVersion& profile) const;

private:
    using Extra = std::map<std::string, model::LabelSet>;

    json::Value field_value(const std::string& field, const json::Value& value,
                            const model::EntityType& type, const Extra& extra) const;
    json::Value why_part(const json::Value& part, const std::string& field,
                         const model::EntityType& type, const Extra& extra) const;

    const model::Schema& schema_;
    const model::Accepts& accepts_;
};

}  // namespace cx::api
