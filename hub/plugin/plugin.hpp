// Connectors as the rest of the hub sees them: load a shared library, ask what it offers, run it.
//
// Isolation is chosen here and invisible behind these classes: `in_process` calls the library directly, `process`
// runs the same file in a child (`cxhub plugin-host`) and talks over a socket pair. A child that dies answers the
// call with `retry` and is started again by the next one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <cx/json.hpp>
#include <cx/result.hpp>

namespace cx::plugin {

enum class Isolation { in_process, process };

// One record as the plugin wrote it. The batch owns the bytes.
struct SourceRecord {
    enum class Op { upsert, remove };

    std::string key;       // Id of the record at the source, unique in its stream; may be empty for events.
    std::string payload;   // A JSON object, validated; empty for `remove`.
    Op op = Op::upsert;
    std::string position;  // For people: "members.csv:17"; may be empty.
};

// A record that the plugin could read but not make sense of.
struct SourceReject {
    std::string key;
    std::string payload;   // What was there, as JSON text (a string for raw lines); may be empty.
    std::string code;      // "csv.quote", from the plugin's table of codes.
    std::string why;       // One sentence without personal data.
    std::string position;
};

struct PollRequest {
    std::string stream;
    std::string cursor;            // Empty: from the start.
    std::uint32_t record_limit = 0;
    std::uint64_t byte_limit = 0;
    std::uint32_t wait_ms = 0;     // May block this long for the first record.
};

// What one poll brought. Position tells people where a record or reject stood; their mutual order does not matter.
struct PollResult {
    enum class Status { ok, retry, failed };  // failed: wants an administrator

    Status status = Status::ok;
    std::string error;                  // For status != ok.
    std::uint32_t retry_after_ms = 0;   // 0: the host's own back-off.
    std::vector<SourceRecord> records;
    std::vector<SourceReject> rejects;
    std::string next_cursor;            // Meaningful for ok. May equal the request's.
    bool more_now = false;              // Poll again at once.
    bool snapshot_end = false;          // A snapshot generation ended with this batch, whole.
    std::uint64_t total_hint = 0;       // Records that the stream holds in all, 0 = unknown; for progress.
};

// Calls for one instance come from one thread at a time; `committed` may come from another than `poll`, never at once.
class Source {
public:
    virtual ~Source() = default;
    virtual PollResult poll(const PollRequest& request) = 0;
    // All up to `cursor` is durable in the hub.
    virtual void committed(const std::string& stream, const std::string& cursor) = 0;
};

struct DeliverResult {
    struct Rejected {
        std::size_t index;
        std::string why;
    };

    PollResult::Status status = PollResult::Status::ok;
    std::string error;
    std::uint32_t retry_after_ms = 0;
    std::size_t delivered = 0;          // The first n are done, rejected ones among them included.
    std::vector<Rejected> rejected;
};

class Sink {
public:
    virtual ~Sink() = default;
    // `changes` are JSON texts in their order. The rest behind the delivered prefix is offered again.
    virtual DeliverResult deliver(std::span<const std::string> changes) = 0;
};

// What a plugin says of itself, without being started.
struct Description {
    std::string id;
    std::string version;
    std::string summary;
    json::Value options;              // JSON Schema of its options, with x-cx-secret and defaults.
    json::Value reject_codes;         // {"csv.quote": {"summary": ..., "remedy": ...}}
    std::vector<std::string> roles;   // "cx.source/1"
};

// What an instance may use of the host. All members are [any-thread].
struct Host {
    // A line of the plugin's log; level is trace, debug, info, warn or error.
    void (*log)(void* self, int level, const char* text, std::size_t size) = nullptr;
    void* self = nullptr;
    const bool* stopping = nullptr;   // Read with std::atomic_ref.
};

class Instance {
public:
    virtual ~Instance() = default;
    // nullptr where the plugin has no such role. Owned by the instance.
    virtual Source* source() = 0;
    virtual Sink* sink() = 0;
};

// Loads the library and reads its description. Error codes: plugin.load, plugin.entry, plugin.abi, plugin.description.
Result<Description> describe(const std::string& library);

// Starts an instance with checked options (a JSON object). `binary` is this program, for `process`.
// Error codes: as describe, plugin.options (the plugin refused them; its own sentence), plugin.start.
Result<std::unique_ptr<Instance>> start(const std::string& library, const json::Value& options,
                                        const Host& host, Isolation isolation,
                                        const std::string& binary);

// Body of the hidden command `cxhub plugin-host LIBRARY`: serves one instance over file descriptor `fd`.
int run_plugin_host(const std::string& library, int fd);

}  // namespace cx::plugin
