// Decimal numbers as text, exact.
#pragma once

#include "model/types.hpp"

#include <string>
#include <string_view>

namespace cx::model {

// A canonical decimal, or the code of what is wrong with the text.
struct Decimal {
    std::string text;       // "-12.50"; "" where there is none
    std::string_view code;  // "" where all is well
};

// After the separators that the binding (`locale`, `decimal`) or the region declares.
Decimal read_decimal(std::string_view text, const ConvertContext& context);

std::size_t decimals_of(std::string_view decimal);  // Digits behind the point.
std::string with_decimals(std::string decimal, std::size_t least,
                          std::size_t most);  // Padded; trailing zeros above `most` cut.

}  // namespace cx::model
