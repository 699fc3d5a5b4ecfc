#include <cx/host.hpp>
#include <cx/sink.hpp>

#include <algorithm>
#include <chrono>
#include <thread>

namespace cx {

Host::Host(const cx_host* host) : host_(host)
{
    if (!host) return;
    log_ = static_cast<const cx_log*>(host->extension(host->self, CX_LOG));
    state_ = static_cast<const cx_state*>(host->extension(host->self, CX_STATE));
    clock_ = static_cast<const cx_clock*>(host->extension(host->self, CX_CLOCK));
    budget_ = static_cast<const cx_budget*>(host->extension(host->self, CX_BUDGET));
    cassette_ = static_cast<const cx_cassette*>(host->extension(host->self, CX_CASSETTE));
    trace_ = static_cast<const cx_trace_context*>(host->extension(host->self, CX_TRACE_CONTEXT));
    lookup_ = static_cast<const cx_lookup*>(host->extension(host->self, CX_LOOKUP));
}

void Host::log(int level, std::string_view line) const
{
    if (log_) log_->write(host_->self, level, text(line.substr(0, CX_MESSAGE_BYTES)));
}

std::optional<std::string> Host::state(std::string_view key) const
{
    std::optional<std::string> found;
    const auto keep = [](void* to, cx_text value) {
        *static_cast<std::optional<std::string>*>(to) = std::string(view(value));
    };
    if (state_) state_->get(host_->self, text(key), keep, &found);
    return found;
}

bool Host::put_state(std::string_view key, std::string_view value) const
{
    return state_ && state_->put(host_->self, text(key), text(value)) == CX_OK;
}

std::uint32_t Host::take_budget(std::uint32_t requests) const
{
    return budget_ ? budget_->take(host_->self, requests) : 0;
}

cx_status Host::play(std::string_view request, std::string& answer) const
{
    if (!cassette_) return CX_RETRY;
    const auto keep = [](void* to, cx_text text) { *static_cast<std::string*>(to) = view(text); };
    return cassette_->play(host_->self, text(request), keep, &answer);
}

void Host::record(std::string_view request, std::string_view answer) const
{
    if (cassette_) cassette_->record(host_->self, text(request), text(answer));
}

std::optional<std::string> Host::current(std::string_view stream, std::string_view key) const
{
    std::optional<std::string> found;
    const auto keep = [](void* to, cx_text payload) {
        *static_cast<std::optional<std::string>*>(to) = std::string(view(payload));
    };
    if (lookup_) lookup_->get(host_->self, text(stream), text(key), keep, &found);
    return found;
}

std::vector<Host::Current> Host::page(std::string_view stream, std::uint64_t position,
                                      std::uint32_t limit) const
{
    std::vector<Current> rows;
    const auto keep = [](void* to, std::uint64_t at, cx_text key, cx_text payload) {
        static_cast<std::vector<Current>*>(to)->push_back(
            {at, std::string(view(key)), std::string(view(payload))});
    };
    if (lookup_) lookup_->page(host_->self, text(stream), position, limit, keep, &rows);
    return rows;
}

std::string Host::trace_id() const
{
    return trace_ ? std::string(view(trace_->trace_id(host_->self))) : std::string();
}

std::int64_t Host::now_us() const
{
    if (clock_) return clock_->now_us(host_->self);
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

bool Host::sleep_ms(std::uint32_t milliseconds) const
{
    constexpr std::uint32_t slice_ms = 50;  // Far below the second that a call has to stop in.
    while (milliseconds > 0 && !stopping()) {
        const std::uint32_t now = std::min(milliseconds, slice_ms);
        std::this_thread::sleep_for(std::chrono::milliseconds(now));
        milliseconds -= now;
    }
    return !stopping();
}

}  // namespace cx
