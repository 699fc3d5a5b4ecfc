// An installation for tests: the shipped schema, identity and mappings, the real file plugin, and a
// plugin `crm` that exists as its description alone.
#pragma once

#include "config/config.hpp"

#include <filesystem>
#include <fstream>
#include <string>

namespace cx::config::test {

class TestInstallation {
public:
    TestInstallation();
    ~TestInstallation();
    TestInstallation(const TestInstallation&) = delete;
    TestInstallation& operator=(const TestInstallation&) = delete;

    const std::string& folder() const { return folder_; }
    Installation installation() const { return {"", folder_ + "/plugins", folder_ + "/share"}; }
    LoadResult load(const std::string& directory) const;
    // Writes a file below folder()/DIR, its folders too.
    void write(const std::string& path, const std::string& text) const;
    // Loads folder()/DIR and shows its messages with the folder called DIR.
    LoadResult load_written() const;
    std::string messages() const;

private:
    std::string folder_;
};

// What the plugin `crm` says: a required secret `token`, an integer `retries`, a duration `pause`,
// and the stream options `table` (required), `fields` (a list), `kind` (a word), `wide` (a truth),
// `folder` (a path).
plugin::Description crm_description();
// A sink whose options have a place for the schema of what it gets.
// Of the library `rest` with a manifest that speaks of a shop.
Result<plugin::Description> shop_description(std::string_view manifest);
plugin::Description tables_description();

}  // namespace cx::config::test
