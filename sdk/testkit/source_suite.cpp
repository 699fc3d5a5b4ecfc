#include "testkit.hpp"

#include <cx/abi.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace cx::testkit {
namespace {

constexpr const char* role = CX_SOURCE;
constexpr int polls_max = 100'000;

struct Transcript {
    std::vector<Record> records;
    std::vector<std::string> cursors;
    std::string problem;

    bool operator==(const Transcript&) const = default;
};

// How a stream is read to its end.
struct Reading {
    std::uint32_t record_limit = 1000;
    std::uint64_t byte_limit = 64U << 20;
    bool restart = false;  // A new instance for each poll.
    bool commit = false;
};

class Runner {
public:
    Runner(Driver& driver, const Fixture& fixture) : driver_(driver), fixture_(fixture) {}

    std::unique_ptr<Connection> start(std::string& problem) const
    {
        auto started = driver_.start(role, fixture_.options);
        if (started) return *std::move(started);
        problem = "it does not start: " + started.error().message;
        return nullptr;
    }

    // One poll; false when the stream is at its end or something is wrong.
    static bool step(Connection& connection, const std::string& stream, const Reading& how,
                     Transcript& out)
    {
        const std::string before = out.cursors.empty() ? "" : out.cursors.back();
        const Batch batch = connection.poll({.stream = stream,
                                             .cursor = before,
                                             .record_limit = how.record_limit,
                                             .byte_limit = how.byte_limit,
                                             .wait_ms = 0});
        if (batch.status != "ok")
            out.problem = "a poll ended with " + batch.status + ": " + batch.error;
        else if (batch.records.size() > how.record_limit)
            out.problem = "a batch is larger than the limit";
        else if (!batch.records.empty() && batch.cursor == before)
            out.problem = "the cursor stands still";
        else if (how.byte_limit == 1 && batch.records.size() > 1)
            out.problem = "the byte limit is not obeyed";
        if (!out.problem.empty()) return false;
        out.records.insert(out.records.end(), batch.records.begin(), batch.records.end());
        out.cursors.push_back(batch.cursor);
        if (how.commit) connection.committed(stream, batch.cursor);
        return batch.more_now;
    }

