#include "webhook/challenge.hpp"

#include <algorithm>
#include <string>

namespace webhook {
namespace {

// A text that may go back: short, and visible ASCII alone.
bool is_harmless(std::string_view text)
{
    constexpr std::size_t bytes_max = 2000;
    return !text.empty() && text.size() <= bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool answer_slack(const cx::Request& request, cx::Response& response)
{
    if (request.body.size() > 10'000 || request.body.find("url_verification") == std::string::npos)
        return false;
    const cx::Result<cx::json::Value> body = cx::json::parse(request.body);
    if (!body || body->text_of("type") != "url_verification") return false;
    const std::string challenge = body->text_of("challenge");
    if (!is_harmless(challenge)) return false;
    response.body("text/plain", challenge);
    return true;
}

bool answer_origin(const cx::Request& request, cx::Response& response)
{
    const std::string_view origin = request.header("webhook-request-origin");
    if (!is_harmless(origin)) return false;
    response.header("WebHook-Allowed-Origin", origin);
    if (!request.header("webhook-request-rate").empty())
        response.header("WebHook-Allowed-Rate", "*");
    response.header("Allow", "POST, OPTIONS");
    return true;
}

}  // namespace

bool answer_challenge(const cx::Request& request, cx::Response& response)
{
    if (request.method == "POST") return answer_slack(request, response);
    if (request.method == "OPTIONS") return answer_origin(request, response);
    if (request.method != "GET") return false;
    const std::string_view meta = request.parameter("hub.challenge");
    if (request.parameter("hub.mode") == "subscribe" && is_harmless(meta)) {
        response.body("text/plain", meta);
        return true;
    }
    const std::string_view okta = request.header("x-okta-verification-challenge");
    if (!is_harmless(okta)) return false;
    response.json(cx::json::Object{{"verification", okta}});
    return true;
}

}  // namespace webhook
