// A table of what runs, drawn again every second: rates, states, what lags, last errors.
#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"
#include "app/progress.hpp"
#include "app/signals.hpp"
#include "base/clock.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace cx::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t columns = 80;
constexpr auto redraw_every = 1s;

std::int64_t number_of(const json::Value& entry, std::string_view name)
{
    const json::Value* const value = entry.find(name);
    return value ? value->integer().value_or(0) : 0;
}

// What fits into `width` bytes; names of pipelines, sinks and states are plain ASCII.
std::string cut(const std::string& text, std::size_t width)
{
    if (text.size() <= width) return text;
    std::size_t end = width - 1;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
    return text.substr(0, end) + ">";
}

std::string state_of(const json::Value& entry)
{
    const std::string state = entry.text_of("state");
    return state.empty() ? "stopped" : state;
}

// How long ago; "-" for never.
std::string age_of(const json::Value& entry, std::string_view name)
{
    const auto at = parse_rfc3339(entry.text_of(name));
    if (!at) return "-";
    const double seconds = static_cast<double>(SystemClock().now().micros - at->micros) / 1e6;
    return duration_text(std::max(seconds, 0.0)) + " ago";
}

// Keeps the counts of the picture before, to tell rates.
class Table {
public:
    std::vector<std::string> lines(const json::Value& status, bool running)
    {
        const auto now = std::chrono::steady_clock::now();
        seconds_ = std::chrono::duration<double>(now - before_).count();
        before_ = now;
        std::vector<std::string> lines{
            head(status, running), "",
            fmt::format("{:<28} {:<9} {:>8} {:>10} {:>8}  {}", "pipeline/stream", "state", "read/s",
                        "read", "rejected", "last success")};
        for (const json::Value& entry : status.find("pipelines")->as_array()) {
            const std::string name = entry.text_of("name") + "/" + entry.text_of("stream");
            lines.push_back(row(name, entry, "read", "rejected"));
        }
        if (const json::Value* const sinks = status.find("sinks"); sinks && !sinks->empty()) {
            lines.emplace_back();
            lines.push_back(fmt::format("{:<28} {:<9} {:>8} {:>10} {:>8}  {}", "sink", "state",
                                        "seq/s", "delivered", "backlog", "last success"));
            for (const json::Value& entry : sinks->as_array())
                lines.push_back(row(entry.text_of("name"), entry, "delivered_seq", "backlog"));
        }
        add_errors(status, lines);
        for (std::string& line : lines) line = cut(line, columns);
        return lines;
    }

private:
    static std::string head(const json::Value& status, bool running)
    {
        const json::Value* const store = status.find("store");
        return fmt::format("hub {}  {} profiles  {} party  {} state  {} events  {} rejects open",
                           running ? "running" : "not running", number_of(*store, "profiles"),
                           number_of(*store, "party_records"), number_of(*store, "state_records"),
                           number_of(*store, "events"), number_of(*store, "rejects_open"));
    }

    std::string row(const std::string& name, const json::Value& entry, std::string_view count,
                    std::string_view second)
    {
        const std::int64_t value = number_of(entry, count);
        const auto [known, first] = counts_.try_emplace(std::string(count) + name, value);
        const double rate = static_cast<double>(value - known->second) / std::max(seconds_, 1e-3);
        known->second = value;
        return fmt::format("{:<28} {:<9} {:>8} {:>10} {:>8}  {}", cut(name, 28),
                           cut(state_of(entry), 9), first ? "-" : fmt::format("{:.0f}", rate),
                           value, number_of(entry, second), age_of(entry, "last_success"));
    }

    static void add_errors(const json::Value& status, std::vector<std::string>& lines)
    {
        for (const char* kind : {"pipelines", "sinks"}) {
            const json::Value* const list = status.find(kind);
            if (!list) continue;
            for (const json::Value& entry : list->as_array())
                for (const char* what : {"attention", "last_error"}) {
                    const json::Value* const told = entry.find(what);
                    if (!told || told->is_null()) continue;
                    lines.emplace_back();
                    lines.push_back(entry.text_of("name") + ": " + told->text_of("cause"));
                    lines.push_back("  remedy: " + told->text_of("remedy"));
                }
        }
    }

    std::chrono::steady_clock::time_point before_ = std::chrono::steady_clock::now();
    double seconds_ = 0;
    std::map<std::string, std::int64_t> counts_;
};

// The other screen of the terminal, keys read as they are pressed; all as before at the end.
class Screen {
public:
    Screen()
    {
        ::tcgetattr(STDIN_FILENO, &before_);
        termios raw = before_;
        raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
        fmt::print("\033[?1049h\033[?25l");
    }
    ~Screen()
    {
        fmt::print("\033[?25h\033[?1049l");
        std::fflush(stdout);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    static void draw(const std::vector<std::string>& lines)
    {
        std::string text = "\033[H";
        for (const std::string& line : lines) text += line + "\033[K\n";
        fmt::print("{}\033[Jq quits", text);
        std::fflush(stdout);
    }
    // Waits until it is time to draw again; true where somebody wants to leave.
    static bool quits()
    {
        pollfd keys{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        const int wait_ms = static_cast<int>(std::chrono::milliseconds(redraw_every).count());
        if (::poll(&keys, 1, wait_ms) <= 0) return false;
        char key = 'q';  // The end of the input is an end, too.
        return ::read(STDIN_FILENO, &key, 1) <= 0 || key == 'q' || key == 'Q';
    }

private:
    termios before_{};
};

}  // namespace

int command_top(const std::string& directory)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(directory, exit_status);
    if (!hub) return exit_status;
    Table table;
    const auto lines = [&]() -> Result<std::vector<std::string>> {
        const auto status = (*hub)->get("/v1/pipelines");
        if (!status) return status.error();
        return table.lines(*status, (*hub)->running());
    };
    auto shown = lines();
    if (!shown) {
        complain(shown.error().message);
        return exit_failed;
    }
    if (::isatty(STDOUT_FILENO) != 1 || ::isatty(STDIN_FILENO) != 1) {
        if ((*hub)->running()) {
            std::this_thread::sleep_for(redraw_every);  // A rate takes two looks.
            shown = lines();
        }
        if (shown)
            for (const std::string& line : *shown) fmt::print("{}\n", line);
        return shown ? exit_done : exit_failed;
    }
    {
        const StopSignals signals;
        const Screen screen;
        while (shown && !signals.asked()) {
            Screen::draw(*shown);
            if (Screen::quits()) break;
            shown = lines();
        }
    }
    if (!shown) complain(shown.error().message);
    return shown ? exit_done : exit_failed;
}

}  // namespace cx::app
