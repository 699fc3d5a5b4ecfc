#include "config/plugin_options.hpp"

#include "config/references.hpp"
#include "config/values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace cx::config {
namespace {

bool flag(const json::Value& schema, std::string_view name)
{
    const json::Value* value = schema.find(name);
    return value && value->is_bool() && value->as_bool();
}

// Whether the schema's type is or lists `type`. A schema without type takes anything.
bool has_type(const json::Value& schema, std::string_view type)
{
    const json::Value* types = schema.find("type");
    if (!types) return false;
    if (types->is_string()) return types->as_string() == type;
    return types->is_array() && std::ranges::any_of(types->as_array(), [&](const json::Value& one) {
               return one.text().value_or("") == type;
           });
}

bool is_free(const json::Value& schema)
{
    return !schema.find("type") && !schema.find("enum");
}

std::vector<std::string> enum_words(const json::Value& schema)
{
    std::vector<std::string> words;
    if (const json::Value* all = schema.find("enum"); all && all->is_array())
        for (const json::Value& word : all->as_array()) words.push_back(word.text().value_or(""));
    return words;
}

bool in_range(const json::Value& schema, double number)
{
    const auto bound = [&](std::string_view name) -> std::optional<double> {
        const json::Value* value = schema.find(name);
        if (!value || !value->is_number()) return std::nullopt;
        return std::stod(value->as_number());
    };
    const std::optional<double> least = bound("minimum");
    const std::optional<double> most = bound("maximum");
    return (!least || number >= *least) && (!most || number <= *most);
}

std::string range_phrase(const json::Value& schema)
{
    const std::string least = schema.text_of("minimum");
    const std::string most = schema.text_of("maximum");
    if (!least.empty() && !most.empty()) return fmt::format(" from {} to {}", least, most);
    if (!least.empty()) return fmt::format(" of at least {}", least);
    if (!most.empty()) return fmt::format(" of at most {}", most);
    return "";
}

std::string phrase(const json::Value& schema)
{
    const std::vector<std::string> words = enum_words(schema);
    if (!words.empty()) return one_of(std::vector<std::string_view>(words.begin(), words.end()));
    const std::string unit = schema.text_of("x-cx-unit");
    if (!unit.empty())
        return fmt::format("{}, or a whole number{} of {}", duration_phrase, range_phrase(schema),
                           unit == "ms" ? "milliseconds" : "seconds");
    if (has_type(schema, "integer")) return "a whole number" + range_phrase(schema);
    if (has_type(schema, "number")) return "a number" + range_phrase(schema);
    if (has_type(schema, "boolean")) return "true or false";
    if (has_type(schema, "array"))
        return has_type(schema, "string") ? "a text or a list of texts" : "a list";
    if (has_type(schema, "object")) return "a map";
    return "a text";
}

const json::Value* property(const json::Value& schema, std::string_view name)
{
    const json::Value* all = schema.find("properties");
    return all ? all->find(name) : nullptr;
}

std::vector<std::string> property_names(const json::Value& schema)
{
    std::vector<std::string> names;
    if (const json::Value* all = schema.find("properties"); all && all->is_object())
        for (const auto& [name, value] : all->as_object())
            if (!flag(value, "x-cx-schema")) names.push_back(name);  // The hub fills it in.
    return names;
}

bool takes_unknown(const json::Value& schema)
{
    const json::Value* rule = schema.find("additionalProperties");
    return schema.is_object() && (!rule || !rule->is_bool() || rule->as_bool());
}

bool is_required(const json::Value& schema, const std::string& name)
{
    const json::Value* all = schema.find("required");
    return all && all->is_array() &&
           std::ranges::any_of(all->as_array(), [&](const json::Value& one) {
               return one.text().value_or("") == name;
           });
}

}  // namespace

