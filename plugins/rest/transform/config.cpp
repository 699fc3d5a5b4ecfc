// What a manifest does to its options before anything is read: ConfigAddFields, ConfigRemoveFields,
// ConfigRemapField. The options stand where the others have their record.
#include "rest/transform/kinds.hpp"

#include <utility>

namespace rest {
namespace {

using cx::Done;
using cx::json::Value;
using transform::Made;

constexpr std::array<std::string_view, 1> of_config = {"config"};

// Its condition is about the options as they were, not about what is left of them.
class ConfigRemoveFields final : public Transformation {
public:
    ConfigRemoveFields(std::unique_ptr<Transformation> removal, std::optional<Template> condition)
        : removal_(std::move(removal)), condition_(std::move(condition))
    {
    }

    cx::Result<Done> apply(Value& config, const Scope& scope) const override
    {
        if (!condition_) return removal_->apply(config, scope);
        const cx::Result<bool> holds = condition_->judge(scope);
        if (!holds) return holds.error();
        return *holds ? removal_->apply(config, scope) : Done{};
    }

private:
    std::unique_ptr<Transformation> removal_;
    std::optional<Template> condition_;
};

class ConfigRemapField final : public Transformation {
public:
    ConfigRemapField(std::vector<Template> path, TemplateTree map)
        : path_(std::move(path)), map_(std::move(map))
    {
    }

    cx::Result<Done> apply(Value& config, const Scope& scope) const override
    {
        const auto path = transform::texts_of(path_, scope);
        if (!path) return path.error();
        Value* field = &config;
        for (const std::string& step : *path)
            if (field = field->find(step); !field) return Done{};
        // The names of a map are texts, so nothing else is among them.
        if (!field->is_string()) return Done{};
        const cx::Result<Value> map = map_.mapped(scope);
        if (!map) return map.error();
        if (const Value* other = map->find(field->as_string())) {
            Value found = *other;
            *field = std::move(found);
        }
        return Done{};
    }

private:
    std::vector<Template> path_;
    TemplateTree map_;
};

Made make_remove(Value component)
{
    const std::string text = component.text_of("condition");
    std::optional<Template> condition;
    if (!text.empty()) {
        cx::Result<Template> compiled = Template::compile(text, of_config);
        if (!compiled) return compiled.error();
        condition = *std::move(compiled);
    }
    component["condition"] = {};
    Made removal = transform::make_remove_fields(component);
    if (!removal) return removal;
    return std::unique_ptr<Transformation>(
        std::make_unique<ConfigRemoveFields>(*std::move(removal), std::move(condition)));
}

Made make_remap(const Value& component)
{
    cx::Result<std::vector<Template>> path = transform::path_of(component, "field_path", of_config);
    if (!path) return path.error();
    const Value* map = component.find("map");
    if (path->empty() || !map)
        return cx::Error{"rest.option", "ConfigRemapField needs 'field_path' and 'map'"};
    cx::Result<TemplateTree> compiled = TemplateTree::compile(*map, of_config);
    if (!compiled) return compiled.error();
    return std::unique_ptr<Transformation>(
        std::make_unique<ConfigRemapField>(*std::move(path), *std::move(compiled)));
}

}  // namespace

Made make_config_transformation(const Value& component)
{
    const std::string type = component.text_of("type");
    if (type == "ConfigAddFields") return transform::make_add_fields(component);
    if (type == "ConfigRemoveFields") return make_remove(component);
    if (type == "ConfigRemapField") return make_remap(component);
    return cx::Error{"rest.component", "there is no transformation '" + type + "' of options"};
}

}  // namespace rest
