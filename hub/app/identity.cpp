#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"
#include "app/progress.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <future>

namespace cx::app {
namespace {

double number_of(const json::Value& row, std::string_view name)
{
    return std::strtod(row.text_of(name).c_str(), nullptr);
}

void print_examples(const json::Value& examples)
{
    for (const json::Value& merge : examples.find("merges")->as_array()) {
        fmt::print("  merge");
        for (const json::Value& id : merge.find("profiles")->as_array())
            fmt::print(" {}", id.as_string());
        fmt::print(": {} profiles, {} records", merge.text_of("of"), merge.text_of("records"));
        if (merge.find("weight")) fmt::print(", {:.1f} bits", number_of(merge, "weight"));
        if (merge.find("veto")) fmt::print(", against {}", merge.text_of("veto"));
        fmt::print("\n");
    }
    for (const json::Value& split : examples.find("splits")->as_array()) {
        fmt::print("  split {}: into", split.text_of("profile"));
        for (const json::Value& part : split.find("parts")->as_array())
            fmt::print(" {}", part.as_number());
        fmt::print(" records\n");
    }
}

// What the model would change, or would have when it was learnt.
void print_forecast(const json::Value& forecast)
{
    const json::Value& risk = *forecast.find("risk");
    if (number_of(forecast, "share") < 1)
        fmt::print("tried on a sample, {:.1f} % of the store\n",
                   100 * number_of(forecast, "share"));
    fmt::print("of {} profiles {} would merge, into {}, and {} would split: {} profiles then\n",
               forecast.text_of("profiles"), forecast.text_of("merging"),
               forecast.text_of("merges"), forecast.text_of("splitting"),
               forecast.text_of("would_be"));
    fmt::print(
        "risk: {:.2f} % of the profiles change; of the merges {} are against a clash of names or "
        "birth dates and {} of different exclusive identifiers; {} outgrow {} records; the largest "
        "has {}\n",
        100 * number_of(risk, "changing_share"), risk.text_of("vetoed"), risk.text_of("exclusive"),
        risk.text_of("outgrown"), limits::large_profile, risk.text_of("largest"));
}

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
    const json::Value* const forecast = figures ? figures->find("forecast") : nullptr;
    if (!forecast) return;
    print_forecast(*forecast);
    if (whole) print_examples(*forecast->find("examples"));
}

void print_models(const json::Value& told)
{
    fmt::print("in force: {}; clustered by it: {:.4} of 1\n", told.text_of("in_force"),
               told.text_of("clustered"));
    if (const json::Value* const regrouped = told.find("regrouped"))
        fmt::print("by {} {} profiles went into others and {} came out of others\n",
                   regrouped->text_of("model"), regrouped->text_of("merges"),
                   regrouped->text_of("splits"));
    if (const json::Value* const training = told.find("training"))
        fmt::print("a model is being learnt: {}, {:.0f} %\n", training->text_of("phase"),
                   100 * number_of(*training, "done"));
    for (const json::Value& model : told.find("models")->as_array()) print_model(model, false);
}

void print_active(const json::Value& told)
{
    fmt::print("model {} is in force in place of {}\n", told.text_of("active"),
               told.text_of("former"));
    if (const json::Value* const forecast = told.find("forecast")) print_forecast(*forecast);
}

// Tells meanwhile how far it has come.
Result<json::Value> train(LocalHub& hub)
{
    auto made = std::async(std::launch::async,
                           [&] { return hub.post("/v1/admin/models", json::Object()); });
    Progress progress("% of the profiles tried");
    while (made.wait_for(std::chrono::milliseconds(200)) != std::future_status::ready) {
        if (!progress.due()) continue;
        const auto told = hub.get("/v1/admin/models");
        const json::Value* const training = told ? told->find("training") : nullptr;
        if (!training || training->text_of("phase") != "forecast") continue;
        progress.show(static_cast<std::uint64_t>(100 * number_of(*training, "done")), 100);
    }
    return made.get();
}

Result<json::Value> ask(LocalHub& hub, const IdentityArguments& arguments)
{
    const json::Object none;
    if (arguments.action == "train") return train(hub);
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
        print_active(*told);
        fmt::print("The records are clustered again {}: cxhub identity list {}\n",
                   (*hub)->running() ? "in the background" : "when the hub runs or imports next",
                   arguments.directory);
    }
    return exit_done;
}

}  // namespace cx::app