void OptionReader::check_names(const Node& node, std::span<const json::Value* const> schemas)
{
    std::vector<std::string> known;
    for (const json::Value* schema : schemas) {
        if (takes_unknown(*schema)) return;
        for (std::string& name : property_names(*schema)) known.push_back(std::move(name));
    }
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    for (const Node::Member& member : node.members) {
        if (std::binary_search(known.begin(), known.end(), member.name)) continue;
        hide_if_meant_secret(member, schemas);
        reader_.error(
            member.mark, "config.unknown_option",
            fmt::format("unknown option '{}' of {}{}", member.name.substr(0, 60), owner_,
                        known.empty() ? ", which has none" : did_you_mean(member.name, known)));
    }
}

// A secret behind a misspelt name is a secret too.
void OptionReader::hide_if_meant_secret(const Node::Member& member,
                                        std::span<const json::Value* const> schemas)
{
    if (!member.value.is_scalar() || reader_.written(member.value).starts_with("${")) return;
    for (const json::Value* schema : schemas)
        for (const std::string& name : property_names(*schema)) {
            const std::string candidates[] = {name};
            if (flag(*property(*schema, name), "x-cx-secret") &&
                did_you_mean(member.name, candidates).starts_with(", did you mean"))
                reader_.sources().hide(member.value.mark);
        }
}

Options OptionReader::read(std::span<const Node* const> layers, const json::Value& schema,
                           const Mark& at)
{
    Options out;
    const auto written = [&](std::string_view name) -> const Node* {
        for (std::size_t i = layers.size(); i > 0; --i)
            if (const Node* node = layers[i - 1] ? layers[i - 1]->find(name) : nullptr) return node;
        return nullptr;
    };
    for (const std::string& name : property_names(schema)) {
        const json::Value& rule = *property(schema, name);
        if (const Node* node = written(name)) {
            Both both = convert(*node, rule, name, flag(rule, "x-cx-secret"));
            out.values[name] = std::move(both.value);
            out.shown[name] = std::move(both.shown);
        } else if (const json::Value* fallback = rule.find("default")) {
            out.values[name] = *fallback;
        } else if (is_required(schema, name)) {
            reader_.error(at, "config.missing_option",
                          fmt::format("option '{}' of {} is missing: {}", name, owner_,
                                      rule.text_of("description")));
        }
    }
    if (!takes_unknown(schema)) return out;
    for (const Node* layer : layers) {
        if (!layer) continue;
        for (const Node::Member& member : layer->members) {
            if (property(schema, member.name)) continue;
            Both both = convert(member.value, json::Object{}, member.name, false);
            out.values[member.name] = std::move(both.value);
            out.shown[member.name] = std::move(both.shown);
        }
    }
    return out;
}

void OptionReader::wrong(const Node& node, const json::Value& schema, const std::string& name,
                         bool secret)
{
    if (reader_.is_failed(node)) return;
    reader_.fail(node);
    std::string not_this = secret && node.is_scalar() ? "" : ", not " + reader_.said(node);
    reader_.error(
        node.mark, "config.option",
        fmt::format("option '{}' of {} should be {}{}", name, owner_, phrase(schema), not_this));
}

OptionReader::Both OptionReader::convert(const Node& node, const json::Value& schema,
                                         const std::string& name, bool secret)
{
    secret = secret || flag(schema, "x-cx-secret");
    switch (node.kind) {
        case Node::Kind::scalar:
            return convert_scalar(node, schema, name, secret);
        case Node::Kind::list:
            return convert_list(node, schema, name, secret);
        case Node::Kind::map:
            return convert_map(node, schema, name, secret);
        case Node::Kind::null:
            break;
    }
    if (!is_free(schema)) wrong(node, schema, name, secret);
    return {};
}

