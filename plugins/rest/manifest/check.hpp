// Looks through a resolved stream by the table of components.
#pragma once

#include "rest/manifest/node.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rest {

struct Findings {
    std::vector<std::string> missing;   // What keeps the stream from running, each named once
    std::vector<std::string> warnings;  // "manifest.yaml:12: unknown field 'x' of HttpRequester"

    void miss(std::string what);
    void warn(std::string what);
};

void check_component(const Node& node, Findings& findings);

// The variables of `field` of `component`, one by one.
std::vector<std::string_view> variables_of(std::string_view component, std::string_view field);

}  // namespace rest
