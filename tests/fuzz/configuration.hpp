// What the fuzzers of configuration files share: the shipped schema, and that each mistake has a
// place in the file.
#pragma once

#include "config/config.hpp"
#include "config/source_text.hpp"
#include "fuzz.hpp"

#include <string>

namespace cx::fuzz {

inline const std::string file_name = "fuzz.yaml";

inline const model::Schema& shipped_schema()
{
    static const model::Schema schema = [] {
        config::Sources sources;
        Diagnostics diagnostics;
        model::Schema read =
            config::load_schema(CX_SOURCE_DIR "/configs/schema", sources, diagnostics);
        promise(!diagnostics.has_errors(), "the shipped schema is sound");
        return read;
    }();
    return schema;
}

// Line and column lie in `text`, the column at most one behind the line's end.
inline void check_place(const Mark& mark, const config::SourceText& text)
{
    promise_equal(mark.file, file_name, "a place is in the file");
    promise(mark.line >= 1 && mark.line <= static_cast<int>(text.line_count()),
            "a place has a line of the file");
    const auto characters = static_cast<int>(config::character_count(text.line(mark.line)));
    promise(mark.column >= 1 && mark.column <= characters + 1, "a place has a column of its line");
}

// The messages as people see them; `sources` knows the file.
inline std::string check_diagnostics(const Diagnostics& diagnostics, std::string_view bytes,
                                     const config::Sources& sources)
{
    const config::SourceText text(bytes, file_name);
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
        check_place(diagnostic.mark, text);
        promise(!diagnostic.code.empty() && !diagnostic.message.empty(), "a mistake is explained");
    }
    return config::render_text(diagnostics, sources) + config::render_json(diagnostics);
}

inline void check_node(const Node& node, const config::SourceText& text)
{
    check_place(node.mark, text);
    for (const Node& item : node.items) check_node(item, text);
    for (const Node::Member& member : node.members) {
        check_place(member.mark, text);
        promise(node.find(member.name) == &member.value, "names are unique");
        check_node(member.value, text);
    }
}

}  // namespace cx::fuzz
