#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

void print_receipts(const json::Value& erasure)
{
    for (const json::Value& receipt : erasure.find("receipts")->as_array())
        fmt::print("sink {}: {} {}\n", receipt.text_of("sink"), receipt.text_of("state"),
                   receipt.text_of("at"));
}

Result<json::Value> act(LocalHub& hub, const EraseArguments& arguments)
{
    const json::Object body{{"reason", arguments.reason}};
    if (arguments.lift) return hub.post("/v1/erasures/" + encoded(arguments.who) + "/lift", body);
    const auto id = find_one_profile(hub, arguments.who);
    if (!id) return id.error();
    return hub.post("/v1/profiles/" + encoded(*id) + "/erase", body);
}

}  // namespace

int command_erase(const EraseArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    const auto answer = act(**hub, arguments);
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    if (arguments.lift) {
        fmt::print("lifted {}: what it refused is taken in again when it is read again\n",
                   answer->text_of("id"));
        return exit_done;
    }
    const std::string erasure = answer->text_of("erasure");
    fmt::print("erased {}: {} records, erasure {}\n", answer->text_of("profile_id"),
               answer->text_of("records"), erasure);
    if (answer->text_of("clean") != "true")
        fmt::print("readers hold the store; its files are cleaned as soon as they let go\n");
    if (const auto row = (*hub)->get("/v1/erasures/" + encoded(erasure))) print_receipts(*row);
    return exit_done;
}

int command_restrict(const RestrictArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    const auto id = find_one_profile(**hub, arguments.who);
    const auto answer = id ? (*hub)->post("/v1/profiles/" + encoded(*id) +
                                              (arguments.lift ? "/unrestrict" : "/restrict"),
                                          json::Object{{"reason", arguments.reason}})
                           : Result<json::Value>(id.error());
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    fmt::print("{} {}\n", arguments.lift ? "no longer restricted" : "restricted",
               answer->text_of("profile_id"));
    return exit_done;
}

}  // namespace cx::app
