#include "rest/read/download.hpp"

#include <algorithm>
#include <iterator>

namespace rest {
namespace {

using cx::Status;
using cx::json::Value;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds patience{200};  // Of one call
// Unpacked at once, so that little becomes of it even where it is packed a thousand times smaller.
constexpr std::size_t piece_bytes = 512;

}  // namespace

bool Download::is_at(const Value& token, std::uint64_t behind) const
{
    return rows_ && behind == behind_ && token == token_;
}

void Download::begin(Heard heard, const Value& decoder, const Value& token, std::uint64_t behind)
{
    body_ = std::move(heard.body);
    headers_ = std::move(heard.headers);
    rows_ = make_row_flow(decoder);
    token_ = token;
    behind_ = behind;
    to_pass_ = behind;
    ready_.clear();
    heard_.clear();
    taken_ = 0;
    ended_ = complete_ = false;
    heard_at_ = Clock::now();
}

void Download::pass_over()
{
    const std::size_t part = std::min<std::uint64_t>(to_pass_, ready_.size());
    ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(part));
    to_pass_ -= part;
}

Status Download::hear(bool& nothing)
{
    const cx::http::Body::Came came = body_.read(heard_, patience);
    nothing = came == cx::http::Body::Came::nothing;
    if (nothing && Clock::now() - heard_at_ < download_silence) return cx::ok();
    if (nothing || came == cx::http::Body::Came::broken) {
        rows_.reset();
        return cx::retry("a download broke off; it is asked for again from where it stood");
    }
    heard_at_ = Clock::now();
    ended_ = came == cx::http::Body::Came::end;
    return cx::ok();
}

Status Download::fill(bool& nothing)
{
    nothing = false;
    if (taken_ == heard_.size()) {
        heard_.clear();
        taken_ = 0;
        if (Status status = hear(nothing); nothing || status.code != CX_OK) return status;
    }
    while (!complete_ && ready_.size() <= part_records) {
        const std::string_view piece = std::string_view(heard_).substr(taken_, piece_bytes);
        taken_ += piece.size();
        complete_ = ended_ && taken_ == heard_.size();
        const cx::Result<cx::Done> taken = rows_->take(piece, complete_, ready_);
        if (!taken) {
            rows_.reset();
            return cx::retry("a download cannot be read: " + taken.error().message);
        }
        pass_over();
        if (taken_ == heard_.size()) break;
    }
    return cx::ok();
}

Status Download::read(std::vector<Value>& records, bool& end, bool& waits)
{
    const Clock::time_point until = Clock::now() + patience;
    // One more than a part, to know whether there are more.
    while (!complete_ && ready_.size() <= part_records) {
        bool nothing = false;
        if (Status status = fill(nothing); status.code != CX_OK) return status;
        waits = nothing || (!complete_ && ready_.size() <= part_records && Clock::now() >= until);
        if (waits) return cx::ok();
    }
    const std::size_t part = std::min(ready_.size(), part_records);
    const auto last = ready_.begin() + static_cast<std::ptrdiff_t>(part);
    records.assign(std::make_move_iterator(ready_.begin()), std::make_move_iterator(last));
    ready_.erase(ready_.begin(), last);
    behind_ += part;
    end = complete_ && ready_.empty();
    if (end) rows_.reset();
    return cx::ok();
}

}  // namespace rest
