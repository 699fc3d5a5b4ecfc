// A configuration file's bytes before they are YAML: encoding, line ends, lines.
#pragma once

#include "base/diagnostic.hpp"
#include "base/node.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cx::config {

// Text without byte order mark and with "\n" line ends, and a view of each of its lines.
class SourceText {
public:
    SourceText(std::string_view bytes, std::string file);
    SourceText(const SourceText&) = delete;
    SourceText& operator=(const SourceText&) = delete;

    // Reports what no YAML reader should see: other encodings, control characters, too much of it.
    bool check(Diagnostics& diagnostics) const;

    const std::string& text() const { return text_; }
    const std::string& file() const { return file_; }
    std::size_t line_count() const { return lines_.size(); }
    // Line `number` from 1, without its end; "" beyond the last.
    std::string_view line(int number) const;
    // Both from 0 and the column in bytes, as a byte-wise reader counts.
    Mark mark(int line, int byte_column) const;
    std::size_t offset(int line, int byte_column) const;
    Mark mark_at(std::size_t offset) const;

private:
    std::string text_;
    std::string file_;
    bool utf16_ = false;
    std::vector<std::size_t> starts_;
    std::vector<std::string_view> lines_;
};

// Characters (code points) in UTF-8 text.
std::size_t character_count(std::string_view text);

}  // namespace cx::config
