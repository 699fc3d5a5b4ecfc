// Maps what the store keeps of a stream's payloads again, after the mapping has changed.
//
// A page at a time, so that sources and receivers go first: each page waits for a moment in which
// none of them works, if one comes soon. The place that a replay has reached is durable; a mapping
// that changes meanwhile begins again. What a source has said anew since is left alone, and what
// says the same as before writes nothing.
#pragma once

#include "pipeline/applier.hpp"

#include <cx/json.hpp>

#include <functional>
#include <string>

namespace cx::pipeline {

class Replays {
public:
    // `busy`: whether a source or receiver works now.
    Replays(store::Store& store, Applier& applier, telemetry::Telemetry& telemetry, Clock& clock,
            const model::Schema& schema, std::function<bool()> busy)
        : store_(store),
          applier_(applier),
          telemetry_(telemetry),
          clock_(clock),
          schema_(schema),
          busy_(std::move(busy))
    {
    }

    // The next page of the stream's replay: {next: place or null at the end, total, figures...}.
    // See api::Admin::replay. [any-thread]
    json::Value page(const StreamContext& stream, bool again);
    // What a page would change, from `after` on; nothing is changed. Values of samples are shown
    // where their labels are accepted. [any-thread]
    json::Value dry_page(const StreamContext& stream, std::int64_t after,
                         const model::Accepts& accepts);

private:
    MappedBatch read(const StreamContext& stream, std::int64_t after, std::int64_t& last);
    void yield() const;

    store::Store& store_;
    Applier& applier_;
    telemetry::Telemetry& telemetry_;
    Clock& clock_;
    const model::Schema& schema_;
    std::function<bool()> busy_;
};

}  // namespace cx::pipeline
