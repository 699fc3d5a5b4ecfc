#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

// "crm/person/crm.contact:C1"; the key may hold slashes.
Result<json::Value> record_of(const std::string& text)
{
    const std::size_t first = text.find('/');
    const std::size_t second = first == std::string::npos ? first : text.find('/', first + 1);
    if (second == std::string::npos)
        return Error{"steward.record",
                     fmt::format("'{}' does not name a record, write SOURCE/ENTITY/KEY", text)};
    return json::Value(json::Object{{"source", text.substr(0, first)},
                                    {"entity", text.substr(first + 1, second - first - 1)},
                                    {"key", text.substr(second + 1)}});
}

std::string name_of(const json::Value& record)
{
    const std::string key = record.text_of("key");
    return record.text_of("source") + "/" + record.text_of("entity") +
           (key.empty() ? "" : "/" + key);
}

void print_groups(const char* title, const json::Value& groups)
{
    fmt::print("{}\n", title);
    for (const json::Value& group : groups.as_array()) {
        const std::string id = group.text_of("profile_id");
        fmt::print("  {}\n", id.empty() ? "a new profile" : id);
        for (const json::Value& record : group.find("records")->as_array())
            fmt::print("    {}\n", name_of(record));
        for (const json::Value& consent : group.find("consents")->as_array()) {
            std::string allowed;
            for (const json::Value& channel : consent.find("allowed")->as_array())
                allowed += (allowed.empty() ? "" : ", ") + channel.as_string();
            fmt::print("    {}: {}\n", consent.text_of("purpose"),
                       allowed.empty() ? "refused" : "allowed by " + allowed);
        }
    }
}

void print_pairs(const char* title, const json::Value& pairs)
{
    for (const json::Value& pair : pairs.as_array())
        fmt::print("{}  {} {}  {} - {}\n", title, pair.text_of("rule"), pair.text_of("ns"),
                   name_of(*pair.find("a")), name_of(*pair.find("b")));
}

void print_preview(const json::Value& preview)
{
    print_groups("now", *preview.find("before"));
    print_groups("then", *preview.find("after"));
    print_pairs("no longer joins", *preview.find("links"));
    print_pairs("no longer parts", *preview.find("vetoes"));
    for (const json::Value& id : preview.find("decisions")->as_array())
        fmt::print("replaces decision {}\n", id.as_string());
}

// Nothing where a record is named in a way that cannot be read; that is told.
std::optional<json::Value> body_of(const StewardArguments& arguments)
{
    json::Value body{json::Object{}};
    body["reason"] = arguments.reason.empty() ? "cxhub " + arguments.action : arguments.reason;
    if (arguments.preview) body["preview"] = true;
    if (arguments.action != "split") {
        body["a"] = arguments.profile;
        body["b"] = arguments.other;
        return body;
    }
    for (const std::string& text : arguments.records) {
        const auto record = record_of(text);
        if (!record) {
            complain(record.error().message);
            return std::nullopt;
        }
        body["records"].push_back(*record);
    }
    return body;
}

}  // namespace

int command_steward(const StewardArguments& arguments)
{
    const std::string path = arguments.action == "split"
                                 ? "/v1/profiles/" + encoded(arguments.profile) + "/split"
                                 : "/v1/profiles/" + arguments.action;
    const auto body = body_of(arguments);
    if (!body) return exit_usage;
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    const auto answer = (*hub)->post(path, *body);
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    if (arguments.json)
        fmt::print("{}", json::write_pretty(*answer));
    else if (const json::Value* const preview = answer->find("preview"))
        print_preview(*preview);
    else
        for (const json::Value& id : answer->find("profiles")->as_array())
            fmt::print("{}\n", id.as_string());
    return exit_done;
}

}  // namespace cx::app
