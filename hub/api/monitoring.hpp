// Health and metrics, on a listener of their own: what an orchestrator and Prometheus ask.
#pragma once

#include "api/exchange.hpp"
#include "api/server.hpp"

namespace cx::api {

// GET /metrics, /health/live (the process answers) and /health/ready (the store is open and the hub
// does its work). No token: nothing personal is there.
Answer answer_monitoring(const Request& request, const ServerParts& parts);

}  // namespace cx::api
