// Probabilities of matches, and the bands in which their precision is told. A weight is log2 of
// the odds, in 1/1024 bit.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace cx {

struct Band {
    std::string_view name;  // "0.9-0.99"
    double from = 0;
    double to = 0;  // Exclusive, but for 1
};

// Ascending, without gaps, up to 1; what is below is no match.
std::span<const Band> bands();
const Band* band_named(std::string_view name);  // nullptr: there is none, as below.
const Band* band_of(int weight);

// What people's verdicts must say of a band for its pairs to be merged without them.
struct PrecisionFloor {
    double share = 0.9;        // Of the pairs judged that were one person
    std::uint64_t least = 20;  // Verdicts; fewer say nothing yet.

    bool operator==(const PrecisionFloor&) const = default;
};

double probability_of(int weight);
int weight_at(double probability);  // Of 1: as great as can be
// The greatest weight in the band.
int last_weight(const Band& band);

}  // namespace cx
