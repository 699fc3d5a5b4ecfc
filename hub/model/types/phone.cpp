#include "model/phone.hpp"

#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/memo.hpp"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <optional>

namespace cx::model {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using Util = PhoneNumberUtil;

// The library prints the texts it cannot read; those are personal data.
class Silence final : public i18n::phonenumbers::Logger {
    void WriteMessage(const std::string&) override {}
};

const Util& util()
{
    static Util* const instance = [] {
        Util* made = Util::GetInstance();
        made->SetLogger(new Silence);  // The library takes ownership.
        return made;
    }();
    return *instance;
}

constexpr std::size_t longest_text = 60;
constexpr std::size_t memo_per_shard =
    2048;  // 16 shards of two halves: at most 65,536 numbers, about 15 MB.

// A number as it was typed, split from its extension.
struct Typed {
    std::string number;
    std::string extension;
};

// Only characters that belong to a number: the library itself digs numbers out of any longer text.
bool is_number_like(std::string_view text)
{
    return std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) >=
               3 &&
           text.find_first_not_of("0123456789+-.() ") == text.npos &&
           text.find('+', 1) == text.npos;
}

std::optional<Typed> split_typed(std::string_view text)
{
    if (ascii_lower(text.substr(0, 4)) == "tel:") text.remove_prefix(4);
    const std::string folded = ascii_lower(text);
    Typed typed{std::string(trim(text)), ""};
    for (const std::string_view word :
         {";ext=", "extension", "ext.", "ext", "내선번호", "내선", "#", "x"}) {
        const std::size_t at = folded.rfind(word);
        if (at == folded.npos || at == 0) continue;
        typed.number = trim(std::string_view(folded).substr(0, at));
        typed.extension = trim(std::string_view(folded).substr(at + word.size()));
        if (!typed.number.empty() && (typed.number.back() == ',' || typed.number.back() == ';'))
            typed.number.pop_back();
        if (!typed.extension.empty() &&
            (typed.extension.front() == ':' || typed.extension.front() == '.'))
            typed.extension = trim(std::string_view(typed.extension).substr(1));
        if (typed.extension.empty() || typed.extension.size() > 7 ||
            typed.extension.find_first_not_of("0123456789") != std::string::npos)
            return std::nullopt;
        break;
    }
    if (!is_number_like(typed.number)) return std::nullopt;
    return typed;
}

