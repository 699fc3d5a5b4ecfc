// A checked configuration: all of DIR as plain structs. See docs/specs/pipeline.md.
//
// load() reads everything, reports all mistakes of all files at once, touches nothing outside the
// files and the descriptions of the plugins they name.
#pragma once

#include "base/bands.hpp"
#include "base/diagnostic.hpp"
#include "base/node.hpp"
#include "config/yaml.hpp"
#include "mapping/mapping.hpp"
#include "model/consent.hpp"
#include "model/schedule.hpp"
#include "model/schema.hpp"
#include "model/sender.hpp"
#include "plugin/budget.hpp"
#include "plugin/plugin.hpp"
#include "unify/model.hpp"

#include <cx/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::config {

struct Listener {
    bool enabled = true;
    std::string host = "127.0.0.1";
    int port = 0;             // 0: any free one
    std::string certificate;  // Path; empty: plain HTTP
    std::string private_key;
};

using model::Schedule;

struct MappingTest {
    std::string name;
    Mark mark;
    json::Value record;               // Plain numbers, true and false as such, quoted ones as text
    std::vector<json::Value> expect;  // {entity, data}
    std::optional<std::string> reject;               // Expected code
    std::optional<std::vector<std::string>> issues;  // Expected issue codes, sorted
};

// An enricher of a stream: it reads fields of the entities that the mapping makes, and writes
// others.
struct Enrich {
    std::string plugin;
    std::string library;
    Mark mark;
    plugin::Isolation isolation = plugin::Isolation::in_process;
    std::string entity;
    std::map<std::string, std::string> reads;   // The plugin's name -> field
    std::map<std::string, std::string> writes;  // The same
    std::vector<std::string> counts;            // Fields whose texts are counted
    json::Value options;
};

enum class StreamMode { whole, snapshot, follow };

struct Stream {
    std::string name;
    Mark mark;
    Schedule schedule;
    StreamMode mode = StreamMode::whole;
    double max_missing = 0.05;  // Share of known origins
    json::Value options;        // Checked against the plugin's stream options, secrets put in
    std::shared_ptr<const mapping::Mapping> mapping;
    std::vector<Enrich> enrich;  // In their order
    std::vector<MappingTest> tests;
};

struct Pipeline {
    std::string name;
    Mark mark;
    std::string plugin;
    std::string library;  // Path of the shared library
    plugin::Isolation isolation = plugin::Isolation::in_process;
    std::string instance;
    plugin::BudgetTerms budget;
    bool receives = false;  // Its plugin is a receiver, not a source.
    bool looks_up = false;  // That receiver reads its streams' current records.
    model::Sender sender;   // Of a receiver's requests
    json::Value options;    // For the plugin: shared options plus "streams": {name: options}
    std::vector<Stream> streams;
    // Canonical, secrets by name, tests left out. Nothing changed where both `text` and `options`
    // are equal: a secret that was renewed shows in `options` alone.
    std::string text;
};

struct Sink {
    std::string name;
    Mark mark;
    std::string plugin;
    std::string library;
    plugin::Isolation isolation = plugin::Isolation::in_process;
    plugin::BudgetTerms budget;
    json::Value options;
    bool from_beginning = false;
    std::vector<std::string> entities;  // Empty: all; "profile" stands for profiles
    model::Accepts accepts;
    std::vector<std::string> purposes;  // What the destination uses the data for
    std::string text;                   // As of a pipeline
};

struct Limits {
    std::uint32_t batch_records = 0;  // 0: adapts between limits::batch_records_min and _grown
    int raw_days = 30;
};

// How long logs are kept.
struct Retention {
    std::int64_t rejects_seconds = 90 * 86400;
    std::int64_t access_seconds = 731 * 86400;
    std::int64_t audit_seconds = 731 * 86400;
};

struct Config {
    std::string directory;
    std::string store_path;  // Absolute
    std::uint64_t store_reserve_bytes = 256U << 20;
    Listener api{.port = 8080};
    Listener monitoring{.port = 8081};
    Limits limits;
    Retention retention;
    std::int64_t changes_retain_seconds = 7 * 86400;
    std::uint64_t changes_retain_bytes = 10ULL << 30U;
    std::string log_level = "info";
    model::Schema schema;
    model::Policy policy;
    unify::IdentityModel identity;
    PrecisionFloor review;
    std::vector<Pipeline> pipelines;  // By name
    std::vector<Sink> sinks;          // By name
    // Canonical text of each key of hub.yaml but sinks and secrets: what takes a restart to change.
    std::map<std::string, std::string> settings;
    std::string id;       // Hash of identity, survivorship, schema and mappings: what `why` names
    std::string id_text;  // What was hashed
};

// Where the program finds what ships with it.
struct Installation {
    std::string binary;   // This program
    std::string plugins;  // Folder of NAME.so
    std::string share;    // Folder with schema/, identity.yaml, mappings/<system>/*.yaml
};

// From the place of the running binary: BIN/../lib/cxhub/plugins, BIN/../share/cxhub.
Installation find_installation();

struct LoadResult {
    std::optional<Config> config;  // Nothing where there are errors
    std::string store_path;        // Told where there are errors, too, if it could be read
    Diagnostics diagnostics;
    Sources sources;
};

LoadResult load(const std::string& directory, const Installation& installation);

// How a plugin is asked what it offers; plugin::describe, unless a test brings its own.
using Describe = std::function<Result<plugin::Description>(const std::string& library,
                                                           std::string_view manifest)>;
LoadResult load(const std::string& directory, const Installation& installation,
                const Describe& describe);

// Parts that have uses of their own.
model::Schema load_schema(const std::string& schema_directory, Sources& sources,
                          Diagnostics& diagnostics);
// Lays the file's words over `model` and the schema's namespaces.
void load_identity(const std::string& path, unify::IdentityModel& model, model::Schema& schema,
                   Sources& sources, Diagnostics& diagnostics);
// "salesforce/contact@3" from the installation, "name@1" from DIR/mappings.
std::unique_ptr<mapping::Mapping> load_mapping(const std::string& use, const std::string& directory,
                                               const Installation& installation,
                                               const model::Schema& schema,
                                               mapping::CompileOptions options, const Mark& at,
                                               Sources& sources, Diagnostics& diagnostics);

// A row of the table of error codes, for `cxhub describe error CODE` and docs/reference/errors.md.
struct ErrorCode {
    std::string_view code;
    std::string_view summary;
    std::string_view remedy;
};
std::span<const ErrorCode> error_codes();

// Reference pages from the tables: keys of hub.yaml and pipeline files, plugin options, types,
// mapping functions, error codes. `what`: hub, pipeline, mapping-language, types, errors, identity.
// Markdown.
std::string describe_markdown(std::string_view what);
// JSON Schema 2020-12 of hub.yaml, pipeline files and mapping files, for editors. `what`: hub,
// pipeline, mapping, identity.
json::Value describe_json_schema(std::string_view what);

}  // namespace cx::config
