#include "model/forbidden.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace cx::model {
namespace {

bool digit(char c)
{
    return c >= '0' && c <= '9';
}

int number(std::string_view digits)
{
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

int days_in(int year, int month)
{
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

// Numbers of this century tell births up to here; the detector is pure, so it has no clock to ask.
constexpr int last_birth_year = 2040;

// Six digits of birth and the seventh, which tells century, sex and nationality. Written with a
// hyphen the shape says enough; without one the day must also have come.
bool is_resident_number(std::string_view digits, bool hyphenated)
{
    const char seventh = digits[6];
    if (seventh < '1' || seventh > '8') return false;
    const bool this_century = seventh == '3' || seventh == '4' || seventh == '7' || seventh == '8';
    const int year = number(digits.substr(0, 2)) + (this_century ? 2000 : 1900);
    const int month = number(digits.substr(2, 2));
    const int day = number(digits.substr(4, 2));
    return (hyphenated || year <= last_birth_year) && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in(year, month);
}

bool is_korean_article_number(std::string_view digits)
{
    if (digits.substr(0, 3) != "880") return false;
    int sum = 0;
    for (std::size_t i = 0; i < 13; ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
    return sum % 10 == 0;
}

bool passes_luhn(std::string_view digits)
{
    int sum = 0;
    bool twice = false;
    for (auto c = digits.rbegin(); c != digits.rend(); ++c, twice = !twice) {
        const int value = (*c - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

struct Issuer {
    int first;  // Of the leading six digits, inclusive.
    int last;
    std::size_t length_min;
    std::size_t length_max;
};

// ISO/IEC 7812 issuer ranges as the card schemes publish them.
constexpr std::array issuers{
    Issuer{400000, 499999, 16, 16}, Issuer{510000, 559999, 16, 16},
    Issuer{222100, 272099, 16, 16},                                  // Visa, Mastercard
    Issuer{340000, 349999, 15, 15}, Issuer{370000, 379999, 15, 15},  // American Express
    Issuer{352800, 358999, 16, 16},                                  // JCB
    Issuer{601100, 601199, 16, 16}, Issuer{644000, 659999, 16, 16},  // Discover
    Issuer{300000, 305999, 14, 14}, Issuer{360000, 369999, 14, 14},
    Issuer{380000, 399999, 14, 14},  // Diners Club
    Issuer{620000, 629999, 16, 19},  // UnionPay
};

bool is_card_number(std::string_view digits)
{
    const int lead = number(digits.substr(0, 6));
    const bool known = std::any_of(issuers.begin(), issuers.end(), [&](const Issuer& issuer) {
        return lead >= issuer.first && lead <= issuer.last && digits.size() >= issuer.length_min &&
               digits.size() <= issuer.length_max;
    });
    return known && passes_luhn(digits);
}

// Groups of digits with what stands between them, from `begin`: "900101", "1234567".
struct Run {
    std::string digits;
    std::vector<std::size_t> groups;      // Length of each group.
    std::vector<std::size_t> group_ends;  // Where each group ends in the text.
    bool hyphens = false;                 // Between the first two groups.
};

constexpr std::size_t longest_number = 19;
constexpr std::size_t uuid_length = 36;

// Length of a hyphen or dash at `at`, in any of the forms people type, with spaces around it; 0
// where there is none.
std::size_t separator(std::string_view text, std::size_t at, bool& hyphen)
{
    std::size_t end = at;
    hyphen = false;
    const auto spaces = [&] {
        while (end < text.size() && text[end] == ' ' && end - at < 3) ++end;
    };
    spaces();
    for (const std::string_view dash :
         {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d"}) {
        if (text.substr(end, dash.size()) != dash) continue;
        end += dash.size();
        hyphen = true;
        break;
    }
    spaces();
    return end - at;
}

// The ASCII digit at `at`, also where it is written full width; `length` tells its bytes.
std::optional<char> digit_at(std::string_view text, std::size_t at, std::size_t& length)
{
    if (at >= text.size()) return std::nullopt;
    if (digit(text[at])) {
        length = 1;
        return text[at];
    }
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    if (at + 2 < text.size() && byte(0) == 0xef && byte(1) == 0xbc && byte(2) >= 0x90 &&
        byte(2) <= 0x99) {
        length = 3;
        return static_cast<char>('0' + (byte(2) - 0x90));
    }
    return std::nullopt;
}

Run read_run(std::string_view text, std::size_t at)
{
    Run run;
    while (true) {
        std::size_t length = 0;
        std::size_t group = 0;
        while (const std::optional<char> c = digit_at(text, at, length)) {
            if (run.digits.size() <= longest_number) run.digits += *c;
            ++group;
            at += length;
        }
        run.groups.push_back(group);
        run.group_ends.push_back(at);
        bool hyphen = false;
        const std::size_t gap = separator(text, at, hyphen);
        if (gap == 0 || !digit_at(text, at + gap, length) || run.groups.size() >= 8) return run;
        if (run.groups.size() == 1) run.hyphens = hyphen;
        at += gap;
    }
}

struct Hit {
    std::size_t end = 0;
    std::string_view kind;
};

std::optional<Hit> resident_hit(const Run& run)
{
    if (run.groups[0] == 13 && is_resident_number(run.digits, false) &&
        !is_korean_article_number(run.digits))
        return Hit{run.group_ends[0], "rrn"};
    if (run.groups.size() >= 2 && run.groups[0] == 6 && run.groups[1] == 7 &&
        is_resident_number(run.digits, run.hyphens))
        return Hit{run.group_ends[1], "rrn"};
    return std::nullopt;
}

// The longest sequence of whole groups that is a card: one group, or groups as they are embossed
// (4-4-4-4, 4-6-5, 4-6-4).
std::optional<Hit> card_hit(const Run& run)
{
    std::optional<Hit> hit;
    std::size_t length = 0;
    for (std::size_t i = 0; i < run.groups.size(); ++i) {
        length += run.groups[i];
        if (length > longest_number) break;
        const bool embossed = i == 0 || (run.groups[0] == 4 && run.groups[i] <= 6);
        if (!embossed) break;
        if (length >= 14 && is_card_number(std::string_view(run.digits).substr(0, length)))
            hit = Hit{run.group_ends[i], "card"};
    }
    return hit;
}

// "0.4111111111111111": digits after a decimal point are a number's. `before` is what was kept of
// the text so far, so that a number behind one that was masked is seen at once.
bool ends_in_decimal_point(std::string_view before)
{
    return before.size() >= 2 && before.back() == '.' && digit(before[before.size() - 2]);
}

void note(std::vector<std::string>& codes, std::string code)
{
    const auto at = std::lower_bound(codes.begin(), codes.end(), code);
    if (at == codes.end() || *at != code) codes.insert(at, std::move(code));
}

// Cheap: is there any place with enough digits near each other?
bool may_hold_number(std::string_view text)
{
    std::size_t digits = 0;
    std::size_t others = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t length = 1;
        if (digit_at(text, i, length)) {
            i += length - 1;
            others = 0;
            if (++digits >= 13) return true;
        } else if (++others > 9) {
            digits = 0;
        }
    }
    return false;
}

// Whether a UUID begins at `at` (RFC 9562, 8-4-4-4-12): about one in sixty thousand holds digits
// that would pass for a card's, and where UUIDs are keys that would refuse a record.
bool is_uuid(std::string_view text, std::size_t at)
{
    const auto one = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    if (at > 0 && one(text[at - 1])) return false;
    const std::string_view uuid = text.substr(at, uuid_length);
    if (uuid.size() < uuid_length || uuid[8] != '-') return false;
    for (std::size_t i = 0; i < uuid_length; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? uuid[i] != '-' : std::isxdigit(static_cast<unsigned char>(uuid[i])) == 0)
            return false;
    }
    return at + uuid_length == text.size() || !one(text[at + uuid_length]);
}

Redacted redact(std::string_view text)
{
    Redacted result;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t length = 1;
        if (is_uuid(text, at)) {
            result.text += text.substr(at, uuid_length);
            at += uuid_length;
            continue;
        }
        if (!digit_at(text, at, length)) {
            result.text += text[at++];
            continue;
        }
        const Run run = read_run(text, at);
        std::optional<Hit> hit;
        if (!ends_in_decimal_point(result.text)) {
            hit = resident_hit(run);
            if (!hit) hit = card_hit(run);
        }
        if (hit) {
            result.text += "[forbidden:" + std::string(hit->kind) + "]";
            note(result.codes, "forbidden." + std::string(hit->kind));
        }
        const std::size_t end = hit ? hit->end : run.group_ends[0];
        if (!hit) result.text += text.substr(at, end - at);
        at = end;
    }
    return result;
}

bool is_one_number(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), digit);
}

void redact_in_place(json::Value& value, std::vector<std::string>& codes)
{
    if (value.is_string()) {
        if (is_one_number(value.as_string()) || !may_hold_number(value.as_string())) return;
        Redacted redacted = redact(value.as_string());
        if (redacted.codes.empty()) return;
        for (std::string& code : redacted.codes) note(codes, std::move(code));
        value = json::Value(std::move(redacted.text));
    } else if (value.is_array()) {
        for (json::Value& element : value.as_array()) redact_in_place(element, codes);
    } else if (value.is_object()) {
        for (auto& [name, member] : value.as_object()) redact_in_place(member, codes);
    }
}

}  // namespace

Redacted redact_forbidden(std::string_view text)
{
    if (!may_hold_number(text)) return {std::string(text), {}};
    return redact(text);
}

RedactedPayload redact_forbidden_payload(const json::Value& payload)
{
    RedactedPayload result{payload, {}};
    redact_in_place(result.payload, result.codes);
    return result;
}

Redacted redact_forbidden_json(std::string_view json_text)
{
    if (!may_hold_number(json_text)) return {std::string(json_text), {}};
    const Result<json::Value> parsed = json::parse(json_text);
    if (!parsed) return redact_forbidden(json_text);
    RedactedPayload redacted = redact_forbidden_payload(*parsed);
    if (redacted.codes.empty()) return {std::string(json_text), {}};
    return {json::write(redacted.payload), std::move(redacted.codes)};
}

}  // namespace cx::model
