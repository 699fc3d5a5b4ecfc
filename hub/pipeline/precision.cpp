#include "pipeline/precision.hpp"

#include <algorithm>
#include <limits>

namespace cx::pipeline {
namespace {

constexpr int page = 1000;
// As near to one as can be told from it: more than any sum of weights comes to.
constexpr double certain = 1 - std::numeric_limits<double>::epsilon() / 2;

}  // namespace

std::vector<BandPrecision> precision_of(store::View& view, const std::string& model,
                                        const PrecisionFloor& floor)
{
    std::vector<BandPrecision> out;
    for (const Band& band : bands()) out.push_back({.band = band.name});
    const auto count = [&](const store::VerdictRow& row) {
        const Band* const band = band_of(row.weight);
        if (!row.asked || row.model != model || !band) return;
        BandPrecision& figures = out[static_cast<std::size_t>(band - bands().data())];
        ++figures.verdicts;
        figures.same += row.same ? 1 : 0;
    };
    std::int64_t after = 0;
    for (auto rows = view.verdicts(after, page); !rows.empty(); rows = view.verdicts(after, page)) {
        for (const store::VerdictRow& row : rows) count(row);
        after = rows.back().row;
    }
    for (BandPrecision& figures : out)
        figures.stopped = figures.verdicts >= floor.least && figures.share() < floor.share;
    return out;
}

int trusted_from(std::span<const BandPrecision> bands)
{
    int from = std::numeric_limits<int>::min();
    for (const BandPrecision& figures : bands) {
        if (!figures.stopped) continue;
        const int last = last_weight(*band_named(figures.band));
        from = last == std::numeric_limits<int>::max() ? last : last + 1;
    }
    return from;
}

unify::ScoreModel cautious(unify::ScoreModel model, int from)
{
    if (from == std::numeric_limits<int>::min()) return model;
    model.merge_above = std::max(model.merge_above, std::min(probability_of(from), certain));
    return model;
}

}  // namespace cx::pipeline
