#include "file/espi/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace file::espi {
namespace {

constexpr int power_max = 30;

constexpr std::array units{
    Unit{5, "A", "current"},         Unit{23, "Cel", "temperature"},
    Unit{29, "V", "voltage"},        Unit{31, "J", "energy"},
    Unit{38, "W", "power"},          Unit{42, "m3", "volume"},
    Unit{72, "W.h", "energy"},       Unit{119, "[cft_i]", "volume"},
    Unit{125, "m3/h", "flow_rate"},  Unit{128, "[gal_us]", "volume"},
    Unit{130, "[gal_br]", "volume"}, Unit{132, "[Btu_IT]", "energy"},
    Unit{134, "L", "volume"},        Unit{169, "[Btu_IT]", "energy", 5},  // A therm is 100,000 BTU.
};

// From the best to the worst.
constexpr std::array<std::string_view, 4> qualities{"good", "estimated", "manual", "suspect"};

int rank_of(int code)
{
    switch (code) {
        case 0:   // Valid
        case 14:  // Raw
        case 17:  // Validated
        case 18:  // Verified
        case 19:  // Good enough for a bill
            return 0;
        case 7:  // Edited by a human
            return 2;
        case 10:  // Questionable
            return 3;
        default:
            return 1;  // Estimated, derived, projected, mixed, normalized, other
    }
}

std::optional<int> number(std::string_view text)
{
    int value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc() || stop != end) return {};
    return value;
}

std::string_view named(std::string_view code,
                       std::initializer_list<std::pair<int, const char*>> names)
{
    const auto value = number(code);
    for (const auto& [known, name] : names)
        if (value == known) return name;
    return "";
}

}  // namespace

const Unit* find_unit(std::string_view code)
{
    const auto value = number(code);
    const auto found = std::find_if(units.begin(), units.end(),
                                    [&](const Unit& unit) { return value == unit.code; });
    return found == units.end() ? nullptr : &*found;
}

std::optional<std::string> scaled(std::string_view text, int power)
{
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const bool whole = !text.empty() && text.size() <= power_max &&
                       text.find_first_not_of("0123456789") == std::string_view::npos;
    if (!whole || power > power_max || power < -power_max) return {};
    std::string digits(text);
    if (power > 0) digits.append(static_cast<std::size_t>(power), '0');
    const auto decimals = static_cast<std::size_t>(std::max(-power, 0));
    if (digits.size() <= decimals) digits.insert(0, decimals - digits.size() + 1, '0');
    std::string fraction = digits.substr(digits.size() - decimals);
    digits.resize(digits.size() - decimals);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    fraction.resize(fraction.find_last_not_of('0') + 1);
    if (!fraction.empty()) digits += "." + fraction;
    return negative && digits != "0" ? "-" + digits : digits;
}

std::string_view quality_of(std::string_view codes)
{
    int worst = -1;
    while (!codes.empty()) {
        const std::size_t blank = std::min(codes.find(' '), codes.size());
        if (const auto code = number(codes.substr(0, blank)))
            worst = std::max(worst, rank_of(*code));
        codes.remove_prefix(std::min(blank + 1, codes.size()));
    }
    return worst < 0 ? "" : qualities[static_cast<std::size_t>(worst)];
}

std::string_view direction_of(std::string_view code)
{
    return named(code, {{1, "delivered"}, {19, "received"}});
}

std::string_view service_of(std::string_view code)
{
    return named(code,
                 {{0, "electricity"}, {1, "gas"}, {2, "water"}, {4, "heat"}, {6, "sewerage"}});
}

// Those that ESPI lists, and the won.
std::string_view currency_of(std::string_view code)
{
    return named(code, {{36, "AUD"},
                        {124, "CAD"},
                        {156, "CNY"},
                        {208, "DKK"},
                        {356, "INR"},
                        {392, "JPY"},
                        {410, "KRW"},
                        {578, "NOK"},
                        {643, "RUB"},
                        {752, "SEK"},
                        {756, "CHF"},
                        {826, "GBP"},
                        {840, "USD"},
                        {978, "EUR"}});
}

bool is_about_period(std::string_view accumulation)
{
    const auto code = number(accumulation);
    constexpr std::array not_about_it{1, 2, 3, 9, 12};  // Counters of every kind, and a moment
    return !code ||
           std::find(not_about_it.begin(), not_about_it.end(), *code) == not_about_it.end();
}

}  // namespace file::espi
