#include "rest/manifest/dynamic.hpp"

#include "rest/expression/template.hpp"
#include "rest/manifest/edit.hpp"
#include "rest/manifest/resolve.hpp"

#include <array>

namespace rest {
namespace {

using cx::Error;
using cx::Result;
using cx::json::Value;

constexpr std::array<std::string_view, 3> mapping_names = {"config", "components_values",
                                                           "parameters"};

const Node& resolver_of(const Node& dynamic)
{
    static const Node none;
    const Node* resolver = dynamic.find("components_resolver");
    return resolver ? *resolver : none;
}

Error wrong(const Node& at, const std::string& what)
{
    return {"rest.manifest", "manifest.yaml:" + std::to_string(at.line) + ": " + what};
}

Result<Value> evaluated(const std::string& text, const Node& at, const Scope& scope)
{
    Result<Template> made = Template::compile(text, mapping_names);
    if (!made) return wrong(at, made.error().message);
    // A text without expressions is meant as it stands: "007" is a name.
    if (made->is_constant()) return Value(text);
    return made->value(scope);
}

// One ComponentMappingDefinition.
Result<NodePtr> mapped(const NodePtr& stream, const Node& mapping, const Scope& scope)
{
    if (const Node* condition = mapping.find("condition"); condition && condition->is_text()) {
        Result<Template> made = Template::compile(condition->text, mapping_names);
        if (!made) return wrong(*condition, made.error().message);
        if (!made->truth(scope)) return stream;
    }
    const Node* path = mapping.find("field_path");
    const Node* value = mapping.find("value");
    if (!path || !value) return wrong(mapping, "a mapping wants 'field_path' and 'value'");
    std::vector<std::string> steps;
    for (const NodePtr& step : path->items) {
        const Result<Value> name = evaluated(step->text, *step, scope);
        if (!name) return name.error();
        steps.push_back(name->text().value_or(""));
    }
    NodePtr put;
    if (value->is_text()) {
        Result<Value> made = evaluated(value->text, *value, scope);
        if (!made) return made.error();
        if (mapping.text_of("value_type") == "string" && made->text()) made = Value(*made->text());
        put = node_of(*made, value->line);
    } else {
        put = node_of(value->json(), value->line);
    }
    const Node* create = mapping.find("create_or_update");
    return with_value(stream, steps, put, create && create->text == "true");
}

}  // namespace

ValuesFrom values_from(const Node& dynamic)
{
    const std::string_view type = resolver_of(dynamic).type();
    if (type == "ParametrizedComponentsResolver") return ValuesFrom::manifest;
    if (type == "ConfigComponentsResolver") return ValuesFrom::configuration;
    if (type == "HttpComponentsResolver") return ValuesFrom::system;
    return ValuesFrom::nowhere;
}

void check_dynamic(const Node& dynamic, Findings& findings)
{
    check_component(dynamic, findings);
    const Node* configs = resolver_of(dynamic).find("stream_config");
    if (configs && configs->items.size() > 1)
        findings.miss("several StreamConfig of a ConfigComponentsResolver");
}

std::vector<Value> values_of(const Node& dynamic, const Value& config)
{
    std::vector<Value> values;
    const Node& resolver = resolver_of(dynamic);
    if (const Node* parameters = resolver.find("stream_parameters")) {
        if (const Node* list = parameters->find("list_of_parameters_for_stream"))
            for (const NodePtr& one : list->items) values.push_back(one->json());
        return values;
    }
    const Node* configured = resolver.find("stream_config");
    if (configured && configured->is_list() && !configured->items.empty())
        configured = configured->items.front().get();
    const Node* pointer = configured ? configured->find("configs_pointer") : nullptr;
    if (!pointer) return values;
    const Value* at = &config;
    for (const NodePtr& step : pointer->items) at = at ? at->find(step->text) : nullptr;
    if (at && at->is_array()) values = at->as_array();
    if (at && at->is_object()) values.push_back(*at);
    if (const Node* more = configured->find("default_values"))
        for (const NodePtr& one : more->items) values.push_back(one->json());
    return values;
}

Result<std::vector<NodePtr>> expand(const Node& dynamic, const std::vector<Value>& values,
                                    const Value& config, std::int64_t now_us)
{
    std::vector<NodePtr> streams;
    const NodePtr pattern = dynamic.share("stream_template");
    if (!pattern) return wrong(dynamic, "a dynamic stream wants a 'stream_template'");
    if (values.size() > dynamic_streams_max)
        return wrong(dynamic, "there would be too many streams");
    const Node* parameters = dynamic.find("$parameters");
    const Value given = parameters ? parameters->json() : Value(cx::json::Object{});
    for (const Value& value : values) {
        Scope scope(now_us);
        scope.set("config", &config).set("components_values", &value).set("parameters", &given);
        NodePtr stream = pattern;
        if (const Node* mappings = resolver_of(dynamic).find("components_mapping"))
            for (const NodePtr& mapping : mappings->items) {
                Result<NodePtr> next = mapped(stream, *mapping, scope);
                if (!next) return next.error();
                stream = *std::move(next);
            }
        streams.push_back(with_parameters(stream, "DynamicDeclarativeStream", "stream_template"));
    }
    return streams;
}

}  // namespace rest
