// The table of components as the reference page needs it.
#pragma once

#include <cx/json.hpp>

namespace rest {

// {"components": [{"name":, "runs":, "summary":, "fields": [{"name":, "kind":, "required":,
// "variables":}]}]}
cx::json::Value reference();

}  // namespace rest
