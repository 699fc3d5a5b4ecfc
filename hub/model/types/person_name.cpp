#include "base/text.hpp"
#include "model/forbidden.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/surnames.hpp"
#include "model/types/unicode.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace cx::model {
namespace {

constexpr std::size_t name_bytes = 300;

struct Name {
    std::string full;
    std::string family;
    std::string given;
    std::string middle;
    std::string prefix;
    std::string suffix;
    std::string display;
    std::string romanized;
    std::string order;  // family_first or given_first
    std::string split;  // "source" or "inferred"; empty where there are no parts

    bool has_parts() const { return !family.empty() || !given.empty(); }
};

template <typename Words>
bool one_of(const Words& words, std::string_view text)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    for (const std::string_view word : split(text, ' '))
        if (!word.empty()) words.emplace_back(word);
    return words;
}

std::string join(const std::vector<std::string>& words, std::size_t from, std::size_t to,
                 std::string_view separator = " ")
{
    std::string text;
    for (std::size_t i = from; i < to; ++i)
        text += (i > from ? std::string(separator) : "") + words[i];
    return text;
}

bool all_hangul(std::u32string_view points)
{
    return !points.empty() && std::all_of(points.begin(), points.end(), is_hangul);
}

bool is_mask(char32_t c)
{
    return c == U'*' || c == U'○' || c == U'◯' || c == U'〇' || c == U'●' || c == U'※' ||
           c == U'□' || c == U'■';
}

// Masks as '*': "김○늘", "김O늘" between syllables (full width is folded before).
std::string with_plain_masks(std::string_view text)
{
    std::u32string points = to_points(text);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool in_hangul =
            i > 0 && (is_hangul(points[i - 1]) || points[i - 1] == U'*') && i + 1 <= points.size();
        const bool letter_mask = points[i] == U'O' || points[i] == U'o' || points[i] == U'X' ||
                                 points[i] == U'x' || points[i] == U'0';
        if (is_mask(points[i]) || (in_hangul && letter_mask)) points[i] = U'*';
    }
    return to_utf8(points);
}

bool is_placeholder_name(std::string_view text)
{
    constexpr std::array words{"테스트",
                               "test",
                               "tester",
                               "test test",
                               "test user",
                               "testuser",
                               "고객",
                               "고객님",
                               "회원",
                               "비회원",
                               "손님",
                               "익명",
                               "무명",
                               "이름없음",
                               "이름 없음",
                               "성명",
                               "이름",
                               "guest",
                               "guest user",
                               "anonymous",
                               "anon",
                               "no name",
                               "noname",
                               "name",
                               "full name",
                               "first name",
                               "last name",
                               "firstname lastname",
                               "asdf",
                               "qwerty",
                               "ㅁㄴㅇㄹ",
                               "ㅇㅇㅇ",
                               "admin",
                               "administrator",
                               "customer",
                               "user",
                               "unknown unknown",
                               "not set",
                               "dummy",
                               "테스트계정",
                               "관리자"};
    const std::string folded = lower(text);
    if (is_placeholder_word(text) || one_of(words, folded)) return true;
    const std::u32string points = to_points(text);
    return std::none_of(points.begin(), points.end(), [](char32_t c) { return is_letter(c); });
}

// Titles that stand behind a Korean, Japanese or Chinese name.
constexpr std::array courtesies{"님", "씨",   "귀하", "고객님", "회원님", "선생님",
                                "様", "さん", "先生", "女士",   "小姐"};
constexpr std::array positions{"사원",   "주임",   "대리",   "과장",   "차장", "부장",     "이사",
                               "상무",   "전무",   "부사장", "사장",   "대표", "대표이사", "회장",
                               "팀장",   "실장",   "본부장", "센터장", "점장", "매니저",   "책임",
                               "선임",   "수석",   "교수",   "박사",   "원장", "변호사",   "기사",
                               "연구원", "간호사", "약사"};
constexpr std::array prefixes{"mr",        "mrs", "ms",    "miss", "mx",   "dr",  "prof",
                              "professor", "sir", "madam", "herr", "frau", "mme", "rev"};
