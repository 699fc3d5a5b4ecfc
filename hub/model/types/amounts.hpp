// Numbers with a currency or unit beside them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cx::model {

// "KRW 12,000" and "12,000원": the number and what stands before or after it.
struct MoneyText {
    std::string amount;
    std::string currency;
};

MoneyText split_money(std::string_view text);

// Digits of a currency's minor unit: KRW 0, USD 2, BHD 3.
std::size_t minor_digits(std::string_view currency);

}  // namespace cx::model
