#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

void print_fields(const json::Value& data)
{
    for (const auto& [name, value] : data.as_object()) {
        if (!value.is_array()) {
            fmt::print("  {:<16} {}\n", name, value.text().value_or(json::write(value)));
            continue;
        }
        for (const json::Value& element : value.as_array())
            fmt::print("  {:<16} {}\n", name, element.text().value_or(json::write(element)));
    }
}

void print_profile(const json::Value& profile, const json::Value& members)
{
    fmt::print("profile {}  {}, version {}\n", profile.text_of("profile_id"),
               profile.text_of("entity"), profile.text_of("version"));
    if (const std::string from = profile.text_of("resolved_from"); !from.empty())
        fmt::print("  (asked for as {})\n", from);
    print_fields(*profile.find("data"));
    fmt::print("sources\n");
    for (const json::Value& member : members.find("members")->as_array())
        fmt::print("  {:<16} {}\n", member.text_of("source"), member.text_of("key"));
}

void print_timeline(const json::Value& page)
{
    fmt::print("timeline\n");
    for (const json::Value& record : page.find("records")->as_array())
        fmt::print("  {:<25} {:<20} {:<12} {}\n", record.text_of("time"), record.text_of("entity"),
                   record.text_of("source"), json::write(*record.find("data")));
}

std::string record_name(const json::Value* record)
{
    if (!record) return "";
    return record->text_of("source") + "/" + record->text_of("entity") + "/" +
           record->text_of("key");
}

void print_decisions(const json::Value& from)
{
    const json::Value* decisions = from.find("decisions");
    if (!decisions || decisions->as_array().empty()) return;
    fmt::print("decided by stewards\n");
    for (const json::Value& row : decisions->as_array())
        fmt::print("  {:<25} {:<6} {:<16} {}{}\n", row.text_of("recorded_at"), row.text_of("kind"),
                   row.text_of("actor"), row.text_of("reason"),
                   row.find("revoked_at") ? "  (revoked " + row.text_of("revoked_at") + ")" : "");
}

void print_history(const json::Value& history)
{
    fmt::print("history\n");
    for (const json::Value& version : history.find("versions")->as_array())
        fmt::print("  {:<25} version {:<6} {}\n", version.text_of("recorded_at"),
                   version.text_of("version"), version.text_of("kind"));
    fmt::print("records came and went\n");
    for (const json::Value& step : history.find("lineage")->as_array())
        fmt::print("  {:<25} {:<8} {:<8} {} -> {}\n", step.text_of("recorded_at"),
                   step.text_of("cause"), step.text_of("detail"), step.text_of("from"),
                   step.text_of("to"));
    print_decisions(history);
}

void print_why(const json::Value& why)
{
    fmt::print("why, by configuration {}\n", why.text_of("config_id"));
    for (const auto& [field, reason] : why.find("fields")->as_object()) {
        fmt::print("  {}\n", field);
        for (const json::Value& candidate : reason.find("candidates")->as_array()) {
            const bool chosen = candidate.text_of("chosen") == "true";
            const json::Value* value = candidate.find("value");
            fmt::print("    {} {:<14} {}  {}\n", chosen ? "*" : " ", candidate.text_of("rule"),
                       value ? value->text().value_or(json::write(*value)) : "",
                       record_name(candidate.find("record")));
        }
    }
    fmt::print("held together by\n");
    for (const json::Value& link : why.find("links")->as_array())
        fmt::print("  {:<16} {}  {} - {}\n", link.text_of("rule"),
                   link.find("weight") ? link.text_of("weight") + " bits"
                                       : link.text_of("ns") + " = " + link.text_of("value"),
                   record_name(link.find("a")), record_name(link.find("b")));
    print_decisions(why);
}

void print_apart(const json::Value& apart)
{
    if (apart.text_of("same") == "true") {
        fmt::print("{} is this profile\n", apart.text_of("other_id"));
        return;
    }
    fmt::print("not one with {}\n", apart.text_of("other_id"));
    const json::Value* const best = apart.find("best");
    if (best) {
        fmt::print("  nearest: {} - {}  {} bits, {} missing, {} on average of all pairs\n",
                   record_name(best->find("a")), record_name(best->find("b")),
                   best->text_of("weight"), best->text_of("missing"), best->text_of("mean"));
        if (best->text_of("proposed") != "true")
            fmt::print("  no key brings the two together, so that nobody compares them\n");
        if (best->find("veto")) fmt::print("  against it: {}\n", best->text_of("veto"));
        fmt::print("  {:<12} {:<12} {}\n", "prior", "", best->text_of("prior"));
        for (const json::Value& term : best->find("terms")->as_array())
            fmt::print("  {:<12} {:<12} {}{}\n", term.text_of("fact"), term.text_of("level"),
                       term.text_of("bits"),
                       term.find("frequency") ? " and " + term.text_of("frequency") : "");
    }
    if (const json::Value* const vetoes = apart.find("apart"))
        for (const json::Value& veto : vetoes->as_array())
            fmt::print("  kept apart by {:<12} {} - {}\n", veto.text_of("rule"),
                       record_name(veto.find("a")), record_name(veto.find("b")));
}

}  // namespace

int command_profile(const ProfileArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    const auto ids = find_profiles(**hub, arguments.who);
    if (!ids) {
        complain(ids.error().message);
        return exit_failed;
    }
    const std::string at = arguments.at.empty() ? "" : "at=" + encoded(arguments.at);
    json::Array all;
    for (const std::string& id : *ids) {
        const std::string base = "/v1/profiles/" + encoded(id);
        const auto get = [&](const std::string& path, json::Value& into) {
            Result<json::Value> answer = (*hub)->get(path);
            if (!answer) {
                complain(answer.error().message);
                return false;
            }
            into = std::move(*answer);
            return true;
        };
        json::Value profile;
        json::Value members;
        json::Value timeline;
        json::Value why;
        json::Value history;
        if (!get(base, profile) || !get(base + "/members" + (at.empty() ? "" : "?" + at), members))
            return exit_failed;
        if (arguments.timeline && !get(base + "/timeline?limit=1000", timeline)) return exit_failed;
        if (arguments.history && !get(base + "/history?limit=1000", history)) return exit_failed;
        if (arguments.explain) {
            std::string query = at;
            if (!arguments.why.empty() && arguments.why != "*")
                query += (query.empty() ? "" : "&") + ("field=" + encoded(arguments.why));
            if (!arguments.why_not.empty())
                query += (query.empty() ? "" : "&") + ("other=" + encoded(arguments.why_not));
            if (!get(base + "/why" + (query.empty() ? "" : "?" + query), why)) return exit_failed;
        }
        if (arguments.json) {
            json::Value out{
                json::Object{{"profile", profile}, {"members", *members.find("members")}}};
            if (arguments.timeline) out["timeline"] = *timeline.find("records");
            if (arguments.explain) out["why"] = why;
            if (arguments.history) out["history"] = history;
            all.push_back(std::move(out));
            continue;
        }
        print_profile(profile, members);
        if (arguments.timeline) print_timeline(timeline);
        if (arguments.explain) print_why(why);
        if (const json::Value* const apart = why.find("apart_from")) print_apart(*apart);
        if (arguments.history) print_history(history);
    }
    if (arguments.json) fmt::print("{}", json::write_pretty(all));
    return exit_done;
}

}  // namespace cx::app
