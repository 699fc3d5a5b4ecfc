// How often a system may be asked, shared by every connection that names the same budget.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace cx::plugin {

struct BudgetTerms {
    std::string name;  // Empty: there is no budget.
    std::uint32_t requests = 1;
    std::int64_t per_ms = 1000;
    std::uint32_t burst = 1;  // So many at once after a pause.

    bool operator==(const BudgetTerms&) const = default;
};

// A token bucket over the hub's clock; full at the start. A clock that is set back refills nothing.
class Budget {
public:
    Budget(const BudgetTerms& terms, Clock& clock);

    // Takes `requests` (more than the burst count as the burst) and answers 0, or takes nothing and
    // answers in how many milliseconds there will be enough. [any-thread]
    std::uint32_t take(std::uint32_t requests);

private:
    // All in microseconds of waiting that a request is worth.
    const std::int64_t cost_;
    const std::int64_t capacity_;
    Clock& clock_;
    std::mutex mutex_;
    std::int64_t credit_;
    Timestamp seen_;
};

// All budgets of a hub. The configuration sees to it that all who share one say the same terms; a
// changed configuration brings a new budget in the old one's place.
class Budgets {
public:
    explicit Budgets(Clock& clock) : clock_(clock) {}

    // nullptr where the terms name none. [any-thread]
    std::shared_ptr<Budget> find(const BudgetTerms& terms);

private:
    Clock& clock_;
    std::mutex mutex_;
    struct Held {
        BudgetTerms terms;
        std::shared_ptr<Budget> budget;
    };
    std::map<std::string, Held> budgets_;
};

}  // namespace cx::plugin
