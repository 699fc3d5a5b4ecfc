// configs/schema and DIR/schema -> model::Schema.
#pragma once

#include "config/reader.hpp"
#include "model/schema.hpp"

#include <string>
#include <vector>

namespace cx::config {

// Files of `folder` with the ending .yaml, sorted by name; nothing where it is no folder.
std::vector<std::string> yaml_files(const std::string& folder);

// Reads labels.yaml, events.yaml, glossary/*.yaml, entities/*.yaml and ext/<namespace>/*.yaml of
// `folder` into `schema`, above what is there: new labels, interaction types, terms, aliases and
// entities, and extension fields.
// Redefining an entity is an error. `shown` stands for `folder` in messages.
void read_schema_folder(Reader& reader, const std::string& folder, const std::string& shown,
                        model::Schema& schema);

// Whether a label may be named: it is in the taxonomy, is retention.<n>d, or, as a pattern, ends in
// ".*" and covers a known label.
bool is_known_label(const model::Taxonomy& taxonomy, std::string_view label, bool pattern);
// Reports each label of the list `name` in `node` that the taxonomy does not know.
void check_labels(Reader& reader, const Node& node, std::string_view name,
                  const model::Taxonomy& taxonomy, bool patterns);

}  // namespace cx::config
