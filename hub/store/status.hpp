// How streams, sinks and rejects stand. Part of store.hpp, which includes it.
#pragma once

#include "base/clock.hpp"
#include "model/record.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cx::store {

using model::Seq;

struct RejectRow {
    std::string id;  // UUIDv7
    std::string pipeline;
    std::string stream;
    std::string key;       // Of the source record
    std::string position;  // "members.csv:17"
    std::string code;
    std::string config_line;  // "pipelines/erp.yaml:31", where the configuration has a part in it
    std::string why;          // No personal data.
    std::string remedy;
    std::string payload;  // Masked; kept for raw_days
    Timestamp recorded_at;
    std::string state = "open";  // open, resolved, retried, dismissed
};

// Where a source record stands: by its key, or by its position where it has none.
struct RecordPlace {
    std::string key;
    std::string position;
};

// Counters of one stream since the store was made; a commit adds to them.
struct StreamCounts {
    std::uint64_t read = 0;
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;
    std::uint64_t filtered = 0;     // of accepted: emitted nothing by a condition
    std::uint64_t unchanged = 0;    // of accepted: nothing new
    std::uint64_t with_issues = 0;  // of accepted
    std::map<std::string, std::uint64_t> rejected_by_code;
    std::map<std::string, std::uint64_t> issues_by_code;
};

struct StreamStatus {
    std::string pipeline;
    std::string stream;
    std::string cursor;
    StreamCounts counts;
    Timestamp last_success;  // Zero: never
};

struct SinkStatus {
    std::string sink;
    Seq delivered = 0;
    std::uint64_t rejected = 0;
    Timestamp updated_at;
    bool resync = false;  // It takes a snapshot and has come to `delivered`.
    // On saving: erase changes that the sink took or refused just now, for their receipts.
    std::vector<Seq> erasures_taken;
    std::vector<Seq> erasures_refused;
};

struct RejectFilter {
    std::string pipeline;  // Empty: all, as below
    std::string code;
    std::string state = "open";
    std::string after_id;
    int limit = 100;
};

struct Totals {
    std::uint64_t profiles = 0;
    std::uint64_t party_records = 0;
    std::uint64_t state_records = 0;
    std::uint64_t events = 0;
    std::uint64_t aliases = 0;
    std::uint64_t rejects_open = 0;
    std::uint64_t keys = 0;
    std::uint64_t candidates_waiting = 0;  // Candidate keys that are not in the index yet
    std::uint64_t edges = 0;               // Scored pairs that join,
    std::uint64_t reviews = 0;             // and those that wait for a person
    Seq last_seq = 0;
    std::uint64_t bytes = 0;       // Size of the store
    std::uint64_t free_bytes = 0;  // On its disk
};

}  // namespace cx::store
