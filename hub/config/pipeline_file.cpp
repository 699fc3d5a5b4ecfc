#include "base/hash.hpp"
#include "config/enrich_file.hpp"
#include "config/loader.hpp"
#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace cx::config {
namespace {

// ---- Defaults
// ------------------------------------------------------------------------------------

bool is_region(const std::string& text)
{
    return text.size() == 2 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// The zones of this machine, where it has any; the form alone elsewhere.
bool is_timezone(const std::string& text)
{
    const bool form = !text.empty() && text.find("..") == text.npos && text.front() != '/' &&
                      std::all_of(text.begin(), text.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                 (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' ||
                                 c == '+';
                      });
    const std::filesystem::path zones = "/usr/share/zoneinfo";
    std::error_code failed;
    if (!form || !std::filesystem::exists(zones / "Etc/UTC", failed)) return form;
    return std::filesystem::is_regular_file(zones / text, failed);
}

void check_defaults(Loader& loader, const Node& defaults)
{
    const auto check = [&](std::string_view key, bool (*fits)(const std::string&),
                           std::string_view phrase) {
        const Node* node = defaults.find(key);
        if (!node || !node->is_scalar() || loader.reader.is_failed(*node) || fits(node->text))
            return;
        loader.reader.error(
            node->mark, "config.value",
            fmt::format("'{}' should be {}, not {}", key, phrase, loader.reader.said(*node)));
    };
    check("region", is_region, "a country of two capital letters such as KR");
    check("timezone", is_timezone, "a zone by its IANA name such as Asia/Seoul");
}

// ---- Tests
// ---------------------------------------------------------------------------------------

void check_reject_code(Loader& loader, const Node& test)
{
    const Node* code = test.find("reject");
    if (!code || !code->is_scalar() || loader.reader.is_failed(*code)) return;
    std::vector<std::string> known;
    for (const mapping::Code& row : mapping::reject_codes()) known.emplace_back(row.code);
    if (std::find(known.begin(), known.end(), code->text) == known.end())
        loader.reader.error(code->mark, "config.unknown_code",
                            fmt::format("unknown reject code {}{}", loader.reader.said(*code),
                                        did_you_mean(code->text, known)));
}

void check_expectations(Loader& loader, const Node& test)
{
    const Node* expect = test.find("expect");
    const Node* record = test.find("record");
    if (record && !record->is_map() && !loader.reader.is_failed(*record))
        loader.reader.error(record->mark, "config.type",
                            fmt::format("'record' should be a map of members, not {}",
                                        loader.reader.said(*record)));
    if (test.is_map() && !expect && !test.find("reject") && !test.find("issues"))
        loader.reader.error(
            test.mark, "config.missing_key",
            "a test should have 'expect', 'reject' or 'issues'; this one tests nothing");
    if (test.find("reject") && expect && !expect->items.empty())
        loader.reader.error(key_mark_of(test, "reject"), "config.value",
                            "a rejected record emits nothing; give 'expect' or 'reject', not both");
    check_reject_code(loader, test);
    if (!expect) return;
    std::vector<std::string> known;
    for (const auto& [name, type] : loader.schema->entities) known.push_back(name);
    for (const Node& item : expect->items) {
        const std::string entity = text_of(item, "entity");
        if (!entity.empty() && !loader.schema->find(entity))
            loader.reader.error(
                mark_of(item, "entity"), "config.unknown_entity",
                fmt::format("unknown entity '{}'{}", entity, did_you_mean(entity, known)));
        if (const Node* data = item.find("data");
            data && !data->is_map() && !loader.reader.is_failed(*data))
            loader.reader.error(data->mark, "config.type",
                                fmt::format("'data' should be a map of members, not {}",
                                            loader.reader.said(*data)));
    }
}

std::vector<MappingTest> read_tests(Loader& loader, const Node& stream)
{
    std::vector<MappingTest> tests;
    const Node* list = stream.find("tests");
    if (!list) return tests;
    for (const Node& node : list->items) {
        check_expectations(loader, node);
        MappingTest test;
        test.name = text_of(node, "name");
        test.mark = node.mark;
        if (const Node* record = node.find("record")) test.record = to_json(*record);
        if (const Node* expect = node.find("expect"))
            for (const Node& item : expect->items) test.expect.push_back(to_json(item));
        if (node.find("reject")) test.reject = text_of(node, "reject");
        if (node.find("issues")) {
            test.issues = texts_of(node, "issues");
            std::sort(test.issues->begin(), test.issues->end());
        }
        tests.push_back(std::move(test));
    }
    return tests;
}

// ---- Streams
// -------------------------------------------------------------------------------------

struct Kept {
    std::shared_ptr<const model::Schema> schema;
    std::unique_ptr<mapping::Mapping> mapping;
};

std::shared_ptr<const mapping::Mapping> read_mapping(Loader& loader, const Node& map,
                                                     mapping::CompileOptions options)
{
    auto kept = std::make_shared<Kept>();
    kept->schema = loader.schema;
    if (map.is_list()) {
        if (map.items.empty()) {
            loader.reader.error(map.mark, "config.value",
                                "'map' is empty; it should have an emit block");
            return nullptr;
        }
        kept->mapping = mapping::compile(map, *loader.schema, options, loader.reader.diagnostics());
    } else if (const Node* use = map.find("use");
               use && use->is_scalar() && !use->text.empty() && !loader.reader.is_failed(*use)) {
        options.set = map.find("set");
        if (options.set && !options.set->is_map()) {
            if (!options.set->is_null())
                loader.reader.error(
                    options.set->mark, "config.type",
                    fmt::format("'set' should be a map from a field to a binding, not {}",
                                loader.reader.said(*options.set)));
            options.set = nullptr;
        }
        options.name.clear();
        kept->mapping = loader.mappings.load(use->text, *loader.schema, options, use->mark);
    }
    if (!kept->mapping) return nullptr;
    const mapping::Mapping* mapping = kept->mapping.get();
    return {std::move(kept), mapping};
}

StreamMode mode_of(const std::string& word)
{
    if (word == "snapshot") return StreamMode::snapshot;
    if (word == "follow") return StreamMode::follow;
    return StreamMode::whole;
}

Schedule read_schedule(Loader& loader, const Node& stream, const Node& root)
{
    Schedule schedule = parse_schedule(text_of(stream, "schedule")).value_or(Schedule{});
    schedule.quiet = model::parse_quiet_hours(text_of(stream, "quiet_hours"));
    schedule.make_up = text_of(stream, "missed") != "skip";
    const Node* zone = stream.find("zone");
    if (!zone)
        if (const Node* defaults = root.find("defaults")) zone = defaults->find("timezone");
    if (!zone || !zone->is_scalar() || loader.reader.is_failed(*zone)) return schedule;
    if (is_timezone(zone->text))
        schedule.zone = zone->text;
    else if (stream.find("zone"))
        loader.reader.error(
            zone->mark, "config.value",
            fmt::format("'zone' should be a zone by its IANA name such as Asia/Seoul, not {}",
                        loader.reader.said(*zone)));
    return schedule;
}

Stream read_stream(Loader& loader, const Node::Member& member, const Node& root,
                   const Pipeline& pipeline)
{
    const Node& node = member.value;
    Stream stream;
    stream.name = member.name;
    stream.mark = member.mark;
    stream.schedule = read_schedule(loader, node, root);
    stream.mode = mode_of(text_of(node, "mode"));
    stream.max_missing = parse_share(text_of(node, "max_missing")).value_or(stream.max_missing);
    mapping::CompileOptions options;
    options.name = pipeline.name + "/" + stream.name;
    if (const Node* defaults = root.find("defaults")) {
        options.region = text_of(*defaults, "region");
        options.timezone = text_of(*defaults, "timezone");
    }
    if (const Node* map = node.find("map")) stream.mapping = read_mapping(loader, *map, options);
    read_enrichers(loader, node, stream);
    stream.tests = read_tests(loader, node);
    return stream;
}

// ---- Options
// -------------------------------------------------------------------------------------

// The stream's `mode:` as an option, for plugins that have one: they say which modes they know.
Node mode_option(Loader& loader, const Node& stream, const Node* own)
{
    Node option;
    option.kind = Node::Kind::map;
    const Node* mode = stream.find("mode");
    if (!mode || loader.reader.is_failed(*mode)) return option;
    option.members.push_back({"mode", key_mark_of(stream, "mode"), *mode});
    const Node* again = own ? own->find("mode") : nullptr;
    if (again && again->text != mode->text)
        loader.reader.error(
            again->mark, "config.value",
            fmt::format(
                "the stream's 'mode' is '{}' and its option 'mode' another; give one of them",
                mode->text));
    return option;
}

// Shared options go to the plugin and, where the schema of streams has them, to every stream that
// does not say otherwise. Answers what may be shown of it all.
json::Value read_options(Loader& loader, const Node& root, Pipeline& pipeline,
                         const plugin::Description& description)
{
    OptionReader reader(
        loader.reader, loader.secrets, loader.directory,
        fmt::format("{} '{}'", pipeline.receives ? "receiver" : "source", pipeline.plugin));
    const json::Value nothing = json::Object{{"type", "object"}, {"additionalProperties", false}};
    const json::Value& shared_schema =
        description.options.is_object() ? description.options : nothing;
    const json::Value& stream_schema =
        description.stream_options.is_object() ? description.stream_options : nothing;
    const Node* shared = root.find("options");
    const json::Value* const both[] = {&shared_schema, &stream_schema};
    if (shared) reader.check_names(*shared, both);
    const Node* const shared_layer[] = {shared};
    Options all =
        reader.read(shared_layer, shared_schema, key_mark_of(root, shared ? "options" : "plugin"));

    json::Object values;
    json::Object shown;
    const json::Value* const own_schema[] = {&stream_schema};
    const Node* streams = root.find("streams");
    for (Stream& stream : pipeline.streams) {
        const Node* node = streams->find(stream.name);
        if (!node->is_map() && !node->is_null()) continue;
        const Node* own = node->find("options");
        if (own) reader.check_names(*own, own_schema);
        const Node mode = mode_option(loader, *node, own);
        const Node* const layers[] = {shared, &mode, own};
        // Of the shared ones only what streams know: the rest went to the plugin above.
        Options options =
            reader.read(layers, stream_schema, own ? key_mark_of(*node, "options") : stream.mark);
        if (const std::string word = options.values.text_of("mode"); !word.empty())
            stream.mode = mode_of(word);
        stream.options = options.values;
        values[stream.name] = std::move(options.values);
        shown[stream.name] = std::move(options.shown);
    }
    pipeline.options = std::move(all.values);
    pipeline.options["streams"] = std::move(values);
    all.shown["streams"] = std::move(shown);
    return std::move(all.shown);
}

// A stream of the pipeline is one of the manifest, by its option `stream` or its own name.
void check_manifest_stream(Loader& loader, const Stream& stream,
                           const plugin::Description& manifest)
{
    const json::Value* known = manifest.manifest.find("streams");
    std::string name = stream.options.text_of("stream");
    if (name.empty()) name = stream.name;
    std::vector<std::string> names;
    for (const json::Value& one : known ? known->as_array() : json::Array{}) {
        names.push_back(one.text_of("name"));
        if (names.back() != name) continue;
        const json::Value* missing = one.find("missing");
        if (!missing || missing->empty()) return;
        std::vector<std::string> parts;
        for (const json::Value& part : missing->as_array()) parts.push_back(*part.text());
        return loader.reader.error(
            stream.mark, "config.manifest_stream",
            fmt::format("stream '{}' of {} needs what the hub does not have: {}", name, manifest.id,
                        fmt::join(parts, ", ")));
    }
    // Only the configuration or the system can name them; the library looks at its start.
    const json::Value* dynamic = manifest.manifest.find("dynamic_streams");
    if (dynamic && !dynamic->empty()) return;
    loader.reader.error(
        stream.mark, "config.manifest_stream",
        fmt::format("{} has no stream '{}'{}", manifest.id, name, did_you_mean(name, names)));
}

// Puts the manifest's text and the values of its own options where the library expects them.
void add_manifest(Loader& loader, Pipeline& pipeline, const plugin::Description& description)
{
    if (description.manifest.is_null()) return;
    for (const Stream& stream : pipeline.streams)
        check_manifest_stream(loader, stream, description);
    pipeline.options = plugin::with_manifest(description, loader.plugins.manifest(pipeline.plugin),
                                             pipeline.options);
}

// Without the plugin nobody knows which options are secret; what is not defined can be told all the
// same.
void check_secrets(Loader& loader, const Node& root)
{
    if (const Node* options = root.find("options")) loader.secrets.check(*options);
    if (const Node* streams = root.find("streams"))
        for (const Node::Member& stream : streams->members)
            if (const Node* options = stream.value.find("options")) loader.secrets.check(*options);
}

// The file as it was written, but for its tests.
json::Value written(const Node& root)
{
    json::Value file = to_json(root);
    if (json::Value* const streams = file.find("streams"); streams && streams->is_object())
        for (auto& [name, stream] : streams->as_object())
            if (stream.is_object()) stream.as_object().erase("tests");
    return file;
}

// `manifest`: its text, where the pipeline runs one.
std::string canonical_text(const Pipeline& pipeline, const Node& root, json::Value shown,
                           json::Value auth, const std::string& manifest)
{
    json::Object text;
    text["file"] = written(root);
    text["plugin"] = pipeline.plugin;
    if (!manifest.empty()) text["manifest"] = to_hex(hash128(manifest));
    text["isolation"] = pipeline.isolation == plugin::Isolation::process ? "process" : "in_process";
    text["instance"] = pipeline.instance;
    if (const plugin::BudgetTerms& budget = pipeline.budget; !budget.name.empty())
        text["budget"] = fmt::format("{} {}/{}ms burst {}", budget.name, budget.requests,
                                     budget.per_ms, budget.burst);
    text["receives"] = pipeline.receives;
    text["auth"] = std::move(auth);
    text["options"] = std::move(shown);
    json::Object streams;
    for (const Stream& stream : pipeline.streams) {
        json::Object row;
        row["mode"] = static_cast<int>(stream.mode);
        row["max_missing"] = stream.max_missing;
        if (stream.mapping) row["mapping"] = stream.mapping->name() + "\n" + stream.mapping->text();
        streams[stream.name] = std::move(row);
    }
    text["streams"] = std::move(streams);
    return json::write(std::move(text));
}

// As written, so that it tells when something changed and shows no secret.
json::Value shown_auth(Loader& loader, const Node& root)
{
    json::Object shown;
    if (const Node* auth = root.find("auth"))
        for (const Node::Member& member : auth->members)
            if (member.value.is_scalar())
                shown[member.name] = to_hex(hash128(loader.reader.written(member.value)));
    return shown;
}

// Sources are read, by a schedule and in a mode; receivers wait for senders.
void check_role(Loader& loader, const Node& root, Pipeline& pipeline)
{
    const auto refuse = [&](const Node& node, std::string_view key, std::string_view why) {
        if (node.find(key))
            loader.reader.error(key_mark_of(node, key), "config.plugin_role",
                                fmt::format("'{}' {}", pipeline.plugin, why));
    };
    if (!pipeline.receives)
        return refuse(root, "auth", "is a source that is read; 'auth' is for plugins that receive");
    pipeline.sender = read_sender(loader, root);
    if (const Node* streams = root.find("streams"))
        for (const Node::Member& stream : streams->members)
            for (const std::string_view key : {"schedule", "mode", "max_missing"})
                refuse(
                    stream.value, key,
                    fmt::format("receives, and has no '{}': records come when they are sent", key));
}

}  // namespace

Pipeline read_pipeline(Loader& loader, const Node& root, const std::string& name)
{
    Pipeline pipeline;
    pipeline.name = name;
    pipeline.mark = root.mark;
    if (!loader.reader.check_file(root, pipeline_keys(), "a pipeline")) return pipeline;
    pipeline.plugin = text_of(root, "plugin");
    pipeline.isolation = text_of(root, "isolation") == "process" ? plugin::Isolation::process
                                                                 : plugin::Isolation::in_process;
    pipeline.instance = text_of(root, "instance", name);
    pipeline.budget = read_budget(loader, root);
    if (const Node* defaults = root.find("defaults")) check_defaults(loader, *defaults);
    if (const Node* streams = root.find("streams"))
        for (const Node::Member& member : streams->members)
            pipeline.streams.push_back(read_stream(loader, member, root, pipeline));
    json::Value shown;
    std::string manifest;
    if (const plugin::Description* description = find_plugin(loader, root, "source")) {
        pipeline.library = loader.plugins.library(pipeline.plugin);
        pipeline.receives = !description->has_role("cx.source/1");
        pipeline.looks_up = pipeline.receives && description->looks_up();
        check_role(loader, root, pipeline);
        shown = read_options(loader, root, pipeline, *description);
        add_manifest(loader, pipeline, *description);
        if (description->has_role("cx.manifest/1")) manifest = pipeline.options.text_of("manifest");
    } else {
        check_secrets(loader, root);
    }
    pipeline.text =
        canonical_text(pipeline, root, std::move(shown), shown_auth(loader, root), manifest);
    return pipeline;
}

}  // namespace cx::config
