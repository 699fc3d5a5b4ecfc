// Lets enrichers look at mapped entities: they read some fields and write others, before identity
// resolution and commit.
//
// What a mapping has filled stays. What an enricher finds goes through the field's type, as what a
// mapping gives does. An enricher that fails or is late holds up nobody: its entities go on
// without, with the issue enrich.failed or enrich.late, and get theirs when they change or are
// replayed.
#pragma once

#include "pipeline/mapped_batch.hpp"
#include "plugin/plugin.hpp"

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cx::pipeline {

// What one enricher reads and writes of one type of entity.
struct EnrichStep {
    using Names = std::vector<std::pair<std::string, std::string>>;  // The plugin's name, the field

    std::string plugin;
    std::string entity;
    Names reads;
    Names writes;
    std::set<std::string> counts;          // Fields whose texts are words of the configuration
    plugin::Enricher* enricher = nullptr;  // Borrowed
};

class Enrichment {
public:
    // `tell` hears why an enricher failed, once a batch at most.
    Enrichment(std::vector<EnrichStep> steps, std::function<void(const std::string& why)> tell)
        : steps_(std::move(steps)), tell_(std::move(tell))
    {
    }

    // In the order of the steps, so that one may read what one before has written. Ends within
    // limits::enrich_batch_ms and the call that is then under way. [any-thread]
    void apply(std::vector<MappedRecord>& records, Timestamp now);

private:
    void apply(const EnrichStep& step, std::vector<MappedRecord>& records, Timestamp now,
               std::int64_t& left_us);

    std::mutex mutex_;  // An enricher takes one call at a time.
    std::vector<EnrichStep> steps_;
    std::function<void(const std::string&)> tell_;
};

}  // namespace cx::pipeline
