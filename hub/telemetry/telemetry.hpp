// What happened, in words of the domain: each signal counts its metrics and writes its log line.
//
// Metrics are rows of one table (metrics()); every series with a bounded label set exists at 0 from
// the start. Labels are bounded: a metric that would pass limits::series_per_metric folds new
// values into "other" and counts that. Neither metrics nor log lines hold ids of people, keys,
// values or secrets: signals take names from the configuration, codes and numbers. All members are
// [any-thread].
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cx::telemetry {

// One row of the table of metrics.
struct Metric {
    enum class Type { counter, gauge, histogram };

    std::string_view name;  // "cxhub_records_read_total"
    Type type;
    std::string_view help;
    std::span<const std::string_view> labels;
    std::span<const double> buckets;  // histogram
};
std::span<const Metric> metrics();

enum class LogLevel { trace, debug, info, warn, error, off };

enum class PipelineState {
    starting = 0,
    running = 1,
    waiting = 2,
    failed = 3,
    paused = 4,
    held = 5,
    finished = 6
};

struct BatchFigures {
    bool of_source = true;  // False: what the store kept, mapped again; no word of the source.
    std::uint64_t read = 0;
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;
    std::uint64_t filtered = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t with_issues = 0;
    std::map<std::string, std::uint64_t> rejected_by_code;
    // Issue codes by entity: {entity, code} -> count
    std::map<std::pair<std::string, std::string>, std::uint64_t> issues;
    std::map<std::string, std::uint64_t> keywords;  // Words of the configuration that were found
    double poll_seconds = 0;
    double map_seconds = 0;
    double resolve_seconds = 0;
    double commit_seconds = 0;
    std::uint64_t rows_written = 0;
    std::uint64_t edges = 0;
    std::uint64_t merges = 0;
    std::uint64_t splits = 0;
    std::uint64_t profiles_created = 0;
    std::uint64_t profiles_removed = 0;
    std::uint64_t suspended_keys = 0;
    std::uint64_t oversized_components = 0;
    std::uint64_t largest_component = 0;
    std::int64_t last_seq = 0;                     // The newest change after the commit
    std::vector<double> event_to_visible_seconds;  // For records with an occurred_at near now
};

// While it lives, log lines of this thread carry the trace that their work belongs to. An empty id:
// none.
class TraceScope {
public:
    explicit TraceScope(std::string trace_id);
    ~TraceScope();
    TraceScope(const TraceScope&) = delete;
    TraceScope& operator=(const TraceScope&) = delete;

    static const std::string& current();

private:
    std::string before_;
};

class Telemetry {
public:
    virtual ~Telemetry() = default;

    // Makes the series of what is configured, at 0.
    virtual void configured(std::span<const std::pair<std::string, std::string>> pipeline_streams,
                            std::span<const std::string> sinks) = 0;
    // The same for the API: {route template, method}.
    // The same for a pipeline that receives.
    virtual void receiver_configured(const std::string& pipeline) = 0;
    virtual void api_routes(std::span<const std::pair<std::string, std::string>> route_methods) = 0;
    virtual void hub_started(const std::string& version, const std::string& config_id) = 0;
    // `outcome` is done, refused or restart_needed; `why` tells of the latter two.
    virtual void reloaded(const std::string& outcome, const std::string& version,
                          const std::string& config_id, const std::string& why) = 0;
    virtual void hub_stopping(const std::string& reason) = 0;

    virtual void pipeline_state(const std::string& pipeline, const std::string& stream,
                                PipelineState state) = 0;
    // A batch is under way; log only, debug level.
    virtual void batch_polled(const std::string& pipeline, const std::string& stream,
                              std::uint64_t records) = 0;
    virtual void batch_committed(const std::string& pipeline, const std::string& stream,
                                 const BatchFigures& figures, Timestamp now) = 0;
    virtual void poll_postponed(const std::string& pipeline, const std::string& stream,
                                const std::string& why, bool failed, std::uint32_t retry_in_ms) = 0;
    virtual void commit_failed(const std::string& pipeline, const std::string& why) = 0;
    virtual void record_rejected(const std::string& pipeline, const std::string& stream,
                                 const std::string& code, const std::string& position,
                                 const std::string& config_line) = 0;  // log, debug level
    virtual void snapshot_held(const std::string& pipeline, const std::string& stream,
                               std::uint64_t missing, std::uint64_t known) = 0;
    virtual void rejects_retried(const std::string& pipeline, const std::string& stream,
                                 std::uint64_t accepted, std::uint64_t refused,
                                 std::uint64_t superseded) = 0;
    virtual void records_replayed(const std::string& pipeline, const std::string& stream,
                                  std::uint64_t records) = 0;
    // What an administrator did to a stream: pause, resume, run, rewind, accept, refuse, replay.
    virtual void stream_controlled(const std::string& pipeline, const std::string& stream,
                                   const std::string& action) = 0;
    virtual void plugin_restarted(const std::string& pipeline) = 0;
    virtual void plugin_log(const std::string& pipeline, LogLevel level, std::string_view text) = 0;

    // A request to a pipeline that receives, from its arrival to its answer.
    virtual void request_answered(const std::string& pipeline, int status, double seconds) = 0;
    // The pipeline's plugin did not take one.
    virtual void request_failed(const std::string& pipeline, const std::string& stream,
                                const std::string& why) = 0;

    // `seq`: all up to it is done, and that is durable.
    virtual void sink_delivered(const std::string& sink, std::uint64_t changes, std::int64_t seq,
                                double seconds) = 0;
    virtual void sink_postponed(const std::string& sink, const std::string& why,
                                std::uint32_t retry_in_ms) = 0;
    virtual void sink_breaker(const std::string& sink, int state) = 0;  // gauge only
    virtual void sink_rejected(const std::string& sink, std::uint64_t changes) = 0;
    virtual void export_refused(const std::string& exit, const std::string& reason,
                                std::uint64_t fields) = 0;
    virtual void sink_lag(const std::string& sink, std::uint64_t changes,
                          Timestamp oldest_undelivered) = 0;

    // It needs a snapshot because it fell behind what is kept, or does no longer.
    virtual void sink_resync(const std::string& sink, bool required) = 0;

    virtual void steward_acted(const std::string& action, bool done) = 0;  // split, merge, ...
    virtual void api_answered(const std::string& route, const std::string& method, int status,
                              double seconds) = 0;
    // `at` zero: there is none, or it does not end.
    virtual void credential_expires(const std::string& credential, Timestamp at) = 0;
    virtual void followers(int now) = 0;  // Readers that follow the changes
    virtual void follower_ended(const std::string& reason) = 0;
    virtual void store_figures(std::uint64_t profiles, std::uint64_t party_records,
                               std::uint64_t state_records, std::uint64_t events,
                               std::uint64_t rejects_open, std::uint64_t bytes,
                               std::uint64_t free_bytes) = 0;

    // Pairs of records that their score has joined, and that wait for a person.
    virtual void identity_figures(std::uint64_t pairs, std::uint64_t reviews) = 0;
    // Of a band of probability: pairs that people judged, the share that was one person, and
    // whether it merges nothing by itself because that is too little.
    virtual void band_figures(const std::string& band, std::uint64_t verdicts, double precision,
                              bool stopped) = 0;
    // It merges again, or no more.
    virtual void band_trusted(const std::string& band, bool trusted) = 0;

    // Rows of a table that went because they were old enough.
    virtual void rows_purged(const std::string& table, std::uint64_t rows) = 0;

    // A plain line for what has no signal of its own.
    virtual void note(LogLevel level, std::string_view text) = 0;

    // The text exposition format, with process_* and build_info.
    virtual std::string scrape() = 0;
};

struct LogOptions {
    LogLevel level = LogLevel::info;
    bool to_stderr = true;  // One JSON object a line
};

std::unique_ptr<Telemetry> make_telemetry(const LogOptions& options, Clock& clock);

// Table of metrics as markdown, for docs/reference/metrics.md.
std::string describe_metrics_markdown();
// A Grafana dashboard with a panel for each metric, for configs/monitoring/dashboard.json.
std::string describe_dashboard();

}  // namespace cx::telemetry
