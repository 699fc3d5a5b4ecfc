#include "config/loader.hpp"
#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::config {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

std::string said(const plugin::BudgetTerms& terms)
{
    return fmt::format("{} requests per {}ms with a burst of {}", terms.requests, terms.per_ms,
                       terms.burst);
}

}  // namespace

plugin::BudgetTerms read_budget(Loader& loader, const Node& owner)
{
    plugin::BudgetTerms terms;
    const Node* node = owner.find("budget");
    if (!node || !node->is_map()) return terms;
    terms.name = text_of(*node, "name");
    terms.requests = static_cast<std::uint32_t>(integer_of(*node, "requests", 1));
    terms.burst = static_cast<std::uint32_t>(integer_of(*node, "burst", terms.requests));
    if (const auto per_ms = parse_duration_ms(text_of(*node, "per"))) terms.per_ms = *per_ms;
    if (terms.per_ms > day_ms)
        loader.reader.error(mark_of(*node, "per"), "config.value", "'per' should be at most 1d");
    const auto same =
        std::find_if(loader.budgets.begin(), loader.budgets.end(),
                     [&](const plugin::BudgetTerms& known) { return known.name == terms.name; });
    if (same == loader.budgets.end())
        loader.budgets.push_back(terms);
    else if (!(*same == terms))
        loader.reader.error(
            mark_of(*node, "name"), "config.value",
            fmt::format("budget '{}' is {} elsewhere and {} here; who shares a budget should give "
                        "the same figures",
                        terms.name, said(*same), said(terms)));
    return terms;
}

}  // namespace cx::config
