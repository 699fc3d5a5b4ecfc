#include "config/loader.hpp"
#include "config/policy_file.hpp"
#include "config/references.hpp"
#include "config/schema_files.hpp"
#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace cx::config {
namespace {

void read_tls(Loader& loader, const Node& tls, Listener& listener)
{
    const auto file = [&](std::string_view key) {
        const Node* node = tls.find(key);
        if (!node || !node->is_scalar() || loader.reader.is_failed(*node)) return std::string();
        const std::string path = absolute_path(loader, node->text);
        std::error_code failed;
        if (!std::filesystem::exists(path, failed))
            loader.reader.error(node->mark, "config.missing_file",
                                fmt::format("there is no file {}", loader.reader.said(*node)));
        return path;
    };
    listener.certificate = file("certificate");
    listener.private_key = file("key");
}

void read_listener(Loader& loader, const Node& root, std::string_view key, Listener& listener)
{
    const Node* node = root.find(key);
    if (!node) return;
    const std::string listen = text_of(*node, "listen");
    if (listen == "none") {
        listener.enabled = false;
    } else if (const std::optional<Address> address = parse_address(listen)) {
        listener.host = address->host;
        listener.port = address->port;
    }
    if (const Node* tls = node->find("tls")) read_tls(loader, *tls, listener);
}

bool is_everywhere(const std::string& host)
{
    return host == "0.0.0.0" || host == "::";
}

void check_ports(Loader& loader, const Node& root, const Config& config)
{
    const Listener& api = config.api;
    const Listener& monitoring = config.monitoring;
    if (!api.enabled || !monitoring.enabled || api.port != monitoring.port || api.port == 0) return;
    if (api.host != monitoring.host && !is_everywhere(api.host) && !is_everywhere(monitoring.host))
        return;
    const Node* first = root.find("api");
    const Node* second = root.find("monitoring");
    const bool second_written = second && second->find("listen");
    const Node* written = second_written ? second : first;
    if (!written) return;
    loader.reader.error(mark_of(*written, "listen"), "config.port_taken",
                        fmt::format("port {} is taken by '{}'; two listeners need two ports",
                                    api.port, second_written ? "api" : "monitoring"));
}

std::vector<std::string> entity_names(const model::Schema& schema)
{
    std::vector<std::string> names = {"profile"};
    for (const auto& [name, type] : schema.entities) names.push_back(name);
    return names;
}

void check_entities(Loader& loader, const Node& sink)
{
    const Node* list = sink.find("entities");
    if (!list) return;
    const std::vector<std::string> known = entity_names(*loader.schema);
    for (const Node& entity : list->items)
        if (entity.is_scalar() && !loader.reader.is_failed(entity) &&
            std::find(known.begin(), known.end(), entity.text) == known.end())
            loader.reader.error(entity.mark, "config.unknown_entity",
                                fmt::format("unknown entity {}{}", loader.reader.said(entity),
                                            did_you_mean(entity.text, known)));
}

// What a sink delivers, for a plugin that has to know: JSON Schemas by entity, where its options
// have a place for them.
void put_schema(const json::Value& options, const model::Schema& schema, Sink& sink)
{
    const json::Value* properties = options.find("properties");
    if (!properties || !properties->is_object()) return;
    const auto delivers = [&](const std::string& name) {
        return sink.entities.empty() ||
               std::find(sink.entities.begin(), sink.entities.end(), name) != sink.entities.end();
    };
    json::Value entities = json::Object{};
    for (const auto& [name, type] : schema.entities)
        if (delivers(type.kind == model::EntityKind::party ? "profile" : name))
            entities[name] = model::json_schema(type, true, "");
    for (const auto& [name, rule] : properties->as_object())
        if (const json::Value* marked = rule.find("x-cx-schema"); marked && marked->is_bool())
            sink.options[name] = entities;
}

Sink read_sink(Loader& loader, const Node::Member& member, const model::Policy& policy)
{
    const Node& node = member.value;
    Sink sink;
    sink.name = member.name;
    sink.mark = member.mark;
    sink.plugin = text_of(node, "plugin");
    sink.isolation = text_of(node, "isolation") == "process" ? plugin::Isolation::process
                                                             : plugin::Isolation::in_process;
    sink.from_beginning = text_of(node, "start") == "beginning";
    sink.entities = texts_of(node, "entities");
    sink.accepts = model::Accepts(texts_of(node, "accepts"));
    sink.purposes = texts_of(node, "purposes");
    sink.budget = read_budget(loader, node);
    check_entities(loader, node);
    check_purposes(loader.reader, node, "purposes", policy);
    check_labels(loader.reader, node, "accepts", loader.schema->taxonomy, true);
    if (const plugin::Description* description = find_plugin(loader, node, "sink")) {
        sink.library = loader.plugins.library(sink.plugin);
        OptionReader reader(loader.reader, loader.secrets, loader.directory,
                            fmt::format("sink '{}'", sink.plugin));
        const Node* options = node.find("options");
        const json::Value* const schemas[] = {&description->sink_options};
        if (options) reader.check_names(*options, schemas);
        const Node* const layers[] = {options};
        const Mark at = node.find("options") ? key_mark_of(node, "options") : member.mark;
        sink.options = reader.read(layers, description->sink_options, at).values;
        put_schema(description->sink_options, *loader.schema, sink);
    } else if (const Node* options = node.find("options")) {
        loader.secrets.check(*options);
    }
    sink.text = json::write(to_json(node));
    return sink;
}

}  // namespace

