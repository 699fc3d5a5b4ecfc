// Exchanges that go by way of the host's cassette.
#pragma once

#include "http/transport.hpp"

#include <cx/host.hpp>

namespace cx::http {

// As transport.exchange; where there is a cassette the answer comes from it, or is told to it, and
// is always taken whole.
Exchange exchange(Transport& transport, const Host& host, const Url& url, const Request& request,
                  Watch& watch, Take take);

}  // namespace cx::http
