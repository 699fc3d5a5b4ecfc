#include "base/text.hpp"
#include "model/forbidden.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/regions.hpp"
#include "model/types/unicode.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace cx::model {
namespace {

constexpr std::size_t line_bytes = 500;
constexpr std::size_t line_count = 10;

bool has_hangul(std::string_view text)
{
    const std::u32string points = to_points(text);
    return std::any_of(points.begin(), points.end(), is_hangul);
}

// "210 Hakdong-ro, Yuseong-gu": a Korean address in Latin letters.
bool is_romanized_korean(std::string_view text)
{
    const std::string folded = lower(text);
    for (const std::string_view ending :
         {"-ro", "-gil", "-dong", "-gu", "-si", "-gun", "-eup", "-myeon"}) {
        const std::size_t at = folded.find(ending);
        if (at == folded.npos || at == 0) continue;
        const std::size_t end = at + ending.size();
        if (end == folded.size() ||
            std::string_view(" ,0123456789").find(folded[end]) != std::string_view::npos)
            return true;
    }
    return false;
}

bool starts_with_digit(std::string_view text)
{
    return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

// road: a name ending in 로 or 길 with a building number behind it; lot: 동, 리 or 가 with a lot
// number.
std::string korean_kind(std::string_view text)
{
    const std::string folded = lower(text);
    if (!has_hangul(text)) {
        const bool road = folded.find("-ro") != folded.npos || folded.find("-gil") != folded.npos;
        return road                                                               ? "road"
               : is_romanized_korean(text) && folded.find("-dong") != folded.npos ? "lot"
                                                                                  : "";
    }
    bool lot = false;
    const std::vector<std::string_view> words = split(text, ' ');
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::u32string word = to_points(words[i]);
        std::u32string rest;
        const std::size_t digits = word.find_first_of(U"0123456789");
        // "올림픽로88" and "역삼동123-4" without a space; "테헤란로 36" with one.
        bool numbered = i + 1 < words.size() && starts_with_digit(words[i + 1]);
        std::u32string name = word;
        if (digits != word.npos && digits > 0) {
            name = word.substr(0, digits);
            numbered = true;
        }
        if (name.size() < 2 || !numbered) continue;
        const char32_t last = name.back();
        if (last == U'로' || last == U'길') return "road";
        if (last == U'동' || last == U'리' || last == U'가') lot = true;
    }
    return lot ? "lot" : "";
}

// What kind of Korean postal code: five digits since 2015, six before.
std::string_view korean_postal_problem(std::string_view code)
{
    const bool digits = code.find_first_not_of("0123456789") == code.npos;
    if (digits && code.size() == 5) return {};
    if ((digits && code.size() == 6) || (code.size() == 7 && code[3] == '-'))
        return "address.postal_legacy";
    return "address.postal_code";
}

struct Address {
    std::vector<std::string> lines;
    std::string dependent_locality;
    std::string locality;
    std::string region;
    std::string region_name;
    std::string postal_code;
    std::string country;
    std::string kind;
    std::string formatted;

