#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/unicode.hpp"

#include <algorithm>
#include <set>

namespace cx::model {
namespace {

constexpr std::size_t enum_bytes = 128;
constexpr std::size_t tag_count = 100;
constexpr std::size_t tag_bytes = 128;

// "InProgress", "In progress", "IN-PROGRESS" -> "in_progress"; dots stay, since types of
// interactions have them.
std::string snake_case(std::string_view text)
{
    std::u32string out;
    bool after_lower = false;
    for (const char32_t c : to_points(text)) {
        const bool upper = c >= U'A' && c <= U'Z';
        if (!is_letter(c) && !is_digit(c) && c != U'.') {
            if (!out.empty() && out.back() != U'_') out += U'_';
            after_lower = false;
            continue;
        }
        if (upper && after_lower) out += U'_';
        after_lower = (c >= U'a' && c <= U'z') || is_digit(c);
        out += c;
    }
    while (!out.empty() && out.back() == U'_') out.pop_back();
    return lower(to_utf8(out));
}

bool is_known(const ConvertContext& context, const std::string& value)
{
    return std::find(context.values.begin(), context.values.end(), value) != context.values.end();
}

struct Tags {
    std::set<std::string> words;
    bool too_long = false;  // One that was left out.
};

void add_tag(Tags& tags, std::string_view text)
{
    std::string tag = lower(clean_width(text));
    tag.erase(0, std::min(tag.find_first_not_of("# "), tag.size()));
    if (tag.size() > tag_bytes)
        tags.too_long = true;
    else if (!tag.empty())
        tags.words.insert(std::move(tag));
}

}  // namespace

Converted convert_enum(const json::Value& input, const ConvertContext& context)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    if (is_known(context, read.text)) return kept(read.text);
    std::string value = snake_case(read.text);
    if (value.empty() || value.size() > enum_bytes) return dropped("enum.unknown");
    if (is_known(context, value)) return kept(std::move(value));
    if (!context.open) return dropped("enum.unknown");
    Converted result = kept(std::move(value));
    if (!context.values.empty()) result.issues.push_back({"", "enum.new", Issue::Severity::info});
    return result;
}

Converted convert_tags(const json::Value& input, const ConvertContext& context)
{
    Tags tags;
    if (input.is_array()) {
        for (const json::Value& element : input.as_array()) {
            const std::optional<std::string> text = element.text();
            if (!text) return dropped("value.kind");
            if (!is_utf8(*text)) return dropped("text.encoding");
            add_tag(tags, *text);
        }
    } else {
        const Input read = text_input(input);
        if (read.problem) return *read.problem;
        const std::string_view wanted = option(context, "separator");
        const std::string_view separators = wanted.empty() ? std::string_view(",;|") : wanted;
        std::string_view rest = read.text;
        while (true) {
            const std::size_t at = rest.find_first_of(separators);
            add_tag(tags, rest.substr(0, at));
            if (at == rest.npos) break;
            rest.remove_prefix(at + 1);
        }
    }
    Converted result;
    if (tags.too_long) warn(result, "text.length");
    if (tags.words.empty()) return result;
    json::Array kept_tags;
    for (const std::string& tag : tags.words) {
        if (kept_tags.size() == tag_count) {
            warn(result, "tags.count");
            break;
        }
        kept_tags.emplace_back(tag);
    }
    result.value = json::Value(std::move(kept_tags));
    return result;
}

Converted convert_bool(const json::Value& input, const ConvertContext& context)
{
    constexpr std::string_view yes = "y|yes|1|true|t|on|예|네|동의|はい|是";
    constexpr std::string_view no = "n|no|0|false|f|off|아니오|아니요|미동의|거부|いいえ|否";
    if (input.is_bool()) return kept(input);
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    const std::string word = lower(read.text);
    const auto declared = [&](std::string_view name) {
        const std::vector<std::string_view> words = split(option(context, name), '|');
        return std::any_of(words.begin(), words.end(), [&](std::string_view w) {
            return !w.empty() && lower(trim(w)) == word;
        });
    };
    if (declared("yes")) return kept(true);
    if (declared("no")) return kept(false);
    if (one_of(yes, word)) return kept(true);
    if (one_of(no, word)) return kept(false);
    return dropped("bool.value");
}

}  // namespace cx::model
