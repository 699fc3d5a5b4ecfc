// What a plugin may ask of the hub. A small value: copy it freely, it lives as long as the
// instance.
#pragma once

#include <cx/abi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cx {

class Host {
public:
    Host() = default;  // Of a test: logs nothing, never stops, keeps no state.
    explicit Host(const cx_host* host);

    bool stopping() const { return host_ && host_->stopping(host_->self) != 0; }  // [any-thread]
    // No secret, no personal data.  [any-thread]
    void trace(std::string_view line) const { log(CX_TRACE, line); }
    void debug(std::string_view line) const { log(CX_DEBUG, line); }
    void info(std::string_view line) const { log(CX_INFO, line); }
    void warn(std::string_view line) const { log(CX_WARN, line); }
    void error(std::string_view line) const { log(CX_ERROR, line); }

    // Whether put_state may work: not in a test, nor where a source is only tried.
    bool keeps_state() const { return state_ != nullptr; }
    // Small values that outlive the process. Nothing where there is none, or the host keeps none.
    std::optional<std::string> state(std::string_view key) const;
    // Whether the value is durable now. An empty value removes the key.
    bool put_state(std::string_view key, std::string_view value) const;

    // Asks for leave to send a request. 0: go on; else nothing was taken, and it is worth asking
    // again after so many milliseconds. Always 0 where no budget is set.
    std::uint32_t take_budget(std::uint32_t requests = 1) const;

    // Whether HTTP is recorded or played; cx::http looks after it by itself.
    bool has_cassette() const { return cassette_ != nullptr; }
    // The answer from a cassette; a status of CX_RETRY: the system itself is to be asked.
    cx_status play(std::string_view request, std::string& answer) const;
    void record(std::string_view request, std::string_view answer) const;

    // Whether current() and page() tell anything: only to a receiver that declares `looks_up`.
    bool can_look_up() const { return lookup_ != nullptr; }
    // The payload of a stream's current record, as JSON; nothing where there is none.
    std::optional<std::string> current(std::string_view stream, std::string_view key) const;
    struct Current {
        std::uint64_t position = 0;
        std::string key;
        std::string payload;
    };
    // At most `limit` durable records behind `position` (0: from the first), in the order in which
    // they first came.
    std::vector<Current> page(std::string_view stream, std::uint64_t position,
                              std::uint32_t limit) const;

    // The trace that the call at hand is part of, as 32 hexadecimal digits; empty where there is
    // none. cx::http carries it on by itself.
    std::string trace_id() const;

    // Microseconds since 1970-01-01T00:00:00Z.
    std::int64_t now_us() const;
    // Sleeps, but returns false at once when the hub wants to stop.
    bool sleep_ms(std::uint32_t milliseconds) const;

private:
    void log(int level, std::string_view line) const;

    const cx_host* host_ = nullptr;
    const cx_log* log_ = nullptr;
    const cx_state* state_ = nullptr;
    const cx_clock* clock_ = nullptr;
    const cx_budget* budget_ = nullptr;
    const cx_cassette* cassette_ = nullptr;
    const cx_trace_context* trace_ = nullptr;
    const cx_lookup* lookup_ = nullptr;
};

}  // namespace cx
