// Undoes the Content-Encoding of a body, within its bound.
#pragma once

#include "api/exchange.hpp"

#include <optional>
#include <string_view>

namespace cx::api {

// Replaces request.body; the problem to answer where that cannot be. However well a body is packed,
// no more than limits::unpacked_bytes come out of it.
std::optional<Answer> unpack(Request& request);

}  // namespace cx::api
