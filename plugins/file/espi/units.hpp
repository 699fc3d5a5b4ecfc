// What the numbers in a ReadingType and a reading mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace file::espi {

struct Unit {
    int code = 0;              // ReadingType.uom
    std::string_view ucum;     // "W.h"
    std::string_view measure;  // "energy"
    int power = 0;             // Tens that the unit has more than its name in UCUM
};

// Nothing for a unit that no reading of ours has, such as volt-ampere hours.
const Unit* find_unit(std::string_view code);
// The whole number times a power of ten, without rounding: ("282", -3) -> "0.282". Nothing where it
// is no whole number, or the power is beyond all reason.
std::optional<std::string> scaled(std::string_view number, int power);
// The worst of quality codes with blanks between: good, estimated, manual, suspect; "" for none.
std::string_view quality_of(std::string_view codes);
// "delivered" to the customer, "received" from them; "" for what is neither.
std::string_view direction_of(std::string_view code);
std::string_view service_of(std::string_view code);   // "electricity", "gas", ...
std::string_view currency_of(std::string_view code);  // "USD"; "" for one that ESPI does not name
// Whether values of this accumulation behaviour are about their period: not a counter's state, nor
// what is at a moment.
bool is_about_period(std::string_view accumulation);

}  // namespace file::espi
