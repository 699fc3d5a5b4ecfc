#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

int list(LocalHub& hub, const RejectsArguments& arguments)
{
    std::string after;
    do {
        std::string path = "/v1/rejects?limit=1000";
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

}  // namespace

int command_rejects(const RejectsArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    return arguments.action == "list" ? list(**hub, arguments) : show(**hub, arguments);
}

}  // namespace cx::app
