// How often scored pairs of a band were one person, by what people said who were asked; and which
// bands are trusted to join records by themselves.
#pragma once

#include "base/bands.hpp"
#include "store/store.hpp"
#include "unify/score.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cx::pipeline {

struct BandPrecision {
    std::string_view band;
    std::uint64_t verdicts = 0;
    std::uint64_t same = 0;
    bool stopped = false;  // Below the floor, by enough verdicts to tell.

    double share() const
    {
        return verdicts == 0 ? 0 : static_cast<double>(same) / static_cast<double>(verdicts);
    }
};

// Of every band, ascending. Only verdicts on pairs that this model scored count: another model's
// weights mean something else.
std::vector<BandPrecision> precision_of(store::View& view, const std::string& model,
                                        const PrecisionFloor& floor);

// From which weight on pairs may join: above the highest band that is stopped; the least int where
// none is.
int trusted_from(std::span<const BandPrecision> bands);

// The same weights, by which nothing below `from` is merged; what would have been waits for a
// person.
unify::ScoreModel cautious(unify::ScoreModel model, int from);

}  // namespace cx::pipeline
