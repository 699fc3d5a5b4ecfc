// Runs a Program over one record.
#pragma once

#include "mapping/mapping.hpp"
#include "mapping/program.hpp"

namespace cx::mapping {

Outcome apply(const Program& program, const json::Value& record, const SourceFacts& facts);

}  // namespace cx::mapping