std::string absolute_path(const Loader& loader, const std::string& path)
{
    return (std::filesystem::path(loader.directory) / path).lexically_normal().string();
}

const plugin::Description* find_plugin(Loader& loader, const Node& root, std::string_view role)
{
    const Node* name = root.find("plugin");
    if (!name || !name->is_scalar() || loader.reader.is_failed(*name)) return nullptr;
    if (!loader.plugins.has(name->text)) {
        loader.reader.error(name->mark, "config.unknown_plugin",
                            fmt::format("unknown plugin {}{}", loader.reader.said(*name),
                                        did_you_mean(name->text, loader.plugins.names())));
        return nullptr;
    }
    const Result<plugin::Description>& description = loader.plugins.description(name->text);
    if (!description) {
        loader.reader.error(
            name->mark, description.error().code,
            fmt::format("plugin '{}' cannot be used: {}", name->text, description.error().message));
        return nullptr;
    }
    const auto has = [&](const char* id) {
        const std::vector<std::string>& roles = description->roles;
        return std::find(roles.begin(), roles.end(), id) != roles.end();
    };
    const bool fits = role == "sink"       ? has("cx.sink/1")
                      : role == "enricher" ? has("cx.enricher/1")
                                           : has("cx.source/1") || has("cx.receiver/1");
    if (fits) return &*description;
    loader.reader.error(name->mark, "config.plugin_role",
                        fmt::format("plugin '{}' is no {}", name->text, role));
    return nullptr;
}

void read_hub(Loader& loader, const Node& root, Config& config)
{
    if (!loader.reader.check_file(root, hub_keys(), "hub.yaml")) return;
    if (const Node* secrets = root.find("secrets"))
        loader.secrets.configure(*secrets, loader.directory);
    if (const Node* store = root.find("store")) {
        config.store_path = absolute_path(loader, text_of(*store, "path"));
        config.store_reserve_bytes =
            parse_size(text_of(*store, "reserve")).value_or(config.store_reserve_bytes);
        std::error_code failed;
        if (store->find("path") && std::filesystem::is_directory(config.store_path, failed))
            loader.reader.error(mark_of(*store, "path"), "config.value",
                                "'path' should be a file; this is a folder");
    }
    read_listener(loader, root, "api", config.api);
    read_listener(loader, root, "monitoring", config.monitoring);
    check_ports(loader, root, config);
    if (const Node* limits = root.find("limits")) {
        config.limits.batch_records =
            static_cast<std::uint32_t>(integer_of(*limits, "batch_records", 0));
        config.limits.raw_days =
            static_cast<int>(integer_of(*limits, "raw_days", config.limits.raw_days));
    }
    if (const Node* changes = root.find("changes")) {
        if (const auto ms = parse_duration_ms(text_of(*changes, "retain")))
            config.changes_retain_seconds = *ms / 1000;
        config.changes_retain_bytes =
            parse_size(text_of(*changes, "retain_size")).value_or(config.changes_retain_bytes);
    }
    if (const Node* retention = root.find("retention")) {
        const auto read = [&](const char* key, std::int64_t& seconds) {
            if (const auto ms = parse_duration_ms(text_of(*retention, key))) seconds = *ms / 1000;
        };
        read("rejects", config.retention.rejects_seconds);
        read("access", config.retention.access_seconds);
        read("audit", config.retention.audit_seconds);
    }
    if (const Node* log = root.find("log"))
        config.log_level = text_of(*log, "level", config.log_level);
    for (const Node::Member& member : root.members)
        if (member.name != "sinks" && member.name != "secrets")
            config.settings[member.name] = json::write(to_json(member.value));
}

void read_sinks(Loader& loader, const Node& root, Config& config)
{
    const Node* sinks = root.find("sinks");
    if (!sinks) return;
    for (const Node::Member& member : sinks->members)
        config.sinks.push_back(read_sink(loader, member, config.policy));
    std::sort(config.sinks.begin(), config.sinks.end(),
              [](const Sink& a, const Sink& b) { return a.name < b.name; });
}

}  // namespace cx::config
