// What a source brought, mapped: each source record with the entities it emits, or with the reason
// why it is rejected.
#pragma once

#include "base/clock.hpp"
#include "mapping/mapping.hpp"
#include "model/record.hpp"
#include "plugin/plugin.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cx::pipeline {

class Enrichment;

// A stream's constants, as the configuration gives them.
struct StreamContext {
    std::string pipeline;
    std::string instance;
    std::string stream;
    std::shared_ptr<const mapping::Mapping> mapping;
    bool keep_raw = true;
    bool raw_stays = false;  // For as long as its record lives: its receiver looks records up.
    std::shared_ptr<Enrichment> enrichment = nullptr;  // Where the stream has enrichers
};

// Why a record was set aside; becomes a store::RejectRow.
struct Refusal {
    std::string code;
    std::string why;
    std::string config_line;
    std::string remedy;
};

struct MappedRecord {
    model::Origin origin;
    bool keyless = false;  // The origin's key is made of the payload.
    std::string payload;   // Forbidden numbers masked; empty for removed.
    std::string position;
    bool removed = false;  // The source says that it is gone.
    // Where it is not the batch's: when a payload that the store kept was read first.
    std::optional<Timestamp> observed_at;
    mapping::Outcome outcome;  // Meaningful where there is no refusal.
    std::optional<Refusal> refusal;
    std::vector<std::string> keywords;  // That enrichers found and that are to be counted.
};

struct MappedBatch {
    std::vector<MappedRecord> records;  // In the source's order, its own rejects last.
    Timestamp observed_at;
};

// Maps each record, then lets the stream's enrichers look at what came out. [any-thread]
MappedBatch map_batch(const StreamContext& stream, plugin::PollResult&& polled,
                      Timestamp observed_at);

// What to do about a reject with this code; empty where only the source's own text tells.
std::string remedy_of(const std::string& code);

}  // namespace cx::pipeline
