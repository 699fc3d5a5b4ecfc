#include "api/monitoring.hpp"

#include "api/problem.hpp"

namespace cx::api {
namespace {

// Text exposition format 0.0.4 of Prometheus.
constexpr const char* exposition = "text/plain; version=0.0.4; charset=utf-8";

Answer ready(const ServerParts& parts)
{
    std::string why_not;
    if (parts.admin.ready(why_not)) return json_answer(json::Object{{"ready", true}});
    return json_answer(json::Object{{"ready", false}, {"why_not", why_not}}, 503);
}

}  // namespace

Answer answer_monitoring(const Request& request, const ServerParts& parts)
{
    const bool metrics = request.path == std::vector<std::string>{"metrics"};
    const bool live = request.path == std::vector<std::string>{"health", "live"};
    const bool is_ready = request.path == std::vector<std::string>{"health", "ready"};
    if (!metrics && !live && !is_ready)
        return problem("api.no_route", "there are /metrics, /health/live and /health/ready");
    if (request.method != "GET") {
        Answer answer = problem("api.no_method");
        answer.headers["Allow"] = "GET";
        return answer;
    }
    try {
        if (live) return json_answer(json::Object{{"live", true}});
        if (is_ready) return ready(parts);
        Answer answer;
        answer.media_type = exposition;
        answer.body = parts.telemetry.scrape();
        return answer;
    } catch (const std::exception& error) {
        parts.telemetry.note(telemetry::LogLevel::error,
                             std::string("monitoring: ") + error.what());
        return problem("api.unavailable");
    }
}

}  // namespace cx::api
