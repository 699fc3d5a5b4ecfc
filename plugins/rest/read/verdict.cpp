#include "rest/read/verdict.hpp"

#include "rest/datetime.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rest {
namespace {

using cx::json::Value;
using std::chrono::milliseconds;

constexpr milliseconds longest{24 * 3600 * 1000};

// What a status means where no filter speaks.
Action usual(int status)
{
    if (status >= 200 && status < 400) return Action::success;
    if (status == 429) return Action::rate_limited;
    if (status == 408 || status == 425) return Action::retry;
    return status < 500 || status == 501 || status == 505 ? Action::fail : Action::retry;
}

bool matches(const ResponseFilter& filter, const cx::http::Response& response, const Scope& outer)
{
    if (filter.codes.contains(response.status)) return true;
    if (filter.predicate) {
        Scope scope = outer;
        scope.set("parameters", &filter.parameters);
        if (filter.predicate->truth(scope)) return true;
    }
    return !filter.contains.empty() && response.body.find(filter.contains) != std::string::npos;
}

struct Handled {
    Verdict verdict;
    bool by_filter = false;
};

Handled handle(const ErrorHandler& handler, const cx::http::Response& response, const Scope& scope)
{
    for (const ResponseFilter& filter : handler.filters) {
        if (!matches(filter, response, scope)) continue;
        Verdict verdict{filter.action.value_or(usual(response.status)), {}};
        if (filter.message && filter.message->is_constant())
            verdict.message = filter.message->source();
        return {std::move(verdict), true};
    }
    return {{usual(response.status), {}}, false};
}

// Whether the handlers behind this one are asked no more.
bool settles(Action action)
{
    return action == Action::success || action == Action::retry || action == Action::ignore ||
           action == Action::reset_pagination;
}

std::optional<double> number(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data() || !std::isfinite(value)) return {};
    return value;
}

std::optional<double> number(const std::optional<Template>& from, const Scope& scope)
{
    if (!from) return {};
    const cx::Result<std::string> text = from->text(scope);
    if (!text) return {};
    return number(*text);
}

// The value of a header, cut out by the pattern where there is one.
std::string header_of(const Backoff& backoff, const cx::http::Response& response,
                      const Scope& scope)
{
    const cx::Result<std::string> name = backoff.amount.text(scope);
    if (!name) return {};
    std::string value(response.header(*name));
    if (!backoff.regex || value.empty()) return value;
    const cx::Result<std::string> pattern = backoff.regex->text(scope);
    if (!pattern) return {};
    const RE2 compiled(*pattern, RE2::Quiet);
    std::string found;
    if (!compiled.ok()) return {};
    if (compiled.NumberOfCapturingGroups() > 0)
        return RE2::PartialMatch(value, compiled, &found) ? found : "";
    re2::StringPiece whole;
    return compiled.Match(value, 0, value.size(), RE2::UNANCHORED, &whole, 1)
               ? std::string(whole.data(), whole.size())
               : "";
}

std::optional<double> seconds_until(const std::string& header, const Scope& scope)
{
    std::optional<double> at = number(header);
    if (!at) {
        const cx::Result<std::int64_t> time = datetime::parse_any(header);
        if (!time) return {};
        at = static_cast<double>(*time) / 1e6;
    }
    return *at - static_cast<double>(scope.now_us) / 1e6;
}

std::optional<double> seconds(const Backoff& backoff, const cx::http::Response& response,
                              int attempt, const Scope& outer)
{
    Scope scope = outer;
    scope.set("parameters", &backoff.parameters);
    switch (backoff.kind) {
        case Backoff::Kind::constant:
            return number(backoff.amount, scope);
        case Backoff::Kind::exponential: {
            const std::optional<double> factor = number(backoff.amount, scope);
            return factor ? std::optional(*factor * std::exp2(std::min(attempt, 16))) : factor;
        }
        case Backoff::Kind::header_seconds:
            return number(header_of(backoff, response, scope));
        case Backoff::Kind::header_until: {
            const std::optional<double> least = number(backoff.min_wait, scope);
            const std::string header = header_of(backoff, response, scope);
            const std::optional<double> wait =
                header.empty() ? std::nullopt : seconds_until(header, scope);
            if (!wait) return least;
            return std::max(*wait, least.value_or(0.0));
        }
    }
    return {};
}

}  // namespace

Verdict judge(const std::vector<ErrorHandler>& handlers, const cx::http::Response& response,
              const Scope& scope)
{
    Verdict last{usual(response.status), {}};
    for (const ErrorHandler& handler : handlers) {
        const Handled handled = handle(handler, response, scope);
        last = handled.verdict;
        if (settles(last.action)) break;
    }
    return last;
}

std::optional<milliseconds> backoff(const std::vector<ErrorHandler>& handlers,
                                    const cx::http::Response& response, int attempt,
                                    const Scope& scope)
{
    for (const ErrorHandler& handler : handlers)
        for (const Backoff& strategy : handler.backoffs)
            if (const auto wait = seconds(strategy, response, attempt, scope)) {
                const double ms = std::clamp(*wait * 1000.0, 1.0, double(longest.count()));
                return milliseconds(static_cast<std::int64_t>(ms));
            }
    return {};
}

}  // namespace rest
