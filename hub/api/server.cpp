#include "api/server.hpp"

#include "api/certificate.hpp"
#include "api/dispatch.hpp"
#include "api/listener.hpp"
#include "api/monitoring.hpp"
#include "api/page.hpp"
#include "api/problem.hpp"
#include "base/limits.hpp"

namespace cx::api {
namespace {

constexpr int local_threads = 4;

constexpr ListenerLimits api_limits{.threads = limits::api_threads,
                                    .keep_alive_connections = limits::keep_alive_connections};
constexpr ListenerLimits monitoring_limits{
    .threads = limits::health_threads, .timeout_seconds = 5, .head_seconds = 10, .body_seconds = 5};
constexpr ListenerLimits local_limits{.threads = local_threads};

std::string base_url_of(const ServerOptions& options)
{
    if (!options.base_url.empty()) return options.base_url;
    const std::string scheme = options.api.certificate.empty() ? "http://" : "https://";
    return scheme + options.api.host + ":" + std::to_string(options.api.port) + "/v1";
}

class RunningServer final : public Server {
public:
    RunningServer(const ServerOptions& options, const ServerParts& parts)
        : parts_(parts), dispatcher_(parts_, base_url_of(options))
    {
        std::vector<std::pair<std::string, std::string>> known;
        for (const Route& route : routes()) known.emplace_back(route.path, route.method);
        known.emplace_back(page_route.path, page_route.method);
        parts_.telemetry.api_routes(known);
    }

    Result<Done> listen(const ServerOptions& options)
    {
        const Answering api{
            .answer = [this](Request& request) { return dispatcher_.answer(request); },
            .refuse = [this](
                          std::string_view code,
                          const std::string& method) { return dispatcher_.refuse(code, method); }};
        const Answering monitoring{
            .answer = [this](Request& request) { return answer_monitoring(request, parts_); },
            .refuse = [](std::string_view code, const std::string&) { return problem(code); }};
        tell_ends(options);
        if (options.monitoring.enabled)
            if (Result<Done> done = keep(
                    listen_tcp(options.monitoring, monitoring_limits, monitoring), monitoring_);
                !done)
                return done;
        if (options.api.enabled)
            if (Result<Done> done = keep(listen_tcp(options.api, api_limits, api), api_); !done)
                return done;
        if (!options.unix_socket.empty())
            return keep(listen_unix(options.unix_socket, local_limits, api), local_);
        return Done{};
    }

    // Monitoring goes last: it can tell that the hub is stopping.
    void stop() override
    {
        dispatcher_.end_following();
        local_.reset();
        api_.reset();
        monitoring_.reset();
    }

    int api_port() const override { return api_ ? api_->port() : 0; }
    int monitoring_port() const override { return monitoring_ ? monitoring_->port() : 0; }

private:
    void tell_ends(const ServerOptions& options)
    {
        for (const auto& [name, listener] :
             {std::pair{"api_certificate", &options.api},
              std::pair{"monitoring_certificate", &options.monitoring}})
            parts_.telemetry.credential_expires(name, certificate_end(listener->certificate));
    }

    static Result<Done> keep(Result<std::unique_ptr<Listener>> made,
                             std::unique_ptr<Listener>& place)
    {
        if (!made) return made.error();
        place = std::move(*made);
        return Done{};
    }

    ServerParts parts_;
    Dispatcher dispatcher_;
    std::unique_ptr<Listener> monitoring_;
    std::unique_ptr<Listener> api_;
    std::unique_ptr<Listener> local_;
};

}  // namespace

Result<std::unique_ptr<Server>> start_server(const ServerOptions& options, const ServerParts& parts)
{
    auto server = std::make_unique<RunningServer>(options, parts);
    if (Result<Done> listening = server->listen(options); !listening) return listening.error();
    return std::unique_ptr<Server>(std::move(server));
}

}  // namespace cx::api
