// What is told of a batch that was committed, by sources and receivers alike.
#pragma once

#include "pipeline/mapped_batch.hpp"
#include "telemetry/telemetry.hpp"

namespace cx::pipeline {

// Counts it, logs its rejects, and measures how old its events were.
void tell_committed(const StreamContext& stream, const MappedBatch& batch,
                    telemetry::BatchFigures& figures, telemetry::Telemetry& telemetry,
                    Timestamp now);

}  // namespace cx::pipeline
