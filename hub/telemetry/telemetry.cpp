#include "telemetry/telemetry.hpp"

#include "telemetry/first_series.hpp"
#include "telemetry/log.hpp"
#include "telemetry/process.hpp"
#include "telemetry/series.hpp"

#include <algorithm>

namespace cx::telemetry {
namespace {

double seconds(Timestamp time)
{
    return static_cast<double>(time.micros) / static_cast<double>(micros_per_second);
}

double number(std::uint64_t count)
{
    return static_cast<double>(count);
}

std::string_view to_text(PipelineState state)
{
    switch (state) {
        case PipelineState::starting:
            return "starting";
        case PipelineState::running:
            return "running";
        case PipelineState::waiting:
            return "waiting";
        case PipelineState::failed:
            return "failed";
        case PipelineState::paused:
            return "paused";
        case PipelineState::held:
            return "held";
        case PipelineState::finished:
            return "finished";
    }
    return "";
}

class Signals final : public Telemetry {
public:
    Signals(const LogOptions& options, Clock& clock) : log_(options, clock)
    {
        make_first_series(series_);
    }

    void configured(std::span<const std::pair<std::string, std::string>> pipeline_streams,
                    std::span<const std::string> sinks) override
    {
        for (const auto& [pipeline, stream] : pipeline_streams)
            make_series_of(series_, "pipeline", pipeline, stream);
        for (const std::string& sink : sinks) make_series_of(series_, "sink", sink, "");
    }

    void receiver_configured(const std::string& pipeline) override
    {
        for (const char* const status : {"2xx", "3xx", "4xx", "5xx"})
            series_.touch("cxhub_ingest_requests_total", {pipeline, status});
        series_.touch("cxhub_ingest_seconds", {pipeline});
    }

    void api_routes(std::span<const std::pair<std::string, std::string>> route_methods) override
    {
        for (const auto& [route, method] : route_methods) {
            series_.touch("cxhub_api_requests_total", {route, method, "200"});
            series_.touch("cxhub_api_seconds", {route, method});
        }
        for (const char* const reason : {"left", "slow", "token", "stopping", "resync", "failed"})
            series_.touch("cxhub_api_followers_ended_total", {reason});
    }

    void hub_started(const std::string& version, const std::string& config_id) override
    {
        series_.clear("cxhub_build_info");
        series_.set("cxhub_build_info", {version, config_id}, 1);
        log_.write(LogLevel::info, "hub_started", {{"config_id", config_id}, {"version", version}});
    }

    void reloaded(const std::string& outcome, const std::string& version,
                  const std::string& config_id, const std::string& why) override
    {
        const bool done = outcome == "done";
        series_.add("cxhub_config_reloads_total", {outcome}, 1);
        series_.set("cxhub_config_last_reload_successful", {}, done ? 1 : 0);
        if (done) {
            series_.clear("cxhub_build_info");
            series_.set("cxhub_build_info", {version, config_id}, 1);
        }
        log_.write(done ? LogLevel::info : LogLevel::error, "reloaded",
                   {{"config_id", config_id}, {"outcome", outcome}, {"why", scrub(why)}});
    }

    void hub_stopping(const std::string& reason) override
    {
        log_.write(LogLevel::info, "hub_stopping", {{"reason", scrub(reason)}});
    }

    void pipeline_state(const std::string& pipeline, const std::string& stream,
                        PipelineState state) override
    {
        series_.set("cxhub_pipeline_state", {pipeline, stream}, static_cast<double>(state));
        if (state != PipelineState::held)
            series_.set("cxhub_snapshot_missing_records", {pipeline, stream}, 0);
        const LogLevel level = state == PipelineState::failed ? LogLevel::warn : LogLevel::debug;
        log_.write(level, "pipeline_state",
                   {{"pipeline", pipeline}, {"state", to_text(state)}, {"stream", stream}});
    }

    void batch_polled(const std::string& pipeline, const std::string& stream,
                      std::uint64_t records) override
    {
        if (!log_.enabled(LogLevel::debug)) return;
        log_.write(LogLevel::debug, "batch_polled",
                   {{"pipeline", pipeline}, {"records", records}, {"stream", stream}});
    }

    void batch_committed(const std::string& pipeline, const std::string& stream,
                         const BatchFigures& figures, Timestamp now) override
    {
        count_batch({pipeline, stream}, figures, now);
        for (const auto& [code, count] : figures.rejected_by_code)
            series_.add("cxhub_records_rejected_total", {pipeline, stream, code}, number(count));
        for (const auto& [entity_code, count] : figures.issues)
            series_.add("cxhub_field_issues_total",
                        {pipeline, entity_code.first, entity_code.second}, number(count));
        for (const auto& [keyword, count] : figures.keywords)
            series_.add("cxhub_keyword_hits_total", {pipeline, keyword}, number(count));
        log_batch(pipeline, stream, figures);
    }

