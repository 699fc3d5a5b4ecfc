// `enrich:` of a stream.
#pragma once

#include "config/loader.hpp"

namespace cx::config {

// Reads the enrichers of `node`, a stream, and gives what they write the labels of what they read.
// Behind the mapping, whose entities they look at.
void read_enrichers(Loader& loader, const Node& node, Stream& stream);

}  // namespace cx::config
