#include "rest/manifest/yaml.hpp"

#include <algorithm>

namespace rest {
namespace {

struct Line {
    std::size_t begin = 0;
    std::size_t end = 0;  // Without the line break
    std::size_t indent = 0;
};

bool next_line(std::string_view text, std::size_t at, Line& line)
{
    if (at >= text.size()) return false;
    line.begin = at;
    line.end = std::min(text.find('\n', at), text.size());
    const std::size_t first = std::min(text.find_first_not_of(' ', at), line.end);
    line.indent = first - at;
    return true;
}

bool is_blank(std::string_view content)
{
    return content.empty() || content == "\r" || content.front() == '#';
}

bool holds_anchor(std::string_view content)
{
    return content.find(": &") != std::string_view::npos ||
           content.find("- &") != std::string_view::npos;
}

// Whether what stands in deeper lines behind this one is a schema.
bool opens_schema(std::string_view content, std::string_view previous, bool same_indent,
                  std::size_t indent)
{
    if (content == "schemas:") return indent == 0;
    return content == "schema:" && same_indent && previous.ends_with("type: InlineSchemaLoader");
}

}  // namespace

std::string without_schemas(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    std::string_view previous;
    std::size_t previous_indent = 0;
    bool inside = false;
    std::size_t inside_indent = 0;
    Line line;
    for (std::size_t at = 0; next_line(text, at, line); at = line.end + 1) {
        const std::string_view content =
            text.substr(line.begin + line.indent, line.end - line.begin - line.indent);
        const bool blank = is_blank(content);
        if (!inside || !(blank || line.indent > inside_indent)) {
            out += text.substr(line.begin, line.end - line.begin);
            if (!blank) {
                inside =
                    opens_schema(content, previous, line.indent == previous_indent, line.indent);
                inside_indent = line.indent;
                previous = content;
                previous_indent = line.indent;
            }
        } else if (holds_anchor(content)) {
            return std::string(text);
        }
        out += '\n';
    }
    return out;
}

}  // namespace rest
