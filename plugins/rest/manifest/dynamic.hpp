// Streams that are not written out: a template, and values to put into it, one stream for each.
#pragma once

#include "rest/manifest/check.hpp"
#include "rest/manifest/node.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rest {

inline constexpr std::size_t dynamic_streams_max = 2000;

// A DynamicDeclarativeStream with its references resolved. Where its values come from:
enum class ValuesFrom {
    manifest,       // ParametrizedComponentsResolver
    configuration,  // ConfigComponentsResolver
    system,         // HttpComponentsResolver: the records of a retriever
    nowhere,        // What does not run
};
ValuesFrom values_from(const Node& dynamic);

// What keeps it from running, template included where it can be told without values.
void check_dynamic(const Node& dynamic, Findings& findings);

// The values of the manifest or the configuration.
std::vector<cx::json::Value> values_of(const Node& dynamic, const cx::json::Value& config);

// The streams, one for each of `values`, ready for compile_stream(). Error codes: rest.manifest,
// rest.expression.
cx::Result<std::vector<NodePtr>> expand(const Node& dynamic,
                                        const std::vector<cx::json::Value>& values,
                                        const cx::json::Value& config, std::int64_t now_us);

}  // namespace rest
