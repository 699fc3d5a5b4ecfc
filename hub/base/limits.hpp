// Every bound of the program, in one place. A bound that an administrator may change is a default
// here and an option in hub.yaml; the others are the program's promises.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cx::limits {

// Records and batches
inline constexpr std::size_t key_bytes = 1024;              // Key of a source record.
inline constexpr std::size_t payload_bytes = 1 << 20;       // Payload of a source record.
inline constexpr std::size_t cursor_bytes = 1 << 20;        // Cursor of a stream.
inline constexpr std::size_t options_bytes = 1 << 20;       // Options of a plugin, as JSON.
inline constexpr std::size_t manifest_bytes = 768 << 10;    // Of a connector; one of the options.
inline constexpr std::uint32_t batch_records = 5000;        // Records in one commit, at most.
inline constexpr std::uint32_t batch_records_min = 50;      // The batch never adapts below this.
inline constexpr std::uint32_t batch_records_grown = 1600;  // Nor above this, for its memory.
inline constexpr std::uint32_t batch_records_max = 10000;   // What a configuration may fix.
inline constexpr std::uint64_t batch_bytes = 16U << 20;     // Payload bytes in one commit.
inline constexpr int batches_in_flight = 4;    // Polled, not yet committed, per source.
inline constexpr int commit_target_ms = 1000;  // What a batch size adapts to.

// Configuration
inline constexpr std::size_t config_bytes = 4 << 20;    // One file.
inline constexpr std::size_t config_nodes = 1'000'000;  // Values in one file, aliases expanded.
inline constexpr int config_depth = 64;                 // Nesting of lists and maps in a file.
inline constexpr std::size_t config_files = 10'000;     // Files in one folder of a configuration.

// The feed of changes
inline constexpr int feed_mark_s = 10;  // Its floor is raised in steps of so long, or
inline constexpr std::int64_t feed_mark_bytes = 64 << 20;  // of so much.
inline constexpr std::int64_t snapshot_window = 100'000;   // Seqs looked at for one page of it.

// Mapping
inline constexpr std::size_t text_bytes = 16 << 10;        // A canonical text.
inline constexpr std::size_t list_items = 1000;            // Elements of one list field.
inline constexpr std::size_t entities_per_record = 10000;  // What one source record may emit.
inline constexpr std::size_t mapping_steps =
    5'000'000;                               // Elements and values looked at for one source record.
inline constexpr int expression_depth = 64;  // Nesting of an expression.

// Enrichment
inline constexpr std::size_t enrich_values = 100;        // In one call of an enricher.
inline constexpr std::size_t enriched_bytes = 64 << 10;  // What it finds in one of them.
inline constexpr int enrich_batch_ms = 2'000;  // All enrichers of a stream, for one batch.
inline constexpr int enrich_call_ms = 2'000;   // A child that takes longer for a call is killed.

// Identity
inline constexpr std::size_t key_read_records =
    200;  // A key on more records than this links nothing.
inline constexpr std::size_t component_records = 500;  // Above: id links only, and an alarm.
inline constexpr int reconsidered_pairs = 200;  // In one commit, when trust in scores has changed;
inline constexpr int reconsidered_pages = 20;   // so many such commits a second.

// API
inline constexpr int api_threads = 64;
inline constexpr int health_threads = 2;
inline constexpr int keep_alive_connections = 32;
inline constexpr int followers = 16;             // Readers of events at once; each holds a thread.
inline constexpr int follower_heartbeat_s = 15;  // A comment after so much silence.
inline constexpr int follower_patience_s = 10;   // For a reader to take what is there for it.
inline constexpr int follower_retry_ms = 2'000;  // What a reader is told to wait before it returns.
inline constexpr int read_connections = 4;
inline constexpr std::size_t request_bytes = 1 << 20;
inline constexpr int page_items = 100;  // Default page of a list route.
inline constexpr int page_items_max = 1000;
inline constexpr std::size_t unpacked_bytes = 4U << 20;  // Body of a request to a receiver.
inline constexpr std::size_t context_bytes = 32 << 10;   // Answer of .../context.
inline constexpr int owner_steps = 8;  // From a record over states of others to a person.

