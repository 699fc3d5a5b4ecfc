// JSON Schemas of bodies and answers, by the names that the table of routes uses.
#pragma once

#include <cx/json.hpp>

namespace cx::api {

// components/schemas of the OpenAPI document.
json::Value openapi_schemas();

}  // namespace cx::api
