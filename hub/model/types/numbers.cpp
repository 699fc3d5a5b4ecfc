#include "model/types/numbers.hpp"

#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace cx::model {
namespace {

constexpr std::size_t digits_max = 38;

bool digit(char c)
{
    return c >= '0' && c <= '9';
}

enum class Separators { unknown, point_decimal, comma_decimal };

// Who writes 1,234.56 and who 1.234,56, after CLDR; regions that are in neither list say nothing.
Separators separators_of(const ConvertContext& context)
{
    constexpr std::string_view point_languages = "ko|en|ja|zh|th|he|hi|ms";
    constexpr std::string_view comma_languages =
        "de|fr|es|it|nl|pt|pl|ru|tr|sv|da|nb|no|fi|cs|sk|hu|ro|el|uk|bg|hr|sl|vi|id";
    constexpr std::string_view point_regions =
        "KR|US|GB|JP|CN|TW|HK|AU|NZ|IE|IN|TH|IL|MY|SG|PH|MX|CA";
    constexpr std::string_view comma_regions =
        "DE|FR|ES|IT|NL|BE|PT|PL|RU|TR|SE|DK|NO|FI|CZ|SK|HU|RO|GR|UA|BG|HR|SI|BR|AR|VN|ID|AT";
    const std::string_view decimal = option(context, "decimal");
    if (decimal == ",") return Separators::comma_decimal;
    if (decimal == ".") return Separators::point_decimal;
    const std::string_view locale = option(context, "locale");
    const std::string language = ascii_lower(locale.substr(0, locale.find_first_of("-_")));
    if (locale == "de-CH" || locale == "de_CH" || one_of(point_languages, language))
        return Separators::point_decimal;
    if (one_of(comma_languages, language)) return Separators::comma_decimal;
    const std::string_view region = region_of(context);
    if (one_of(point_regions, region)) return Separators::point_decimal;
    if (one_of(comma_regions, region)) return Separators::comma_decimal;
    return Separators::unknown;
}

// Removes `group` where it parts thousands as it should: "12,345,678".
bool remove_groups(std::string& whole, char group)
{
    const std::vector<std::string_view> parts = split(whole, group);
    if (parts.size() == 1) return true;
    if (parts[0].empty() || parts[0].size() > 3) return false;
    for (std::size_t i = 1; i < parts.size(); ++i)
        if (parts[i].size() != 3) return false;
    std::erase(whole, group);
    return true;
}

// "1.234", "12.345.678": points that part thousands where commas are decimal.
bool looks_grouped(std::string_view digits)
{
    std::string whole(digits);
    return digits.find('.') != digits.npos && digits[0] != '0' && remove_groups(whole, '.');
}

// Sign and digits apart; accepts "+5", "5-" (SAP), "(5)" (accounts).
struct Signed {
    bool negative = false;
    std::string digits;
};

std::optional<Signed> split_sign(std::string_view text)
{
    Signed result;
    if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
        result.negative = true;
        text = trim(text.substr(1, text.size() - 2));
    } else if (text.front() == '-' || text.front() == '+') {
        result.negative = text.front() == '-';
        text = trim(text.substr(1));
    } else if (text.back() == '-') {
        result.negative = true;
        text = trim(text.substr(0, text.size() - 1));
    }
    if (text.empty()) return std::nullopt;
    result.digits = text;
    return result;
}

// "1.5e3" as digits without exponent.
std::optional<std::string> without_exponent(std::string_view text)
{
    const std::size_t e = text.find_first_of("eE");
    if (e == text.npos) return std::string(text);
    std::string_view power_text = text.substr(e + 1);
    if (!power_text.empty() && power_text[0] == '+') power_text.remove_prefix(1);
    int power = 0;
    const auto [end, error] =
        std::from_chars(power_text.data(), power_text.data() + power_text.size(), power);
    if (error != std::errc() || end != power_text.data() + power_text.size() || power > 40 ||
        power < -40)
        return std::nullopt;
    std::string digits(text.substr(0, e));
    const std::size_t point = digits.find('.');
    int scale = point == digits.npos ? 0 : static_cast<int>(digits.size() - point - 1);
    if (point != digits.npos) digits.erase(point, 1);
    scale -= power;
    if (scale <= 0) return digits + std::string(static_cast<std::size_t>(-scale), '0');
    if (digits.size() <= static_cast<std::size_t>(scale))
        digits.insert(0, static_cast<std::size_t>(scale) - digits.size() + 1, '0');
    return digits.insert(digits.size() - static_cast<std::size_t>(scale), ".");
}

// Points and commas resolved, "1234.56".
Decimal resolve_separators(std::string digits, Separators separators)
{
    const bool has_comma = digits.find(',') != digits.npos;
    if (separators == Separators::unknown) {
        if (has_comma) return {"", "decimal.ambiguous"};
    } else if (separators == Separators::point_decimal) {
        const std::size_t point = digits.find('.');
        std::string whole = digits.substr(0, point);
        const std::string fraction = point == digits.npos ? "" : digits.substr(point);
        if (fraction.find(',') != fraction.npos || !remove_groups(whole, ','))
            return {"", has_comma ? "decimal.ambiguous" : "decimal.format"};
        digits = whole + fraction;
    } else if (has_comma) {
        const std::size_t comma = digits.find(',');
        std::string whole = digits.substr(0, comma);
        std::string fraction = digits.substr(comma + 1);
        if (fraction.find_first_of(".,") != fraction.npos || !remove_groups(whole, '.'))
            return {"", "decimal.ambiguous"};
        digits = whole + "." + fraction;
    } else if (looks_grouped(digits)) {
        remove_groups(digits, '.');
    } else if (std::count(digits.begin(), digits.end(), '.') > 1) {
        return {"", "decimal.ambiguous"};
    }
    return {std::move(digits), ""};
}

}  // namespace

