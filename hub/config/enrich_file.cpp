#include "config/enrich_file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::config {
namespace {

using Labels = std::map<std::string, std::map<std::string, model::LabelSet>>;

std::span<const std::string_view> isolations()
{
    static constexpr std::string_view words[] = {"in_process", "process"};
    return words;
}

// A mapping whose entities have more labels than it gave them.
class LabelledMapping final : public mapping::Mapping {
public:
    LabelledMapping(std::shared_ptr<const mapping::Mapping> inner, Labels labels)
        : inner_(std::move(inner)), labels_(std::move(labels))
    {
    }

    const std::string& name() const override { return inner_->name(); }
    mapping::Outcome apply(const json::Value& record,
                           const mapping::SourceFacts& facts) const override
    {
        return inner_->apply(record, facts);
    }
    const Labels& labels() const override { return labels_; }
    const std::string& text() const override { return inner_->text(); }
    std::string describe() const override { return inner_->describe(); }

private:
    std::shared_ptr<const mapping::Mapping> inner_;
    Labels labels_;
};

void add_all(const model::Field& field, model::LabelSet& labels)
{
    labels.add(field.labels);
    for (const model::Field& part : field.fields) add_all(part, labels);
}

// The labels that the entity's field has where the mapping fills it.
model::LabelSet labels_of(const Labels& known, const model::EntityType& type,
                          const std::string& field)
{
    model::LabelSet labels;
    if (const model::Field* found = type.find(field)) add_all(*found, labels);
    if (const auto entity = known.find(type.name); entity != known.end())
        if (const auto set = entity->second.find(field); set != entity->second.end())
            labels.add(set->second);
    return labels;
}

void spread_labels(const Enrich& enrich, const model::EntityType& type, Labels& labels)
{
    model::LabelSet read;
    for (const auto& [name, field] : enrich.reads) read.add(labels_of(labels, type, field));
    for (const auto& [name, field] : enrich.writes) {
        model::LabelSet own = labels_of(labels, type, field);
        own.add(read);
        labels[type.name][field] = std::move(own);
    }
}

std::vector<std::string> list_of(const json::Value& options, std::string_view name)
{
    std::vector<std::string> names;
    if (const json::Value* list = options.find(name); list && list->is_array())
        for (const json::Value& one : list->as_array()) names.push_back(one.text().value_or(""));
    return names;
}

class EnrichReader {
public:
    EnrichReader(Loader& loader, const Node& node, const plugin::Description& description,
                 const model::EntityType& type)
        : loader_(loader), node_(node), description_(description), type_(type)
    {
    }

    // `reads:` or `writes:`; without it every name of the plugin that is a field of the entity too.
    std::map<std::string, std::string> names(std::string_view key) const
    {
        const bool writes = key == "writes";
        const std::vector<std::string> known =
            list_of(description_.enricher_options, writes ? "x-cx-writes" : "x-cx-reads");
        std::map<std::string, std::string> names;
        const Node* given = node_.find(key);
        if (!given) {
            for (const std::string& name : known)
                if (type_.find(name)) names[name] = name;
            if (names.empty())
                error(key_mark_of(node_, "entity"), "config.missing_key",
                      fmt::format("'{}' has none of what '{}' {}; name fields in '{}'", type_.name,
                                  description_.id, writes ? "finds" : "reads", key));
        } else if (!given->is_map()) {
            error(given->mark, "config.type",
                  fmt::format("'{}' should be a map from the plugin's names to fields", key));
        } else {
            for (const Node::Member& member : given->members) add(member, known, writes, names);
        }
        return names;
    }

private:
    void error(const Mark& mark, std::string code, std::string message) const
    {
        loader_.reader.error(mark, std::move(code), std::move(message));
    }

    void add(const Node::Member& member, const std::vector<std::string>& known, bool writes,
             std::map<std::string, std::string>& names) const
    {
        if (std::find(known.begin(), known.end(), member.name) == known.end())
            error(member.mark, "config.unknown_option",
                  fmt::format("'{}' {} no '{}'{}", description_.id, writes ? "finds" : "reads",
                              member.name, did_you_mean(member.name, known)));
        std::vector<std::string> fields;
        for (const model::Field& field : type_.fields) fields.push_back(field.name);
        const std::string field = member.value.is_scalar() ? member.value.text : "";
        const auto found = std::find_if(type_.fields.begin(), type_.fields.end(),
                                        [&](const model::Field& one) { return one.name == field; });
        if (found == type_.fields.end())
            error(member.value.mark, "config.unknown_field",
                  fmt::format("'{}' has no field '{}'{}", type_.name, field,
                              did_you_mean(field, fields)));
        else if (writes && (found->required || found->type == "ref" || found->type == "identifier"))
            error(member.value.mark, "config.value",
                  fmt::format("an enricher does not write '{}': who an entity belongs to and what "
                              "it must have, its mapping says",
                              field));
        else
            names[member.name] = field;
    }