    bool empty() const
    {
        return lines.empty() && locality.empty() && region.empty() && postal_code.empty() &&
               dependent_locality.empty() && formatted.empty();
    }
};

std::optional<std::string> line_of(const json::Value& input, Converted& result,
                                   const std::string& path)
{
    const Input read = width_input(input);
    if (read.problem) {
        for (Issue issue : read.problem->issues) {
            issue.path = path;
            result.issues.push_back(std::move(issue));
        }
        return std::nullopt;
    }
    if (is_placeholder_word(read.text)) return std::nullopt;
    Redacted redacted = redact_forbidden(read.text);
    for (const std::string& code : redacted.codes) warn(result, code, path);
    if (redacted.text.size() > line_bytes) {
        warn(result, "text.length", path);
        return std::nullopt;
    }
    return redacted.text;
}

void add_line(Address& address, const json::Value& input, Converted& result)
{
    if (address.lines.size() >= line_count) return;
    if (auto line = line_of(input, result, "/lines")) address.lines.push_back(std::move(*line));
}

std::string member(const json::Value& input, std::string_view name, Converted& result)
{
    const json::Value* found = input.find(name);
    if (!found || found->is_null()) return "";
    return line_of(*found, result, "/" + std::string(name)).value_or("");
}

void read_object(const json::Value& input, Address& address, Converted& result)
{
    for (const std::string_view name : {"lines", "line1", "line2", "line3"}) {
        const json::Value* found = input.find(name);
        if (!found) continue;
        if (found->is_array())
            for (const json::Value& line : found->as_array()) add_line(address, line, result);
        else
            add_line(address, *found, result);
    }
    address.dependent_locality = member(input, "dependent_locality", result);
    address.locality = member(input, "locality", result);
    address.region_name = member(input, "region", result);
    address.postal_code = member(input, "postal_code", result);
    address.formatted = member(input, "formatted", result);
}

// Country first, since all else depends on it: told, else the source's where the address looks like
// one of there.
void read_country(const json::Value& input, const ConvertContext& context, Address& address,
                  Converted& result)
{
    if (const json::Value* own = input.find("country"); own && !own->empty()) {
        const json::Value code = convert_part("country", "country", *own, context, result);
        if (code.is_string()) address.country = code.as_string();
        return;
    }
    std::string all = address.formatted + " " + address.locality + " " + address.region_name;
    for (const std::string& line : address.lines) all += " " + line;
    const std::string_view region = region_of(context);
    const bool fits = region != "KR" || has_hangul(all) || is_romanized_korean(all);
    if (!region.empty() && fits)
        address.country = region;
    else
        warn(result, "address.country");
}

void read_region(Address& address)
{
    if (!address.region_name.empty()) {
        const std::string code = region_code(address.region_name, address.country);
        address.region = code.empty() ? address.region_name : code;
        return;
    }
    if (address.country != "KR") return;
    // A Korean address begins with its province or city.
    const std::string& whole = address.lines.empty() ? address.formatted : address.lines.front();
    address.region = region_code(whole.substr(0, whole.find(' ')), "KR");
}

std::string format(const Address& address)
{
    const bool eastern = address.country == "KR" || address.country == "JP" ||
                         address.country == "CN" || address.country == "TW";
    std::vector<std::string> parts;
    const auto add = [&](const std::string& part) {
        if (!part.empty()) parts.push_back(part);
    };
    if (eastern && has_hangul(address.region_name + address.locality +
                              (address.lines.empty() ? "" : address.lines[0]))) {
        add(address.region_name);
        add(address.locality);
        add(address.dependent_locality);
        for (const std::string& line : address.lines) add(line);
    } else {
        for (const std::string& line : address.lines) add(line);
        add(address.dependent_locality);
        add(address.locality);
        add(clean_text(address.region_name + " " + address.postal_code));
    }
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : eastern && has_hangul(part) ? " " : ", ") + part;
    return text;
}

json::Value to_value(const Address& address)
{
    json::Value value = json::Object{};
    const auto put = [&](std::string_view name, const std::string& text) {
        if (!text.empty()) value[name] = text;
    };
    for (const std::string& line : address.lines) value["lines"].push_back(line);
    put("dependent_locality", address.dependent_locality);
    put("locality", address.locality);
    put("region", address.region);
    put("postal_code", address.postal_code);
    put("country", address.country);
    put("kind", address.kind);
    put("formatted", address.formatted);
    return value;
}

void check_postal_code(Address& address, Converted& result)
{
    if (address.postal_code.empty()) return;
    std::transform(address.postal_code.begin(), address.postal_code.end(),
                   address.postal_code.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    if (address.country != "KR") return;
    const std::string_view problem = korean_postal_problem(address.postal_code);
    if (!problem.empty()) warn(result, problem, "/postal_code");
}

}  // namespace

Converted convert_postal_address(const json::Value& input, const ConvertContext& context)
{
    if (input.is_null()) return nothing();
    Converted result;
    Address address;
    if (input.is_object()) {
        read_object(input, address, result);
    } else if (input.is_array()) {
        for (const json::Value& line : input.as_array()) add_line(address, line, result);
    } else {
        add_line(address, input, result);
    }
    if (address.empty()) return result;
    read_country(input, context, address, result);
    read_region(address);
    check_postal_code(address, result);
    // Parts that are put together may make a number that none of them is.
    if (address.formatted.empty()) address.formatted = redact_forbidden(format(address)).text;
    if (address.country == "KR") address.kind = korean_kind(address.formatted);
    result.value = to_value(address);
    return result;
}

// Where about, not where: country and region.
json::Value mask_postal_address(const json::Value& canonical)
{
    json::Value masked = json::Object{};
    for (const std::string_view name : {"country", "region"})
        if (const json::Value* part = canonical.find(name)) masked[name] = *part;
    return masked;
}

}  // namespace cx::model
