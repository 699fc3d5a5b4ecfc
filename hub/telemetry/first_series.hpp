// The series that are there from the start, at 0, so that whoever watches sees them before anything
// has happened.
#pragma once

#include "telemetry/series.hpp"

#include <string>
#include <string_view>

namespace cx::telemetry {

// All but those of pipelines, sinks and routes, which are known later.
void make_first_series(Series& series);

// Those of a pipeline's stream, or of a sink: of each metric whose first label is `label`.
void make_series_of(Series& series, std::string_view label, const std::string& name,
                    const std::string& stream);

}  // namespace cx::telemetry
