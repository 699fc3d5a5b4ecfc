// rest_drive OPTIONS_JSON STREAM [RUNS [RECORDS_IN_A_BATCH]]
//
// Polls one stream of the rest plugin to its end, RUNS times over with the cursor of the time
// before, a new instance for each poll where the batch is limited. Prints one JSON line a run:
// records, keys that differ, retries, and why it failed where it did.
#include "rest/source.hpp"
#include "testhttp/host.hpp"

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

namespace {

constexpr int retries_max = 20;
constexpr int polls_max = 2000;

struct Run {
    std::uint64_t records = 0;
    std::uint64_t rejects = 0;
    std::uint32_t room = 0;
    std::uint32_t flags = 0;
    int polls = 0;
    int retries = 0;
    std::set<std::string> keys;
    std::string cursor;
    std::string why;
};

cx_status record(void* self, const cx_record* one)
{
    Run& run = *static_cast<Run*>(self);
    ++run.records;
    run.keys.emplace(cx::view(one->key));
    return --run.room == 0 ? CX_FULL : CX_OK;
}
cx_status reject(void* self, const cx_record*, cx_text, cx_text)
{
    Run& run = *static_cast<Run*>(self);
    ++run.rejects;
    return --run.room == 0 ? CX_FULL : CX_OK;
}
void cursor(void* self, cx_text next, std::uint32_t flags)
{
    static_cast<Run*>(self)->cursor = cx::view(next);
    static_cast<Run*>(self)->flags = flags;
}
void total(void*, std::uint64_t) {}
void error(void*, cx_text, std::uint32_t) {}

rest::RestOptions options_of(const cx::json::Value& given)
{
    auto options = rest::source_options.read(given);
    if (!options) throw cx::BadOptions(options.error().message);
    return *options;
}

void read_to_end(Run& run, const cx::json::Value& given, const std::string& stream,
                 const rest::StreamOptions& own, std::uint32_t limit)
{
    cx::http::testing::TestHost host;
    host.now_us = std::chrono::duration_cast<std::chrono::microseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count();
    const auto make = [&] {
        return std::make_unique<rest::RestSource>(
            options_of(given), cx::StreamOptions<rest::StreamOptions>{{stream, own}}, host.host());
    };
    auto source = make();
    const cx_writer writer = {&run, &record, &reject, &cursor, &total, &error};
    while (run.polls < polls_max) {
        cx::BatchWriter out(writer);
        run.room = limit == 0 ? 5000 : limit;
        const std::string at = run.cursor;
        const cx::Status status =
            source->poll({.stream = stream, .cursor = at, .record_limit = run.room}, out);
        ++run.polls;
        run.why = status.why;
        if (status.code == CX_RETRY && ++run.retries <= retries_max) continue;
        if (status.code != CX_OK || !(run.flags & CX_MORE_NOW)) return;
        if (limit > 0) source = make();
    }
    run.why = "it has no end";
}

}  // namespace

int main(int count, char** words)
{
    if (count < 3) return 2;
    std::ifstream file(words[1]);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    cx::Result<cx::json::Value> options = cx::json::parse(text);
    if (!options) return 2;
    const std::string mode = options->text_of("mode");
    options->as_object().erase("mode");
    const int runs = count > 3 ? std::atoi(words[3]) : 1;
    const auto limit = static_cast<std::uint32_t>(count > 4 ? std::atoi(words[4]) : 0);
    std::string last;
    for (int i = 0; i < runs; ++i) {
        Run run;
        run.cursor = last;
        try {
            read_to_end(run, *options, words[2], {.stream = words[2], .mode = mode}, limit);
        } catch (const std::exception& thrown) {
            run.why = thrown.what();
        }
        last = run.cursor;
        cx::json::Object row{
            {"records", run.records}, {"keys", static_cast<std::uint64_t>(run.keys.size())},
            {"rejects", run.rejects}, {"polls", run.polls},
            {"retries", run.retries}, {"why", run.why}};
        row["cursor"] = run.cursor.substr(0, 500);
        std::cout << cx::json::write(std::move(row)) << std::endl;
    }
    return 0;
}
