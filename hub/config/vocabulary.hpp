// The schema and its glossary in words: reference pages, and one term for a terminal.
#pragma once

#include "model/schema.hpp"

#include <string>

namespace cx::config {

// docs/reference/entities.md: every entity with its fields. Markdown.
std::string describe_entities(const model::Schema& schema);

// docs/reference/terms.md: every term with each department's words. Markdown.
std::string describe_terms(const model::Schema& schema);

// One term: what it means, where the schema keeps it, what others call it, what it is not.
std::string describe_term(const model::TermFound& found, const model::Schema& schema);

}  // namespace cx::config
