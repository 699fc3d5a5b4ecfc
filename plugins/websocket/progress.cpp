#include "websocket/progress.hpp"

#include <cx/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace websocket {
namespace {

using cx::json::Value;

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc() || stop != end || value < 0) return {};
    return value;
}

}  // namespace

Progress Progress::parse(std::string_view text)
{
    Progress progress;
    const auto read = cx::json::parse(text);
    if (!read || !read->is_object()) return progress;
    progress.at_ = read->text_of("at");
    if (const Value* given = read->find("given"))
        progress.given =
            static_cast<std::uint64_t>(std::max<std::int64_t>(given->integer().value_or(0), 0));
    const Value* seen = read->find("seen");
    for (const Value& pair : seen && seen->is_array() ? seen->as_array() : cx::json::Array{}) {
        // "12:34" is message 34 at 12. A print has 64 bits, more than a JSON integer of ours.
        const std::string both = pair.text().value_or("");
        const auto at = number(both.substr(0, both.find(':')));
        std::uint64_t print = 0;
        const std::size_t begin = both.find(':') + 1;
        std::from_chars(both.data() + begin, both.data() + both.size(), print, 16);
        if (at) progress.seen_.push_back({*at, print});
    }
    return progress;
}

std::string Progress::text() const
{
    Value out;
    out["given"] = given;
    if (!at_.empty()) out["at"] = at_;
    for (const Seen& seen : seen_) {
        char digits[16];
        const auto end = std::to_chars(digits, digits + sizeof digits, seen.print, 16).ptr;
        out["seen"].push_back(std::to_string(seen.at) + ":" + std::string(digits, end));
    }
    return cx::json::write(out);
}

bool Progress::take(const std::string& cursor, std::uint64_t print, std::int64_t overlap)
{
    if (cursor.empty()) return true;
    // A cursor that is no number has no order: only what came last is known to be behind us.
    const auto at = number(cursor);
    const Seen seen{at.value_or(0), print};
    const bool is_new = print == 0 || std::find(seen_.begin(), seen_.end(), seen) == seen_.end();
    const auto newest = number(at_);
    if (!at || !newest) seen_.clear();
    if (!at || !newest || *at > *newest) {
        at_ = cursor;
        const std::int64_t horizon = at.value_or(0) - overlap;
        std::erase_if(seen_, [&](const Seen& one) { return one.at < horizon; });
    }
    if (is_new && print != 0) seen_.push_back(seen);
    if (seen_.size() > seen_max) seen_.erase(seen_.begin());
    return is_new;
}

std::string Progress::resume(std::int64_t overlap) const
{
    const auto at = number(at_);
    return at ? std::to_string(std::max<std::int64_t>(*at - overlap, 0)) : at_;
}

}  // namespace websocket
