// Connectors as the rest of the hub sees them: load a shared library, ask what it offers, run it.
//
// Isolation is chosen here and invisible behind these classes: `in_process` calls the library
// directly, `process` runs the same file in a child (`cxhub plugin-host`) and talks over a socket
// pair. A child that dies answers the call with `retry` and is started again by the next one.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cx::plugin {

enum class Isolation { in_process, process };

// One record as the plugin wrote it. The batch owns the bytes.
struct SourceRecord {
    enum class Op { upsert, remove };

    std::string key;      // Id at the source, unique in its stream; may be empty for events.
    std::string payload;  // A JSON object, validated; empty for `remove`.
    Op op = Op::upsert;
    std::string position;  // For people: "members.csv:17"; may be empty.
};

// A record that the plugin could read but not make sense of.
struct SourceReject {
    std::string key;
    std::string payload;  // What was there, as JSON text (a string for raw lines); may be empty.
    std::string code;     // "csv.quote", from the plugin's table of codes.
    std::string why;      // One sentence without personal data.
    std::string position;
};

struct PollRequest {
    std::string stream;
    std::string cursor;  // Empty: from the start.
    std::uint32_t record_limit = 0;
    std::uint64_t byte_limit = 0;
    std::uint32_t wait_ms = 0;  // May block this long for the first record.
};

// What one poll brought. Position tells people where a record or reject stood; their mutual order
// does not matter.
struct PollResult {
    enum class Status { ok, retry, failed };  // failed: wants an administrator

    Status status = Status::ok;
    std::string error;                 // For status != ok.
    std::uint32_t retry_after_ms = 0;  // 0: the host's own back-off.
    std::vector<SourceRecord> records;
    std::vector<SourceReject> rejects;
    std::string next_cursor;    // Meaningful for ok. May equal the request's.
    bool more_now = false;      // Poll again at once.
    bool snapshot_end = false;  // A snapshot generation ended with this batch, whole.
    // Records that the stream holds in all, 0 = unknown; for progress.
    std::uint64_t total_hint = 0;
};

// Calls for one instance come from one thread at a time; `committed` may come from another than
// `poll`, never at once.
class Source {
public:
    virtual ~Source() = default;
    virtual PollResult poll(const PollRequest& request) = 0;
    // All up to `cursor` is durable in the hub.
    virtual void committed(const std::string& stream, const std::string& cursor) = 0;
};

// A request as a receiver gets it; names of headers are in lower case.
struct ReceiveRequest {
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    std::string stream;
    std::string method;
    std::string path;  // Behind the pipeline's own
    Pairs query;
    Pairs headers;
    std::string body;
    std::string remote;
    std::uint32_t record_limit = 0;
    std::uint64_t byte_limit = 0;
};

// What a request brought, and the answer that leaves once that is durable.
struct ReceiveResult {
    PollResult::Status status = PollResult::Status::ok;
    std::string error;                 // For status != ok; then the rest is empty.
    std::uint32_t retry_after_ms = 0;  // 0: the host's own.
    std::vector<SourceRecord> records;
    std::vector<SourceReject> rejects;
    int code = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string media_type;
    std::string body;
};

// Calls for one instance come from one thread at a time.
class Receiver {
public:
    virtual ~Receiver() = default;
    virtual ReceiveResult handle(const ReceiveRequest& request) = 0;
};

struct DeliverResult {
    struct Rejected {
        std::size_t index;
        std::string why;
    };

    PollResult::Status status = PollResult::Status::ok;
    std::string error;
    std::uint32_t retry_after_ms = 0;
    std::size_t delivered = 0;  // The first n are done, rejected ones among them included.
    std::vector<Rejected> rejected;
};

class Sink {
public:
    virtual ~Sink() = default;
    // `changes` are JSON texts in their order. The rest behind the delivered prefix is offered
    // again.
    virtual DeliverResult deliver(std::span<const std::string> changes) = 0;
};

// What an enricher found; the call as a whole fails or not.
struct EnrichResult {
    PollResult::Status status = PollResult::Status::ok;
    std::string error;
    std::vector<std::string> found;  // JSON as told, one for each of the values; "" for nothing.
};

// Calls for one instance come from one thread at a time.
class Enricher {
public:
    virtual ~Enricher() = default;
    // `values` are JSON objects; at most limits::enrich_values of them.
    virtual EnrichResult enrich(std::span<const std::string> values) = 0;
};

