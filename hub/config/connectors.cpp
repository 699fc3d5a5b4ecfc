#include "config/connectors.hpp"

#include "config/installation.hpp"
#include "config/reader.hpp"
#include "config/schema_files.hpp"

#include <array>
#include <filesystem>
#include <set>
#include <utility>

namespace cx::config {
namespace {

constexpr std::array<std::string_view, 8> categories = {
    "channel", "crm", "erp", "files", "identity", "loyalty", "platform", "social"};

std::span<const std::string_view> category_words()
{
    return categories;
}

std::span<const Key> proof_keys()
{
    static constexpr std::array<Key, 2> keys = {{
        {.name = "on", .doc = "What stood on the other side.", .required = true},
        {.name = "by", .doc = "The test that proves it.", .required = true},
    }};
    return keys;
}

// What the plugin offers; one that reads for others is no sink of theirs.
std::vector<std::string> modes_of(const plugin::Description& description, bool own)
{
    std::vector<std::string> modes;
    const json::Value* properties = description.stream_options.find("properties");
    const json::Value* mode = properties ? properties->find("mode") : nullptr;
    const json::Value* words = mode ? mode->find("enum") : nullptr;
    if (words && words->is_array())
        for (const json::Value& word : words->as_array())
            if (!word.empty()) modes.push_back(word.text().value_or(""));
    if (description.has_role("cx.receiver/1")) modes.emplace_back("pushed");
    if (own && description.has_role("cx.sink/1")) modes.emplace_back("sink");
    return modes;
}

std::vector<std::string> entities_of(Reader& reader, const std::string& folder)
{
    std::set<std::string> entities;
    for (const std::string& file : yaml_files(folder)) {
        const std::string path = folder + "/" + file;
        const Node* root = reader.open(path, path);
        const Node* emit = root ? root->find("emit") : nullptr;
        for (const Node& block : emit ? emit->items : std::vector<Node>{}) {
            const std::string type = text_of(block, "entity");
            entities.insert(type.substr(0, type.find('@')));
        }
    }
    return {entities.begin(), entities.end()};
}

Connector read_connector(Reader& reader, const Node& root, const std::string& name)
{
    Connector connector;
    connector.name = name;
    connector.system = text_of(root, "system");
    connector.category = text_of(root, "category");
    connector.plugin = text_of(root, "plugin", name);
    connector.modes = texts_of(root, "modes");
    connector.entities = texts_of(root, "entities");
    if (const Node* proven = root.find("proven"); proven && !reader.is_failed(*proven))
        for (const Node& row : proven->items)
            connector.proven.push_back({text_of(row, "on"), text_of(row, "by")});
    return connector;
}

}  // namespace

std::span<const Key> connector_keys()
{
    static constexpr std::array<Key, 6> keys = {{
        {.name = "system", .doc = "The system as people call it.", .required = true},
        {.name = "category",
         .shape = Shape::word,
         .doc = "What kind of system it is.",
         .required = true,
         .words = category_words},
        {.name = "plugin", .doc = "The plugin that reads it, where it has none of its own."},
        {.name = "modes",
         .shape = Shape::texts,
         .doc = "How records come, where the plugin does not say."},
        {.name = "entities",
         .shape = Shape::texts,
         .doc = "What its records become, where its mappings stand elsewhere."},
        {.name = "proven",
         .shape = Shape::maps,
         .doc = "On what the connector was proven, and by which test.",
         .required = true,
         .keys = proof_keys,
         .noun = "a proof"},
    }};
    return keys;
}

std::vector<Connector> load_connectors(const Installation& installation, Sources& sources,
                                       Diagnostics& diagnostics)
{
    Reader reader(sources, diagnostics);
    const Describe describe = plugin::describe;
    PluginCatalog plugins(installation, {}, describe);
    std::vector<Connector> connectors;
    const std::string folder = installation.share + "/connectors";
    for (const std::string& file : yaml_files(folder)) {
        const std::string name = file.substr(0, file.size() - std::string_view(".yaml").size());
        const std::string path = folder + "/" + file;
        const Node* root = reader.open(path, path);
        if (!root || !reader.check_file(*root, connector_keys(), "a connector")) continue;
        Connector connector = read_connector(reader, *root, name);
        if (plugins.has(connector.plugin) && connector.modes.empty())
            if (const auto& description = plugins.description(connector.plugin))
                connector.modes = modes_of(*description, connector.plugin == name);
        if (connector.entities.empty())
            connector.entities = entities_of(reader, installation.share + "/mappings/" + name);
        connectors.push_back(std::move(connector));
    }
    return connectors;
}

}  // namespace cx::config