    void poll_postponed(const std::string& pipeline, const std::string& stream,
                        const std::string& why, bool failed, std::uint32_t retry_in_ms) override
    {
        series_.add("cxhub_polls_postponed_total", {pipeline, stream}, 1);
        series_.set("cxhub_pipeline_retry_seconds", {pipeline, stream}, retry_in_ms / 1000.0);
        log_.write(failed ? LogLevel::error : LogLevel::warn, "poll_postponed",
                   {{"failed", failed},
                    {"pipeline", pipeline},
                    {"retry_in_ms", std::uint64_t{retry_in_ms}},
                    {"stream", stream},
                    {"why", scrub(why)}});
    }

    void commit_failed(const std::string& pipeline, const std::string& why) override
    {
        series_.add("cxhub_commit_failures_total", {pipeline}, 1);
        log_.write(LogLevel::error, "commit_failed", {{"pipeline", pipeline}, {"why", scrub(why)}});
    }

    void record_rejected(const std::string& pipeline, const std::string& stream,
                         const std::string& code, const std::string& position,
                         const std::string& config_line) override
    {
        if (!log_.enabled(LogLevel::debug)) return;
        log_.write(LogLevel::debug, "record_rejected",
                   {{"code", code},
                    {"config_line", config_line},
                    {"pipeline", pipeline},
                    {"position", scrub(position)},
                    {"stream", stream}});
    }

    void snapshot_held(const std::string& pipeline, const std::string& stream,
                       std::uint64_t missing, std::uint64_t known) override
    {
        pipeline_state(pipeline, stream, PipelineState::held);
        series_.set("cxhub_snapshot_missing_records", {pipeline, stream}, number(missing));
        log_.write(
            LogLevel::warn, "snapshot_held",
            {{"known", known}, {"missing", missing}, {"pipeline", pipeline}, {"stream", stream}});
    }

    void rejects_retried(const std::string& pipeline, const std::string& stream,
                         std::uint64_t accepted, std::uint64_t refused,
                         std::uint64_t superseded) override
    {
        const std::pair<const char*, std::uint64_t> outcomes[] = {
            {"accepted", accepted}, {"refused", refused}, {"superseded", superseded}};
        for (const auto& [outcome, count] : outcomes)
            series_.add("cxhub_rejects_retried_total", {pipeline, stream, outcome}, number(count));
        log_.write(LogLevel::info, "rejects_retried",
                   {{"accepted", accepted},
                    {"pipeline", pipeline},
                    {"refused", refused},
                    {"stream", stream},
                    {"superseded", superseded}});
    }

    void records_replayed(const std::string& pipeline, const std::string& stream,
                          std::uint64_t records) override
    {
        series_.add("cxhub_records_replayed_total", {pipeline, stream}, number(records));
    }

    void stream_controlled(const std::string& pipeline, const std::string& stream,
                           const std::string& action) override
    {
        log_.write(LogLevel::info, "stream_controlled",
                   {{"action", action}, {"pipeline", pipeline}, {"stream", stream}});
    }

    void plugin_restarted(const std::string& pipeline) override
    {
        series_.add("cxhub_plugin_restarts_total", {pipeline}, 1);
        log_.write(LogLevel::warn, "plugin_restarted", {{"pipeline", pipeline}});
    }

    void plugin_log(const std::string& pipeline, LogLevel level, std::string_view text) override
    {
        if (!log_.enabled(level)) return;
        log_.write(level, "plugin_log", {{"pipeline", pipeline}, {"text", scrub(text)}});
    }

    void request_answered(const std::string& pipeline, int status, double seconds) override
    {
        const std::string status_class = std::to_string(status / 100) + "xx";
        series_.add("cxhub_ingest_requests_total", {pipeline, status_class}, 1);
        series_.observe("cxhub_ingest_seconds", {pipeline}, seconds);
    }

    void request_failed(const std::string& pipeline, const std::string& stream,
                        const std::string& why) override
    {
        log_.write(LogLevel::warn, "request_failed",
                   {{"pipeline", pipeline}, {"stream", stream}, {"why", scrub(why)}});
    }

