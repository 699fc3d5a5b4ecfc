// What the routes of stewards share.
#pragma once

#include "api/ports.hpp"
#include "api/routes.hpp"

#include <optional>

namespace cx::api {

// The problem to answer where the body has no 'reason' for the history.
std::optional<Answer> check_reason(const json::Value& body);
// Counts the act and tells what came of it.
Answer outcome_answer(const Result<Steward::Outcome>& outcome, const char* action,
                      const Call& call);
// What an act would do. Keys of records as far as the caller accepts them.
Answer outlook_answer(const Result<Steward::Outlook>& outlook, const Call& call);

}  // namespace cx::api
