// Which page comes next.
#pragma once

#include "rest/expression/template.hpp"
#include "rest/read/plan.hpp"

#include <cx/http.hpp>
#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstdint>

namespace rest {

// The token of a first page: null where the first request carries none.
cx::json::Value first_token(const PaginatorPlan& plan);

// What a page told, for the question after the next one.
struct PageFacts {
    std::int64_t records = 0;  // Before filtering
    cx::json::Value token;     // That it was asked for with
};

// null: it was the last. `scope` offers response, headers, last_record and last_page_size. Error
// code: rest.expression.
cx::Result<cx::json::Value> next_token(const PaginatorPlan& plan, const PageFacts& facts,
                                       const Scope& scope);

// The headers of an answer as expressions see them, `link` being the relations of its Link header:
// {"next": {"url": ..., "rel": "next"}}.
cx::json::Value headers_value(const cx::http::Response& response);

}  // namespace rest