    void sink_delivered(const std::string& sink, std::uint64_t changes, std::int64_t seq,
                        double seconds) override
    {
        series_.add("cxhub_sink_delivered_changes_total", {sink}, number(changes));
        series_.observe("cxhub_sink_delivery_seconds", {sink}, seconds);
        log_.write(LogLevel::debug, "sink_delivered",
                   {{"changes", changes}, {"seconds", seconds}, {"seq", seq}, {"sink", sink}});
    }

    void sink_postponed(const std::string& sink, const std::string& why,
                        std::uint32_t retry_in_ms) override
    {
        series_.add("cxhub_sink_postponed_total", {sink}, 1);
        log_.write(
            LogLevel::warn, "sink_postponed",
            {{"retry_in_ms", std::uint64_t{retry_in_ms}}, {"sink", sink}, {"why", scrub(why)}});
    }

    void sink_breaker(const std::string& sink, int state) override
    {
        series_.set("cxhub_sink_breaker_state", {sink}, state);
    }

    void sink_rejected(const std::string& sink, std::uint64_t changes) override
    {
        series_.add("cxhub_sink_rejected_changes_total", {sink}, number(changes));
        log_.write(LogLevel::error, "sink_rejected", {{"changes", changes}, {"sink", sink}});
    }

    void export_refused(const std::string& exit, const std::string& reason,
                        std::uint64_t fields) override
    {
        series_.add("cxhub_export_refused_total", {exit, reason}, number(fields));
    }

    void sink_lag(const std::string& sink, std::uint64_t changes, Timestamp oldest) override
    {
        series_.set("cxhub_sink_lag_changes", {sink}, number(changes));
        series_.set("cxhub_sink_oldest_undelivered_timestamp_seconds", {sink},
                    changes == 0 ? 0 : seconds(oldest));
    }

    void rows_purged(const std::string& table, std::uint64_t rows) override
    {
        if (rows == 0) return;
        series_.add("cxhub_purged_rows_total", {table}, number(rows));
        log_.write(LogLevel::info, "rows_purged", {{"table", table}, {"rows", rows}});
    }

    void sink_resync(const std::string& sink, bool required) override
    {
        series_.set("cxhub_sink_resync_required", {sink}, required ? 1 : 0);
        log_.write(required ? LogLevel::error : LogLevel::info,
                   required ? "sink_resync_required" : "sink_resync", {{"sink", sink}});
    }

    void steward_acted(const std::string& action, bool done) override
    {
        series_.add("cxhub_steward_actions_total", {action, done ? "done" : "refused"}, 1);
        log_.write(LogLevel::info, "steward_acted", {{"action", action}, {"done", done}});
    }

    void api_answered(const std::string& route, const std::string& method, int status,
                      double seconds) override
    {
        series_.add("cxhub_api_requests_total", {route, method, std::to_string(status)}, 1);
        series_.observe("cxhub_api_seconds", {route, method}, seconds);
        const LogLevel level = status >= 500 ? LogLevel::warn : LogLevel::debug;
        if (!log_.enabled(level)) return;
        log_.write(
            level, "api_answered",
            {{"method", method}, {"route", route}, {"seconds", seconds}, {"status", status}});
    }

    void credential_expires(const std::string& credential, Timestamp at) override
    {
        series_.set("cxhub_credential_expiry_timestamp_seconds", {credential}, seconds(at));
    }

    void followers(int now) override { series_.set("cxhub_api_followers", {}, now); }

    void follower_ended(const std::string& reason) override
    {
        series_.add("cxhub_api_followers_ended_total", {reason}, 1);
        log_.write(reason == "slow" || reason == "failed" ? LogLevel::warn : LogLevel::debug,
                   "follower_ended", {{"reason", reason}});
    }

    void store_figures(std::uint64_t profiles, std::uint64_t party_records,
                       std::uint64_t state_records, std::uint64_t events,
                       std::uint64_t rejects_open, std::uint64_t bytes,
                       std::uint64_t free_bytes) override
    {
        series_.set("cxhub_profiles", {}, number(profiles));
        series_.set("cxhub_party_records", {}, number(party_records));
        series_.set("cxhub_state_records", {}, number(state_records));
        series_.set("cxhub_event_records", {}, number(events));
        series_.set("cxhub_rejects_open", {}, number(rejects_open));
        series_.set("cxhub_store_bytes", {}, number(bytes));
        series_.set("cxhub_store_free_bytes", {}, number(free_bytes));
    }

    void identity_figures(std::uint64_t pairs, std::uint64_t reviews) override
    {
        series_.set("cxhub_identity_scored_pairs", {}, number(pairs));
        series_.set("cxhub_identity_reviews_open", {}, number(reviews));
    }

