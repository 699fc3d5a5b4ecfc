#include "model/types/conversion.hpp"

#include "base/text.hpp"
#include "model/types/unicode.hpp"

namespace cx::model {
namespace {

Input scalar_input(const json::Value& input, std::string (*clean)(std::string_view))
{
    if (input.is_null()) return {{}, nothing()};
    const std::optional<std::string> text = input.text();
    if (!text) return {{}, dropped("value.kind")};
    if (!is_utf8(*text)) return {{}, dropped("text.encoding")};
    std::string cleaned = clean(*text);
    if (cleaned.empty()) return {{}, nothing()};
    return {std::move(cleaned), std::nullopt};
}

}  // namespace

Input text_input(const json::Value& input)
{
    return scalar_input(input, clean_text);
}

Input width_input(const json::Value& input)
{
    return scalar_input(input, clean_width);
}

bool one_of(std::string_view words, std::string_view word)
{
    if (word.find('|') != word.npos) return false;
    while (!words.empty()) {
        const std::size_t bar = words.find('|');
        if (words.substr(0, bar) == word) return true;
        if (bar == words.npos) break;
        words.remove_prefix(bar + 1);
    }
    return false;
}

bool is_placeholder_word(std::string_view text)
{
    constexpr std::string_view words =
        "-|--|.|?|n/a|na|n.a.|null|(null)|nil|none|unknown|undefined|not available|"
        "not provided|tbd|x|xx|xxx|empty|없음|없 음|무|미상|미입력|해당없음|"
        "해당 없음|모름|알수없음|알 수 없음|미등록|비공개|無|なし|"
        "不明";
    const std::string folded = lower(text);
    return one_of(words, folded);
}

json::Value convert_part(std::string_view name, std::string_view type, const json::Value& input,
                         const ConvertContext& context, Converted& whole)
{
    const SemanticType* part = find_semantic_type(type);
    Converted converted = part->convert(input, context);
    for (Issue& issue : converted.issues) {
        issue.path = "/" + std::string(name) + issue.path;
        whole.issues.push_back(std::move(issue));
    }
    return std::move(converted.value);
}

}  // namespace cx::model
