#include "base/diagnostic.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

namespace cx {
namespace {

// Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> cost(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] =
                std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

}  // namespace

void Diagnostics::error(const Mark& mark, std::string code, std::string message)
{
    all_.push_back({mark, std::move(code), std::move(message), Diagnostic::Severity::error});
    ++errors_;
}

void Diagnostics::warning(const Mark& mark, std::string code, std::string message)
{
    all_.push_back({mark, std::move(code), std::move(message), Diagnostic::Severity::warning});
}

std::vector<Diagnostic> Diagnostics::sorted() const
{
    std::vector<Diagnostic> result = all_;
    std::stable_sort(result.begin(), result.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::tie(a.mark.file, a.mark.line, a.mark.column) <
               std::tie(b.mark.file, b.mark.line, b.mark.column);
    });
    return result;
}

std::string did_you_mean(std::string_view given, std::span<const std::string> candidates)
{
    constexpr std::size_t few = 8;
    const std::string* best = nullptr;
    std::size_t best_distance = std::max<std::size_t>(given.size() / 3, 1) + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(given.substr(0, 100), candidate);
        if (distance < best_distance) {
            best = &candidate;
            best_distance = distance;
        }
    }
    if (best) return fmt::format(", did you mean '{}'?", *best);
    if (candidates.empty() || candidates.size() > few) return "";
    return fmt::format(", known are {}", fmt::join(candidates, ", "));
}

}  // namespace cx