    Loader& loader_;
    const Node& node_;
    const plugin::Description& description_;
    const model::EntityType& type_;
};

json::Value read_options(Loader& loader, const Node& node, const std::string& plugin,
                         const plugin::Description& description)
{
    OptionReader reader(loader.reader, loader.secrets, loader.directory,
                        fmt::format("enricher '{}'", plugin));
    const Node* options = node.find("options");
    const json::Value* const schemas[] = {&description.enricher_options};
    if (options) reader.check_names(*options, schemas);
    const Node* const layers[] = {options};
    return reader
        .read(layers, description.enricher_options,
              key_mark_of(node, options ? "options" : "plugin"))
        .values;
}

const model::EntityType* find_entity(Loader& loader, const Node& node)
{
    const std::string name = text_of(node, "entity");
    if (const model::EntityType* type = loader.schema->find(name)) return type;
    std::vector<std::string> names;
    for (const auto& [known, type] : loader.schema->entities) names.push_back(known);
    if (!name.empty())
        loader.reader.error(mark_of(node, "entity"), "config.unknown_entity",
                            fmt::format("unknown entity '{}'{}", name, did_you_mean(name, names)));
    return nullptr;
}

}  // namespace

std::span<const Key> enrich_keys()
{
    static constexpr Key keys[] = {
        {.name = "plugin", .doc = "An enricher by its name.", .required = true},
        {.name = "entity",
         .shape = Shape::name,
         .doc = "Which entities of the mapping it looks at.",
         .required = true},
        {.name = "isolation",
         .shape = Shape::word,
         .doc = "Whether it runs in the daemon or in a child process of its own.",
         .fallback = "in_process",
         .words = isolations},
        {.name = "reads",
         .shape = Shape::any,
         .doc = "The plugin's names and the fields it gets for them.",
         .fallback = "fields of the same name"},
        {.name = "writes",
         .shape = Shape::any,
         .doc = "The plugin's names and the fields that take what it finds, with the labels of all "
                "that it reads; what the mapping fills stays.",
         .fallback = "fields of the same name"},
        {.name = "options", .shape = Shape::options, .doc = "Options of the plugin."},
    };
    return keys;
}

void read_enrichers(Loader& loader, const Node& node, Stream& stream)
{
    const Node* list = node.find("enrich");
    if (!list || !list->is_list()) return;
    Labels labels;
    if (stream.mapping) labels = stream.mapping->labels();
    for (const Node& one : list->items) {
        if (!one.is_map()) continue;
        Enrich enrich;
        enrich.plugin = text_of(one, "plugin");
        enrich.mark = one.mark;
        enrich.isolation = text_of(one, "isolation") == "process" ? plugin::Isolation::process
                                                                  : plugin::Isolation::in_process;
        const model::EntityType* type = find_entity(loader, one);
        const plugin::Description* description = find_plugin(loader, one, "enricher");
        if (!description) {
            if (const Node* options = one.find("options")) loader.secrets.check(*options);
            continue;
        }
        enrich.library = loader.plugins.library(enrich.plugin);
        enrich.options = read_options(loader, one, enrich.plugin, *description);
        if (!type) continue;
        enrich.entity = type->name;
        const EnrichReader reader(loader, one, *description, *type);
        enrich.reads = reader.names("reads");
        enrich.writes = reader.names("writes");
        for (const std::string& name : list_of(description->enricher_options, "x-cx-counts"))
            if (const auto bound = enrich.writes.find(name); bound != enrich.writes.end())
                enrich.counts.push_back(bound->second);
        spread_labels(enrich, *type, labels);
        stream.enrich.push_back(std::move(enrich));
    }
    if (stream.mapping && !stream.enrich.empty())
        stream.mapping =
            std::make_shared<LabelledMapping>(std::move(stream.mapping), std::move(labels));
}

}  // namespace cx::config
