#include "telemetry/telemetry.hpp"

#include <fmt/format.h>

#include <array>

namespace cx::telemetry {
namespace {

using Labels = std::span<const std::string_view>;
using Buckets = std::span<const double>;

constexpr std::array<std::string_view, 2> by_stream{"pipeline", "stream"};
constexpr std::array<std::string_view, 3> by_stream_code{"pipeline", "stream", "code"};
constexpr std::array<std::string_view, 3> by_stream_outcome{"pipeline", "stream", "outcome"};
constexpr std::array<std::string_view, 3> by_pipeline_entity_code{"pipeline", "entity", "code"};
constexpr std::array<std::string_view, 1> by_pipeline{"pipeline"};
constexpr std::array<std::string_view, 2> by_pipeline_status{"pipeline", "status"};
constexpr std::array<std::string_view, 1> by_sink{"sink"};
constexpr std::array<std::string_view, 2> by_pipeline_keyword{"pipeline", "keyword"};
constexpr std::array<std::string_view, 2> by_sink_reason{"sink", "reason"};
constexpr std::array<std::string_view, 2> by_action_outcome{"action", "outcome"};
constexpr std::array<std::string_view, 2> by_route_method{"route", "method"};
constexpr std::array<std::string_view, 3> by_route_method_status{"route", "method", "status"};
constexpr std::array<std::string_view, 2> by_version{"version", "config_id"};
constexpr std::array<std::string_view, 1> by_credential{"credential"};
constexpr std::array<std::string_view, 1> by_outcome{"outcome"};
constexpr std::array<std::string_view, 1> by_metric{"metric"};
constexpr std::array<std::string_view, 1> by_table{"table"};
constexpr std::array<std::string_view, 1> by_reason{"reason"};
constexpr std::array<std::string_view, 1> by_band{"band"};

// From a single row to a full batch on a slow disk.
constexpr std::array<double, 10> batch_seconds{0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30};
// From a webhook to a nightly extract.
constexpr std::array<double, 9> freshness_seconds{0.1, 0.5, 1, 5, 15, 60, 300, 3600, 86400};
constexpr std::array<double, 8> api_seconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5};

constexpr auto counter = Metric::Type::counter;
constexpr auto gauge = Metric::Type::gauge;
constexpr auto histogram = Metric::Type::histogram;

constexpr std::array table{
    // Intake: read = accepted + rejected, always.
    Metric{"cxhub_records_read_total", counter, "Source records read.", by_stream, {}},
    Metric{"cxhub_records_accepted_total",
           counter,
           "Source records of which everything they emit is stored.",
           by_stream,
           {}},
    Metric{"cxhub_records_rejected_total",
           counter,
           "Source records of which nothing but a reject is stored, by its code.",
           by_stream_code,
           {}},
    Metric{"cxhub_records_filtered_total",
           counter,
           "Accepted source records that emit nothing because of a condition.",
           by_stream,
           {}},
    Metric{"cxhub_records_unchanged_total",
           counter,
           "Accepted source records that bring nothing new.",
           by_stream,
           {}},
    Metric{"cxhub_records_with_issues_total",
           counter,
           "Accepted source records of which a value was corrected or dropped.",
           by_stream,
           {}},
    Metric{"cxhub_field_issues_total",
           counter,
           "Values that were corrected or dropped, by entity and issue code.",
           by_pipeline_entity_code,
           {}},
    Metric{"cxhub_keyword_hits_total",
           counter,
           "New or changed records in which an enricher found a watched word.",
           by_pipeline_keyword,
           {}},
    Metric{"cxhub_batches_committed_total", counter, "Batches committed.", by_stream, {}},
    Metric{"cxhub_rows_written_total",
           counter,
           "Rows that commits wrote to the store.",
           by_stream,
           {}},
    Metric{"cxhub_commit_failures_total",
           counter,
           "Commits that failed; their batches are read again.",
           by_pipeline,
           {}},
    Metric{"cxhub_polls_postponed_total",
           counter,
           "Polls that asked to be tried again later.",
           by_stream,
           {}},
    Metric{"cxhub_pipeline_last_success_timestamp_seconds",
           gauge,
           "When the stream last committed a batch, as Unix time; 0 before the first.",
           by_stream,
           {}},
    Metric{"cxhub_pipeline_state",
           gauge,
           "0 starting, 1 running, 2 waiting, 3 failed, 4 paused, 5 held, 6 finished.",
           by_stream,
           {}},
    Metric{"cxhub_pipeline_lag_seconds",
           gauge,
           "Age of the newest event of the last batch that had one, when it became visible.",
           by_stream,
           {}},
    Metric{"cxhub_pipeline_retry_seconds",
           gauge,
           "Pause before the next attempt after the last postponed poll; 0 after a success.",
           by_stream,
           {}},
    Metric{"cxhub_snapshot_missing_records",
           gauge,
           "Records that a held snapshot would delete; 0 when none is held.",
           by_stream,
           {}},
    Metric{"cxhub_rejects_retried_total",
           counter,
           "Rejects tried again, by outcome: accepted, refused again, superseded by their source.",
           by_stream_outcome,
           {}},
    Metric{"cxhub_records_replayed_total",
           counter,
           "Kept payloads that were mapped again.",
           by_stream,
           {}},
    Metric{"cxhub_rejects_open", gauge, "Rejects that wait for a decision.", {}, {}},
    Metric{"cxhub_poll_seconds", histogram, "Time of a poll of the source.", by_stream,
           batch_seconds},
    Metric{"cxhub_map_seconds", histogram, "Time of mapping and validating a batch.", by_stream,
           batch_seconds},
    Metric{"cxhub_resolve_seconds", histogram, "Time of identity resolution of a batch.", by_stream,
           batch_seconds},
    Metric{"cxhub_commit_seconds", histogram, "Time of a batch's transaction.", by_stream,
           batch_seconds},
    Metric{"cxhub_event_to_visible_seconds", histogram,
           "From the time an event happened to the commit that made it visible.", by_stream,
           freshness_seconds},
    Metric{
        "cxhub_plugin_restarts_total", counter, "Restarts of a plugin's process.", by_pipeline, {}},

    Metric{"cxhub_ingest_requests_total",
           counter,
           "Requests to a pipeline that receives, by class of the answer's status.",
           by_pipeline_status,
           {}},
    Metric{"cxhub_ingest_seconds", histogram,
           "From a request's arrival to its answer, which leaves behind the commit.", by_pipeline,
           api_seconds},
    Metric{"cxhub_config_reloads_total",
           counter,
           "Reloads of the configuration, by outcome: done, refused, restart_needed.",
           by_outcome,
           {}},
    Metric{"cxhub_config_last_reload_successful",
           gauge,
           "0 where the files hold a configuration that the last reload did not take over.",
           {},
           {}},

    // Identity
    Metric{"cxhub_profiles", gauge, "Live profiles.", {}, {}},
    Metric{"cxhub_party_records", gauge, "Live records of persons and organizations.", {}, {}},
    Metric{"cxhub_state_records", gauge, "Live state records.", {}, {}},
    Metric{"cxhub_event_records", gauge, "Event records.", {}, {}},
    Metric{"cxhub_profiles_created_total", counter, "Profiles made.", by_stream, {}},
    Metric{"cxhub_profiles_removed_total",
           counter,
           "Profiles absorbed or without records left.",
           by_stream,
           {}},
    Metric{"cxhub_identity_edges_total",
           counter,
           "Links found between records of touched components.",
           by_stream,
           {}},
    Metric{"cxhub_profile_merges_total", counter, "Profiles that became one.", by_stream, {}},
    Metric{"cxhub_profile_splits_total", counter, "Profiles that came apart.", by_stream, {}},
    Metric{"cxhub_component_records_max",
           gauge,
           "Records in the largest component of the last batch.",
           by_stream,
           {}},
    Metric{"cxhub_components_oversized_total",
           counter,
           "Components clustered above their limit, by exact identifiers only.",
           by_stream,
           {}},
    Metric{"cxhub_keys_suspended_total",
           counter,
           "Keys passed over because they serve too many people.",
           by_stream,
           {}},
    Metric{"cxhub_identity_scored_pairs",
           gauge,
           "Pairs of records that their score has joined.",
           {},
           {}},
    Metric{"cxhub_identity_reviews_open",
           gauge,
           "Pairs of records that wait for a person's verdict.",
           {},
           {}},
    Metric{"cxhub_identity_band_verdicts",
           gauge,
           "Pairs that people judged, by the probability that the model in force gave them.",
           by_band,
           {}},
    Metric{"cxhub_identity_band_precision",
           gauge,
           "Share of them that was one person; 0 without a verdict.",
           by_band,
           {}},
    Metric{"cxhub_identity_band_stopped",
           gauge,
           "1 where that share is below its floor, so that such pairs are no longer merged.",
           by_band,
           {}},
    Metric{"cxhub_steward_actions_total",
           counter,
           "Splits, merges, verdicts, erasures and restrictions asked for by people.",
           by_action_outcome,
           {}},

    // Sinks
    Metric{"cxhub_sink_delivered_changes_total", counter, "Changes a sink took.", by_sink, {}},
    Metric{"cxhub_sink_rejected_changes_total",
           counter,
           "Changes a sink refused for good.",
           by_sink,
           {}},
    Metric{"cxhub_sink_postponed_total", counter, "Deliveries to be tried again.", by_sink, {}},
    Metric{"cxhub_sink_breaker_state",
           gauge,
           "0 delivers, 1 is probing, 2 waits for the next probe.",
           by_sink,
           {}},
    Metric{"cxhub_sink_delivery_seconds", histogram, "Time of a delivery.", by_sink, batch_seconds},
    Metric{"cxhub_sink_lag_changes", gauge, "Changes not yet delivered.", by_sink, {}},
    Metric{"cxhub_sink_oldest_undelivered_timestamp_seconds",
           gauge,
           "When the oldest undelivered change was recorded, as Unix time; 0 when there is none.",
           by_sink,
           {}},
    Metric{"cxhub_sink_resync_required",
           gauge,
           "1 where a sink fell behind the changes that are kept and waits for a resync, else 0.",
           by_sink,
           {}},
    Metric{"cxhub_export_refused_total",
           counter,
           "Values left out at an exit: labels it does not accept, consent, night, restriction.",
           by_sink_reason,
           {}},

    // The hub itself
    Metric{"cxhub_api_requests_total",
           counter,
           "Answers of the API by route template.",
           by_route_method_status,
           {}},
    Metric{"cxhub_api_seconds", histogram, "Time of an answer by route template.", by_route_method,
           api_seconds},
    Metric{"cxhub_credential_expiry_timestamp_seconds",
           gauge,
           "When a credential ends, as Unix time; 0 when there is none or it does not end.",
           by_credential,
           {}},
    Metric{"cxhub_api_followers", gauge, "Readers that follow the changes now.", {}, {}},
    Metric{"cxhub_api_followers_ended_total",
           counter,
           "Streams of changes that ended: left, slow, token, stopping, resync, failed.",
           by_reason,
           {}},
    Metric{"cxhub_store_bytes", gauge, "Size of the store.", {}, {}},
    Metric{"cxhub_store_free_bytes", gauge, "Free space on the store's disk.", {}, {}},
    Metric{"cxhub_purged_rows_total",
           counter,
           "Rows that went because they were as old as retention allows.",
           by_table,
           {}},
    Metric{"cxhub_series_folded_total",
           counter,
           "Updates counted as 'other' because their metric has all the series it may have.",
           by_metric,
           {}},
    Metric{"cxhub_build_info",
           gauge,
           "1, with the version and the configuration in force.",
           by_version,
           {}},
    Metric{"process_cpu_seconds_total", counter, "User and system CPU time spent.", {}, {}},
    Metric{"process_resident_memory_bytes", gauge, "Resident memory size.", {}, {}},
    Metric{"process_virtual_memory_bytes", gauge, "Virtual memory size.", {}, {}},
    Metric{"process_open_fds", gauge, "Open file descriptors.", {}, {}},
    Metric{"process_max_fds", gauge, "Most file descriptors the process may open.", {}, {}},
    Metric{"process_start_time_seconds", gauge, "Start of the process, as Unix time.", {}, {}},
};

std::string_view to_text(Metric::Type type)
{
    switch (type) {
        case Metric::Type::counter:
            return "counter";
        case Metric::Type::gauge:
            return "gauge";
        case Metric::Type::histogram:
            return "histogram";
    }
    return "";
}

}  // namespace

std::span<const Metric> metrics()
{
    return table;
}

std::string describe_metrics_markdown()
{
    std::string text =
        "# Metrics\n\n"
        "Served at `/metrics` of the monitoring listener. Counters start at 0 with the process.\n\n"
        "| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n";
    for (const Metric& metric : table)
        text += fmt::format("| `{}` | {} | {} | {} |\n", metric.name, to_text(metric.type),
                            fmt::join(metric.labels, ", "), metric.help);
    return text;
}

}  // namespace cx::telemetry