// What a plugin says of itself, without being started. Schemas are JSON Schema with x-cx-secret
// (redact it), x-cx-path (a relative one counts from the configuration's folder), x-cx-unit ("s",
// "ms") and defaults.
struct Description {
    std::string id;
    std::string version;
    std::string summary;
    json::Value
        options;  // Of a pipeline: the source's or receiver's; a sink's where there is none.
    json::Value stream_options;    // Of each stream, shared options count as if written there too;
                                   // may be null.
    json::Value sink_options;      // Of a sink; null where it has no such role.
    json::Value enricher_options;  // Of an enricher, as for a sink; x-cx-reads and x-cx-writes name
                                   // what it takes and finds.
    json::Value reject_codes;      // {"csv.quote": {"summary": ..., "remedy": ...}}
    std::vector<std::string> roles;  // "cx.source/1"
    // Where a manifest was described: what the library says of it, {"streams": [...], ...}, see
    // docs/specs/plugin-abi.md; else null.
    json::Value manifest;

    // Whether its receiver reads its streams' current records, whose payloads are then kept.
    bool looks_up() const
    {
        const json::Value* const says = options.find("x-cx-lookup");
        return says && says->is_bool() && says->as_bool();
    }
    bool has_role(std::string_view role) const
    {
        return std::find(roles.begin(), roles.end(), role) != roles.end();
    }
};

// One of a stream's current records, as a receiver looks it up.
struct Current {
    std::uint64_t position = 0;
    std::string key;
    std::string payload;
};

// What an instance may use of the host; a member left nullptr is an ability the plugin does not get
// (the clock falls back to the system's). `self` goes with every call. `log` is called from any
// thread, the others from the worker.
struct Host {
    // A line of the plugin's log; level is trace, debug, info, warn or error.
    void (*log)(void* self, int level, const char* text, std::size_t size) = nullptr;
    void* self = nullptr;
    const bool* stopping = nullptr;  // Read with std::atomic_ref.

    // The plugin's small durable values: whether there is one; whether it is durable now (empty
    // removes).
    bool (*state_get)(void* self, std::string_view key, std::string& value) = nullptr;
    bool (*state_put)(void* self, std::string_view key, std::string_view value) = nullptr;
    std::int64_t (*now_us)(void* self) = nullptr;
    // Takes so many requests of the connection's budget: 0, or milliseconds until it is worth
    // asking again.
    std::uint32_t (*take_budget)(void* self, std::uint32_t requests) = nullptr;

    // A cassette of HTTP, offered in this process alone: the answer and whether there is one
    // (CX_OK), whether the system is to be asked (CX_RETRY) or not (CX_FAILED); and what it
    // answered.
    std::int32_t (*play)(void* self, std::string_view request, std::string& answer) = nullptr;
    void (*record)(void* self, std::string_view request, std::string_view answer) = nullptr;

    // The trace that the call at hand is part of, "" for none.
    std::string (*trace_id)(void* self) = nullptr;

    // Of a receiver that looks up: a stream's current record, and pages of all of them.
    bool (*current)(void* self, std::string_view stream, std::string_view key,
                    std::string& payload) = nullptr;
    std::vector<Current> (*page)(void* self, std::string_view stream, std::uint64_t position,
                                 std::uint32_t limit) = nullptr;

    // A child that has not answered this long after it should have (a poll: after wait_ms) is
    // killed.
    std::uint32_t call_deadline_ms = 60'000;
};

class Instance {
public:
    virtual ~Instance() = default;
    // nullptr where the plugin has no such role. Owned by the instance.
    virtual Source* source() = 0;
    virtual Receiver* receiver() = 0;
    virtual Sink* sink() = 0;
    virtual Enricher* enricher() { return nullptr; }
    // How often the child was started again; for metrics.
    virtual std::uint64_t restarts() const { return 0; }
};

// Loads the library and reads its description. With the text of a manifest it is the connector that
// the manifest makes of the library: its name and version, and its options beside the library's.
// Error codes: plugin.load, plugin.entry, plugin.abi, plugin.description; plugin.manifest (it is no
// manifest, or the library runs none).
Result<Description> describe(const std::string& library, std::string_view manifest = {});

// What a library that runs manifests says of their format, {"components": [...]}.
Result<json::Value> describe_format(const std::string& library);

// What start() takes of a connector that is a manifest: the options that the manifest declares go
// into "config", the others stay.
json::Value with_manifest(const Description& description, std::string_view manifest,
                          const json::Value& options);

// Starts an instance of one role with checked options: a JSON object of the shared options, for a
// source or receiver with a member "streams" that maps each stream's name to its own options.
// `binary` is this program, for `process`. Without `role` it is the source (the receiver where
// there is no source) where the options have "streams" or there is no sink, else the sink. Error
// codes: as describe, plugin.role (no such role), plugin.options (the plugin refused them; its own
// sentence), plugin.start. A Host's pointers must outlive the instance.
Result<std::unique_ptr<Instance>> start(const std::string& library, const json::Value& options,
                                        const Host& host, Isolation isolation,
                                        const std::string& binary, std::string_view role = {});

// Body of the hidden command `cxhub plugin-host LIBRARY FD`: serves one instance over file
// descriptor `fd` until the parent is done or gone. Returns the exit status.
int run_plugin_host(const std::string& library, int fd);

}  // namespace cx::plugin
