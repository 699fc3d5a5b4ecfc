#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace cx::app {
namespace {

double number_of(const json::Value& row, std::string_view name)
{
    double number = 0;
    const std::string text = row.text_of(name);
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// "erp/person erp.customer:7"
std::string record_name(const json::Value& record)
{
    return record.text_of("source") + "/" + record.text_of("entity") + " " + record.text_of("key");
}

void print_line(const json::Value& row)
{
    const json::Array& records = row.find("records")->as_array();
    fmt::print("{:<16} {:.3f}  {:>5.1f} bits  {}  |  {}{}\n", row.text_of("id"),
               number_of(row, "probability"), number_of(row, "weight"), record_name(records[0]),
               record_name(records[1]),
               row.text_of("veto").empty() ? "" : "  veto: " + row.text_of("veto"));
}

int list(LocalHub& hub, const ReviewArguments& arguments)
{
    std::string after;
    int left = arguments.limit;
    do {
        std::string path =
            fmt::format("/v1/reviews?limit={}&state={}", std::min(left, 1000), arguments.state);
        if (!arguments.band.empty()) path += "&band=" + encoded(arguments.band);
        if (!arguments.entity.empty()) path += "&entity=" + encoded(arguments.entity);
        if (!after.empty()) path += "&after=" + encoded(after);
        const auto page = hub.get(path);
        if (!page) {
            complain(page.error().message);
            return exit_failed;
        }
        for (const json::Value& row : page->find("reviews")->as_array()) {
            if (arguments.json)
                fmt::print("{}\n", json::write(row));
            else
                print_line(row);
            --left;
        }
        after = page->text_of("next");
    } while (!after.empty() && left > 0);
    return exit_done;
}

void print_term(const json::Value& term)
{
    fmt::print("  {:<10} {:<10}", term.text_of("fact"), term.text_of("level"));
    if (term.find("bits")) fmt::print(" {:>+6.1f}", number_of(term, "bits"));
    if (term.find("frequency"))
        fmt::print("  {:+.1f} for how rare the value is", number_of(term, "frequency"));
    fmt::print("\n");
}

int show(LocalHub& hub, const ReviewArguments& arguments)
{
    const auto row = hub.get("/v1/reviews/" + encoded(arguments.id));
    if (!row) {
        complain(row.error().message);
        return exit_failed;
    }
    if (arguments.json) {
        fmt::print("{}", json::write_pretty(*row));
        return exit_done;
    }
    print_line(*row);
    for (const json::Value& record : row->find("records")->as_array()) {
        fmt::print("{}  in profile {}\n", record_name(record), record.text_of("profile_id"));
        for (const auto& [name, value] : record.find("data")->as_object())
            fmt::print("  {:<20} {}\n", name, value.text().value_or(json::write(value)));
    }
    fmt::print("by model {}\n", row->text_of("model"));
    if (row->find("prior")) fmt::print("  {:<21} {:>+6.1f}\n", "prior", number_of(*row, "prior"));
    for (const json::Value& term : row->find("terms")->as_array()) print_term(term);
    return exit_done;
}

int decide(LocalHub& hub, const ReviewArguments& arguments)
{
    const auto answer = hub.post(
        "/v1/reviews/" + encoded(arguments.id),
        json::Object{
            {"verdict", arguments.verdict},
            {"reason", arguments.reason.empty() ? "cxhub review decide" : arguments.reason}});
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    if (arguments.json)
        fmt::print("{}", json::write_pretty(*answer));
    else
        for (const json::Value& id : answer->find("profiles")->as_array())
            fmt::print("{}\n", id.as_string());
    return exit_done;
}

}  // namespace

int command_review(const ReviewArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    if (arguments.action == "list") return list(**hub, arguments);
    if (arguments.action == "show") return show(**hub, arguments);
    return decide(**hub, arguments);
}

}  // namespace cx::app
