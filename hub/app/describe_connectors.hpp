// `cxhub describe connectors` and `cxhub describe manifest`.
#pragma once

#include "app/commands.hpp"

namespace cx::app {

// A table of all; with a name one connector with its options.
int describe_connectors(const DescribeArguments& arguments);
// What a manifest offers, which of its streams run, and what the others lack. By its file, or by
// the name of a connector that ships. Without one the reference page of the format.
int describe_manifest(const DescribeArguments& arguments);

}  // namespace cx::app
