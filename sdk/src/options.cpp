#include <cx/options.hpp>

#include <charconv>

namespace cx::detail {
namespace {

std::string joined(const std::vector<std::string_view>& words)
{
    std::string all;
    for (const std::string_view word : words) {
        if (!all.empty()) all += ", ";
        all += word;
    }
    return all;
}

std::vector<std::string_view> choices(const OptionFacts& facts)
{
    return {facts.choices.begin(), facts.choices.begin() + facts.choice_count};
}

bool has_bound(const OptionFacts& facts, bool lower)
{
    return lower ? facts.least != std::numeric_limits<std::int64_t>::min()
                 : facts.most != std::numeric_limits<std::int64_t>::max();
}

}  // namespace

std::string read_option(const OptionFacts& facts, const json::Value& value, std::string& out)
{
    const std::optional<std::string> text = value.text();
    if (!text || value.is_bool()) return "a text";
    for (std::size_t i = 0; i < facts.choice_count; ++i)
        if (facts.choices[i] == *text) return out = *text, std::string();
    if (facts.choice_count) return "one of " + joined(choices(facts));
    if (facts.required && text->empty()) return "a text that is not empty";
    out = *text;
    return {};
}

std::string read_option(const OptionFacts&, const json::Value& value, bool& out)
{
    if (!value.is_bool() && !value.is_string()) return "true or false";
    const std::string word = value.text().value_or("");
    if (word != "true" && word != "false") return "true or false";
    out = word == "true";
    return {};
}

std::string read_option(const OptionFacts&, const json::Value& value, double& out)
{
    if (!value.is_number() && !value.is_string()) return "a number";
    const std::string word = value.text().value_or("");
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out);
    return error == std::errc() && end == word.data() + word.size() ? "" : "a number";
}

std::string read_option(const OptionFacts& facts, const json::Value& value, std::int64_t& out)
{
    const std::optional<std::int64_t> number = value.integer();
    if (!number) return "a whole number";
    if (*number < facts.least) return "at least " + std::to_string(facts.least);
    if (*number > facts.most) return "at most " + std::to_string(facts.most);
    out = *number;
    return {};
}

std::string read_option(const OptionFacts&, const json::Value& value, json::Value& out)
{
    out = value;
    return {};
}

std::string read_option(const OptionFacts&, const json::Value& value, std::vector<std::string>& out)
{
    constexpr const char* expected = "a text or a list of texts";
    out.clear();
    if (!value.is_array()) {
        const std::optional<std::string> text = value.text();
        if (!text) return expected;
        out.push_back(*text);
        return {};
    }
    for (const json::Value& element : value.as_array()) {
        const std::optional<std::string> text = element.text();
        if (!text) return expected;
        out.push_back(*text);
    }
    return {};
}

json::Value property_schema(const OptionFacts& facts, std::string_view type, std::string_view unit,
                            json::Value default_value)
{
    json::Value schema = json::Object{{"description", facts.summary}};
    if (type == "array") {
        // One text stands for a list of one.
        const json::Value text = json::Object{{"type", "string"}};
        schema["type"] = json::Array{"array", "string"};
        schema["items"] = text;
    } else if (!type.empty()) {
        schema["type"] = type;
    }
    for (std::size_t i = 0; i < facts.choice_count; ++i) schema["enum"].push_back(facts.choices[i]);
    if (has_bound(facts, true)) schema["minimum"] = facts.least;
    if (has_bound(facts, false)) schema["maximum"] = facts.most;
    if (!unit.empty()) schema["x-cx-unit"] = unit;
    if (facts.secret) schema["x-cx-secret"] = true;
    if (facts.path) schema["x-cx-path"] = true;
    if (facts.schema) schema["x-cx-schema"] = true;
    if (!facts.required && !facts.secret && !default_value.empty())
        schema["default"] = std::move(default_value);
    return schema;
}

Error unknown_option(std::string_view name, const std::vector<std::string_view>& known)
{
    std::string message = "unknown option '" + std::string(name.substr(0, 64)) + "'";
    message += known.empty() ? ", there are none" : ", known are " + joined(known);
    return {"plugin.options", message};
}

Error missing_option(const OptionFacts& facts)
{
    return {"plugin.options",
            "option '" + std::string(facts.name) + "' is required: " + std::string(facts.summary)};
}

Error wrong_option(const OptionFacts& facts, const std::string& expected)
{
    return {"plugin.options", "option '" + std::string(facts.name) + "' should be " + expected};
}

}  // namespace cx::detail