constexpr std::array suffixes{"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "cpa", "mba"};
// Particles that belong to the family name behind them.
constexpr std::array particles{"van",   "von", "de",  "der", "den", "del", "della",
                               "di",    "da",  "dos", "du",  "la",  "le",  "bin",
                               "binti", "al",  "ter", "ten", "zu",  "st."};

std::string without_points(std::string_view word)
{
    std::string text = lower(word);
    std::erase(text, '.');
    std::erase(text, ',');
    return text;
}

void append(std::string& list, std::string_view word)
{
    if (!list.empty()) list += ' ';
    list += word;
}

// Takes the courtesy or position off the end of "홍길동님", "임 민온 과장".
void drop_korean_title(std::vector<std::string>& words, Name& name)
{
    while (words.size() > 1 &&
           (one_of(courtesies, words.back()) || one_of(positions, words.back()))) {
        if (one_of(positions, words.back())) append(name.prefix, words.back());
        words.pop_back();
    }
    if (words.empty()) return;
    std::string& last = words.back();
    for (const std::string_view courtesy : courtesies) {
        if (last.size() <= courtesy.size() || !std::string_view(last).ends_with(courtesy)) continue;
        const std::string rest = last.substr(0, last.size() - courtesy.size());
        const std::size_t syllables = to_points(rest).size();
        if (syllables < 2 && words.size() < 2) continue;
        last = rest;
        return;
    }
    if (words.size() != 1) return;
    for (const std::string_view position : positions) {
        if (!std::string_view(last).ends_with(position)) continue;
        const std::u32string rest = to_points(last.substr(0, last.size() - position.size()));
        // Four syllables may be a name; with a surname, a given name of two and a position there
        // are five.
        if (rest.size() != 3 || !all_hangul(rest) || surname_length(rest) == 0) continue;
        append(name.prefix, position);
        last = to_utf8(rest);
        return;
    }
}

void take_latin_titles(std::vector<std::string>& words, Name& name)
{
    while (words.size() > 1 && one_of(prefixes, without_points(words.front()))) {
        append(name.prefix, words.front());
        words.erase(words.begin());
    }
    while (words.size() > 2 && one_of(suffixes, without_points(words.back()))) {
        name.suffix = name.suffix.empty() ? words.back() : words.back() + " " + name.suffix;
        words.pop_back();
        if (words.back().back() == ',') words.back().pop_back();
    }
}

// "홍길동", "남궁민수": a surname of the table and what follows.
void split_hangul(std::u32string_view points, Name& name)
{
    const std::size_t family = surname_length(points);
    if (family == 0 || points.size() < 2 || points.size() > 5) return;
    name.family = to_utf8(points.substr(0, family));
    name.given = to_utf8(points.substr(family));
    name.split = "inferred";
}

void split_east_asian(const std::vector<std::string>& words, Name& name)
{
    name.order = "family_first";
    if (words.size() == 1) {
        const std::u32string points = to_points(words[0]);
        if (std::any_of(points.begin(), points.end(), is_letter)) split_hangul(points, name);
        return;
    }
    const std::u32string first = to_points(words[0]);
    if (words.size() == 2 && first.size() <= 2 &&
        (surname_length(first) == first.size() || script_of(words[0]) != "Hang")) {
        name.family = words[0];
        name.given = words[1];
        name.split = "inferred";
    }
}

void split_latin(const std::vector<std::string>& words, const ConvertContext& context, Name& name)
{
    name.order = "given_first";
    if (words.size() < 2) return;
    const std::string_view wanted = option(context, "order");
    const bool korean = region_of(context) == "KR" && words.size() <= 3 &&
                        is_romanized_surname(words.front()) && !is_romanized_surname(words.back());
    name.split = "inferred";
    if (wanted == "family_first" || (wanted.empty() && korean)) {
        name.order = "family_first";
        name.family = words.front();
        name.given = join(words, 1, words.size());
        return;
    }
    std::size_t family = words.size() - 1;
    while (family > 1 && one_of(particles, lower(words[family - 1]))) --family;
    name.family = join(words, family, words.size());
    name.given = words.front();
    name.middle = join(words, 1, family);
}

// "Last, First Middle", "John Smith, Jr."
bool split_comma(std::string_view text, Name& name)
{
    const std::size_t comma = text.find(',');
    if (comma == text.npos || text.find(',', comma + 1) != text.npos) return false;
    const std::string_view before = trim(text.substr(0, comma));
    const std::string_view after = trim(text.substr(comma + 1));
    if (before.empty() || after.empty() || one_of(suffixes, without_points(after))) return false;
    std::vector<std::string> words = words_of(after);
    take_latin_titles(words, name);
    name.family = before;
    name.given = words.front();
    name.middle = join(words, 1, words.size());
    // A given name in two syllables ("Kim, Min Jun") is one name.
    if (is_romanized_surname(before) && words.size() == 2 && words[1].size() > 2) {
        name.given = after;
        name.middle.clear();
    }
    name.order = script_of(text) == "Latn" ? "given_first" : "family_first";
    name.split = "source";
    name.full = before;
    name.full = name.order == "given_first"
                    ? join(words, 0, words.size()) + " " + std::string(before)
                    : std::string(before) + " " + join(words, 0, words.size());
    return true;
}

bool is_east_asian(std::string_view script)
{
    return script == "Hang" || script == "Hani" || script == "Kana";
}

void read_full(const std::string& text, const ConvertContext& context, Name& name)
{
    if (split_comma(text, name)) return;
    std::vector<std::string> words = words_of(text);
    const bool east = is_east_asian(script_of(text));
    if (east)
        drop_korean_title(words, name);
    else
        take_latin_titles(words, name);
    if (words.empty()) return;
    name.full = join(words, 0, words.size());
    if (east)
        split_east_asian(words, name);
    else
        split_latin(words, context, name);
}

// One part of a name as given; "" for placeholders.
std::string part_of(const json::Value& input, std::string_view name, Converted& result)
{
    const json::Value* part = input.find(name);
    if (!part || part->is_null()) return "";
    const Input read = width_input(*part);
    if (read.problem) {
        for (Issue issue : read.problem->issues) {
            issue.path = "/" + std::string(name);
            result.issues.push_back(std::move(issue));
        }
        return "";
    }
    std::string text = with_plain_masks(redact_forbidden(read.text).text);
    const bool placeholder =
        (name == "full" || name == "family" || name == "given" || name == "display") &&
        is_placeholder_name(text) && text.find('*') == text.npos;
    if (placeholder || text.size() > name_bytes) {
        warn(result, placeholder ? "name.placeholder" : "text.length", "/" + std::string(name));
        return "";
    }
    return text;
}

// A whole Hangul name that came in one of the two fields.
bool is_whole_name(std::string_view text)
{
    const std::u32string points = to_points(text);
    return points.size() >= 3 && points.size() <= 5 && all_hangul(points) &&
           surname_length(points) > 0;
}

std::string joined_full(const Name& name, std::string_view order)
{
    const bool tight = script_of(name.family) == "Hang" || script_of(name.family) == "Hani";
    const bool same = script_of(name.family) == script_of(name.given);
    if (order == "family_first")
        return clean_text(name.family + (tight && same ? "" : " ") + name.given +
                          (name.middle.empty() ? "" : " " + name.middle));
    return clean_text(name.given + " " + name.middle + " " + name.family +
                      (name.suffix.empty() ? "" : " ") + name.suffix);
}

void read_parts(const json::Value& input, const ConvertContext& context, Name& name,
                Converted& result)
{
    name.family = part_of(input, "family", result);
    name.given = part_of(input, "given", result);
    name.middle = part_of(input, "middle", result);
    name.prefix = part_of(input, "prefix", result);
    name.suffix = part_of(input, "suffix", result);
    name.display = part_of(input, "display", result);
    name.romanized = part_of(input, "romanized", result);
    const std::string full = part_of(input, "full", result);
    const std::string order = input.text_of("order");
    if (!name.has_parts()) {
        if (!full.empty()) read_full(full, context, name);
        return;
    }
    if (full.empty() && (name.family.empty() || name.given.empty()) &&
        is_whole_name(name.family + name.given)) {
        const std::string whole = name.family + name.given;
        name.family.clear();
        name.given.clear();
        read_full(whole, context, name);
        return;
    }
    const std::string script = script_of(name.family + name.given);
    const std::string_view wanted = option(context, "order");
    if (order == "family_first" || order == "given_first")
        name.order = order;
    else if (!wanted.empty())
        name.order = wanted;
    else
        name.order = is_east_asian(script) ? "family_first" : "given_first";
    name.split = input.text_of("split") == "inferred" ? "inferred" : "source";
    name.full = full.empty() ? joined_full(name, name.order) : full;
}

void put(json::Object& members, std::string_view name, const std::string& text)
{
    if (!text.empty()) members.emplace(std::string(name), text);
}

json::Value to_value(const Name& name)
{
    json::Value value = json::Object{};
    json::Object& members = value.as_object();
    put(members, "full", name.full);
    put(members, "family", name.family);
    put(members, "given", name.given);
    put(members, "middle", name.middle);
    put(members, "prefix", name.prefix);
    put(members, "suffix", name.suffix);
    put(members, "display", name.display);
    put(members, "romanized", name.romanized);
    put(members, "order", name.order);
    put(members, "split", name.split);
    put(members, "script", script_of(name.full));
    return value;
}

void remark(const Name& name, Converted& result)
{
    if (name.full.find('*') != name.full.npos) warn(result, "name.masked", "/full");
    const std::u32string points = to_points(name.full);
    if (std::any_of(points.begin(), points.end(), is_digit)) warn(result, "name.digits", "/full");
}

}  // namespace