std::optional<json::Value> OptionReader::typed(const Node& node, const std::string& text,
                                               const json::Value& schema)
{
    if (const std::vector<std::string> words = enum_words(schema); !words.empty()) {
        if (std::find(words.begin(), words.end(), text) == words.end()) return std::nullopt;
        if (!has_type(schema, "integer") && !has_type(schema, "number")) return text;
    }
    if (is_free(schema)) {
        Node plain = node;
        plain.text = text;
        return to_json(plain);
    }
    if (has_type(schema, "boolean")) {
        if (const auto truth = parse_boolean(text)) return *truth;
    }
    if (has_type(schema, "integer")) {
        std::optional<std::int64_t> number = parse_integer(text);
        const std::string unit = schema.text_of("x-cx-unit");
        const std::int64_t unit_ms = unit == "ms" ? 1 : 1000;
        if (const auto ms = parse_duration_ms(text);
            !number && !unit.empty() && ms && *ms % unit_ms == 0)
            number = *ms / unit_ms;
        if (number && in_range(schema, static_cast<double>(*number))) return *number;
    }
    if (has_type(schema, "number") && is_json_number(text) && text.size() <= 40 &&
        in_range(schema, std::stod(text)))
        return json::Number{text};
    if (!has_type(schema, "string")) return std::nullopt;
    if (flag(schema, "x-cx-path") && !text.empty())
        return (std::filesystem::path(directory_) / text).lexically_normal().string();
    return text;
}

OptionReader::Both OptionReader::convert_scalar(const Node& node, const json::Value& schema,
                                                const std::string& name, bool secret)
{
    if (reader_.is_failed(node)) return {};
    const bool names_secret = mentions_secret(node.text);
    if (names_secret && !secret) {
        reader_.fail(node);
        reader_.error(
            node.mark, "config.secret_place",
            fmt::format(
                "option '{}' of {} is not declared secret, so a secret would be shown in it", name,
                owner_));
        return {};
    }
    const bool literal = secret && !names_secret && reader_.written(node) == node.text;
    if (literal) reader_.sources().hide(node.mark);
    const std::optional<std::string> text = names_secret ? secrets_.put_in(node) : node.text;
    if (!text) return {};
    std::optional<json::Value> value = typed(node, *text, schema);
    if (!value) {
        wrong(node, schema, name, secret);
        return {};
    }
    if (literal)
        reader_.diagnostics().warning(
            node.mark, "config.secret_literal",
            fmt::format("option '{}' of {} is a secret; refer to it with ${{secret:NAME}}", name,
                        owner_));
    json::Value shown = secret ? json::Value(literal ? "***" : reader_.written(node)) : *value;
    return {*std::move(value), std::move(shown)};
}

OptionReader::Both OptionReader::convert_list(const Node& node, const json::Value& schema,
                                              const std::string& name, bool secret)
{
    const json::Value anything = json::Object{};
    const json::Value* items = schema.find("items");
    if (!is_free(schema) && !has_type(schema, "array")) {
        wrong(node, schema, name, secret);
        return {};
    }
    json::Array values;
    json::Array shown;
    for (const Node& item : node.items) {
        Both both = convert(item, items ? *items : anything, name, secret);
        values.push_back(std::move(both.value));
        shown.push_back(std::move(both.shown));
    }
    return {std::move(values), std::move(shown)};
}

OptionReader::Both OptionReader::convert_map(const Node& node, const json::Value& schema,
                                             const std::string& name, bool secret)
{
    if (!is_free(schema) && !has_type(schema, "object")) {
        wrong(node, schema, name, secret);
        return {};
    }
    if (schema.find("properties")) {
        const json::Value* const schemas[] = {&schema};
        check_names(node, schemas);
        const Node* const layers[] = {&node};
        Options inner = read(layers, schema, node.mark);
        return {std::move(inner.values), std::move(inner.shown)};
    }
    const json::Value anything = json::Object{};
    const json::Value* rule = schema.find("additionalProperties");
    json::Object values;
    json::Object shown;
    for (const Node::Member& member : node.members) {
        Both both = convert(member.value, rule && rule->is_object() ? *rule : anything, member.name,
                            secret);
        values[member.name] = std::move(both.value);
        shown[member.name] = std::move(both.shown);
    }
    return {std::move(values), std::move(shown)};
}

}  // namespace cx::config
