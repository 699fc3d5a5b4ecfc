// The systems that the hub connects to, as `cxhub describe connectors` lists them. Each folder of
// plugins/ holds a connector.yaml that says what nobody can compute: the category, and on what the
// connector was proven. The rest comes from its library or manifest and its mappings.
#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace cx::config {

struct Proof {
    std::string on;  // "PostgreSQL 15"
    std::string by;  // The test, from the root of the source tree: "tests/peers/sql"
};

struct Connector {
    std::string name;                   // Of its folder: "okta"
    std::string system;                 // "Okta"
    std::string category;               // "identity"
    std::string plugin;                 // What a pipeline calls it: itself, "sql", "file"
    std::vector<std::string> modes;     // "incremental", "snapshot", "pushed", "sink"
    std::vector<std::string> entities;  // That its mappings make, sorted
    std::vector<Proof> proven;          // Empty: on nothing yet
};

// What is installed, by name. What is wrong with a file is reported.
std::vector<Connector> load_connectors(const Installation& installation, Sources& sources,
                                       Diagnostics& diagnostics);

}  // namespace cx::config
