// What the access log keeps of one answer with personal data.
#pragma once

#include "api/exchange.hpp"
#include "api/server.hpp"

namespace cx::api {

// `answer` names the profiles and fields that were in it.
store::AccessRow access_row(const Route& route, const Request& request, const Caller& caller,
                            const Answer& answer, Timestamp at);

}  // namespace cx::api