Decimal read_decimal(std::string_view text, const ConvertContext& context)
{
    std::string plain(trim(text));
    if (plain.empty()) return {"", "decimal.format"};
    std::optional<Signed> parts = split_sign(plain);
    if (!parts) return {"", "decimal.format"};
    std::string digits = std::move(parts->digits);
    std::erase(digits, ' ');
    std::erase(digits, '\'');
    if (digits.find_first_not_of("0123456789.,eE+-") != digits.npos) return {"", "decimal.format"};
    const bool exponent = digits.find_first_of("eE") != digits.npos;
    if (!exponent && digits.find_first_of("+-") != digits.npos) return {"", "decimal.format"};
    Decimal resolved =
        exponent ? Decimal{digits, ""} : resolve_separators(digits, separators_of(context));
    if (!resolved.code.empty()) return resolved;
    const std::optional<std::string> flat = without_exponent(resolved.text);
    if (!flat) return {"", "decimal.format"};
    digits = *flat;

    if (std::count(digits.begin(), digits.end(), '.') > 1 ||
        digits.find_first_not_of("0123456789.") != digits.npos ||
        digits.find_first_of("0123456789") == digits.npos)
        return {"", "decimal.format"};
    if (digits.back() == '.') digits.pop_back();
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.empty() || digits[0] == '.') digits.insert(0, "0");
    if (static_cast<std::size_t>(std::count_if(digits.begin(), digits.end(), digit)) > digits_max)
        return {"", "decimal.digits"};
    const bool zero = digits.find_first_of("123456789") == digits.npos;
    return {(parts->negative && !zero ? "-" : "") + digits, ""};
}

std::size_t decimals_of(std::string_view decimal)
{
    const std::size_t point = decimal.find('.');
    return point == decimal.npos ? 0 : decimal.size() - point - 1;
}

std::string with_decimals(std::string decimal, std::size_t least, std::size_t most)
{
    while (decimals_of(decimal) > most && decimal.back() == '0') decimal.pop_back();
    if (decimal.back() == '.') decimal.pop_back();
    if (decimals_of(decimal) < least) {
        if (decimals_of(decimal) == 0) decimal += '.';
        decimal.append(least - decimals_of(decimal), '0');
    }
    return decimal;
}

Converted convert_decimal(const json::Value& input, const ConvertContext& context)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    if (input.is_bool()) return dropped("value.kind");
    Decimal decimal = read_decimal(read.text, input.is_number() ? ConvertContext{} : context);
    if (!decimal.code.empty()) return dropped(decimal.code);
    // A canonical "1.234" would be read as thousands the second time; one more zero says that it is
    // not.
    std::string digits = decimal.text.substr(decimal.text[0] == '-' ? 1 : 0);
    if (separators_of(context) == Separators::comma_decimal && looks_grouped(digits))
        decimal.text += '0';
    return kept(std::move(decimal.text));
}

Converted convert_integer(const json::Value& input, const ConvertContext& context)
{
    const Converted decimal = convert_decimal(input, context);
    if (decimal.dropped()) {
        if (decimal.issues.empty() || decimal.issues[0].code.substr(0, 7) != "decimal")
            return decimal;
        return dropped(decimal.issues[0].code == "decimal.ambiguous" ? "decimal.ambiguous"
                                                                     : "integer.format");
    }
    const std::string text = with_decimals(decimal.value.as_string(), 0, 0);
    const std::optional<std::int64_t> value = json::Value(text).integer();
    if (!value) return dropped(text.find('.') == text.npos ? "integer.range" : "integer.format");
    const std::optional<std::int64_t> least = json::Value(option(context, "min")).integer();
    const std::optional<std::int64_t> most = json::Value(option(context, "max")).integer();
    if ((least && *value < *least) || (most && *value > *most)) return dropped("integer.range");
    return kept(*value);
}

Converted convert_ratio(const json::Value& input, const ConvertContext& context)
{
    Input read = width_input(input);
    if (read.problem) return *read.problem;
    const bool sign = read.text.back() == '%';
    if (sign) read.text.pop_back();
    Decimal decimal = read_decimal(read.text, context);
    if (!decimal.code.empty()) return dropped("ratio.format");
    double value = 0;
    std::from_chars(decimal.text.data(), decimal.text.data() + decimal.text.size(), value);
    // A number is taken for the canonical form first, so that converting twice changes nothing.
    if (sign || (option(context, "unit") == "percent" && !input.is_number())) value /= 100;
    if (value < 0 || value > 1) return dropped("ratio.range");
    return kept(value);
}

}  // namespace cx::model
