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

}  // namespace

int command_steward(const StewardArguments& arguments)
{
    std::string path = "/v1/profiles/merge";
    json::Value body{json::Object{}};
    body["reason"] = arguments.reason.empty() ? "cxhub " + arguments.action : arguments.reason;
    if (arguments.action == "split") {
        path = "/v1/profiles/" + encoded(arguments.profile) + "/split";
        for (const std::string& text : arguments.records) {
            const auto record = record_of(text);
            if (!record) {
                complain(record.error().message);
                return exit_usage;
            }
            body["records"].push_back(*record);
        }
    } else {
        body["a"] = arguments.profile;
        body["b"] = arguments.other;
    }
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    const auto answer = (*hub)->post(path, body);
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    for (const json::Value& id : answer->find("profiles")->as_array())
        fmt::print("{}\n", id.as_string());
    return exit_done;
}

}  // namespace cx::app
