#include "base/bands.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace cx {
namespace {

constexpr double bit = 1024;
constexpr std::array table{Band{"0.5-0.7", 0.5, 0.7}, Band{"0.7-0.9", 0.7, 0.9},
                           Band{"0.9-0.99", 0.9, 0.99}, Band{"0.99-1", 0.99, 1}};

}  // namespace

std::span<const Band> bands()
{
    return table;
}

const Band* band_named(std::string_view name)
{
    const auto* const found = std::find_if(table.begin(), table.end(),
                                           [&](const Band& band) { return band.name == name; });
    return found == table.end() ? nullptr : found;
}

const Band* band_of(int weight)
{
    const auto* const found = std::find_if(table.begin(), table.end(), [&](const Band& band) {
        return weight_at(band.from) <= weight && weight <= last_weight(band);
    });
    return found == table.end() ? nullptr : found;
}

double probability_of(int weight)
{
    return 1 / (1 + std::exp2(-weight / bit));
}

int weight_at(double probability)
{
    if (probability >= 1) return std::numeric_limits<int>::max();
    return static_cast<int>(std::lround(std::log2(probability / (1 - probability)) * bit));
}

int last_weight(const Band& band)
{
    return band.to >= 1 ? std::numeric_limits<int>::max() : weight_at(band.to) - 1;
}

}  // namespace cx
