#include "plugin/budget.hpp"

#include <algorithm>
#include <limits>

namespace cx::plugin {

Budget::Budget(const BudgetTerms& terms, Clock& clock)
    : cost_(std::max<std::int64_t>(terms.per_ms * 1000 / std::max<std::int64_t>(terms.requests, 1),
                                   1)),
      capacity_(cost_ * std::max<std::int64_t>(terms.burst, 1)),
      clock_(clock),
      credit_(capacity_),
      seen_(clock.now())
{
}

std::uint32_t Budget::take(std::uint32_t requests)
{
    const std::lock_guard lock(mutex_);
    const Timestamp now = clock_.now();
    const std::int64_t passed = std::clamp<std::int64_t>(now.micros - seen_.micros, 0, capacity_);
    credit_ = std::min(credit_ + passed, capacity_);
    seen_ = now;
    const std::int64_t wanted = std::min(cost_ * requests, capacity_);
    if (credit_ >= wanted) {
        credit_ -= wanted;
        return 0;
    }
    const std::int64_t wait_ms = (wanted - credit_ + 999) / 1000;
    return static_cast<std::uint32_t>(
        std::min<std::int64_t>(wait_ms, std::numeric_limits<std::uint32_t>::max()));
}

std::shared_ptr<Budget> Budgets::find(const BudgetTerms& terms)
{
    if (terms.name.empty()) return nullptr;
    const std::lock_guard lock(mutex_);
    Held& held = budgets_[terms.name];
    if (!held.budget || held.terms != terms)
        held = {.terms = terms, .budget = std::make_shared<Budget>(terms, clock_)};
    return held.budget;
}

}  // namespace cx::plugin
