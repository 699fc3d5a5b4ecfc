#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

void print_facts(const json::Value& figures)
{
    const json::Value* facts = figures.find("facts");
    if (!facts || !facts->is_object()) return;
    fmt::print("  {:<12} {:<12} {:>12} {:>12}\n", "fact", "level", "m", "u");
    for (const auto& [fact, levels] : facts->as_object())
        for (const auto& [level, chance] : levels.as_object())
            fmt::print("  {:<12} {:<12} {:>12.9} {:>12.9}\n", fact, level, chance.text_of("m"),
                       chance.text_of("u"));
}

void print_model(const json::Value& model, bool whole)
{
    fmt::print("{}  {:<9}  {}", model.text_of("id"), model.text_of("state"),
               model.text_of("created_at"));
    const json::Value* figures = model.find("figures");
    if (figures)
        fmt::print("  {} records, {} pairs, {} matches expected", figures->text_of("records"),
                   figures->text_of("pairs"),
                   figures->text_of("expected_matches")
                       .substr(0, figures->text_of("expected_matches").find('.')));
    fmt::print("\n");
    if (figures && whole) print_facts(*figures);
}

void print_models(const json::Value& told)
{
    fmt::print("in force: {}; clustered by it: {:.4} of 1\n", told.text_of("in_force"),
               told.text_of("clustered"));
    for (const json::Value& model : told.find("models")->as_array()) print_model(model, false);
}

Result<json::Value> ask(LocalHub& hub, const IdentityArguments& arguments)
{
    const json::Object none;
    if (arguments.action == "train") return hub.post("/v1/admin/models", none);
    if (arguments.action == "activate")
        return hub.post("/v1/admin/models/" + encoded(arguments.id) + "/activate", none);
    if (arguments.action == "rollback") return hub.post("/v1/admin/models/rollback", none);
    return hub.get("/v1/admin/models");
}

}  // namespace

int command_identity(const IdentityArguments& arguments)
{
    int exit_status = exit_done;
    auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    const auto told = ask(**hub, arguments);
    if (!told) {
        complain(told.error().message);
        return exit_failed;
    }
    if (arguments.json) {
        fmt::print("{}", json::write_pretty(*told));
    } else if (arguments.action == "list") {
        print_models(*told);
    } else if (arguments.action == "train") {
        print_model(*told, true);
        fmt::print("Put it in force: cxhub identity activate {} {}\n", arguments.directory,
                   told->text_of("id"));
    } else {
        fmt::print("model {} is in force; the records are clustered again {}\n",
                   told->text_of("active"),
                   (*hub)->running() ? "in the background" : "when the hub runs or imports next");
    }
    return exit_done;
}

}  // namespace cx::app
