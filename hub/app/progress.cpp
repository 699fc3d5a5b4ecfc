#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

namespace cx::app {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds redraw_every = 500ms;
constexpr std::chrono::milliseconds line_every = 10s;

}  // namespace

Progress::Progress(std::string unit)
    : unit_(std::move(unit)),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(std::chrono::steady_clock::now()),
      last_(terminal_ ? Time{} : start_)
{
}

Progress::~Progress()
{
    if (open_line_) fmt::print(stderr, "\r\033[K");
}

bool Progress::due() const
{
    const std::chrono::milliseconds pause = terminal_ ? redraw_every : line_every;
    return std::chrono::steady_clock::now() - last_ >= pause;
}

void Progress::show(std::uint64_t done, std::uint64_t total, const std::string& more)
{
    if (!due()) return;
    const Time now = std::chrono::steady_clock::now();
    last_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
    std::string text =
        fmt::format("{}{} {}, {:.0f}/s{}", done, total > 0 ? fmt::format(" of {}", total) : "",
                    unit_, rate, more);
    if (total > done && rate > 0)
        text +=
            fmt::format(", about {} left", duration_text(static_cast<double>(total - done) / rate));
    if (terminal_)
        fmt::print(stderr, "\r\033[K{}", text);
    else
        fmt::print(stderr, "{}\n", text);
    open_line_ = terminal_;
}

std::string duration_text(double seconds)
{
    const std::int64_t whole = std::llround(seconds);
    if (whole < 100) return fmt::format("{} s", whole);
    if (whole < 6000) return fmt::format("{} min", (whole + 30) / 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace cx::app
