// `fields:` of an entity or extension.
#pragma once

#include "config/reader.hpp"
#include "model/schema.hpp"

#include <vector>

namespace cx::config {

// Reads and checks the fields of `list`, which may be null; the schema's labels and terms are there
// already, and a field has the labels of its term.
std::vector<model::Field> read_fields(Reader& reader, const model::Schema& schema,
                                      const Node* list);

}  // namespace cx::config
