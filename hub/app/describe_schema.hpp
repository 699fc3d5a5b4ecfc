// `cxhub describe` of the vocabulary: schema, entities, terms, term.
#pragma once

#include "app/commands.hpp"
#include "model/schema.hpp"

#include <optional>

namespace cx::app {

// The schema that ships with the namespaces of identity.yaml; its mistakes are printed.
model::Schema shipped_schema();

int describe_schema(const DescribeArguments& arguments);
int describe_entities(const DescribeArguments& arguments);
int describe_terms(const DescribeArguments& arguments);
int describe_term(const DescribeArguments& arguments);

}  // namespace cx::app
