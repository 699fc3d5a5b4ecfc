#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

struct Log {
    std::string_view what;
    std::string_view rows;  // Member of the answer
    void (*print)(const json::Value& row);
};

std::string joined(const json::Value* list)
{
    std::string text;
    if (list)
        for (const json::Value& name : list->as_array())
            text += (text.empty() ? "" : ",") + name.text().value_or("");
    return text;
}

// Who: the person whom the application named, else the token.
std::string actor_of(const json::Value& row)
{
    const std::string actor = row.text_of("actor");
    return actor.empty() ? row.text_of("token") : actor;
}

constexpr Log logs[] = {
    {"access", "accesses",
     [](const json::Value& row) {
         fmt::print("{:<25} {:<20} {:<16} {:<36} {}  {}\n", row.text_of("at"), actor_of(row),
                    row.text_of("remote"), row.text_of("route"), joined(row.find("profiles")),
                    row.text_of("fields"));
     }},
    {"changes", "changes",
     [](const json::Value& row) {
         fmt::print("{:<25} {:<20} {:<16} {}  {}\n", row.text_of("at"), actor_of(row),
                    row.text_of("remote"), row.text_of("action"), row.text_of("subject"));
     }},
    {"decisions", "decisions",
     [](const json::Value& row) {
         fmt::print("{:<25} {:<20} {:<8} {} {} - {}  {}{}\n", row.text_of("recorded_at"),
                    row.text_of("actor"), row.text_of("kind"), row.text_of("decision"),
                    row.find("a")->text_of("key"), row.find("b")->text_of("key"),
                    row.text_of("reason"), row.text_of("revoked_at").empty() ? "" : "  (revoked)");
     }},
    {"erasures", "erasures",
     [](const json::Value& row) {
         fmt::print("{:<25} {:<20} {}  profile {}, {} records: {}{}\n", row.text_of("recorded_at"),
                    row.text_of("actor"), row.text_of("id"), row.text_of("profile_id"),
                    row.text_of("records"), row.text_of("reason"),
                    row.text_of("lifted_at").empty() ? "" : "  (lifted)");
         for (const json::Value& receipt : row.find("receipts")->as_array())
             fmt::print("    sink {}: {} {}\n", receipt.text_of("sink"), receipt.text_of("state"),
                        receipt.text_of("at"));
     }},
};

// Access and changes are asked for newest first, the others from their beginning.
Result<json::Value> page(LocalHub& hub, const AuditArguments& arguments, const json::Value& next)
{
    if (arguments.what == "decisions" || arguments.what == "erasures") {
        const std::string path =
            arguments.what == "decisions" ? "/v1/audit/decisions" : "/v1/erasures";
        const std::string after =
            next.is_null() ? "" : "&after=" + encoded(next.text().value_or(""));
        return hub.get(path + "?limit=1000" + after);
    }
    json::Object body{{"limit", 1000}};
    if (!arguments.profile.empty()) body.emplace("profile", arguments.profile);
    if (!arguments.actor.empty()) body.emplace("actor", arguments.actor);
    if (!arguments.since.empty()) body.emplace("since", arguments.since);
    if (!next.is_null()) body.emplace("before", next);
    return hub.post("/v1/audit/" + arguments.what, body);
}

}  // namespace

int command_audit(const AuditArguments& arguments)
{
    const Log* const log = std::find_if(std::begin(logs), std::end(logs),
                                        [&](const Log& row) { return row.what == arguments.what; });
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    json::Value next;
    do {
        const auto answer = page(**hub, arguments, next);
        if (!answer) {
            complain(answer.error().message);
            return exit_failed;
        }
        for (const json::Value& row : answer->find(log->rows)->as_array()) {
            if (arguments.json)
                fmt::print("{}\n", json::write(row));
            else
                log->print(row);
        }
        next = *answer->find("next");
    } while (!next.is_null());
    return exit_done;
}

}  // namespace cx::app