Converted convert_person_name(const json::Value& input, const ConvertContext& context)
{
    Converted result;
    Name name;
    if (input.is_object()) {
        read_parts(input, context, name, result);
        if (name.full.empty()) {
            for (Issue& issue : result.issues) issue.severity = Issue::Severity::error;
            return result;
        }
    } else {
        const Input read = width_input(input);
        if (read.problem) return *read.problem;
        if (read.text.size() > name_bytes) return dropped("text.length");
        Redacted redacted = redact_forbidden(read.text);
        const std::string text = with_plain_masks(redacted.text);
        for (const std::string& code : redacted.codes) warn(result, code, "/full");
        if (is_placeholder_name(text) && text.find('*') == text.npos)
            return dropped("name.placeholder");
        read_full(text, context, name);
        if (name.full.empty()) return dropped("name.placeholder");
    }
    remark(name, result);
    result.value = to_value(name);
    return result;
}

// "김**", "A** L**"
json::Value mask_person_name(const json::Value& canonical)
{
    const std::string full =
        canonical.is_object() ? canonical.text_of("full") : canonical.text().value_or("");
    std::string masked;
    for (const std::string& word : words_of(full))
        masked += (masked.empty() ? "" : " ") + to_utf8(to_points(word).substr(0, 1)) + "**";
    if (!canonical.is_object()) return masked;
    json::Value value;
    value["full"] = masked.empty() ? "**" : masked;
    return value;
}

}  // namespace cx::model
