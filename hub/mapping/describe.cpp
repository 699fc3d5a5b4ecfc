// Trees of a mapping as text: canonical for programs, one line a binding for people.
#include "mapping/describe.hpp"

#include "mapping/compiler.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::mapping {
namespace {

constexpr std::size_t line_bytes = 120;  // Of a binding; longer ones end in "...".

void append_scalar(const Node& node, std::string& out)
{
    const bool plain = !node.quoted && !node.text.empty() &&
                       node.text.find_first_of(",[]{}:#\"'\n") == std::string::npos;
    if (plain)
        out += node.text;
    else
        json::write_to(json::Value(node.text), out);
}

void append(const Node& node, std::string& out)
{
    std::string_view separator;
    if (node.is_map()) {
        out += '{';
        for (const Node::Member& member : node.members) {
            out += separator;
            out += member.name;
            out += ": ";
            append(member.value, out);
            separator = ", ";
        }
        out += '}';
    } else if (node.is_list()) {
        out += '[';
        for (const Node& item : node.items) {
            out += separator;
            append(item, out);
            separator = ", ";
        }
        out += ']';
    } else if (node.is_scalar()) {
        append_scalar(node, out);
    } else {
        out += '~';
    }
}

}  // namespace

json::Value to_json(const Node& node)
{
    if (node.is_scalar()) return json::Value(node.text);
    if (node.is_list()) {
        json::Array list;
        for (const Node& item : node.items) list.push_back(to_json(item));
        return json::Value(std::move(list));
    }
    if (node.is_map()) {
        json::Object members;
        for (const Node::Member& member : node.members)
            members[member.name] = to_json(member.value);
        return json::Value(std::move(members));
    }
    return {};
}

std::string to_line(const Node& node)
{
    std::string line;
    append(node, line);
    return line;
}

std::string describe(const Program& program)
{
    std::size_t target_width = 0;
    std::size_t source_width = 0;
    const auto shown = [](const std::string& source) {
        if (source.size() <= line_bytes) return source;
        std::size_t end = line_bytes - 3;
        while (end > 0 && (static_cast<unsigned char>(source[end]) & 0xc0U) == 0x80U) --end;
        return source.substr(0, end) + "...";
    };
    for (const BindingLine& line : program.lines) {
        target_width = std::max(target_width, line.target.size());
        source_width = std::max(source_width, std::min<std::size_t>(shown(line.source).size(), 60));
    }
    std::string text;
    for (const BindingLine& line : program.lines) {
        text += fmt::format("{:<{}}  <-  {:<{}}", line.target, target_width, shown(line.source),
                            source_width);
        if (line.mark.line > 0) text += fmt::format("   {}:{}", line.mark.file, line.mark.line);
        text += '\n';
    }
    return text;
}

}  // namespace cx::mapping
