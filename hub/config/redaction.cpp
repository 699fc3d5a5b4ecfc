#include "config/redaction.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace cx::config {
namespace {

constexpr std::array telling = {"token",   "secret", "password",    "passwd",     "passphrase",
                                "api_key", "apikey", "private_key", "credential", "authorization"};

std::vector<std::string_view> characters_of(std::string_view line)
{
    std::vector<std::string_view> result;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t end = at + 1;
        while (end < line.size() && (static_cast<std::uint8_t>(line[end]) & 0xc0U) == 0x80U) ++end;
        result.push_back(line.substr(at, end - at));
        at = end;
    }
    return result;
}

void replace(ShownLine& line, std::size_t begin, std::size_t end)
{
    static constexpr std::string_view mask = "*";
    constexpr std::size_t mask_characters = 3;
    auto& all = line.characters;
    begin = std::min(begin, all.size());
    end = std::clamp(end, begin, all.size());
    if (begin == end) return;
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(begin),
              all.begin() + static_cast<std::ptrdiff_t>(end));
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(begin), mask_characters, mask);
    if (line.caret >= end)
        line.caret += mask_characters + begin - end;
    else if (line.caret > begin)
        line.caret = begin;
}

// Where the value that begins at `begin` ends: at its quote, at a separator of a { }, at a comment
// or the line's end.
std::size_t value_end(const ShownLine& line, std::size_t begin)
{
    const auto& all = line.characters;
    if (begin >= all.size()) return all.size();
    const std::string_view quote = all[begin];
    if (quote == "\"" || quote == "'") {
        const auto close =
            std::find(all.begin() + static_cast<std::ptrdiff_t>(begin) + 1, all.end(), quote);
        return close == all.end() ? all.size() : static_cast<std::size_t>(close - all.begin()) + 1;
    }
    const bool flow = std::find(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(begin),
                                "{") != all.begin() + static_cast<std::ptrdiff_t>(begin);
    for (std::size_t i = begin; i < all.size(); ++i) {
        if (flow && (all[i] == "," || all[i] == "}"))
            return i > begin && all[i - 1] == " " ? i - 1 : i;
        if (all[i] == "#" && i > begin && all[i - 1] == " ") return i - 1;
    }
    return all.size();
}

std::string text_between(const ShownLine& line, std::size_t begin, std::size_t end)
{
    std::string text;
    for (std::size_t i = begin; i < std::min(end, line.characters.size()); ++i)
        text += line.characters[i];
    return text;
}

bool is_word_character(std::string_view c)
{
    return c.size() == 1 && ((c[0] >= 'a' && c[0] <= 'z') || (c[0] >= 'A' && c[0] <= 'Z') ||
                             c[0] == '_' || c[0] == '-' || (c[0] >= '0' && c[0] <= '9'));
}

bool is_telling(const std::string& key)
{
    const std::string lower = ascii_lower(key);
    return std::any_of(telling.begin(), telling.end(),
                       [&](const char* word) { return lower.find(word) != lower.npos; });
}

bool is_harmless(std::string value)
{
    std::erase_if(value, [](char c) { return c == '"' || c == '\''; });
    return value.starts_with("${") || value == "true" || value == "false" ||
           value.starts_with("{") || value.starts_with("[") || value.empty();
}

// `client_secret: abc`, anywhere in the line.
void hide_telling(ShownLine& line)
{
    for (std::size_t i = 1; i < line.characters.size(); ++i) {
        if (line.characters[i] != ":") continue;
        std::size_t last = i;
        while (last > 0 && (line.characters[last - 1] == "\"" || line.characters[last - 1] == "'"))
            --last;
        std::size_t first = last;
        while (first > 0 && is_word_character(line.characters[first - 1])) --first;
        std::size_t value = i + 1;
        while (value < line.characters.size() && line.characters[value] == " ") ++value;
        if (value == i + 1 || !is_telling(text_between(line, first, last))) continue;
        const std::size_t end = value_end(line, value);
        if (!is_harmless(text_between(line, value, end))) replace(line, value, end);
    }
}

std::size_t indentation(std::string_view line)
{
    return std::min(line.find_first_not_of(" \t"), line.size());
}

// Whether the line stands in or below `secrets:`, by its indentation.
bool is_below_secrets(const std::string& text, int number)
{
    const std::vector<std::string_view> lines = split(text, '\n');
    std::size_t limit = std::string::npos;
    for (std::size_t i = std::min(static_cast<std::size_t>(number), lines.size()); i > 0; --i) {
        const std::string_view line = lines[i - 1];
        if (trim(line).empty() || indentation(line) >= limit) continue;
        limit = indentation(line);
        if (line.substr(limit).starts_with("secrets:")) return true;
        if (limit == 0) return false;
    }
    return false;
}

}  // namespace

ShownLine redact(std::string_view text, const Mark& mark, const Sources& sources, bool unread)
{
    ShownLine line{characters_of(text), static_cast<std::size_t>(std::max(mark.column - 1, 0))};
    if (unread && is_below_secrets(*sources.text(mark.file), mark.line)) {
        const auto colon = std::find(line.characters.begin(), line.characters.end(), ":");
        if (colon == line.characters.end())
            replace(line, indentation(text), line.characters.size());
        else
            replace(line, static_cast<std::size_t>(colon - line.characters.begin()) + 2,
                    line.characters.size());
        return line;
    }
    std::vector<std::size_t> columns;
    for (const Mark& hidden : sources.hidden())
        if (hidden.file == mark.file && hidden.line == mark.line)
            columns.push_back(static_cast<std::size_t>(hidden.column - 1));
    // From the right, so that the places on the left stay right.
    std::sort(columns.rbegin(), columns.rend());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    for (const std::size_t column : columns) replace(line, column, value_end(line, column));
    hide_telling(line);
    return line;
}

}  // namespace cx::config