// Receivers
inline constexpr int requests_waiting = 48;  // In all; a few of the API's threads stay free.
inline constexpr int requests_in_commit = 64;
inline constexpr std::uint32_t request_records = 10'000;  // What one request may bring.
inline constexpr int request_deadline_ms = 10'000;        // From arrival to answer.
inline constexpr int receiver_commit_target_ms = 20;      // What commits aim at while one waits.
inline constexpr int writer_turns_max = 10;  // A source lets so many commits of receivers go first.
inline constexpr std::uint32_t lookup_rows = 500;  // Of a page of current records
inline constexpr int request_again_s = 1;          // Retry-After where too many wait.

// Time
inline constexpr int stop_deadline_ms = 30'000;  // SIGTERM to exit.
inline constexpr int plugin_stop_ms = 1'000;     // A plugin call returns within this of `stopping`.
inline constexpr int retry_first_ms = 500;
inline constexpr int retry_last_ms = 60'000;
inline constexpr int breaker_failures = 5;  // In a row; then a destination is only probed.

// Operation
inline constexpr std::size_t kept_cursors = 96;            // Places a stream can be rewound to.
inline constexpr std::int64_t kept_cursor_ms = 900'000;    // Between two of them, at least.
inline constexpr std::size_t kept_cursor_bytes = 4 << 10;  // A longer cursor is not kept.
inline constexpr int retry_records = 500;                  // Rejects retried in one commit.
inline constexpr int replay_records = 500;                 // Records replayed in one commit.
inline constexpr int replay_yield_ms = 50;                 // A replay waits for sources this long,
inline constexpr int replay_wait_ms = 1000;                // but never longer than this in all.
inline constexpr std::size_t replay_samples = 20;          // Differences that a dry run shows.

inline constexpr std::size_t cassette_bytes = 64 << 20;  // Of kept exchanges, see app/cassette.
inline constexpr int try_polls = 100;                    // Of a source that is only tried,
inline constexpr int try_waits = 5;                      // and how often it is waited for.
inline constexpr std::uint32_t try_wait_ms = 30'000;     // Longer ones end the trial.

// Identity
inline constexpr std::size_t cached_features = 20'000;  // Records, about 2 KiB each.
// Candidate keys put into the index in one commit, 32 bytes each while they are sorted.
inline constexpr std::uint64_t indexed_candidates = 2'000'000;
inline constexpr std::size_t train_seeds = 12'000;     // Records that weights are learnt from,
inline constexpr std::size_t train_partners = 24'000;  // and those that share a key with them.
inline constexpr int train_page = 5000;
inline constexpr std::size_t train_growth = 4;  // A store so many times larger learns again.
inline constexpr int derived_page = 500;        // Records whose keys are made anew in one commit.
// Records clustered again in one commit: so many that it takes about its time.
inline constexpr std::uint32_t recluster_page_min = 50;
inline constexpr std::uint32_t recluster_page_max = 2000;
inline constexpr int recluster_target_ms = 50;            // Beside senders
inline constexpr int recluster_import_target_ms = 2000;   // Neighbours are read once in a page.
inline constexpr unsigned workers_max = 3;                // Threads; a reader stays for others.
inline constexpr std::size_t forecast_records = 100'000;  // Beyond, a model is tried on a sample.
inline constexpr int forecast_page = 500;                 // Records read at once for that
inline constexpr std::size_t forecast_examples = 10;      // Told of each kind
inline constexpr std::size_t large_profile = 20;  // Records; a profile that outgrows it is told.

// Telemetry
inline constexpr std::size_t series_per_metric = 1000;

}  // namespace cx::limits
