// PATCH of a resource (RFC 7644 §3.5.2), in the dialects of identity providers: operations in
// capitals, truth as text, several members at once under dotted names.
#pragma once

#include <cx/json.hpp>

#include <string_view>

namespace scim_server {

// Why a change is refused: scimType of RFC 7644 and a sentence; an empty type: it is not.
struct Refusal {
    std::string_view type;
    std::string_view detail;
};

// Applies the operations of a PatchOp body, all or none.
Refusal apply_patch(const cx::json::Value& body, cx::json::Value& resource);

// Members in the spelling of the schema, "True" as true where a truth is meant, what the sender has
// no business with left out: id, meta, password.
void clean(cx::json::Value& resource);

}  // namespace scim_server
