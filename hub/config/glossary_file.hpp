// schema/glossary/*.yaml -> model::Glossary.
#pragma once

#include "config/reader.hpp"
#include "model/schema.hpp"

namespace cx::config {

// Adds the file's departments, terms and aliases. A term that is there already gets aliases and
// terms it is not the same as, and nothing else: a second meaning is an error, and so is a word
// that the department has for another term.
void read_glossary(Reader& reader, const Node& root, model::Schema& schema);

// What can be told only when everything is read: aliases name departments and namespaces that are
// declared, and terms are told apart from terms that exist.
void check_glossary(Reader& reader, const model::Schema& schema);

}  // namespace cx::config
