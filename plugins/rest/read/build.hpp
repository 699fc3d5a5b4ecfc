// One request of a stream, put together from the requester, the paginator, the slicer and the
// authenticator. The same key from two sides with different values is an error.
#pragma once

#include "rest/expression/template.hpp"
#include "rest/read/plan.hpp"
#include "rest/read/slice.hpp"
#include "rest/request.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <string>

namespace rest {

struct BuiltRequest {
    Request request;
    std::string home;  // The address that the credentials are for
};

// `token` is null for a first page. Error codes: rest.expression, rest.request.
cx::Result<BuiltRequest> build_request(const StreamPlan& plan, const Slice& slice,
                                       const cx::json::Value& token, const Scope& scope);

// The size of a page, or 0 where none is set. Error code: rest.expression.
cx::Result<std::int64_t> page_size(const PaginatorPlan& plan, const Scope& scope);

}  // namespace rest
