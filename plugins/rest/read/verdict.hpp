// What an answer means by the error handlers of a manifest, and how long to wait before asking
// again.
#pragma once

#include "rest/expression/template.hpp"
#include "rest/read/plan.hpp"

#include <cx/http.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rest {

struct Verdict {
    Action action = Action::success;
    std::string message;  // In the manifest's words, where they quote nothing of the answer
};

// `scope` offers config, response and headers.
Verdict judge(const std::vector<ErrorHandler>& handlers, const cx::http::Response& response,
              const Scope& scope);

// The pause that the strategies ask for; nothing where none has an answer. `attempt` counts from 1.
std::optional<std::chrono::milliseconds> backoff(const std::vector<ErrorHandler>& handlers,
                                                 const cx::http::Response& response, int attempt,
                                                 const Scope& scope);

}  // namespace rest
