#include "file/splitter.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <utility>

namespace file {
namespace {

// As much of a bad record as helps to find and mend it.
constexpr std::size_t shown_bytes = 16U << 10;

std::vector<std::string> path_of(std::string_view dotted)
{
    std::vector<std::string> path;
    for (;;) {
        const std::size_t dot = dotted.find('.');
        path.emplace_back(dotted.substr(0, dot));
        if (dot == std::string_view::npos) return path;
        dotted.remove_prefix(dot + 1);
    }
}

}  // namespace

Splitter::Line Splitter::find_line(std::string_view& line)
{
    std::size_t searched = 0;
    for (;;) {
        const std::string_view view = window_.view();
        const std::size_t end = view.find('\n', searched);
        if (end != std::string_view::npos) {
            line = view.substr(0, end + 1);
            return end > record_bytes ? Line::too_long : Line::whole;
        }
        line = view;
        if (view.size() > record_bytes) return Line::too_long;
        searched = view.size();
        if (!window_.more()) {
            line = window_.view();
            return Line::partial;
        }
    }
}

Step Splitter::reject_long_line(std::string_view line, Item& item, bool final)
{
    make_reject(item, line, "file.too_long",
                fmt::format("the line is longer than {} bytes", record_bytes));
    passing_ = item;
    return pass_on(item, final);
}

Step Splitter::pass_on(Item& item, bool final)
{
    for (;;) {
        const std::string_view view = window_.view();
        const std::size_t end = view.find('\n');
        window_.consume(end == std::string_view::npos ? view.size() : end + 1);
        if (end != std::string_view::npos) break;
        if (stop_()) return Step::more;
        if (window_.more()) continue;
        if (!final) return Step::more;
        break;
    }
    item = *std::exchange(passing_, std::nullopt);
    mark_.offset = window_.offset();
    ++mark_.line;
    return Step::item;
}

bool Splitter::to_utf8(std::string_view& raw, std::string& scratch)
{
    if (input_.encoding() != Encoding::cp949) return cx::json::is_utf8(raw);
    if (!converter_) converter_ = std::make_unique<Converter>(Encoding::cp949);
    const bool sound = converter_->convert(raw, scratch);
    raw = scratch;
    return sound;
}

ObjectReader::ObjectReader(const std::vector<std::string>& key)
{
    for (const std::string& path : key) paths_.push_back(path_of(path));
}

void ObjectReader::read(Item& item)
{
    const cx::Result<cx::Done> sound = checked_.read(item.payload);
    if (!sound) {
        const bool other = sound.error().code == "json.object";
        return make_reject(item, std::string(item.payload), other ? "json.object" : "json.syntax",
                           sound.error().message);
    }
    if (paths_.empty()) {
        item.key = content_key(item.payload);
        return;
    }
    for (std::size_t i = 0; i < paths_.size(); ++i) {
        const std::optional<std::string> part = checked_.text_at(paths_[i]);
        if (!part || part->empty())
            return make_reject(item, std::string(item.payload), "file.key",
                               fmt::format("nothing stands at {}, which should identify the record",
                                           fmt::join(paths_[i], ".")));
        add_key_part(*part, i == 0, paths_.size() == 1, item.key);
    }
}

void add_key_part(std::string_view part, bool first, bool alone, std::string& key)
{
    if (alone) {
        key = part;
        return;
    }
    if (!first) key += '|';
    for (const char c : part) {
        if (c == '|' || c == '\\') key += '\\';
        key += c;
    }
}

std::string content_key(std::string_view payload)
{
    const XXH128_hash_t hash = XXH3_128bits(payload.data(), payload.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

void make_reject(Item& item, std::string_view raw, const char* code, std::string why)
{
    std::string shown(raw.substr(0, shown_bytes));
    while (!shown.empty() && (shown.back() == '\n' || shown.back() == '\r')) shown.pop_back();
    // Bytes that are no text are shown as question marks, also half a character at the cut.
    if (!cx::json::is_utf8(shown))
        std::replace_if(
            shown.begin(), shown.end(),
            [](char c) { return static_cast<unsigned char>(c) >= 0x80U; }, '?');
    item.key.clear();
    item.payload.clear();
    cx::json::write_text(shown, item.payload);
    item.code = code;
    item.why = std::move(why);
}

}  // namespace file
