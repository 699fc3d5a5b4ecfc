// YAML with positions: the only place that knows yaml-cpp.
#pragma once

#include "base/diagnostic.hpp"
#include "base/node.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cx::config {

// Reads one document. Duplicate keys, aliases that expand beyond limits, custom tags and several
// documents are errors; after a syntax error (the first one ends the file) the result is a null
// node. `${env:NAME}` is not yet replaced.
Node parse_yaml(std::string_view text, const std::string& file, Diagnostics& diagnostics);

// Where every text that was parsed is kept, so that a message can show its line.
class Sources {
public:
    // Reads a file and keeps it; a missing or unreadable file is a diagnostic at Mark{file}.
    bool load(const std::string& path, const std::string& shown_as, Diagnostics& diagnostics);
    void add(const std::string& file, std::string text);
    const std::string* text(const std::string& file) const;
    // The value written at `value` is a secret: no message shows it.
    void hide(const Mark& value);
    const std::vector<Mark>& hidden() const { return hidden_; }

private:
    std::map<std::string, std::string> texts_;
    std::vector<Mark> hidden_;
};

// "pipelines/crm.yaml:7:5: unknown option 'tokn' ...\n    tokn: abc\n    ^\n" for each, in the
// order of the files. A line that holds a secret option's value shows it as "***".
std::string render_text(const Diagnostics& diagnostics, const Sources& sources);
std::string render_json(const Diagnostics& diagnostics);

}  // namespace cx::config
