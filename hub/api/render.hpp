// How profiles, records and changes look in JSON at an exit. Shapes: docs/specs/changes.md and the
// OpenAPI document.
#pragma once

#include "api/filter.hpp"
#include "model/record.hpp"
#include "store/store.hpp"

#include <cx/json.hpp>

#include <span>
#include <string>
#include <vector>

namespace cx::api {

// `fields` empty: all. Names of fields kept back are members of `left_out` in the JSON, and
// appended to `refused` if given.
json::Value render_profile(const model::ProfileVersion& profile, const Filter& filter,
                           std::span<const std::string> fields = {},
                           std::vector<std::string>* refused = nullptr);
json::Value render_record(const model::RecordVersion& version, const model::Schema& schema,
                          const Filter& filter, std::vector<std::string>* refused = nullptr);
json::Value render_change(const store::Change& change, const model::Schema& schema,
                          const Filter& filter, std::vector<std::string>* refused = nullptr);

// What stewards decided, each decision once. Reasons are words of the company's own about
// customers: they leave only to who accepts personal data.
json::Value render_decisions(std::span<const store::DecisionRow> rows, const Filter& filter);

// Names as JSON.
json::Value render_names(std::span<const std::string> names);

}  // namespace cx::api
