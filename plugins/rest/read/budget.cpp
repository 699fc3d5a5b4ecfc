#include "rest/read/budget.hpp"

#include "rest/read/rate_limit.hpp"
#include "rest/read/url.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace rest {
namespace {

// -1 where the text is no number.
std::int64_t number(std::string_view text)
{
    return cx::json::Value(text).integer().value_or(-1);
}

}  // namespace

using cx::Error;
using cx::Result;
using cx::json::Value;
using std::chrono::milliseconds;

// Reads the policies with the configuration at hand.
class BudgetMaker {
public:
    BudgetMaker(const Value& config, std::int64_t now_us) : scope_(now_us)
    {
        scope_.set("config", &config);
    }

    Result<Budget> budget(const Node& node)
    {
        Budget budget;
        if (const auto name = node.text_of("ratelimit_reset_header"); !name.empty())
            budget.reset_header_ = name;
        if (const auto name = node.text_of("ratelimit_remaining_header"); !name.empty())
            budget.remaining_header_ = name;
        if (const Node* codes = node.find("status_codes_for_ratelimit_hit"); codes) {
            budget.limited_statuses_.clear();
            for (const NodePtr& code : codes->items)
                budget.limited_statuses_.push_back(static_cast<int>(number(code->text)));
        }
        if (const Node* policies = node.find("policies"))
            for (const NodePtr& each : policies->items) {
                Result<Budget::Policy> made = policy(*each);
                if (!made) return made.error();
                budget.policies_.push_back(*std::move(made));
            }
        return budget;
    }

private:
    Result<Value> evaluated(const Node& node)
    {
        constexpr std::array<std::string_view, 2> names = {"config", "parameters"};
        Result<Template> made = Template::compile(node.text, names);
        if (!made) return made.error();
        return made->value(scope_);
    }
    Result<Budget::Rate> rate(const Node* limit, const Node* period)
    {
        if (!limit || !period) return Error{"rest.option", "a rate wants a limit and an interval"};
        const Result<Value> number = evaluated(*limit);
        if (!number) return number.error();
        const Result<datetime::Duration> time = datetime::parse_duration(period->text);
        if (!time) return time.error();
        const std::int64_t us = time->us + time->months * std::int64_t{30} * 86'400'000'000;
        if (us <= 0) return Error{"rest.option", "an interval should be longer than nothing"};
        const std::int64_t calls = number->integer().value_or(0);
        return Budget::Rate{std::clamp<std::int64_t>(calls, 1, calls_in_window_max), us};
    }
    Result<Budget::Policy> policy(const Node& node)
    {
        Budget::Policy policy;
        if (const Node* matchers = node.find("matchers"))
            for (const NodePtr& each : matchers->items) policy.matchers.push_back(matcher(*each));
        if (node.type() == "UnlimitedCallRatePolicy") {
            policy.kind = Budget::Policy::Kind::unlimited;
        } else if (node.type() == "FixedWindowCallRatePolicy") {
            policy.kind = Budget::Policy::Kind::fixed;
            Result<Budget::Rate> made = rate(node.find("call_limit"), node.find("period"));
            if (!made) return made.error();
            policy.rates.push_back(*made);
        } else if (const Node* rates = node.find("rates")) {
            for (const NodePtr& each : rates->items) {
                Result<Budget::Rate> made = rate(each->find("limit"), each->find("interval"));
                if (!made) return made.error();
                policy.rates.push_back(*made);
            }
        }
        return policy;
    }
    static Budget::Matcher matcher(const Node& node)
    {
        Budget::Matcher matcher;
        matcher.method = node.text_of("method");
        matcher.url_base = node.text_of("url_base");
        matcher.path_pattern = node.text_of("url_path_pattern");
        if (const Node* params = node.find("params")) matcher.params = params->json();
        if (const Node* headers = node.find("headers")) matcher.headers = headers->json();
        return matcher;
    }

    Scope scope_;
};

namespace {

bool among(const Value& wanted, const std::vector<std::pair<std::string, std::string>>& given)
{
    if (!wanted.is_object()) return true;
    for (const auto& member : wanted.as_object()) {
        const std::pair<std::string, std::string> pair(member.first,
                                                       member.second.text().value_or(""));
        const bool found = std::find(given.begin(), given.end(), pair) != given.end();
        if (!found) return false;
    }
    return true;
}

}  // namespace

Result<Budget> Budget::of(const Node& node, const Value& config, std::int64_t now_us)
{
    return BudgetMaker(config, now_us).budget(node);
}

bool Budget::matches(const Matcher& matcher, const Request& request)
{
    if (!matcher.method.empty() && matcher.method != request.method) return false;
    if (!matcher.url_base.empty() && origin_of(matcher.url_base) != origin_of(request.url))
        return false;
    const std::string_view behind = behind_origin(request.url);
    const std::string path(behind.substr(0, behind.find('?')));
    if (!matcher.path_pattern.empty() && !RE2::PartialMatch(path, matcher.path_pattern))
        return false;
    return among(matcher.params, request.query) && among(matcher.headers, request.headers);
}

// The first policy that is for the request, as the manifest orders them.
Budget::Policy* Budget::policy_for(const Request& request)
{
    for (Policy& policy : policies_) {
        if (policy.matchers.empty()) return &policy;
        for (const Matcher& matcher : policy.matchers)
            if (matches(matcher, request)) return &policy;
    }
    return nullptr;
}

milliseconds Budget::take(const Request& request, std::int64_t now_us)
{
    const auto until = [&](std::int64_t us) { return milliseconds((us - now_us + 999) / 1000); };
    Policy* policy = policy_for(request);
    if (!policy || policy->kind == Policy::Kind::unlimited || policy->rates.empty())
        return milliseconds(0);
    if (policy->closed_until_us > now_us) return until(policy->closed_until_us);
    if (policy->kind == Policy::Kind::fixed) {
        const Rate& rate = policy->rates.front();
        if (policy->began_us == 0 || now_us >= policy->began_us + rate.period_us) {
            policy->began_us = now_us;
            policy->count = 0;
        }
        if (policy->count >= rate.limit) return until(policy->began_us + rate.period_us);
        ++policy->count;
        return milliseconds(0);
    }
    std::int64_t longest = 0;
    for (const Rate& rate : policy->rates) {
        longest = std::max(longest, rate.period_us);
        const auto size = static_cast<std::int64_t>(policy->calls.size());
        if (size < rate.limit) continue;
        const std::int64_t oldest = policy->calls[static_cast<std::size_t>(size - rate.limit)];
        if (oldest + rate.period_us > now_us) return until(oldest + rate.period_us);
    }
    while (!policy->calls.empty() && policy->calls.front() + longest <= now_us)
        policy->calls.pop_front();
    policy->calls.push_back(now_us);
    return milliseconds(0);
}

void Budget::learn(const Request& request, const cx::http::Response& response, std::int64_t now_us)
{
    Policy* policy = policy_for(request);
    if (!policy) return;
    const bool limited = std::find(limited_statuses_.begin(), limited_statuses_.end(),
                                   response.status) != limited_statuses_.end();
    RateLimit told = rate_limit_of(response, now_us);
    // What the manifest names goes first.
    if (const std::string_view left = response.header(remaining_header_); !left.empty())
        told.remaining = number(left);
    if (const std::string_view reset = response.header(reset_header_); !reset.empty())
        told.wait_us = wait_us_of(reset, now_us);
    if (!limited && told.remaining != 0) return;
    if (!told.wait_us || *told.wait_us <= 0) return;
    policy->closed_until_us = std::max(policy->closed_until_us, now_us + *told.wait_us);
}

}  // namespace rest
