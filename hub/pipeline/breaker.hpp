// Spares a destination that does not answer, and the hub the work of asking it.
//
// Closed: deliveries go out page by page. After limits::breaker_failures failures in a row it
// opens: nothing is offered until the pause is over. Then it is half open: one change goes out
// alone as a probe; when that arrives the breaker closes, else it opens again. How long a pause
// lasts is back_off_ms, or what the destination asked for.
#pragma once

#include "base/limits.hpp"

#include <cstddef>
#include <string_view>

namespace cx::pipeline {

enum class BreakerState { closed = 0, half_open = 1, open = 2 };

constexpr std::string_view to_text(BreakerState state)
{
    constexpr std::string_view names[] = {"closed", "half_open", "open"};
    return names[static_cast<std::size_t>(state)];
}

class Breaker {
public:
    BreakerState state() const { return state_; }
    // Failures in a row.
    int failures() const { return failures_; }
    // A delivery is about to start; answers how many changes may be offered of `wanted`.
    std::size_t admit(std::size_t wanted)
    {
        if (state_ == BreakerState::open) state_ = BreakerState::half_open;
        return state_ == BreakerState::half_open && wanted > 1 ? 1 : wanted;
    }
    // The destination took something.
    void worked()
    {
        failures_ = 0;
        state_ = BreakerState::closed;
    }
    void failed()
    {
        ++failures_;
        if (state_ == BreakerState::half_open || failures_ >= limits::breaker_failures)
            state_ = BreakerState::open;
    }

private:
    BreakerState state_ = BreakerState::closed;
    int failures_ = 0;
};

}  // namespace cx::pipeline
