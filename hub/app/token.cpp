#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

#include <charconv>

namespace cx::app {
namespace {

json::Value names(const std::vector<std::string>& list)
{
    json::Array out;
    for (const std::string& name : list) out.emplace_back(name);
    return out;
}

// "90d" -> seconds; nothing where it is no duration.
std::optional<std::int64_t> seconds_of(const std::string& text)
{
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end + 1 != text.data() + text.size() || count <= 0)
        return std::nullopt;
    switch (*end) {
        case 'd':
            return count * 86400;
        case 'h':
            return count * 3600;
        case 'm':
            return count * 60;
        case 's':
            return count;
        default:
            return std::nullopt;
    }
}

std::string joined(const json::Value* list)
{
    std::string text;
    if (list)
        for (const json::Value& name : list->as_array())
            text += (text.empty() ? "" : ",") + name.text().value_or("");
    return text;
}

// Of an option; nothing, and told, where it is no duration.
std::optional<std::int64_t> told_seconds(const std::string& text, const char* otherwise)
{
    const auto seconds = seconds_of(text.empty() ? otherwise : text);
    if (!seconds) complain(fmt::format("'{}' is no duration, write it as in 90d or 12h", text));
    return seconds;
}

int print_secret(const json::Value& answer)
{
    fmt::print("{}\n", answer.text_of("token"));
    fmt::print(stderr, "token {} of '{}', until {}; it is not shown again\n", answer.text_of("id"),
               answer.text_of("name"), answer.text_of("expires_at"));
    return exit_done;
}

int rotate(LocalHub& hub, const TokenArguments& arguments)
{
    const auto lifetime = told_seconds(arguments.expires, "90d");
    const auto keep = told_seconds(arguments.keep, "1d");
    if (!lifetime || !keep) return exit_usage;
    const auto answer =
        hub.post(fmt::format("/v1/tokens/{}/rotate", encoded(arguments.name)),
                 json::Object{{"expires_in_seconds", *lifetime}, {"keep_seconds", *keep}});
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    fmt::print(stderr, "the former one goes on until {}\n", answer->text_of("former_expires_at"));
    return print_secret(*answer);
}

int create(LocalHub& hub, const TokenArguments& arguments)
{
    const auto lifetime = told_seconds(arguments.expires, "90d");
    if (!lifetime) return exit_usage;
    const auto answer = hub.post("/v1/tokens", json::Object{{"name", arguments.name},
                                                            {"scopes", names(arguments.scopes)},
                                                            {"accepts", names(arguments.accepts)},
                                                            {"purposes", names(arguments.purposes)},
                                                            {"expires_in_seconds", *lifetime}});
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    return print_secret(*answer);
}

int list(LocalHub& hub)
{
    const auto answer = hub.get("/v1/tokens");
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    for (const json::Value& token : answer->find("tokens")->as_array())
        fmt::print("{}  {:<16} {:<8} until {}  scopes {}  accepts {}\n", token.text_of("id"),
                   token.text_of("name"), token.text_of("state"), token.text_of("expires_at"),
                   joined(token.find("scopes")), joined(token.find("accepts")));
    return exit_done;
}

}  // namespace

int command_token(const TokenArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    if (arguments.action == "create") return create(**hub, arguments);
    if (arguments.action == "list") return list(**hub);
    if (arguments.action == "rotate") return rotate(**hub, arguments);
    const auto answer = (*hub)->remove("/v1/tokens/" + encoded(arguments.name));
    if (!answer) complain(answer.error().message);
    return answer ? exit_done : exit_failed;
}

}  // namespace cx::app
