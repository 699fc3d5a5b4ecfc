#include "config/yaml_syntax.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace cx::config {
namespace {

struct Phrase {
    std::string_view reason;  // Begins the reader's sentence.
    std::string_view message;
};

// Sentences that need nothing but the place. The others are in explain() below.
constexpr std::array phrases = {
    Phrase{"illegal block entry",
           "'- ' begins a list entry and must stand on a line of its own, below its key"},
    Phrase{"illegal map key", "a key is not expected here; begin it on a line of its own"},
    Phrase{"unknown escape character",
           "unknown escape behind '\\'; write '\\\\' for a backslash, or use single quotes"},
    Phrase{"bad character found while scanning hex number",
           "'\\x', '\\u' and '\\U' take 2, 4 and 8 hexadecimal digits"},
    Phrase{"invalid unicode", "this escape is no Unicode character"},
    Phrase{"illegal document indicator in scalar",
           "the quoted text is not closed before this line; lines of quoted text cannot begin with "
           "'---' or '...'"},
    Phrase{"illegal EOF in scalar", "the quoted text is not closed"},
    Phrase{"the referenced anchor is not defined",
           "'*' refers to an '&' name that is not defined above; quote the text if the '*' belongs "
           "to it"},
    Phrase{"alias not found", "'*' needs a name; quote the text if the '*' belongs to it"},
    Phrase{"anchor not found", "'&' needs a name; quote the text if the '&' belongs to it"},
    Phrase{"illegal character found while scanning alias",
           "this character cannot be in the name behind '*'; quote the text if the '*' belongs to "
           "it"},
    Phrase{"illegal character found while scanning anchor",
           "this character cannot be in the name behind '&'; quote the text if the '&' belongs to "
           "it"},
    Phrase{"unexpected character in block scalar",
           "behind '|' or '>' nothing but '-', '+' or a digit may stand on the line"},
    Phrase{"cannot set zero indentation", "the indentation behind '|' or '>' is 1 to 9"},
    Phrase{"aliases can't have any content", "a value cannot follow a '*' reference"},
    Phrase{"cannot assign multiple", "only one '&', '*' or '!' may stand before a value"},
};

std::size_t indentation(std::string_view line)
{
    return std::min(line.find_first_not_of(' '), line.size());
}

bool has_content(std::string_view line)
{
    const std::string_view rest = trim(line);
    return !rest.empty() && rest.front() != '#';
}

// A line at or closely above the mistake that is indented with a tab; 0 where there is none.
int line_with_tab(const SourceText& source, int line)
{
    for (int i = line; i >= 1 && i >= line - 1; --i) {
        const std::string_view text = source.line(i);
        if (has_content(text) && text.substr(indentation(text)).starts_with('\t')) return i;
    }
    return 0;
}

struct Told {
    Mark mark;
    std::string message;
};

Told not_closed(const ReadSoFar::Open& open, RawPlace place, const SourceText& source)
{
    const Mark begin = source.mark(open.place.line, open.place.column);
    const Mark end = source.mark(place.line, place.column);
    const char closing = open.map ? '}' : ']';
    const std::string_view line = source.line(place.line + 1);
    const auto at = std::min(static_cast<std::size_t>(place.column), line.size());
    if (at > 0 && line[at - 1] == '$' && line.substr(at).starts_with('{'))
        return {source.mark(place.line, place.column - 1),
                fmt::format("inside {} a '${{...}}' must be quoted", open.map ? "{ }" : "[ ]")};
    if (begin.line == end.line) return {end, fmt::format("',' or '{}' is expected here", closing)};
    return {begin,
            fmt::format("'{}' is not closed: ',' or '{}' is missing before line {}, column {}",
                        open.map ? '{' : '[', closing, end.line, end.column)};
}

Told behind_quotes(const ReadSoFar::Scalar& scalar, RawPlace place, const SourceText& source)
{
    const Mark begin = source.mark(scalar.place.line, scalar.place.column);
    const Mark end = source.mark(place.line, place.column);
    if (begin.line == end.line)
        return {end,
                "text follows the closing quote; put all of the value in the quotes (in single "
                "quotes, '' is one ')"};
    return {begin,
            fmt::format("is the closing quote missing here? The quoted text ends in line {}, "
                        "and more text follows",
                        end.line)};
}

// A block list or map ended where nothing above continues.
Told not_aligned(RawPlace place, const ReadSoFar& before, const SourceText& source)
{
    const Mark at = source.mark(place.line, place.column);
    std::vector<std::string> columns;
    for (const ReadSoFar::Open& open : before.open)
        if (!open.flow) columns.push_back(std::to_string(open.place.column + 1));
    if (before.last_closed && !before.last_closed->flow &&
        before.last_closed->place.line < place.line)
        columns.push_back(std::to_string(before.last_closed->place.column + 1));
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    if (columns.size() > 3) columns.erase(columns.begin(), columns.end() - 3);
    std::string expected;
    for (std::size_t i = 0; i < columns.size(); ++i)
        expected += (i == 0 ? "" : i + 1 == columns.size() ? " or " : ", ") + columns[i];
    if (static_cast<std::size_t>(place.column) > indentation(source.line(place.line + 1)))
        return {at, "this text is not expected here; quote the value if it belongs to it"};
    return {at, fmt::format("the indentation fits nothing above: the line begins in column {}, "
                            "expected is {}",
                            at.column, expected)};
}

// "illegal map value": a ':' where no key was waiting for one.
Told unexpected_colon(RawPlace place, const ReadSoFar& before, const SourceText& source)
{
    const std::string_view line = source.line(place.line + 1);
    const auto begin = static_cast<int>(indentation(line));
    const int last = before.last_scalar ? before.last_scalar->place.line : -1;
    if (last == place.line || last < 0)
        return {source.mark(place.line, place.column),
                "a second ':' in one line; quote the value if the ':' belongs to it"};
    for (int i = last + 1; i < place.line; ++i) {
        const std::string_view above = source.line(i + 1);
        if (has_content(above) && above.find(": ") == std::string_view::npos &&
            indentation(above) <= static_cast<std::size_t>(begin))
            return {source.mark(i, static_cast<int>(indentation(above))),
                    "this is neither a key nor a value; a key needs ':' and a space behind it"};
    }
    return {source.mark(place.line, begin),
            fmt::format("the line continues the value of line {}, because it is indented deeper "
                        "than that key; a key begins in the column of its neighbours",
                        last + 1)};
}

Told explain(std::string_view reason, RawPlace place, const ReadSoFar& before,
             const SourceText& source)
{
    const Mark at = source.mark(place.line, place.column);
    if (const int tab = line_with_tab(source, at.line); tab > 0)
        return {source.mark(tab - 1, static_cast<int>(indentation(source.line(tab)))),
                "a tab stands in the indentation; indent with spaces"};
    if (!before.open.empty() && before.open.back().flow &&
        reason.find("flow not found") != reason.npos)
        return not_closed(before.open.back(), place, source);
    if (reason.starts_with("illegal flow end"))
        return {at, fmt::format(
                        "'{}' closes nothing; quote the value if it belongs to it",
                        source.line(at.line).substr(static_cast<std::size_t>(place.column), 1))};
    if (reason.starts_with("end of map") || reason.starts_with("end of sequence")) {
        if (before.last_scalar && before.last_scalar->quoted) {
            const RawPlace scalar = before.last_scalar->place;
            const std::size_t end =
                quoted_end(source.text(), source.offset(scalar.line, scalar.column));
            if (end != std::string_view::npos && source.mark_at(end).line == at.line)
                return behind_quotes(*before.last_scalar, place, source);
        }
        return not_aligned(place, before, source);
    }
    if (reason.starts_with("illegal map value")) return unexpected_colon(place, before, source);
    if (reason.starts_with("unknown token")) {
        const std::string_view rest =
            source.line(at.line).substr(static_cast<std::size_t>(place.column), 1);
        return {at, fmt::format("a value cannot begin with '{}'; put it in quotes", rest)};
    }
    for (const Phrase& phrase : phrases)
        if (reason.starts_with(phrase.reason)) return {at, std::string(phrase.message)};
    return {at, "this is not YAML; check quotes, brackets and indentation"};
}

}  // namespace

std::size_t quoted_end(std::string_view text, std::size_t offset)
{
    std::size_t at = offset;
    while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
        at = std::min(text.find_first_of(" \n", at), text.size());
        at = std::min(text.find_first_not_of(" \n", at), text.size());
    }
    if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return offset;
    const char quote = text[at];
    for (++at; at < text.size(); ++at) {
        if (quote == '"' && text[at] == '\\') {
            ++at;
        } else if (text[at] == quote) {
            if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) return at + 1;
            ++at;
        }
    }
    return std::string_view::npos;
}

void report_syntax_error(std::string_view reason, RawPlace place, const ReadSoFar& before,
                         const SourceText& source, Diagnostics& diagnostics)
{
    Told told = explain(reason, place, before, source);
    diagnostics.error(told.mark, "config.syntax", std::move(told.message));
}

}  // namespace cx::config