    void band_figures(const std::string& band, std::uint64_t verdicts, double precision,
                      bool stopped) override
    {
        series_.set("cxhub_identity_band_verdicts", {band}, number(verdicts));
        series_.set("cxhub_identity_band_precision", {band}, precision);
        series_.set("cxhub_identity_band_stopped", {band}, stopped ? 1 : 0);
    }

    void band_trusted(const std::string& band, bool trusted) override
    {
        log_.write(trusted ? LogLevel::info : LogLevel::error, "band_trusted",
                   {{"band", band}, {"trusted", trusted}});
    }

    void note(LogLevel level, std::string_view text) override
    {
        if (log_.enabled(level)) log_.write(level, "note", {{"text", scrub(text)}});
    }

    std::string scrape() override
    {
        process_.measure(series_);
        return series_.text();
    }

private:
    // Makes every series whose first label is `label`; a further label that only time can tell
    // begins with "other".

    void count_batch(const Series::Values& stream, const BatchFigures& figures, Timestamp now)
    {
        const std::pair<const char*, std::uint64_t> counts[] = {
            {"cxhub_batches_committed_total", 1},
            {"cxhub_records_read_total", figures.read},
            {"cxhub_records_accepted_total", figures.accepted},
            {"cxhub_records_filtered_total", figures.filtered},
            {"cxhub_records_unchanged_total", figures.unchanged},
            {"cxhub_records_with_issues_total", figures.with_issues},
            {"cxhub_rows_written_total", figures.rows_written},
            {"cxhub_identity_edges_total", figures.edges},
            {"cxhub_profile_merges_total", figures.merges},
            {"cxhub_profile_splits_total", figures.splits},
            {"cxhub_profiles_created_total", figures.profiles_created},
            {"cxhub_profiles_removed_total", figures.profiles_removed},
            {"cxhub_keys_suspended_total", figures.suspended_keys},
            {"cxhub_components_oversized_total", figures.oversized_components},
        };
        for (const auto& [metric, count] : counts) series_.add(metric, stream, number(count));

        series_.observe("cxhub_poll_seconds", stream, figures.poll_seconds);
        series_.observe("cxhub_map_seconds", stream, figures.map_seconds);
        series_.observe("cxhub_resolve_seconds", stream, figures.resolve_seconds);
        series_.observe("cxhub_commit_seconds", stream, figures.commit_seconds);
        for (const double age : figures.event_to_visible_seconds)
            series_.observe("cxhub_event_to_visible_seconds", stream, age);

        if (figures.of_source) {
            series_.set("cxhub_pipeline_last_success_timestamp_seconds", stream, seconds(now));
            series_.set("cxhub_pipeline_retry_seconds", stream, 0);
        }
        series_.set("cxhub_component_records_max", stream, number(figures.largest_component));
        const auto newest = std::min_element(figures.event_to_visible_seconds.begin(),
                                             figures.event_to_visible_seconds.end());
        if (newest != figures.event_to_visible_seconds.end())
            series_.set("cxhub_pipeline_lag_seconds", stream, *newest);
    }

    void log_batch(const std::string& pipeline, const std::string& stream,
                   const BatchFigures& figures)
    {
        const LogLevel level = figures.read == 0 ? LogLevel::debug : LogLevel::info;
        if (!log_.enabled(level)) return;
        json::Object rejected;
        for (const auto& [code, count] : figures.rejected_by_code) rejected.emplace(code, count);
        log_.write(level, "batch_committed",
                   {{"accepted", figures.accepted},
                    {"commit_seconds", figures.commit_seconds},
                    {"filtered", figures.filtered},
                    {"map_seconds", figures.map_seconds},
                    {"merges", figures.merges},
                    {"pipeline", pipeline},
                    {"poll_seconds", figures.poll_seconds},
                    {"read", figures.read},
                    {"rejected", figures.rejected},
                    {"rejected_by_code", std::move(rejected)},
                    {"resolve_seconds", figures.resolve_seconds},
                    {"rows_written", figures.rows_written},
                    {"seq", figures.last_seq},
                    {"splits", figures.splits},
                    {"stream", stream},
                    {"unchanged", figures.unchanged},
                    {"with_issues", figures.with_issues}});
    }

    Series series_;
    Log log_;
    ProcessGauges process_;
};

}  // namespace

std::unique_ptr<Telemetry> make_telemetry(const LogOptions& options, Clock& clock)
{
    return std::make_unique<Signals>(options, clock);
}

}  // namespace cx::telemetry
