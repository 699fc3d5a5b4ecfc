#include "rest/read/event_parser.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace rest {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t id_bytes_max = 1024;
constexpr std::int64_t pause_ms_max = 600'000;

}  // namespace

void EventParser::restart()
{
    const std::string id = std::move(last_id_);
    const auto pause = pause_;
    *this = {};
    last_id_ = id;
    pause_ = pause;
}

void EventParser::take(std::string_view bytes, std::vector<Event>& events)
{
    for (const char c : bytes) {
        const bool second_half = after_cr_ && c == '\n';
        after_cr_ = c == '\r';
        if (second_half) continue;
        if (c == '\n' || c == '\r') {
            line(events);
        } else if (line_.size() < event_bytes_max) {
            line_ += c;
        } else {
            too_long_ = true;
        }
    }
}

void EventParser::line(std::vector<Event>& events)
{
    const std::string whole = std::move(line_);
    line_.clear();
    std::string_view line = whole;
    if (!begun_ && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    begun_ = true;
    if (line.empty()) return dispatch(events);
    if (line.front() == ':') return;
    const std::size_t colon = std::min(line.find(':'), line.size());
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    field(line.substr(0, colon), value);
}

void EventParser::field(std::string_view name, std::string_view value)
{
    if (name == "event") {
        type_ = value.substr(0, id_bytes_max);
    } else if (name == "data") {
        if (data_.size() + value.size() > event_bytes_max) too_long_ = true;
        if (too_long_) return;
        if (has_data_) data_ += '\n';
        data_ += value;
        has_data_ = true;
    } else if (name == "id") {
        if (value.size() <= id_bytes_max && value.find('\0') == std::string_view::npos)
            id_ = std::string(value);
    } else if (name == "retry") {
        std::int64_t ms = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), ms);
        if (error == std::errc() && end == value.data() + value.size() && ms >= 0)
            pause_ = std::chrono::milliseconds(std::min(ms, pause_ms_max));
    }
}

void EventParser::dispatch(std::vector<Event>& events)
{
    if (id_) last_id_ = *std::exchange(id_, std::nullopt);
    if (too_long_) data_.clear();
    if (too_long_ || has_data_)
        events.push_back(
            {type_.empty() ? "message" : type_, std::move(data_), last_id_, too_long_});
    type_.clear();
    data_.clear();
    has_data_ = false;
    too_long_ = false;
}

}  // namespace rest
