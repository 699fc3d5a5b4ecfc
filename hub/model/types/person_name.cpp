#include "base/text.hpp"
#include "model/forbidden.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/name_words.hpp"
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
        (is_surname(first) || script_of(words[0]) != "Hang")) {
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
    while (family > 1 && is_name_particle(words[family - 1])) --family;
    name.family = join(words, family, words.size());
    name.given = words.front();
    name.middle = join(words, 1, family);
}

// "Last, First Middle", "John Smith, Jr."
bool split_comma(std::string_view text, Name& name)
{
    std::size_t comma = text.find(',');
    // "Last, First, Jr."
    if (const std::size_t last = text.rfind(',');
        last != comma && is_name_suffix(trim(text.substr(last + 1)))) {
        name.suffix = trim(text.substr(last + 1));
        text = text.substr(0, last);
    }
    if (comma == text.npos || text.find(',', comma + 1) != text.npos) return false;
    const std::string_view before = trim(text.substr(0, comma));
    const std::string_view after = trim(text.substr(comma + 1));
    if (before.empty() || after.empty() || is_name_suffix(after)) return false;
    std::vector<std::string> words = words_of(after);
    take_latin_titles(words, name.prefix, name.suffix);
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
        drop_korean_titles(words, name.prefix);
    else
        take_latin_titles(words, name.prefix, name.suffix);
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
    // A part that was split off the whole is a word of a name, whatever it reads ("Ada Guest").
    const bool is_word = name != "full" && input.find("split") != nullptr;
    std::string text = redact_forbidden(read.text).text;
    if (!is_word) text = with_plain_masks(text);
    const bool placeholder =
        !is_word && (name == "full" || name == "family" || name == "given" || name == "display") &&
        is_placeholder_name(text);
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
    return points.size() >= 3 && points.size() <= 5 && surname_length(points) > 0 &&
           std::all_of(points.begin(), points.end(), is_hangul);
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

// What was put together may be what a part may not be: a number that is forbidden, or no name.
void settle(std::string& full)
{
    full = with_plain_masks(redact_forbidden(full).text);
    if (is_placeholder_name(full)) full.clear();
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
        settle(name.full);
        if (name.full.empty() || !has_letter(name.full)) {
            if (!name.full.empty()) warn(result, "name.placeholder");
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
        if (is_placeholder_name(text) || !has_letter(text)) return dropped("name.placeholder");
        read_full(text, context, name);
        settle(name.full);
        if (!has_letter(name.full)) return dropped("name.placeholder");
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
