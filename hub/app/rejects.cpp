#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/edit.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace cx::app {
namespace {

int list(LocalHub& hub, const RejectsArguments& arguments)
{
    std::string after;
    do {
        std::string path = "/v1/rejects?limit=1000&state=" + arguments.state;
        if (!arguments.pipeline.empty()) path += "&pipeline=" + encoded(arguments.pipeline);
        if (!arguments.code.empty()) path += "&code=" + encoded(arguments.code);
        if (!after.empty()) path += "&after=" + encoded(after);
        const auto page = hub.get(path);
        if (!page) {
            complain(page.error().message);
            return exit_failed;
        }
        for (const json::Value& row : page->find("rejects")->as_array()) {
            if (arguments.json)
                fmt::print("{}\n", json::write(row));
            else
                fmt::print("{}  {}/{}  {}  {}  {}\n", row.text_of("id"), row.text_of("pipeline"),
                           row.text_of("stream"), row.text_of("position"), row.text_of("code"),
                           row.text_of("why"));
        }
        after = page->text_of("next");
    } while (!after.empty());
    return exit_done;
}

int show(LocalHub& hub, const RejectsArguments& arguments)
{
    const auto row = hub.get("/v1/rejects/" + encoded(arguments.id));
    if (!row) {
        complain(row.error().message);
        return exit_failed;
    }
    if (arguments.json) {
        fmt::print("{}", json::write_pretty(*row));
        return exit_done;
    }
    for (const char* name : {"id", "pipeline", "stream", "key", "position", "recorded_at", "state",
                             "code", "config_line", "why", "remedy", "payload"})
        if (const std::string text = row->text_of(name); !text.empty())
            fmt::print("{:<12} {}\n", name, text);
    return exit_done;
}

// The payload to retry with, from a file or from the editor; null where the stored one will do.
Result<json::Value> chosen_payload(LocalHub& hub, const RejectsArguments& arguments)
{
    std::string text;
    if (!arguments.payload.empty()) {
        std::ifstream in(arguments.payload, std::ios::binary);
        if (!in) return Error{"edit.failed", fmt::format("cannot read '{}'", arguments.payload)};
        text.assign(std::istreambuf_iterator<char>(in), {});
    } else if (arguments.edit) {
        const auto row = hub.get("/v1/rejects/" + encoded(arguments.id));
        if (!row) return row.error();
        const Result<json::Value> stored = json::parse(row->text_of("payload"));
        auto edited =
            edit_text(stored ? json::write_pretty(*stored) : row->text_of("payload") + "\n");
        if (!edited) return edited.error();
        text = std::move(*edited);
    } else {
        return json::Value();
    }
    Result<json::Value> payload = json::parse(text);
    if (!payload || !payload->is_object())
        return Error{"reject.payload", "the payload is not a JSON object"};
    return payload;
}

void print_refused(const json::Value& answer)
{
    for (const json::Value& row : answer.find("refused")->as_array())
        fmt::print("{}  {}  {}{}\n", row.text_of("id"), row.text_of("code"), row.text_of("why"),
                   row.text_of("config_line").empty() ? "" : "  " + row.text_of("config_line"));
}

struct Tally {
    std::uint64_t accepted = 0;
    std::uint64_t superseded = 0;
    std::uint64_t refused = 0;

    void add(const json::Value& answer)
    {
        const auto number = [&](std::string_view name) {
            const json::Value* const value = answer.find(name);
            return static_cast<std::uint64_t>(value ? value->integer().value_or(0) : 0);
        };
        accepted += number("accepted");
        superseded += number("superseded");
        refused += answer.find("refused")->as_array().size();
        print_refused(answer);
    }
    int tell() const
    {
        fmt::print("{} accepted, {} superseded by their source, {} refused again\n", accepted,
                   superseded, refused);
        return refused == 0 ? exit_done : exit_failed;
    }
};

int retry_one(LocalHub& hub, const RejectsArguments& arguments)
{
    const auto payload = chosen_payload(hub, arguments);
    if (!payload) {
        complain(payload.error().message);
        return exit_failed;
    }
    json::Value body{json::Object{}};
    if (!payload->is_null()) body["payload"] = *payload;
    const auto answer = hub.post(fmt::format("/v1/rejects/{}/retry", encoded(arguments.id)), body);
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    Tally tally;
    tally.add(*answer);
    return tally.tell();
}

json::Value selection(const RejectsArguments& arguments, const std::string& after)
{
    json::Value body{json::Object{}};
    if (!arguments.pipeline.empty()) body["pipeline"] = arguments.pipeline;
    if (!arguments.code.empty()) body["code"] = arguments.code;
    if (!after.empty()) body["after"] = after;
    return body;
}

// Page by page, so that a large number neither blocks the hub nor runs into a time limit.
template <typename Take>
bool each_page(LocalHub& hub, const RejectsArguments& arguments, const Take& take)
{
    std::string after;
    do {
        const auto answer =
            hub.post("/v1/rejects/" + arguments.action, selection(arguments, after));
        if (!answer) {
            complain(answer.error().message);
            return false;
        }
        take(*answer);
        after = answer->text_of("next");
    } while (!after.empty());
    return true;
}

int retry_many(LocalHub& hub, const RejectsArguments& arguments)
{
    Tally tally;
    const bool all = each_page(hub, arguments, [&](const json::Value& page) { tally.add(page); });
    const int told = tally.tell();
    return all ? told : exit_failed;
}

int dismiss(LocalHub& hub, const RejectsArguments& arguments)
{
    if (!arguments.id.empty()) {
        const auto answer =
            hub.post(fmt::format("/v1/rejects/{}/dismiss", encoded(arguments.id)), json::Object{});
        if (!answer) complain(answer.error().message);
        return answer ? exit_done : exit_failed;
    }
    std::int64_t dismissed = 0;
    const bool all = each_page(hub, arguments, [&](const json::Value& page) {
        dismissed += page.find("dismissed")->integer().value_or(0);
    });
    fmt::print("{} dismissed\n", dismissed);
    return all ? exit_done : exit_failed;
}

}  // namespace

int command_rejects(const RejectsArguments& arguments)
{
    const bool changes = arguments.action == "retry" || arguments.action == "dismiss";
    const bool chosen = arguments.all || !arguments.pipeline.empty() || !arguments.code.empty();
    if (changes && arguments.id.empty() == !chosen) {
        complain("name one reject by its ID, or several with --pipeline, --code or --all");
        return exit_usage;
    }
    if (arguments.id.empty() && (arguments.edit || !arguments.payload.empty())) {
        complain("a payload belongs to one reject; name it by its ID");
        return exit_usage;
    }
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    if (arguments.action == "list") return list(**hub, arguments);
    if (arguments.action == "show") return show(**hub, arguments);
    if (arguments.action == "dismiss") return dismiss(**hub, arguments);
    return arguments.id.empty() ? retry_many(**hub, arguments) : retry_one(**hub, arguments);
}

}  // namespace cx::app