std::string digits_of(std::string_view text)
{
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

std::optional<PhoneNumber> parse(const std::string& text, std::string_view region)
{
    PhoneNumber number;
    const std::string where = region.empty() ? "ZZ" : std::string(region);
    if (util().Parse(text, where, &number) != Util::NO_PARSING_ERROR) return std::nullopt;
    return number;
}

// "(512) 479-6416", "512-479-6416": the North American way of writing, which no number of a
// trunk-zero country has.
bool is_american_shape(std::string_view text)
{
    std::string shape;
    for (const char c : text) shape += c >= '0' && c <= '9' ? '9' : c;
    const std::string digits = digits_of(text);
    constexpr std::array shapes{"(999) 999-9999", "999-999-9999", "999.999.9999", "(999)999-9999"};
    return digits.size() == 10 && digits[0] > '1' &&
           std::find(shapes.begin(), shapes.end(), shape) != shapes.end();
}

struct Reading {
    std::optional<PhoneNumber> number;
    std::string_view remark;  // Issue code, or ""
    bool valid = false;       // Assigned, by the library's metadata.
};

Reading read_in(const std::string& text, std::string_view region, std::string_view remark = "")
{
    Reading reading{parse(text, region), remark, false};
    reading.valid = reading.number && util().IsValidNumber(*reading.number);
    return reading;
}

// Digits after a country code. "+82 010...": a trunk zero there is right in a few countries only
// (Italy).
Reading read_international(const std::string& digits)
{
    if (digits.substr(0, 3) == "820") return read_in("+82" + digits.substr(3), "", "phone.trunk");
    return read_in("+" + digits, "");
}

Reading read_number(std::string text, std::string_view region)
{
    const bool plus = text[0] == '+';
    const bool zeros = text.substr(0, 2) == "00";
    if (const std::size_t at = text.find("(0)"); at != text.npos && (plus || zeros))
        text.replace(at, 3, " ");
    const std::string digits = digits_of(text);
    if (plus) return read_international(digits);

    Reading abroad;
    if (zeros && digits.size() > 9) abroad = read_international(digits.substr(2));
    if (abroad.valid) return abroad;
    if (is_american_shape(text) && region != "US" && region != "CA")
        if (Reading american = read_in(text, "US", "phone.region"); american.valid) return american;
    Reading here = read_in(text, region);
    if (here.valid) return here;
    if (digits.size() >= 11 && digits[0] != '0') {
        Reading bare = read_international(digits);
        const bool same =
            bare.number && !region.empty() &&
            bare.number->country_code() == util().GetCountryCodeForRegion(std::string(region));
        if (bare.valid && !same) bare.remark = "phone.region";
        if (bare.valid) return bare;
    }
    // Nobody has been given such a number yet; the country that was told counts for more than the
    // source's.
    return abroad.number && util().IsPossibleNumber(*abroad.number) ? abroad : here;
}

// The part of an E.164 text after the country code of Korea; "" for others.
std::string_view korean_subscriber(std::string_view e164)
{
    return e164.substr(0, 3) == "+82" ? e164.substr(3) : std::string_view();
}

PhoneType type_of(const PhoneNumber& number)
{
    switch (util().GetNumberType(number)) {
        case Util::MOBILE:
        case Util::FIXED_LINE_OR_MOBILE:
        case Util::PERSONAL_NUMBER:
        case Util::PAGER:
            return PhoneType::mobile;
        case Util::FIXED_LINE:
        case Util::VOIP:
            return PhoneType::landline;
        case Util::TOLL_FREE:
        case Util::PREMIUM_RATE:
        case Util::SHARED_COST:
        case Util::UAN:
        case Util::VOICEMAIL:
            return PhoneType::service;
        default:
            return PhoneType::other;
    }
}

// Korean numbers for a whole company: 15xx, 16xx, 18xx and four digits, without area code.
bool is_korean_service(std::string_view e164)
{
    const std::string_view subscriber = korean_subscriber(e164);
    return subscriber.size() == 8 && subscriber[0] == '1' &&
           (subscriber[1] == '5' || subscriber[1] == '6' || subscriber[1] == '8');
}

// Of a long number the last four digits are a subscriber's own and tell nothing of its type, so
// that those who differ in them alone are one to remember.
PhoneType remembered_type(const std::string& e164)
{
    if (is_korean_service(e164)) return PhoneType::service;
    constexpr std::size_t long_number = 12;  // +82 10 1234 5678 has 13 characters.
    std::string range = e164;
    if (range.size() >= long_number) range.replace(range.size() - 4, 4, "0000");
    static Memo<PhoneType> memo(memo_per_shard);
    return memo.get(range, [&] {
        const auto number = range.empty() || range[0] != '+' ? std::nullopt : parse(range, "");
        return number ? type_of(*number) : PhoneType::other;
    });
}

std::string e164_of(const PhoneNumber& number)
{
    std::string text;
    util().Format(number, Util::E164, &text);
    return text;
}

// All numbers with the same digit last: 010-0000-0000, 000-0000-0000.
bool is_one_digit(std::string_view digits)
{
    return digits.size() >= 7 && digits.find_first_not_of(digits.back()) == digits.npos;
}

bool is_made_up(std::string_view digits)
{
    return is_one_digit(digits) ||
           (digits.size() >= 9 && is_one_digit(digits.substr(digits.size() - 8)));
}

Converted convert_typed(const Typed& typed, std::string_view region)
{
    const std::string digits = digits_of(typed.number);
    if (is_made_up(digits)) return dropped("phone.placeholder");
    const bool international = typed.number[0] == '+' || digits.substr(0, 2) == "00";
    if (region.empty() && !international && digits.size() < 11) return dropped("phone.region");
    const Reading reading = read_number(typed.number, region);
    if (!reading.number)
        return dropped(digits.size() < 8 ? "phone.length"
                       : region.empty()  ? "phone.region"
                                         : "phone.format");

    const std::string e164 = e164_of(*reading.number);
    const auto possible = util().IsPossibleNumberWithReason(*reading.number);
    // Korea's longest numbers are of services that nobody is called at.
    if (!reading.valid && korean_subscriber(e164).size() > 10) return dropped("phone.length");
    if (!reading.valid &&
        (e164.size() < 10 || possible == Util::TOO_SHORT || possible == Util::TOO_LONG ||
         possible == Util::INVALID_LENGTH || possible == Util::IS_POSSIBLE_LOCAL_ONLY))
        return dropped("phone.length");
    if (!reading.valid && possible != Util::IS_POSSIBLE) return dropped("phone.format");

    Converted result = kept(typed.extension.empty() ? e164 : e164 + ";ext=" + typed.extension);
    if (!reading.remark.empty()) warn(result, reading.remark);
    if (remembered_type(e164) == PhoneType::service)
        warn(result, "phone.service");
    else if (!reading.valid)
        warn(result, "phone.unassigned");
    if (is_placeholder_phone(e164)) warn(result, "phone.placeholder");
    return result;
}

}  // namespace

Converted convert_phone(const json::Value& input, const ConvertContext& context)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    if (read.text == "0" || is_placeholder_word(read.text)) return dropped("phone.placeholder");
    if (read.text.size() > longest_text) return dropped("phone.format");

    static Memo<Converted> memo(memo_per_shard);
    const std::string_view region = region_of(context);
    return memo.get(std::string(region) + "|" + read.text, [&] {
        const std::optional<Typed> typed = split_typed(read.text);
        return typed ? convert_typed(*typed, region) : dropped("phone.format");
    });
}

// "+8210****5678"
json::Value mask_phone(const json::Value& canonical)
{
    const std::string text = canonical.text().value_or("");
    const std::string_view number = std::string_view(text).substr(0, text.find(';'));
    if (number.size() < 9) return "***";
    std::string masked(number);
    std::fill(masked.begin() + 3, masked.end() - 2, '*');
    return masked;
}

PhoneType phone_type(std::string_view e164)
{
    return remembered_type(std::string(e164.substr(0, e164.find(';'))));
}

bool is_placeholder_phone(std::string_view e164)
{
    const std::string_view number = e164.substr(0, e164.find(';'));
    return number == "+821012345678" || is_made_up(digits_of(number));
}

}  // namespace cx::model
