#include "api/access.hpp"

namespace cx::api {
namespace {

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
    return text;
}

}  // namespace

store::AccessRow access_row(const Route& route, const Request& request, const Caller& caller,
                            const Answer& answer, Timestamp at)
{
    return {.at = at,
            .token = caller.token,
            .actor = request.actor.empty() && request.local ? "local" : request.actor,
            .remote = request.remote,
            .route = std::string(route.method) + " " + std::string(route.path),
            .profiles = answer.profiles,
            .fields = joined(answer.fields)};
}

}  // namespace cx::api
