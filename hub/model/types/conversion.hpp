// What the converters share: how an outcome is said and how an input is read.
#pragma once

#include "model/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cx::model {

inline Converted nothing()
{
    return {};
}

inline Converted kept(json::Value value)
{
    return {std::move(value), {}};
}

// The value is dropped, and `code` tells why.
inline Converted dropped(std::string_view code, std::string path = "")
{
    return {json::Value(), {{std::move(path), std::string(code), Issue::Severity::error}}};
}

// The value stays, with a remark.
inline void warn(Converted& converted, std::string_view code, std::string path = "")
{
    converted.issues.push_back({std::move(path), std::string(code), Issue::Severity::warn});
}

inline Converted kept_with(json::Value value, std::string_view code)
{
    Converted converted = kept(std::move(value));
    warn(converted, code);
    return converted;
}

// The option `name` of `with:`, or "".
inline std::string_view option(const ConvertContext& context, std::string_view name)
{
    const auto found = context.options.find(name);
    return found == context.options.end() ? std::string_view() : std::string_view(found->second);
}

// The region of the value: its own option first, then the source's.
inline std::string_view region_of(const ConvertContext& context)
{
    const std::string_view own = option(context, "region");
    return own.empty() ? std::string_view(context.region) : own;
}

// A text that can be worked with: valid UTF-8 of a scalar. Where `problem` is set the input is none
// and the conversion ends with it (nothing for null and white space, value.kind, text.encoding).
struct Input {
    std::string text;
    std::optional<Converted> problem;
};

Input text_input(const json::Value& input);   // clean_text()
Input width_input(const json::Value& input);  // clean_width()

// Whether `word` is one of `words`, which '|' separates: "a|b|c".
bool one_of(std::string_view words, std::string_view word);

// True for what people type where they have nothing to say: "N/A", "-", "null", "없음", "unknown"
// ...
bool is_placeholder_word(std::string_view text);

// A conversion of a part, its issues moved under "/name".
json::Value convert_part(std::string_view name, std::string_view type, const json::Value& input,
                         const ConvertContext& context, Converted& whole);

}  // namespace cx::model
