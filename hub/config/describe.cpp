// Reference pages and JSON Schemas, made from the tables that the checker reads.
#include "config/config.hpp"
#include "config/keys.hpp"
#include "config/values.hpp"
#include "model/issue_codes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cx::config {
namespace {

// ---- Markdown
// ------------------------------------------------------------------------------------

std::string cell(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

std::string shape_name(const Key& key)
{
    switch (key.shape) {
        case Shape::text:
            return "text";
        case Shape::name:
            return "name";
        case Shape::path:
            return "path";
        case Shape::integer:
            return key.most == std::numeric_limits<std::int64_t>::max()
                       ? fmt::format("whole number, at least {}", key.least)
                       : fmt::format("whole number, {} to {}", key.least, key.most);
        case Shape::boolean:
            return "true or false";
        case Shape::duration:
            return "duration";
        case Shape::size:
            return "size";
        case Shape::share:
            return "share";
        case Shape::schedule:
            return "schedule";
        case Shape::quiet:
            return "times of day";
        case Shape::listen:
            return "address:port, or none";
        case Shape::word:
            return fmt::format("{}", fmt::join(key.words(), ", "));
        case Shape::texts:
            return "list of texts";
        case Shape::words:
            return fmt::format("list of {}", fmt::join(key.words(), ", "));
        case Shape::map:
            return "map";
        case Shape::maps:
            return "list of maps";
        case Shape::named:
            return "map by name";
        case Shape::secret:
            return "secret, ${secret:NAME}";
        case Shape::secrets:
            return "map by name of ${env:NAME}";
        case Shape::options:
            return "options of the plugin";
        case Shape::mapping:
            return "emit blocks, or use and set";
        case Shape::any:
            return "anything";
    }
    return "";
}

std::string path_of(const std::string& above, const Key& key)
{
    return above.empty() ? std::string(key.name) : above + "." + std::string(key.name);
}

void add_rows(std::string& out, std::span<const Key> keys, const std::string& above, int depth)
{
    constexpr int depth_max = 6;
    for (const Key& key : keys) {
        const std::string path = path_of(above, key);
        const std::string fallback = key.required ? "required" : std::string(key.fallback);
        out += fmt::format("| `{}` | {} | {} | {} |\n", path, cell(shape_name(key)), cell(fallback),
                           cell(key.doc));
        if (!key.keys || depth >= depth_max) continue;
        const char* below = key.shape == Shape::maps    ? "[]"
                            : key.shape == Shape::named ? ".NAME"
                                                        : "";
        add_rows(out, key.keys(), path + below, depth + 1);
    }
}

std::string key_page(std::string_view title, std::string_view introduction,
                     std::span<const Key> keys)
{
    std::string out = fmt::format(
        "# {}\n\n{}\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n", title,
        introduction);
    add_rows(out, keys, "", 0);
    out += fmt::format("\nA duration is {}; a size is {}; a share is {}; a schedule is {}.\n",
                       duration_phrase.substr(2), size_phrase.substr(2), share_phrase.substr(2),
                       schedule_phrase.substr(12));
    return out;
}

std::string types_page()
{
    std::string out =
        "# Semantic types\n\nA field's type owns parsing, normal form, check, match key and "
        "mask.\n\n"
        "| type | meaning | canonical form | options of `with:` | issue codes |\n| --- | --- | --- "
        "| --- | --- |\n";
    for (const model::SemanticType& type : model::semantic_types())
        out += fmt::format("| `{}` | {} | {} | {} | {} |\n", type.id, cell(type.summary),
                           cell(type.canonical),
                           cell(fmt::format("{}", fmt::join(type.options, ", "))),
                           cell(fmt::format("{}", fmt::join(type.issue_codes, ", "))));
    return out;
}

template <typename Row>
std::string code_rows(std::span<const Row> rows)
{
    std::string out;
    for (const Row& row : rows)
        out += fmt::format("| `{}` | {} | {} |\n", row.code, cell(row.summary), cell(row.remedy));
    return out;
}

std::string errors_page()
{
    const auto section = [](std::string_view title) {
        return fmt::format("\n## {}\n\n| code | meaning | remedy |\n| --- | --- | --- |\n", title);
    };
    return "# Codes\n" + section("Mistakes in the configuration") + code_rows(error_codes()) +
           section("Mistakes in mappings") + code_rows(mapping::diagnostic_codes()) +
           section("Rejected records") + code_rows(mapping::reject_codes()) +
           section("Issues of values") + code_rows(model::issue_codes()) +
           section("Issues of mappings") + code_rows(mapping::issue_codes());
}

struct Binding {
    std::string_view form;
    std::string_view meaning;
};

constexpr Binding bindings[] = {
    {"LastName, a.b, [x, y]", "A path; of several the first that is not empty."},
    {"{from, with}", "A path with options of the field's converter."},
    {"{from, map, otherwise}",
     "A table of values; without otherwise an unknown one is the issue enum.unmapped."},
    {"{const}", "A literal."},
    {"{join: [a, b], sep}", "Texts joined, empty ones left out."},
    {"{..., default}", "A literal where the binding gives nothing."},
    {"{money: {amount, currency}}", "An amount with its currency."},
    {"{quantity: {value, unit}}", "A number with its unit."},
    {"{ref: {ns, from}}", "A reference ns:value."},
    {"{expr}", "An expression."},
    {"labels: [...]", "Labels of the source value, added to the field's own."},
    {"on_error: drop_field, quarantine or reject", "What a value does that cannot be converted."},
};

std::string mapping_page()
{
    std::string out =
        "# Mapping language\n\nA mapping lists `emit` blocks; each makes entities of one source "
        "record. "
        "docs/specs/pipeline.md is the contract.\n\n| binding | meaning |\n| --- | --- |\n";
    for (const Binding& row : bindings)
        out += fmt::format("| `{}` | {} |\n", cell(row.form), cell(row.meaning));
    return out;
}

// ---- JSON Schema
// ------------------------------------------------------------------------------------

json::Value object_schema(std::span<const Key> keys, int depth);

json::Value scalar_schema()
{
    return json::Object{{"type", json::Array{"string", "number", "boolean"}}};
}

json::Value words_schema(const Key& key)
{
    json::Array words;
    for (const std::string_view word : key.words()) words.emplace_back(word);
    return json::Object{{"enum", std::move(words)}};
}

json::Value list_of(json::Value items)
{
    return json::Object{{"type", "array"}, {"items", std::move(items)}};
}

json::Value map_of(json::Value values)
{
    return json::Object{{"type", "object"}, {"additionalProperties", std::move(values)}};
}

json::Value key_schema(const Key& key, int depth)
{
    switch (key.shape) {
        case Shape::integer: {
            json::Value schema = json::Object{{"type", "integer"}, {"minimum", key.least}};
            if (key.most != std::numeric_limits<std::int64_t>::max()) schema["maximum"] = key.most;
            // Any scalar may come from the environment.
            return json::Object{
                {"anyOf", json::Array{std::move(schema), json::Object{{"type", "string"}}}}};
        }
        case Shape::boolean:
            return json::Object{{"type", json::Array{"boolean", "string"}}};
        case Shape::word:
            return words_schema(key);
        case Shape::words:
            return list_of(words_schema(key));
        case Shape::texts:
            return list_of(scalar_schema());
        case Shape::map:
            return object_schema(key.keys(), depth + 1);
        case Shape::maps:
            return list_of(object_schema(key.keys(), depth + 1));
        case Shape::named:
            return map_of(object_schema(key.keys(), depth + 1));
        case Shape::secrets:
            return map_of(json::Object{{"type", "string"}});
        case Shape::options:
            return json::Object{{"type", "object"}};
        case Shape::mapping:
            return json::Object{{"oneOf", json::Array{list_of(json::Object{{"type", "object"}}),
                                                      object_schema(key.keys(), depth + 1)}}};
        case Shape::any:
            return true;
        default:
            return scalar_schema();
    }
}

json::Value object_schema(std::span<const Key> keys, int depth)
{
    constexpr int depth_max = 8;
    json::Value schema = json::Object{{"type", "object"}};
    if (depth > depth_max) return schema;
    schema["additionalProperties"] = false;
    json::Object properties;
    json::Array required;
    for (const Key& key : keys) {
        json::Value row = key_schema(key, depth);
        if (row.is_object()) {
            row["description"] = key.doc;
            if (!key.fallback.empty()) row["default"] = key.fallback;
        }
        properties.emplace(key.name, std::move(row));
        if (key.required) required.emplace_back(key.name);
    }
    schema["properties"] = std::move(properties);
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
}

json::Value mapping_schema()
{
    const json::Value object = json::Object{{"type", "object"}};
    const json::Value text = json::Object{{"type", "string"}};
    json::Value block =
        json::Object{{"type", "object"}, {"required", json::Array{"entity", "key"}}};
    block["properties"] = json::Object{{"entity", text},
                                       {"when", text},
                                       {"each", text},
                                       {"key", object},
                                       {"fields", object},
                                       {"lists", object},
                                       {"also", list_of(object)},
                                       {"mention", json::Object{{"type", "boolean"}}}};
    json::Value schema =
        json::Object{{"type", "object"}, {"required", json::Array{"mapping", "version", "emit"}}};
    schema["additionalProperties"] = false;
    schema["properties"] =
        json::Object{{"mapping", text},
                     {"version", json::Object{{"type", "integer"}, {"minimum", 1}}},
                     {"doc", text},
                     {"defaults", object},
                     {"occurred_at", true},
                     {"vars", map_of(text)},
                     {"emit", list_of(std::move(block))}};
    return schema;
}

}  // namespace

std::string describe_markdown(std::string_view what)
{
    if (what == "hub")
        return key_page("hub.yaml", "The daemon: store, listeners, limits, secrets, sinks.",
                        hub_keys());
    if (what == "pipeline")
        return key_page("pipelines/NAME.yaml",
                        "One connection to one system; the file's name is the pipeline's name.",
                        pipeline_keys());
    if (what == "identity")
        return key_page(
            "identity.yaml",
            "How identifiers link and golden values are chosen; laid over the shipped words.",
            identity_keys());
    if (what == "types") return types_page();
    if (what == "errors") return errors_page();
    if (what == "mapping-language") return mapping_page();
    return "";
}

json::Value describe_json_schema(std::string_view what)
{
    json::Value schema;
    if (what == "hub")
        schema = object_schema(hub_keys(), 0);
    else if (what == "pipeline")
        schema = object_schema(pipeline_keys(), 0);
    else if (what == "identity")
        schema = object_schema(identity_keys(), 0);
    else if (what == "mapping")
        schema = mapping_schema();
    else
        return nullptr;
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    schema["title"] = what;
    return schema;
}

}  // namespace cx::config
