// Whether a request proves what its pipeline's `auth` asks for. Secrets are compared in constant
// time.
#pragma once

#include "api/exchange.hpp"
#include "base/clock.hpp"
#include "model/sender.hpp"

namespace cx::api {

// Of kinds basic and hmac; a token is a matter of the hub's tokens. `request.body` is as it came.
bool proves_sender(const model::Sender& sender, const Request& request, Timestamp now);

}  // namespace cx::api