    Transcript read(const std::string& stream, const Reading& how) const
    {
        Transcript transcript;
        std::unique_ptr<Connection> connection = start(transcript.problem);
        for (int polls = 0; connection && step(*connection, stream, how, transcript); ++polls) {
            if (polls > polls_max) transcript.problem = "it never comes to an end";
            if (!transcript.problem.empty()) break;
            if (!how.restart) continue;
            connection.reset();
            connection = start(transcript.problem);
        }
        // Rejects and records of one batch have no mutual order.
        std::stable_sort(
            transcript.records.begin(), transcript.records.end(),
            [](const Record& a, const Record& b) { return a.code.empty() > b.code.empty(); });
        return transcript;
    }

private:
    Driver& driver_;
    const Fixture& fixture_;
};

std::string difference(const Transcript& wanted, const Transcript& got)
{
    if (!got.problem.empty()) return got.problem;
    if (wanted.records == got.records) return {};
    return "it gives " + std::to_string(got.records.size()) + " records, or others, instead of " +
           std::to_string(wanted.records.size());
}

std::string check_sound(const Transcript& whole)
{
    if (!whole.problem.empty()) return whole.problem;
    if (whole.records.empty()) return "the fixture holds no record";
    for (const Record& record : whole.records) {
        if (record.key.size() > CX_KEY_BYTES) return "a key is too long";
        if (!record.code.empty() || record.removed) continue;
        const Result<json::Value> payload = json::parse(record.payload);
        if (!payload || !payload->is_object()) return "a payload is no JSON object";
    }
    return {};
}

std::string check_limits(const Runner& runner, const std::string& stream, const Transcript& whole)
{
    const auto last =
        static_cast<std::uint32_t>(std::min<std::size_t>(whole.records.size() + 1, 40));
    for (std::uint32_t limit = 1; limit <= last; ++limit) {
        const std::string broken = difference(
            whole, runner.read(stream, {.record_limit = limit, .restart = limit % 2 == 1}));
        if (!broken.empty()) return "at a limit of " + std::to_string(limit) + ": " + broken;
    }
    return difference(whole, runner.read(stream, {.byte_limit = 1}));
}

std::string check_stopping(const Runner& runner, const std::string& stream, const Transcript& whole)
{
    std::string problem;
    const std::unique_ptr<Connection> connection = runner.start(problem);
    if (!connection) return problem;
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        connection->stop();
    });
    const auto begin = std::chrono::steady_clock::now();
    connection->poll({.stream = stream, .cursor = whole.cursors.back(), .wait_ms = 30'000});
    const auto took = std::chrono::steady_clock::now() - begin;
    stopper.join();
    return took < std::chrono::milliseconds(1200) ? ""
                                                  : "a waiting poll went on for more than a second";
}

// Two instances, polled in turns, each give everything. Their cursors may differ: they may hold the
// time at which a read began.
std::string check_independence(const Runner& runner, const std::string& stream,
                               const Transcript& whole)
{
    Transcript a;
    Transcript b;
    const std::unique_ptr<Connection> first = runner.start(a.problem);
    const std::unique_ptr<Connection> second = runner.start(b.problem);
    if (!first || !second) return "a second instance does not start";
    const Reading how{.record_limit = 3};
    bool more_a = true;
    bool more_b = true;
    while (more_a || more_b) {
        if (more_a) more_a = Runner::step(*first, stream, how, a);
        if (more_b) more_b = Runner::step(*second, stream, how, b);
    }
    if (!a.problem.empty() || !b.problem.empty()) return a.problem + b.problem;
    return a.records.size() == whole.records.size() && a.records == b.records
               ? ""
               : "two instances disturb each other";
}

// `named`: the fixture says which streams there are.
std::string check_strangers(const Runner& runner, const std::string& stream, bool named)
{
    std::string problem;
    const std::unique_ptr<Connection> connection = runner.start(problem);
    if (!connection) return problem;
    if (named && connection->poll({.stream = "no such stream"}).status == "ok")
        return "it polls a stream it was not given";
    // Any answer but a crash or records twice over will do.
    for (const char* cursor : {"\x01", "{}", "[[[[", "-1", "99999999999999999999"})
        connection->poll({.stream = stream, .cursor = cursor, .record_limit = 10});
    return connection->poll({.stream = stream, .record_limit = 1}).status == "ok"
               ? ""
               : "it does not recover from it";
}

void check_stream(Driver& driver, const Fixture& fixture, const std::string& stream,
                  Transcript& whole, std::vector<Finding>& findings)
{
    const std::string by = driver.name() + ", stream " + stream + ": ";
    const Runner runner(driver, fixture);
    whole = runner.read(stream, {});
    findings.push_back({by + "it gives sound records", check_sound(whole)});
    if (!findings.back().broken.empty()) return;
    findings.push_back(
        {by + "it resumes at every limit, and obeys it", check_limits(runner, stream, whole)});
    findings.push_back(
        {by + "commits change nothing",
         difference(whole, runner.read(stream, {.record_limit = 2, .commit = true}))});
    findings.push_back({by + "it stops within a second", check_stopping(runner, stream, whole)});
    findings.push_back(
        {by + "instances are independent", check_independence(runner, stream, whole)});
    findings.push_back(
        {by + "strange streams and cursors do no harm",
         check_strangers(runner, stream, fixture.options.find("streams") != nullptr)});
}

}  // namespace

std::vector<Finding> check_source(const std::vector<Driver*>& drivers, const Fixture& fixture)
{
    std::vector<Finding> findings;
    std::vector<std::string> streams = {"records"};
    if (const json::Value* named = fixture.options.find("streams")) {
        streams.clear();
        for (const auto& [name, own] : named->as_object()) streams.push_back(name);
    }
    for (Driver* driver : drivers) check_description(*driver, role, fixture, findings);
    for (const std::string& stream : streams) {
        Transcript first;
        for (Driver* driver : drivers) {
            Transcript whole;
            check_stream(*driver, fixture, stream, whole, findings);
            if (driver == drivers.front())
                first = std::move(whole);
            else
                findings.push_back({driver->name() + " and " + drivers.front()->name() +
                                        " agree on stream " + stream,
                                    whole == first ? "" : "records or cursors differ"});
        }
    }
    return findings;
}

}  // namespace cx::testkit
