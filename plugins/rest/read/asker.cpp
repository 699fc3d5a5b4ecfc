#include "rest/read/asker.hpp"

#include "rest/read/paging.hpp"
#include "rest/read/rate_limit.hpp"
#include "rest/read/url.hpp"
#include "rest/read/verdict.hpp"

#include <algorithm>

namespace rest {
namespace {

using cx::Status;
using cx::json::Object;
using cx::json::Value;

constexpr std::chrono::milliseconds short_wait{300};

std::uint32_t as_ms(std::chrono::milliseconds wait)
{
    return static_cast<std::uint32_t>(std::max<std::int64_t>(wait.count(), 1));
}

bool looks_into_answers(const std::vector<ErrorHandler>& handlers)
{
    for (const ErrorHandler& handler : handlers)
        for (const ResponseFilter& filter : handler.filters)
            if (filter.predicate) return true;
    return false;
}

// How long the limit that was reached lasts, where the answer tells; 0: it does not.
std::uint32_t limited_ms(const cx::http::Response& response, std::int64_t now_us)
{
    const RateLimit limit = rate_limit_of(response, now_us);
    const bool reached = response.status == 429 || limit.remaining == 0;
    if (!reached || !limit.wait_us) return 0;
    constexpr std::int64_t longest_us = std::int64_t{24} * 3600 * 1'000'000;
    return as_ms(std::chrono::milliseconds(std::min(*limit.wait_us, longest_us) / 1000));
}

Value decoded(const Decoder& decoder, std::string_view body)
{
    cx::Result<std::vector<Value>> documents = decoder.decode(body);
    if (!documents || documents->empty()) return Object{};
    return std::move(documents->front());
}

}  // namespace

Status unreadable(const BuiltRequest& built, const cx::Error& why)
{
    return cx::retry(built.request.method + " " +
                     cx::http::shown(built.request.url.substr(0, 200)) +
                     ": the answer cannot be read: " + why.message);
}

Status Asker::ask(const RequesterPlan& plan, const Decoder& decoder, const BuiltRequest& built,
                  Scope scope, Kind kind, Heard& heard)
{
    heard = {};
    last_status_ = 0;
    Status outcome;
    if (Status status = send(plan, built, kind, heard, outcome); status.code != CX_OK)
        return status;
    last_status_ = heard.response.status;
    heard.headers = headers_value(heard.response);
    Value response;
    scope.set("headers", &heard.headers);
    // Handlers may look into it, whatever its status.
    if (heard.response.status >= 400 || looks_into_answers(plan.error_handlers)) {
        response = decoded(decoder, heard.response.body);
        scope.set("response", &response);
    }
    return judged(plan, outcome, scope, heard);
}

Status Asker::send(const RequesterPlan& plan, const BuiltRequest& built, Kind kind, Heard& heard,
                   Status& outcome)
{
    cx::Result<Authenticator*> authenticator = around_.authenticators.of(plan.authenticator);
    if (!authenticator) return cx::failed(authenticator.error());
    for (int attempt = 0;; ++attempt) {
        Request request = built.request;
        if (Status status = within_budget(request); status.code != CX_OK) return status;
        if (Status status = (*authenticator)->apply(request); status.code != CX_OK) return status;
        const bool open = plan.authenticator.is_null();
        if (!open)
            if (Status status = directed(request, built.home, (*authenticator)->origin());
                status.code != CX_OK)
                return status;
        cx::http::Request out = wire(request);
        out.repeatable = kind != Kind::acting;
        cx::http::Answer answer = kind == Kind::opening ? around_.network.open(out, heard.body)
                                                        : around_.network.send(out);
        if (answer.response.status == 0 && answer.status.code != CX_OK) return answer.status;
        around_.budget.learn(request, answer.response, around_.host.now_us());
        heard.response = std::move(answer.response);
        outcome = std::move(answer.status);
        if (heard.response.status != 401 || attempt == 1 || !(*authenticator)->refused())
            return cx::ok();
    }
}

// Credentials go to the manifest's host, or to the one that came with the token: then all that is
// for the former goes there.
Status Asker::directed(Request& request, const std::string& home, const std::string& origin) const
{
    const bool at_home = around_.network.same_place(request.url, home);
    if (at_home && !origin.empty() && origin_of(request.url) == origin_of(home))
        request.url = origin + std::string(behind_origin(request.url));
    if (!at_home && (origin.empty() || origin_of(request.url) != origin))
        return cx::failed("the next page is said to be at " +
                          cx::http::shown(request.url.substr(0, 200)) +
                          ", which is another host; it is not asked with these credentials");
    if (!around_.network.is_open_way(request.url)) return cx::ok();
    return cx::failed(
        "credentials would travel readable to another machine over http://; use https://, or set "
        "'plain_credentials' inside a network that you trust");
}

// Waits for leave where that is short; the hub waits for what is longer.
Status Asker::within_budget(const Request& request)
{
    while (true) {
        const auto wait = around_.budget.take(request, around_.host.now_us());
        if (wait.count() == 0) return cx::ok();
        if (wait > short_wait)
            return cx::retry("the manifest's budget of requests is used up for now", as_ms(wait));
        if (!around_.host.sleep_ms(as_ms(wait))) return cx::retry("the hub stops");
    }
}

Status Asker::judged(const RequesterPlan& plan, const Status& outcome, const Scope& scope,
                     Heard& heard)
{
    const Verdict verdict = judge(plan.error_handlers, heard.response, scope);
    std::string why = outcome.why;
    if (why.empty()) why = "the manifest takes the answer for an error";
    if (!verdict.message.empty()) why += ": " + verdict.message.substr(0, 300);
    heard.action = verdict.action;
    switch (verdict.action) {
        case Action::success:
        case Action::ignore:
            failures_ = 0;
            return cx::ok();
        case Action::reset_pagination:
            return cx::ok();
        case Action::fail:
            return cx::failed(why);
        case Action::refresh_token:
        case Action::retry:
        case Action::rate_limited:
            break;
    }
    ++failures_;
    const auto wait = backoff(plan.error_handlers, heard.response, failures_, scope);
    if (wait) return cx::retry(why, as_ms(*wait));
    if (outcome.retry_after_ms > 0) return cx::retry(why, outcome.retry_after_ms);
    return cx::retry(why, limited_ms(heard.response, around_.host.now_us()));
}

}  // namespace rest
