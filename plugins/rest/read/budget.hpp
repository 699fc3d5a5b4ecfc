// How often a system may be asked, as the manifest says: HTTPAPIBudget. Obeyed before a limit
// bites, and corrected by what the answers tell.
#pragma once

#include "rest/datetime.hpp"
#include "rest/expression/template.hpp"
#include "rest/manifest/check.hpp"
#include "rest/manifest/node.hpp"
#include "rest/request.hpp"

#include <cx/http.hpp>
#include <cx/json.hpp>
#include <cx/result.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace rest {

inline constexpr std::int64_t calls_in_window_max = 100'000;

class Budget {
public:
    // No budget: everything goes.
    Budget() = default;
    // `node` is an HTTPAPIBudget with its references resolved. Error codes: rest.expression,
    // rest.option.
    static cx::Result<Budget> of(const Node& node, const cx::json::Value& config,
                                 std::int64_t now_us);

    // Zero: taken, go on. Else nothing was taken, and it is worth asking again after so long.
    std::chrono::milliseconds take(const Request& request, std::int64_t now_us);
    void learn(const Request& request, const cx::http::Response& response, std::int64_t now_us);

private:
    struct Matcher {
        std::string method;
        std::string url_base;
        std::string path_pattern;
        cx::json::Value params;
        cx::json::Value headers;
    };
    struct Rate {
        std::int64_t limit = 0;
        std::int64_t period_us = 0;
    };
    // A window that moves keeps when it was asked; a fixed one counts since it began.
    struct Policy {
        enum class Kind { moving, fixed, unlimited };

        Kind kind = Kind::moving;
        std::vector<Matcher> matchers;
        std::vector<Rate> rates;
        std::deque<std::int64_t> calls;
        std::int64_t began_us = 0;
        std::int64_t count = 0;
        std::int64_t closed_until_us = 0;
    };

    static bool matches(const Matcher& matcher, const Request& request);
    Policy* policy_for(const Request& request);

    std::vector<Policy> policies_;
    std::string reset_header_ = "ratelimit-reset";
    std::string remaining_header_ = "ratelimit-remaining";
    std::vector<int> limited_statuses_ = {429};

    friend class BudgetMaker;
};

}  // namespace rest
