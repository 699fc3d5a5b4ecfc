#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"
#include "base/clock.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

std::string text_or(const json::Value& value, std::string_view name, const std::string& otherwise)
{
    const std::string text = value.text_of(name);
    return text.empty() ? otherwise : text;
}

// The commands of a remedy as they can be typed: with the folder that was asked about.
std::string with_folder(std::string remedy, const std::string& directory)
{
    constexpr std::string_view word = " DIR";
    for (std::size_t at = 0; (at = remedy.find(word, at)) != std::string::npos;) {
        remedy.replace(at + 1, word.size() - 1, directory);
        at += directory.size();
    }
    return remedy;
}

// `member` is "last_error" or "attention".
void print_trouble(const json::Value& entry, std::string_view member, const std::string& directory)
{
    const json::Value* const trouble = entry.find(member);
    if (!trouble || trouble->is_null()) return;
    fmt::print("    {}\n    remedy: {}\n", trouble->text_of("cause"),
               with_folder(trouble->text_of("remedy"), directory));
}

// Where it is not about to happen anyway.
void print_next_run(const json::Value& entry)
{
    constexpr std::int64_t soon_us = 60 * micros_per_second;
    const auto next = parse_rfc3339(entry.text_of("next_run"));
    if (next && next->micros - SystemClock().now().micros > soon_us)
        fmt::print("    next run: {}\n", to_rfc3339(*next));
}

void print_codes(const json::Value& entry, std::string_view member, std::string_view title)
{
    const json::Value* codes = entry.find(member);
    if (!codes || codes->empty()) return;
    std::string text;
    for (const auto& [code, count] : codes->as_object())
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", code, count.text().value_or(""));
    fmt::print("    {}: {}\n", title, text);
}

// Of a stream: one that waits for its time is well, one that failed to read is not.
std::string state_of(const json::Value& stream)
{
    const std::string state = text_or(stream, "state", "stopped");
    const json::Value* const error = stream.find("last_error");
    return state == "waiting" && error && !error->is_null() ? "retrying" : state;
}

void print_pipeline(const json::Value& entry, const std::string& directory)
{
    fmt::print("{:<28} {:<9} {:>9} {:>9} {:>9}  {}\n",
               entry.text_of("name") + "/" + entry.text_of("stream"), state_of(entry),
               entry.text_of("read"), entry.text_of("accepted"), entry.text_of("rejected"),
               text_or(entry, "last_success", "never"));
    print_codes(entry, "rejected_by_code", "rejected");
    print_codes(entry, "issues_by_code", "issues");
    print_trouble(entry, "attention", directory);
    print_trouble(entry, "last_error", directory);
    print_next_run(entry);
}

void print_sink(const json::Value& entry, const std::string& directory)
{
    fmt::print("{:<28} {:<9} {:>9} {:>9} {:>9}  {}\n", entry.text_of("name"),
               text_or(entry, "state", "stopped"), text_or(entry, "delivered_seq", "0"),
               text_or(entry, "backlog", "0"), text_or(entry, "rejected", "0"),
               text_or(entry, "last_success", "never"));
    print_codes(entry, "left_out", "left out");
    if (const std::string breaker = entry.text_of("breaker");
        !breaker.empty() && breaker != "closed")
        fmt::print("    breaker {}: it is probed with one change at a time\n", breaker);
    print_trouble(entry, "last_error", directory);
}

void print_remedies(const json::Value& status, const std::string& directory)
{
    const json::Value* const store = status.find("store");
    if (store && store->text_of("rejects_open") != "0")
        fmt::print(
            "    remedy: cxhub rejects list {} tells why; correct the records at their source or "
            "the mapping, or dismiss them\n",
            directory);
    const json::Value* const tokens = status.find("tokens_ending");
    if (!tokens) return;
    for (const json::Value& token : tokens->as_array())
        fmt::print("token '{}' ends at {}\n    remedy: {}\n", token.text_of("name"),
                   token.text_of("expires_at"), with_folder(token.text_of("remedy"), directory));
}

}  // namespace

int command_status(const std::string& directory, bool json)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(directory, exit_status);
    if (!hub) return exit_status;
    Result<json::Value> answer = (*hub)->get("/v1/pipelines");
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    (*answer)["running"] = (*hub)->running();
    if (json) {
        fmt::print("{}", json::write_pretty(*answer));
        return exit_done;
    }
    fmt::print("hub: {}\n\n",
               (*hub)->running() ? "running" : "not running; start it with cxhub run " + directory);
    fmt::print("{:<28} {:<9} {:>9} {:>9} {:>9}  {}\n", "pipeline/stream", "state", "read",
               "accepted", "rejected", "last success");
    for (const json::Value& entry : answer->find("pipelines")->as_array())
        print_pipeline(entry, directory);
    const json::Value* sinks = answer->find("sinks");
    if (sinks && !sinks->empty()) {
        fmt::print("\n{:<28} {:<9} {:>9} {:>9} {:>9}  {}\n", "sink", "state", "delivered",
                   "backlog", "rejected", "last success");
        for (const json::Value& entry : sinks->as_array()) print_sink(entry, directory);
    }
    if (const json::Value* store = answer->find("store"))
        fmt::print(
            "\nstore: {} profiles of {} party records, {} state records, {} events, {} open "
            "rejects, {} bytes\n",
            store->text_of("profiles"), store->text_of("party_records"),
            store->text_of("state_records"), store->text_of("events"),
            store->text_of("rejects_open"), store->text_of("bytes"));
    print_remedies(*answer, directory);
    return exit_done;
}

int command_sink_resync(const SinkArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    if (!(*hub)->running()) {
        complain("the hub must run to resync a sink");
        return exit_failed;
    }
    const auto answer =
        (*hub)->post(fmt::format("/v1/sinks/{}/resync", encoded(arguments.sink)), json::Object{});
    if (!answer) complain(answer.error().message);
    return answer ? exit_done : exit_failed;
}

}  // namespace cx::app
