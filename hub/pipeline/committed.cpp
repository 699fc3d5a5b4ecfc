#include "pipeline/committed.hpp"

namespace cx::pipeline {
namespace {

// Seconds from the event to its being readable, for events that are news rather than history.
void note_latency(const MappedBatch& batch, Timestamp now, telemetry::BatchFigures& figures)
{
    constexpr std::int64_t news = 3600 * micros_per_second;
    for (const MappedRecord& record : batch.records) {
        if (!record.outcome.occurred_at) continue;
        const std::int64_t age = now.micros - record.outcome.occurred_at->micros;
        if (age >= 0 && age < news)
            figures.event_to_visible_seconds.push_back(static_cast<double>(age) /
                                                       static_cast<double>(micros_per_second));
    }
}

}  // namespace

void tell_committed(const StreamContext& stream, const MappedBatch& batch,
                    telemetry::BatchFigures& figures, telemetry::Telemetry& telemetry,
                    Timestamp now)
{
    note_latency(batch, now, figures);
    for (const MappedRecord& record : batch.records)
        if (record.refusal)
            telemetry.record_rejected(stream.pipeline, stream.stream, record.refusal->code,
                                      record.position, record.refusal->config_line);
    telemetry.batch_committed(stream.pipeline, stream.stream, figures, now);
}

}  // namespace cx::pipeline
