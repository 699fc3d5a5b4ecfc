#include "base/limits.hpp"
#include "base/text.hpp"
#include "config/redaction.hpp"
#include "config/yaml.hpp"

#include <cx/json.hpp>

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace cx::config {
namespace {

constexpr std::size_t line_characters = 120;  // Longer lines are shown around the caret.

std::string_view line_of(std::string_view text, int number)
{
    for (int i = 1; i < number; ++i) {
        const std::size_t end = text.find('\n');
        if (end == text.npos) return {};
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find('\n'));
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

// Hangul, Hanja, Kana and full-width forms take two columns of a terminal (Unicode East Asian Width
// W and F, from their lead bytes).
bool is_wide(std::string_view character)
{
    if (character.size() == 4) return static_cast<std::uint8_t>(character[1]) >= 0x9f;
    if (character.size() != 3) return false;
    const int high = static_cast<std::uint8_t>(character[0]) & 0x0f;
    const int middle = static_cast<std::uint8_t>(character[1]) & 0x3f;
    const int code =
        (high << 12) | (middle << 6) | (static_cast<std::uint8_t>(character[2]) & 0x3f);
    return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
           (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
           (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
           (code >= 0xffe0 && code <= 0xffe6);
}

// The line and the caret below it, each ended by a newline.
std::string pointed(const ShownLine& line)
{
    const std::vector<std::string_view>& all = line.characters;
    const std::size_t caret = line.caret;
    std::size_t first = 0;
    std::size_t last = all.size();
    if (all.size() > line_characters) {
        first = caret > line_characters / 2 ? caret - line_characters / 2 : 0;
        first = std::min(first, all.size() - 1);
        last = std::min(all.size(), first + line_characters);
    }
    std::string shown = first > 0 ? "..." : "";
    std::string below(shown.size(), ' ');
    for (std::size_t i = first; i < last; ++i) {
        shown += all[i] == "\t" ? " " : all[i];
        if (i < caret) below += is_wide(all[i]) ? "  " : " ";
    }
    if (last < all.size()) shown += "...";
    return shown + "\n" + below + "^\n";
}

}  // namespace

void Sources::add(const std::string& file, std::string text)
{
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    texts_[file] = std::move(text);
}

void Sources::hide(const Mark& value)
{
    hidden_.push_back(value);
}

const std::string* Sources::text(const std::string& file) const
{
    const auto found = texts_.find(file);
    return found == texts_.end() ? nullptr : &found->second;
}

bool Sources::load(const std::string& path, const std::string& shown_as, Diagnostics& diagnostics)
{
    std::error_code failed;
    const std::filesystem::file_status status = std::filesystem::status(path, failed);
    if (!std::filesystem::exists(status)) {
        diagnostics.error({shown_as}, "config.missing_file", "there is no such file");
        return false;
    }
    if (!std::filesystem::is_regular_file(status)) {
        diagnostics.error({shown_as}, "config.unreadable", "this is not a regular file");
        return false;
    }
    const std::uintmax_t size = std::filesystem::file_size(path, failed);
    if (!failed && size > limits::config_bytes) {
        diagnostics.error(
            {shown_as}, "config.too_large",
            fmt::format("the file has {} bytes, at most {} are read", size, limits::config_bytes));
        return false;
    }
    std::ifstream stream(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (!stream.is_open() || stream.bad()) {
        diagnostics.error({shown_as}, "config.unreadable",
                          "the file cannot be read; check its permissions");
        return false;
    }
    add(shown_as, std::move(text));
    return true;
}

std::string render_text(const Diagnostics& diagnostics, const Sources& sources)
{
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
        const Mark& mark = diagnostic.mark;
        if (!mark.file.empty()) out += mark.file;
        if (mark.line > 0) out += fmt::format(":{}:{}", mark.line, mark.column);
        if (!mark.file.empty()) out += ": ";
        if (diagnostic.severity == Diagnostic::Severity::warning) out += "warning: ";
        out += diagnostic.message + "\n";
        const std::string* text = mark.line > 0 ? sources.text(mark.file) : nullptr;
        if (!text || !is_utf8(*text)) continue;
        const std::string_view line = line_of(*text, mark.line);
        if (!trim(line).empty())
            out += pointed(redact(line, mark, sources, diagnostic.code == "config.syntax"));
    }
    return out;
}

std::string render_json(const Diagnostics& diagnostics)
{
    json::Array all;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
        const bool warning = diagnostic.severity == Diagnostic::Severity::warning;
        json::Object row;
        row["file"] = diagnostic.mark.file;
        row["line"] = diagnostic.mark.line;
        row["column"] = diagnostic.mark.column;
        row["code"] = diagnostic.code;
        row["severity"] = warning ? "warning" : "error";
        row["message"] = diagnostic.message;
        all.push_back(std::move(row));
    }
    return json::write_pretty(std::move(all));
}

}  // namespace cx::config
