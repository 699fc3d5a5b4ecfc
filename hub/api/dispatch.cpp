#include "api/dispatch.hpp"

#include "api/access.hpp"
#include "api/auth.hpp"
#include "api/page.hpp"
#include "api/parameters.hpp"
#include "api/problem.hpp"
#include "api/router.hpp"
#include "api/trace.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <chrono>

namespace cx::api {
namespace {

constexpr std::size_t actor_bytes = 200;

// As the access log and a steward's decision keep it: one line of bounded UTF-8.
std::string clean_actor(const std::string& header)
{
    if (!is_utf8(header)) return "";
    std::string actor;
    for (const char c : header)
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) actor += c;
    if (actor.size() > actor_bytes) {
        std::size_t end = actor_bytes;
        while (end > 0 && (static_cast<unsigned char>(actor[end]) & 0xc0U) == 0x80U) --end;
        actor.resize(end);
    }
    return std::string(trim(actor));
}

// RFC 9110, 13.1.2: a list of tags, or "*".
bool none_match_fails(const std::string& if_none_match, const std::string& etag)
{
    for (std::string_view tag : split(if_none_match, ',')) {
        tag = trim(tag);
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == "*" || tag == etag) return true;
    }
    return false;
}

void make_conditional(const Request& request, Answer& answer)
{
    const auto etag = answer.headers.find("ETag");
    if (answer.status != 200 || etag == answer.headers.end() || request.if_none_match.empty())
        return;
    if (!none_match_fails(request.if_none_match, etag->second)) return;
    answer.status = 304;
    answer.body.clear();
}

// A method's name as a label: only those that HTTP knows.
std::string method_label(const std::string& method)
{
    for (const char* const known : {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})
        if (method == known) return method;
    return "other";
}

}  // namespace

Answer Dispatcher::answer(Request& request) const
{
    const auto start = std::chrono::steady_clock::now();
    const std::string trace = trace_id_of(request.traceparent);
    const telemetry::TraceScope traced(trace);
    std::string route = "unmatched";
    Answer answer;
    try {
        request.actor = clean_actor(request.actor);
        answer = routed(request, route);
    } catch (const store::StoreError& error) {
        parts_.telemetry.note(telemetry::LogLevel::error, std::string("api: ") + error.what());
        answer = problem("api.unavailable");
    } catch (const std::exception& error) {
        parts_.telemetry.note(telemetry::LogLevel::error, std::string("api: ") + error.what());
        answer = problem("api.internal");
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    parts_.telemetry.api_answered(route, method_label(request.method), answer.status, took.count());
    if (!trace.empty()) answer.headers["traceparent"] = request.traceparent;
    if (answer.left_out > 0) parts_.telemetry.export_refused("api", "label", answer.left_out);
    return answer;
}

Answer Dispatcher::refuse(std::string_view code, const std::string& method) const
{
    Answer answer = problem(code);
    parts_.telemetry.api_answered("unmatched", method_label(method), answer.status, 0);
    return answer;
}

Answer Dispatcher::routed(Request& request, std::string& route) const
{
    if (is_page(request)) {
        route = page_route.path;
        Answer answer = get_page(request);
        make_conditional(request, answer);
        return answer;
    }
    const Match match = match_route(request);
    if (match.allow.empty()) return problem("api.no_route");
    if (!match.endpoint) {
        Answer answer = problem("api.no_method");
        answer.headers["Allow"] = match.allow;
        return answer;
    }
    route = match.endpoint->route.path;
    if (match.endpoint->take) return match.endpoint->take(request, parts_);
    return authorized(*match.endpoint, request);
}

Answer Dispatcher::authorized(const Endpoint& endpoint, const Request& request) const
{
    Caller caller = local_caller(parts_.schema.taxonomy);
    if (!request.local) {
        std::vector<store::TokenRow> tokens;
        {
            const auto view = parts_.store.view();
            tokens = view->tokens();
        }
        auto known = authenticate(request.authorization, tokens, parts_.clock.now());
        if (Answer* const refused = std::get_if<Answer>(&known)) return std::move(*refused);
        caller = std::move(std::get<Caller>(known));
    }
    if (!endpoint.route.scope.empty() && !caller.has(endpoint.route.scope))
        return problem("api.no_scope",
                       "the route needs the scope " + std::string(endpoint.route.scope));
    if (std::optional<Answer> refused = check_query(endpoint, request)) return std::move(*refused);

    const Purposes purposes{.gate = parts_.gate, .names = caller.purposes};
    const Filter filter(parts_.schema, caller.accepts, &labels_, &purposes);
    Answer answer = endpoint.handle({.request = request,
                                     .caller = caller,
                                     .parts = parts_,
                                     .filter = filter,
                                     .base_url = base_url_,
                                     .route = endpoint.route,
                                     .labels = &labels_,
                                     .followers = followers_});
    for (const auto& [reason, count] : filter.tally()) {
        parts_.telemetry.export_refused("api", reason, count);
        answer.left_out -= std::min<std::size_t>(answer.left_out, count);
    }
    answer.headers.emplace("Cache-Control", "no-store");
    make_conditional(request, answer);
    if (answer.following) return answer;  // It writes of itself what it gives out.
    if (endpoint.route.personal || answer.personal)
        log_access(endpoint, request, caller, answer);
    else if (endpoint.route.method != "GET")
        log_act(endpoint, request, caller, answer);
    return answer;
}

// Whoever changed something, or asked who looked.
void Dispatcher::log_act(const Endpoint& endpoint, const Request& request, const Caller& caller,
                         const Answer& answer) const
{
    if (answer.status >= 400) return;
    std::string subject;
    for (const auto& [name, value] : request.captured)
        subject += (subject.empty() ? "" : " ") + name + "=" + value;
    if (!answer.subject.empty()) subject += (subject.empty() ? "" : " ") + answer.subject;
    parts_.store.append_audit(
        {.at = parts_.clock.now(),
         .token = caller.token,
         .actor = request.actor.empty() && request.local ? "local" : request.actor,
         .remote = request.remote,
         .action = std::string(endpoint.route.method) + " " + std::string(endpoint.route.path),
         .subject = std::move(subject)});
}

void Dispatcher::log_access(const Endpoint& endpoint, const Request& request, const Caller& caller,
                            const Answer& answer) const
{
    if (answer.status >= 400) return;
    const store::AccessRow row =
        access_row(endpoint.route, request, caller, answer, parts_.clock.now());
    parts_.store.append_access(std::span(&row, 1));
}

}  // namespace cx::api
