// A connector is its options, one class, one line. This one counts; a real one asks its system for
// what came after the cursor. plugins/file is the next one to read.
#include <cx/plugin.hpp>

#include <charconv>
#include <cstdint>
#include <string>

namespace {

struct CounterOptions {
    std::int64_t count = 100;
    std::string name = "Ada";
};

constexpr auto counter_options =
    cx::options(cx::option("count", &CounterOptions::count, "How many people there are.")
                    .at_least(0)
                    .at_most(1'000'000),
                cx::option("name", &CounterOptions::name, "What they are all called."));

class Counter final : public cx::Source {
public:
    explicit Counter(CounterOptions options) : options_(std::move(options)) {}

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out) override
    {
        std::int64_t next = 0;
        if (!read_cursor(poll.cursor, next))
            return cx::failed("the cursor is no number; rewind the stream");
        bool room = true;
        while (room && next < options_.count) {
            const std::string id = std::to_string(next++);
            const cx::json::Value person = cx::json::Object{{"id", id}, {"name", options_.name}};
            room = out.record(
                {.key = id, .payload = cx::json::write(person), .position = "person " + id});
        }
        out.total(static_cast<std::uint64_t>(options_.count));
        out.cursor(std::to_string(next), next < options_.count);
        return cx::ok();
    }

private:
    static bool read_cursor(std::string_view cursor, std::int64_t& next)
    {
        const char* const end = cursor.data() + cursor.size();
        return cursor.empty() ||
               (std::from_chars(cursor.data(), end, next).ptr == end && next >= 0);
    }

    const CounterOptions options_;
};

}  // namespace

CX_PLUGIN(Counter, counter_options, "minimal", "Counts people.")
