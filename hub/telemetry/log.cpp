#include "telemetry/log.hpp"

#include "base/text.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <utility>

namespace cx::telemetry {
namespace {

constexpr std::size_t text_bytes = 1000;
constexpr std::size_t telling_digits = 9;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Ends a word that may be an address: what stands around one in messages.
bool ends_address(char c)
{
    return is_space(c) || std::string_view("<>()[]{}\"'`,;=|").find(c) != std::string_view::npos;
}

std::string without_addresses(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && !ends_address(text[end])) ++end;
        const std::string_view word = text.substr(i, end - i);
        const std::size_t at = word.find('@');
        const bool address = at != std::string_view::npos && at > 0 && at + 1 < word.size();
        result += address ? std::string_view("[email]") : word;
        if (end < text.size()) result += text[end++];
        i = end;
    }
    return result;
}

// The end of a run of digits with single separators inside that begins at `from`, and how many
// digits it has.
std::pair<std::size_t, std::size_t> digit_run(std::string_view text, std::size_t from)
{
    std::size_t end = from;
    std::size_t digits = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
        if (is_digit(text[i])) {
            ++digits;
            end = i + 1;
            continue;
        }
        const bool separator = text[i] == ' ' || text[i] == '-' || text[i] == '.';
        if (!separator || end != i) break;
    }
    return {end, digits};
}

std::string without_numbers(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        if (!is_digit(text[i])) {
            result += text[i++];
            continue;
        }
        const auto [end, digits] = digit_run(text, i);
        result += digits >= telling_digits ? std::string_view("[number]") : text.substr(i, end - i);
        i = end;
    }
    return result;
}

// Cuts at a character's border.
std::string_view cut(std::string_view text)
{
    if (text.size() <= text_bytes) return text;
    std::size_t end = text_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return text.substr(0, end);
}

std::string_view to_text(LogLevel level)
{
    switch (level) {
        case LogLevel::trace:
            return "trace";
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warn:
            return "warn";
        case LogLevel::error:
            return "error";
        case LogLevel::off:
            break;
    }
    return "off";
}

}  // namespace

std::string scrub(std::string_view text)
{
    if (!is_utf8(text)) return "[not UTF-8]";
    return without_numbers(without_addresses(cut(text)));
}

namespace {

thread_local std::string trace_now;  // NOLINT: one thread answers one request at a time.

}  // namespace

TraceScope::TraceScope(std::string trace_id)
    : before_(std::exchange(trace_now, std::move(trace_id)))
{
}

TraceScope::~TraceScope()
{
    trace_now = std::move(before_);
}

const std::string& TraceScope::current()
{
    return trace_now;
}

// The level is decided before a line is put together, so spdlog lets everything through.
struct Log::Output {
    explicit Output(bool to_stderr) : logger("cxhub")
    {
        if (to_stderr) logger.sinks().push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
        logger.set_pattern("%v");
        logger.set_level(spdlog::level::trace);
        logger.flush_on(spdlog::level::trace);
    }

    spdlog::logger logger;
};

Log::Log(const LogOptions& options, Clock& clock)
    : level_(options.level), clock_(clock), output_(std::make_unique<Output>(options.to_stderr))
{
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view event, json::Object members)
{
    if (!enabled(level)) return;
    members.insert_or_assign("at", to_rfc3339(clock_.now()));
    members.insert_or_assign("event", event);
    members.insert_or_assign("level", to_text(level));
    if (!TraceScope::current().empty()) members.insert_or_assign("trace_id", TraceScope::current());
    output_->logger.log(spdlog::level::info, spdlog::string_view_t(json::write(members)));
}

}  // namespace cx::telemetry
