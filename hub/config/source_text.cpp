#include "config/source_text.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace cx::config {
namespace {

// The first byte that is not part of well-formed UTF-8; size where all is.
std::size_t valid_prefix(std::string_view bytes)
{
    if (is_utf8(bytes)) return bytes.size();
    std::size_t low = 0;
    std::size_t line_end = bytes.find('\n');
    while (line_end != std::string_view::npos && is_utf8(bytes.substr(low, line_end + 1 - low))) {
        low = line_end + 1;
        line_end = bytes.find('\n', low);
    }
    while (low < bytes.size()) {
        std::size_t length = 1;
        while (length <= 4 && !is_utf8(bytes.substr(low, length))) ++length;
        if (length > 4 || low + length > bytes.size()) return low;
        low += length;
    }
    return low;
}

bool is_control(char c)
{
    const auto byte = static_cast<std::uint8_t>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
}

std::string with_newlines(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size() + 1);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (bytes[i] != '\r' || i + 1 >= bytes.size() || bytes[i + 1] != '\n') text += bytes[i];
    return text;
}

}  // namespace

std::size_t character_count(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<std::uint8_t>(c) & 0xc0U) != 0x80U;
    }));
}

SourceText::SourceText(std::string_view bytes, std::string file) : file_(std::move(file))
{
    utf16_ = bytes.substr(0, 2) == "\xff\xfe" || bytes.substr(0, 2) == "\xfe\xff";
    if (bytes.substr(0, 3) == "\xef\xbb\xbf") bytes.remove_prefix(3);
    text_ = with_newlines(bytes);
    const std::string_view all = text_;
    for (std::size_t at = 0; at <= all.size();) {
        const std::size_t end = std::min(all.find('\n', at), all.size());
        starts_.push_back(at);
        lines_.push_back(all.substr(at, end - at));
        at = end + 1;
    }
}

bool SourceText::check(Diagnostics& diagnostics) const
{
    if (text_.size() > limits::config_bytes) {
        diagnostics.error({file_, 1, 1}, "config.too_large",
                          fmt::format("the file has {} bytes, at most {} are read", text_.size(),
                                      limits::config_bytes));
        return false;
    }
    if (utf16_) {
        diagnostics.error({file_, 1, 1}, "config.encoding", "the file is UTF-16; save it as UTF-8");
        return false;
    }
    if (const std::size_t bad = valid_prefix(text_); bad < text_.size()) {
        const Mark at = mark_at(bad);
        diagnostics.error(at, "config.encoding",
                          fmt::format("byte 0x{:02x} is not UTF-8; save the file as UTF-8",
                                      static_cast<std::uint8_t>(text_[bad])));
        return false;
    }
    const auto control = std::find_if(text_.begin(), text_.end(), is_control);
    if (control == text_.end()) return true;
    const Mark at = mark_at(static_cast<std::size_t>(control - text_.begin()));
    if (*control == '\r') {
        diagnostics.error(at, "config.encoding",
                          "a carriage return stands alone; end lines with LF or CR LF");
    } else {
        diagnostics.error(at, "config.encoding",
                          fmt::format("control character U+{:04X} is not allowed; write it as an "
                                      "escape in double quotes",
                                      static_cast<std::uint8_t>(*control)));
    }
    return false;
}

std::string_view SourceText::line(int number) const
{
    const auto index = static_cast<std::size_t>(number - 1);
    return number > 0 && index < lines_.size() ? lines_[index] : std::string_view();
}

Mark SourceText::mark(int line_index, int byte_column) const
{
    const std::string_view before =
        line(line_index + 1).substr(0, static_cast<std::size_t>(std::max(byte_column, 0)));
    return {file_, line_index + 1, static_cast<int>(character_count(before)) + 1};
}

std::size_t SourceText::offset(int line_index, int byte_column) const
{
    const auto index = static_cast<std::size_t>(std::max(line_index, 0));
    if (index >= starts_.size()) return text_.size();
    return std::min(starts_[index] + static_cast<std::size_t>(std::max(byte_column, 0)),
                    text_.size());
}

Mark SourceText::mark_at(std::size_t offset) const
{
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto index = static_cast<std::size_t>(after - starts_.begin()) - 1;
    return mark(static_cast<int>(index), static_cast<int>(offset - starts_[index]));
}

}  // namespace cx::config
