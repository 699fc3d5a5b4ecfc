#include "rest/manifest/normalization.hpp"

#include "rest/decode/decoder.hpp"
#include "rest/manifest/adheres.hpp"
#include "rest/manifest/components.hpp"
#include "rest/read/compile.hpp"

namespace rest {
namespace {

using cx::Done;
using cx::Error;
using cx::Result;
using cx::json::Value;

// A text is read as JSON first: that is how lists and objects are typed into a form.
Result<Done> check_value(Value value, const Value& schema, const std::string& name)
{
    if (value.is_string()) {
        Result<Value> read = cx::json::parse(value.as_string());
        if (!read) return Error{"rest.option", "'" + name + "' is not valid JSON"};
        value = *std::move(read);
    }
    const std::string wrong = violation(value, schema, name);
    if (wrong.empty()) return Done{};
    return Error{"rest.option", wrong};
}

}  // namespace

Normalization::Normalization(const Node& rules, Findings& findings)
{
    check_component(rules, findings);
    for (const Node* migration : Maker::parts(rules, "config_migrations"))
        add_steps(*migration, findings, migrations_);
    add_steps(rules, findings, transformations_);
    for (const Node* node : Maker::parts(rules, "validations")) add_validation(*node, findings);
}

void Normalization::add_steps(const Node& at, Findings& findings, Steps& steps)
{
    for (const Node* node : Maker::parts(at, "transformations")) {
        auto made = make_config_transformation(node->json());
        if (made)
            steps.push_back(*std::move(made));
        else if (node->type().empty() || find_component(node->type()))
            Maker(findings).wrong(*node, node->type(), made.error().message);
    }
}

void Normalization::add_validation(const Node& node, Findings& findings)
{
    const Node* strategy = node.find("validation_strategy");
    if (!strategy) return;
    const Maker maker(findings);
    Validation made;
    if (const Node* path = node.find("field_path"))
        for (const NodePtr& step : path->items)
            made.path.push_back(maker.of(*step, node, "field_path"));
    if (node.find("value")) made.value = maker.tree(node, "value");
    const Node* schema = strategy->find("base_schema");
    if (schema && schema->is_map())
        made.schema = schema->json();
    else if (schema)
        made.schema_text = maker.of(*schema, *strategy, "base_schema");
    if (const std::string keyword = foreign_keyword(made.schema); !keyword.empty())
        maker.wrong(*strategy, "base_schema", "the keyword '" + keyword + "' is not looked at");
    validations_.push_back(std::move(made));
}

Result<Done> Normalization::run(const Steps& steps, Value& config, std::int64_t now_us)
{
    Scope scope(now_us);
    scope.set("config", &config);
    for (const auto& step : steps)
        if (Result<Done> done = step->apply(config, scope); !done) return done;
    return Done{};
}

Result<Done> Normalization::migrate(Value& config, std::int64_t now_us) const
{
    return run(migrations_, config, now_us);
}

Result<Done> Normalization::apply(Value& config, std::int64_t now_us) const
{
    if (Result<Done> done = run(transformations_, config, now_us); !done) return done;
    Scope scope(now_us);
    scope.set("config", &config);
    for (const Validation& validation : validations_)
        if (Result<Done> done = validate(validation, scope, config); !done) return done;
    return Done{};
}

Result<Done> Normalization::validate(const Validation& validation, const Scope& scope,
                                     const Value& config)
{
    Value schema = validation.schema;
    if (validation.schema_text) {
        Result<Value> value = validation.schema_text->value(scope);
        if (!value) return value.error();
        schema = *std::move(value);
        const std::string keyword = foreign_keyword(schema);
        if (!schema.is_object() || !keyword.empty())
            return Error{"rest.option", "a validation's schema is none that is understood here"};
    }
    if (validation.value) {
        Result<Value> value = validation.value->mapped(scope);
        return value ? check_value(*std::move(value), schema, "value") : value.error();
    }
    std::vector<std::string> path;
    std::string name;
    for (const Template& step : validation.path) {
        Result<std::string> text = step.text(scope);
        if (!text) return text.error();
        name += (name.empty() ? "" : "/") + *text;
        path.push_back(*std::move(text));
    }
    // What was not given is not looked at.
    for (const Value* found : find_all(config, path))
        if (Result<Done> done = check_value(*found, schema, name); !done) return done;
    return Done{};
}

}  // namespace rest
