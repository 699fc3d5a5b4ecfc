#include "app/local.hpp"

#include "app/cli.hpp"
#include "app/configuration.hpp"
#include "base/ids.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace cx::app {
namespace {

// A folder that only this user can look into.
std::string private_folder()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "cxhub-XXXXXX").string();
    return ::mkdtemp(pattern.data()) ? pattern : "";
}

}  // namespace

std::unique_ptr<LocalHub> LocalHub::reach_running(const std::string& store_path)
{
    std::unique_ptr<LocalHub> local(new LocalHub);
    local->socket_ = unix_socket_of(store_path);
    const bool answers = ::access(local->socket_.c_str(), F_OK) == 0 &&
                         api::call_local(local->socket_, "GET", "/v1/openapi.json", "");
    return answers ? std::move(local) : nullptr;
}

Result<std::unique_ptr<LocalHub>> LocalHub::reach(config::Config configuration)
{
    if (auto running = reach_running(configuration.store_path)) return running;
    std::unique_ptr<LocalHub> local(new LocalHub);
    local->folder_ = private_folder();
    if (local->folder_.empty())
        return Error{"hub.folder", "cannot make a private folder for temporary files"};
    local->socket_ = local->folder_ + "/api.sock";
    telemetry::LogOptions log;
    log.level = telemetry::LogLevel::off;
    auto hub = Hub::build(std::move(configuration), {.sources = false,
                                                     .sinks = false,
                                                     .listen = false,
                                                     .log = log,
                                                     .unix_socket = local->socket_});
    if (!hub) return hub.error();
    local->own_ = std::move(*hub);
    return local;
}

LocalHub::~LocalHub()
{
    own_.reset();
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Result<json::Value> LocalHub::get(const std::string& path)
{
    return call("GET", path, "");
}

Result<json::Value> LocalHub::post(const std::string& path, const json::Value& body)
{
    return call("POST", path, json::write(body));
}

Result<json::Value> LocalHub::remove(const std::string& path)
{
    return call("DELETE", path, "");
}

Result<std::unique_ptr<api::LocalEvents>> LocalHub::follow(const std::string& path)
{
    return api::follow_local(socket_, path);
}

Result<json::Value> LocalHub::call(const std::string& method, const std::string& path,
                                   const std::string& body)
{
    const Result<api::LocalAnswer> answer = api::call_local(socket_, method, path, body);
    if (!answer) return answer.error();
    if (answer->body.empty()) return json::Value();
    Result<json::Value> value = json::parse(answer->body);
    if (answer->status < 400 || !value) return value;
    std::string detail = value->text_of("detail");
    if (detail.empty()) detail = value->text_of("title");
    return Error{value->text_of("code"), detail};
}

Result<std::unique_ptr<LocalHub>> reach_or_explain(const std::string& directory, int& exit_status)
{
    config::LoadResult loaded = config::load(directory, config::find_installation());
    if (!loaded.config) {
        if (auto running = LocalHub::reach_running(loaded.store_path)) {
            complain(
                "the files hold mistakes, which the running hub has not taken over: cxhub check");
            return running;
        }
        fmt::print(stderr, "{}", config::render_text(loaded.diagnostics, loaded.sources));
        exit_status = exit_configuration;
        return Error{"config.refused", "the configuration has mistakes"};
    }
    auto local = LocalHub::reach(std::move(*loaded.config));
    if (!local) {
        complain(local.error().message);
        exit_status = exit_failed;
    }
    return local;
}

Result<std::vector<std::string>> find_profiles(LocalHub& hub, const std::string& who)
{
    if (is_uuid7(who)) return std::vector<std::string>{who};
    const char* kind = who.find('@') != std::string::npos && who.find(':') == std::string::npos
                           ? "email"
                       : who.find(':') != std::string::npos ? "key"
                                                            : "phone";
    const auto answer = hub.post("/v1/profiles/lookup", json::Object{{kind, who}});
    if (!answer) return answer.error();
    std::vector<std::string> ids;
    for (const json::Value& match : answer->find("matches")->as_array())
        ids.push_back(match.text_of("id"));
    if (ids.empty()) return Error{"profile.none", "nobody is known by that"};
    return ids;
}

Result<std::string> find_one_profile(LocalHub& hub, const std::string& who)
{
    const auto ids = find_profiles(hub, who);
    if (!ids) return ids.error();
    if (ids->size() == 1) return ids->front();
    std::string list;
    for (const std::string& id : *ids) list += "\n  " + id;
    return Error{"profile.several",
                 fmt::format("{} profiles have that, name one by its id:{}", ids->size(), list)};
}

std::string encoded(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

}  // namespace cx::app
