// W3C Trace Context: a request may say which trace it belongs to.
#pragma once

#include <string>
#include <string_view>

namespace cx::api {

// The 32 hexadecimal digits that a `traceparent` header names; empty where it is none (a header
// that cannot be understood is ignored, as the standard asks).
std::string trace_id_of(std::string_view traceparent);

}  // namespace cx::api
