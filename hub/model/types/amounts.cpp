#include "model/types/amounts.hpp"

#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/numbers.hpp"
#include "model/types/unicode.hpp"

#include <unicode/ucurr.h>

#include <algorithm>
#include <array>

namespace cx::model {
namespace {

constexpr std::size_t unit_price_decimals = 8;

Converted convert_amount(const json::Value& input, const ConvertContext& context, bool unit_price)
{
    if (input.is_null()) return nothing();
    json::Value amount = input;
    json::Value currency = option(context, "currency").empty()
                               ? json::Value()
                               : json::Value(option(context, "currency"));
    if (input.is_object()) {
        const json::Value* own_amount = input.find("amount");
        amount = own_amount ? *own_amount : json::Value();
        if (const json::Value* own = input.find("currency"); own && !own->empty()) currency = *own;
    } else if (input.is_string()) {
        // "KRW 12,000" and "12,000원": the sign tells the currency where it is one of the declared
        // currency.
        const Input read = width_input(input);
        if (read.problem) return *read.problem;
        MoneyText parts = split_money(read.text);
        if (parts.amount.empty()) return dropped("decimal.format", "/amount");
        amount = json::Value(std::move(parts.amount));
        if (!parts.currency.empty()) currency = json::Value(std::move(parts.currency));
    }
    if (amount.empty()) return nothing();
    Converted result;
    json::Value number = convert_part("amount", "decimal", amount, context, result);
    if (number.is_null()) return result;
    if (currency.empty()) return dropped("money.currency");
    json::Value code = convert_part("currency", "currency", currency, context, result);
    if (code.is_null()) return result;

    const std::size_t minor = minor_digits(code.as_string());
    std::string text =
        with_decimals(number.as_string(), minor, unit_price ? unit_price_decimals : minor);
    if (decimals_of(text) > (unit_price ? unit_price_decimals : minor))
        return dropped("money.scale");
    result.value["amount"] = std::move(text);
    result.value["currency"] = std::move(code);
    return result;
}

struct Unit {
    std::string_view code;  // UCUM
    std::string_view dimension;
};

// Units of UCUM (https://ucum.org) that the entities of the hub meet.
constexpr std::array units{
    Unit{"1", "count"},         Unit{"%", "count"},         Unit{"g", "mass"},
    Unit{"mg", "mass"},         Unit{"kg", "mass"},         Unit{"t", "mass"},
    Unit{"[lb_av]", "mass"},    Unit{"[oz_av]", "mass"},    Unit{"L", "volume"},
    Unit{"mL", "volume"},       Unit{"m3", "volume"},       Unit{"[gal_us]", "volume"},
    Unit{"[gal_br]", "volume"}, Unit{"[cft_i]", "volume"},  Unit{"m", "length"},
    Unit{"mm", "length"},       Unit{"cm", "length"},       Unit{"km", "length"},
    Unit{"[in_i]", "length"},   Unit{"[ft_i]", "length"},   Unit{"m2", "area"},
    Unit{"s", "time"},          Unit{"ms", "time"},         Unit{"min", "time"},
    Unit{"h", "time"},          Unit{"d", "time"},          Unit{"wk", "time"},
    Unit{"mo", "time"},         Unit{"a", "time"},          Unit{"W.h", "energy"},
    Unit{"kW.h", "energy"},     Unit{"MW.h", "energy"},     Unit{"J", "energy"},
    Unit{"MJ", "energy"},       Unit{"[Btu_IT]", "energy"}, Unit{"W", "power"},
    Unit{"kW", "power"},        Unit{"Cel", "temperature"}, Unit{"[degF]", "temperature"},
    Unit{"L/min", "flow"},      Unit{"m3/h", "flow"},       Unit{"By", "data"},
    Unit{"kBy", "data"},        Unit{"MBy", "data"},        Unit{"GBy", "data"},
    Unit{"dB", "level"},        Unit{"bar", "pressure"},    Unit{"kPa", "pressure"},
    Unit{"V", "voltage"},       Unit{"A", "current"},
};

// What other systems call them: SAP and UN/ECE codes, Korean counters.
constexpr std::array<std::pair<std::string_view, std::string_view>, 32> unit_names{{
    {"ST", "1"},       {"EA", "1"},      {"PC", "1"},     {"PCS", "1"},    {"PCE", "1"},
    {"C62", "1"},      {"H87", "1"},     {"each", "1"},   {"개", "1"},     {"매", "1"},
    {"건", "1"},       {"KG", "kg"},     {"KGM", "kg"},   {"G", "g"},      {"GRM", "g"},
    {"LTR", "L"},      {"l", "L"},       {"ML", "mL"},    {"ml", "mL"},    {"MTQ", "m3"},
    {"㎥", "m3"},      {"MTR", "m"},     {"KWH", "kW.h"}, {"kWh", "kW.h"}, {"HUR", "h"},
    {"MIN", "min"},    {"DAY", "d"},     {"TO", "t"},     {"°C", "Cel"},   {"MON", "mo"},
    {"pt", "{point}"}, {"P", "{point}"},
}};

// The source's own table, `units: {ST: "1"}` as JSON or "ST=1, KG=kg".
std::string from_table(std::string_view table, std::string_view name)
{
    if (!table.empty() && table[0] == '{') {
        const Result<json::Value> parsed = json::parse(table);
        return parsed ? parsed->text_of(name) : "";
    }
    for (const std::string_view row : split(table, ',')) {
        const std::size_t equals = row.find('=');
        if (equals != row.npos && trim(row.substr(0, equals)) == name)
            return std::string(trim(row.substr(equals + 1)));
    }
    return "";
}

const Unit* find_unit(std::string_view code)
{
    const auto at = std::find_if(units.begin(), units.end(),
                                 [&](const Unit& unit) { return unit.code == code; });
    return at == units.end() ? nullptr : at;
}

// An annotation, UCUM's way of counting things that have no unit: "{point}".
bool is_annotation(std::string_view code)
{
    return code.size() > 2 && code.size() <= 32 && code.front() == '{' && code.back() == '}' &&
           code.find_first_of("{} ", 1) == code.size() - 1;
}

std::string unit_code(std::string_view name, const ConvertContext& context)
{
    if (std::string own = from_table(option(context, "units"), name); !own.empty()) return own;
    if (find_unit(name) || is_annotation(name)) return std::string(name);
    for (const auto& [alias, code] : unit_names)
        if (alias == name) return std::string(code);
    return "";
}

}  // namespace

MoneyText split_money(std::string_view text)
{
    const auto in_number = [](char c) {
        return (c >= '0' && c <= '9') ||
               std::string_view("+-.,()' ").find(c) != std::string_view::npos;
    };
    std::size_t first = 0;
    while (first < text.size() && !in_number(text[first])) ++first;
    std::size_t last = text.size();
    while (last > first && !in_number(text[last - 1])) --last;
    const std::string_view before = trim(text.substr(0, first));
    const std::string_view after = trim(text.substr(last));
    return {std::string(trim(text.substr(first, last - first))),
            std::string(before.empty() ? after : before)};
}

std::size_t minor_digits(std::string_view currency)
{
    // ISO 4217, table A.1: the others have two.
    constexpr std::string_view none =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    constexpr std::string_view three = "BHD IQD JOD KWD LYD OMR TND";
    constexpr std::string_view four = "CLF UYW";
    if (none.find(currency) != none.npos) return 0;
    if (three.find(currency) != three.npos) return 3;
    return four.find(currency) != four.npos ? 4 : 2;
}

Converted convert_money(const json::Value& input, const ConvertContext& context)
{
    return convert_amount(input, context, false);
}

Converted convert_unit_money(const json::Value& input, const ConvertContext& context)
{
    return convert_amount(input, context, true);
}

Converted convert_quantity(const json::Value& input, const ConvertContext& context)
{
    if (input.is_null()) return nothing();
    json::Value amount = input;
    std::string name(option(context, "unit"));
    if (input.is_object()) {
        const json::Value* value = input.find("value");
        amount = value ? *value : json::Value();
        if (std::string own = input.text_of("unit"); !own.empty()) name = clean_width(own);
    } else if (input.is_string()) {
        const Input read = width_input(input);
        if (read.problem) return *read.problem;
        MoneyText parts = split_money(read.text);
        if (parts.amount.empty()) return dropped("decimal.format", "/value");
        amount = json::Value(std::move(parts.amount));
        if (!parts.currency.empty()) name = std::move(parts.currency);
    }
    if (amount.empty()) return nothing();
    Converted result;
    json::Value number = convert_part("value", "decimal", amount, context, result);
    if (number.is_null()) return result;
    const std::string unit = name.empty() ? "1" : unit_code(name, context);
    const Unit* known = find_unit(unit);
    if (!known && !is_annotation(unit)) return dropped("quantity.unit");
    const std::string_view dimension = option(context, "dimension");
    if (!dimension.empty() && dimension != (known ? known->dimension : "count"))
        return dropped("quantity.dimension");
    result.value["value"] = std::move(number);
    result.value["unit"] = unit;
    return result;
}

}  // namespace cx::model
