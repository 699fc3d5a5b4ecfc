#include "http/cassette.hpp"
#include "http/connect.hpp"
#include "http/tokens.hpp"
#include "http/transport.hpp"

#include <cx/http.hpp>
#include <cx/plugin.hpp>

#include <Poco/Net/HTTPResponse.h>

#include <algorithm>
#include <cctype>
#include <random>
#include <utility>

namespace cx::http {
namespace {

using std::chrono::milliseconds;

constexpr int attempts_max = 3;
constexpr int redirects_max = 5;
constexpr milliseconds first_pause{200};
constexpr milliseconds longest_pause{1000};  // What is longer the hub waits for, not we.
constexpr std::size_t explanation_bytes = 200;
#ifdef CXHUB_VERSION
constexpr const char* agent = "cxhub/" CXHUB_VERSION;
#else
constexpr const char* agent = "cxhub";
#endif

// A wait between a half and the whole of what doubles with each attempt.
milliseconds jittered(int attempt, std::minstd_rand& random)
{
    const milliseconds whole = std::min(first_pause * (1 << attempt), longest_pause);
    return std::uniform_int_distribution<std::int64_t>(whole.count() / 2, whole.count())(random) *
           milliseconds(1);
}

std::uint32_t as_ms(milliseconds pause)
{
    return static_cast<std::uint32_t>(std::max<std::int64_t>(pause.count(), 1));
}

std::string printable(std::string text)
{
    if (text.size() > explanation_bytes) text.resize(explanation_bytes);
    for (char& c : text)
        if (c < ' ' || c > '~') c = ' ';
    return text;
}

const char* remedy(int status)
{
    if (status == 401) return "; the credential is refused: renew it in the configuration";
    if (status == 403) return "; the credential lacks a right: grant it at the system";
    if (status == 404) return "; there is no such address: check the options";
    return "";
}

Url base_of(const Settings& settings)
{
    const std::optional<Url> url = parse_url(settings.url);
    if (!url) throw BadOptions("the address should be https://host or http://host, without a user");
    if (settings.credentials.auth != "none" && !url->secure && !url->is_loopback() &&
        !settings.connection.plain_credentials)
        throw BadOptions(
            "credentials would travel readable to another machine over http://; use https://, or "
            "set 'plain_credentials' inside a network that you trust");
    return *url;
}

std::string fixed_authorization(const Credentials& credentials)
{
    if (credentials.auth == "basic") {
        if (credentials.user.empty()) throw BadOptions("auth basic wants the option 'user'");
        return basic(credentials.user, credentials.password);
    }
    if (credentials.auth != "bearer") return {};
    if (credentials.token.empty()) throw BadOptions("auth bearer wants the option 'token'");
    return "Bearer " + credentials.token;
}

std::optional<Tokens> tokens_of(const Settings& settings, const Host& host)
{
    const Credentials& credentials = settings.credentials;
    if (credentials.auth != "client_credentials" && credentials.auth != "refresh_token") return {};
    const std::optional<Url> url = parse_url(credentials.token_url);
    if (!credentials.token_url.empty() && !url)
        throw BadOptions("option 'token_url' should be an address such as https://host/path");
    if (url && !url->secure && !url->is_loopback() && !settings.connection.plain_credentials)
        throw BadOptions("option 'token_url' should begin with https://");
    return std::optional<Tokens>(std::in_place, credentials, host);
}

}  // namespace

struct Client::Parts {
    Parts(Settings given, const Host& of)
        : settings(std::move(given)),
          host(of),
          base(base_of(settings)),
          transport(settings.connection, settings.answer_bytes),
          authorization(fixed_authorization(settings.credentials)),
          tokens(tokens_of(settings, host))
    {
        // Now, rather than at the first request.
        static_cast<void>(proxy_for(base, settings.connection, &from_environment));
    }

    // One call of the client: where to, how long, and whether the body is to come later.
    struct Call {
        Url url;
        Watch& watch;
        Take take = Take::whole;
        std::unique_ptr<Flow> flow = {};
    };

    Answer authorized(const Request& request, Call& call);
    Headers own_headers() const;
    Answer repeated(const Request& request, Call& call);
    Answer once(Request request, Call& call, bool& again);
    Answer asked(const Request& request, Take take, std::unique_ptr<Flow>& flow);
    Status judged(const Request& request, const Url& url, const Response& response) const;

    Settings settings;
    Host host;
    Url base;
    Transport transport;
    std::string authorization;
    std::optional<Tokens> tokens;
    std::minstd_rand random{std::random_device{}()};
};

Client::Client(Settings settings, Host host)
    : parts_(std::make_unique<Parts>(std::move(settings), host))
{
}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;

Status Client::Parts::judged(const Request& request, const Url& url, const Response& response) const
{
    const cx_status code = judge(response.status);
    if (code == CX_OK) return ok();
    using Poco::Net::HTTPResponse;
    std::string why =
        request.method + " " + shown(url.text()) + ": " + std::to_string(response.status) + " " +
        HTTPResponse::getReasonForStatus(static_cast<HTTPResponse::HTTPStatus>(response.status));
    if (settings.explain) {
        const std::string said = printable(settings.explain(response));
        if (!said.empty()) why += " (" + said + ")";
    }
    if (code == CX_FAILED) return failed(why + remedy(response.status));
    const auto pause = retry_after(response.header("Retry-After"), host.now_us());
    return retry(why, pause ? as_ms(*pause) : 0);
}

// One request with the redirects it leads to. `again`: it may be repeated at once or soon.
Answer Client::Parts::once(Request request, Call& call, bool& again)
{
    Url url = call.url;
    Watch& watch = call.watch;
    const std::string named = request.method + " " + shown(url.text()) + ": ";
    const bool repeatable =
        request.repeatable || request.method == "GET" || request.method == "HEAD";
    for (int redirects = 0;; ++redirects) {
        Exchange exchange = http::exchange(transport, host, url, request, watch, call.take);
        if (watch.cut() == Watch::Cut::stopping) return {retry("the hub stops"), {}};
        if (exchange.end == Exchange::End::refused) return {failed(named + exchange.why), {}};
        if (exchange.end != Exchange::End::answered) {
            again = (repeatable || !exchange.sent) && watch.cut() == Watch::Cut::none;
            return {retry(named + exchange.why), {}};
        }
        const int status = exchange.response.status;
        const bool moved =
            status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        const std::string_view location = exchange.response.header("Location");
        if (!moved || location.empty()) {
            again = repeatable && judge(status) == CX_RETRY;
            call.flow = std::move(exchange.flow);
            return {judged(request, url, exchange.response), std::move(exchange.response)};
        }
        const std::optional<Url> next = parse_url(
            location.front() == '/' && !location.starts_with("//")
                ? (url.secure ? "https://" : "http://") + url.authority() + std::string(location)
                : std::string(location));
        if (!next || !next->same_origin(url))
            return {failed(named + "redirects to another host, which is not followed: " +
                           shown(location.substr(0, 200))),
                    {}};
        if (redirects == redirects_max) return {failed(named + "redirects without end"), {}};
        const bool is_get = request.method == "GET" || request.method == "HEAD";
        if (status == 303 || (!is_get && status != 307 && status != 308)) {
            // Those say: look there with GET.
            if (!is_get) request.method = "GET";
            request.body.clear();
        }
        url = *next;
    }
}

// As once, again after a pause where that may help and is short. Each goes on the budget.
Answer Client::Parts::repeated(const Request& request, Call& call)
{
    const Watch& watch = call.watch;
    for (int attempt = 0;; ++attempt) {
        while (const std::uint32_t wait_ms = host.take_budget()) {
            const milliseconds wait(wait_ms);
            if (wait > longest_pause || wait >= watch.left())
                return {retry("the budget of requests is used up for now", wait_ms), {}};
            if (!host.sleep_ms(wait_ms)) return {retry("the hub stops"), {}};
        }
        bool again = false;
        Answer answer = once(request, call, again);
        const bool answered = answer.response.status != 0;
        if (!again || attempt + 1 == attempts_max || (answered && !settings.repeats)) return answer;
        milliseconds pause = jittered(attempt, random);
        if (answer.status.retry_after_ms > 0) pause = milliseconds(answer.status.retry_after_ms);
        if (pause > longest_pause || pause >= watch.left()) return answer;
        if (!host.sleep_ms(as_ms(pause))) return {retry("the hub stops"), {}};
    }
}

// Of every request; what a plugin sets itself comes behind them and wins.
Headers Client::Parts::own_headers() const
{
    return {{"User-Agent", agent}, {"traceparent", traceparent(host)}};
}

Answer Client::Parts::authorized(const Request& request, Call& call)
{
    Request whole = request;
    whole.headers = own_headers();
    whole.headers.insert(whole.headers.end(), settings.headers.begin(), settings.headers.end());
    whole.headers.insert(whole.headers.end(), request.headers.begin(), request.headers.end());
    const std::size_t plain = whole.headers.size();
    if (!authorization.empty()) whole.headers.emplace_back("Authorization", authorization);
    if (!tokens) return repeated(whole, call);
    for (int attempt = 0;; ++attempt) {
        const Status status = tokens->ensure([&](const Request& asked) {
            Request token_request = asked;
            const Headers own = own_headers();
            token_request.headers.insert(token_request.headers.begin(), own.begin(), own.end());
            Call token_call{*parse_url(asked.url), call.watch};
            return repeated(token_request, token_call);
        });
        if (status.code != CX_OK) return {status, {}};
        whole.headers.resize(plain);
        whole.headers.emplace_back("Authorization", "Bearer " + tokens->access());
        Answer answer = repeated(whole, call);
        if (answer.response.status != 401 || attempt == 1) return answer;
        tokens->forget();  // It may have ended before its time.
    }
}

Answer Client::Parts::asked(const Request& request, Take take, std::unique_ptr<Flow>& flow)
{
    Url url = base;
    if (request.url.find("://") == std::string::npos) {
        url.path = base.path + request.url;
    } else {
        const std::optional<Url> absolute = parse_url(request.url);
        if (!absolute || !absolute->same_origin(base))
            return {failed(request.method + " " + shown(request.url.substr(0, 200)) +
                           ": this is not the host that the connection is for; it is not asked"),
                    {}};
        url = *absolute;
    }
    Watch watch(host, Watch::Clock::now() + settings.connection.total_timeout);
    Call call{std::move(url), watch, take};
    Answer answer = authorized(request, call);
    flow = std::move(call.flow);
    return answer;
}

Answer Client::send(const Request& request)
{
    std::unique_ptr<Flow> none;
    return parts_->asked(request, Take::whole, none);
}

struct Body::Parts {
    std::unique_ptr<Flow> flow;
};

Body::Body() = default;
Body::~Body() = default;
Body::Body(Body&&) noexcept = default;
Body& Body::operator=(Body&&) noexcept = default;

Body::Came Body::read(std::string& to, std::chrono::milliseconds wait)
{
    if (!parts_) return Came::end;
    switch (parts_->flow->read(to, std::min(wait, longest_pause))) {
        case Flow::Came::some:
            return Came::some;
        case Flow::Came::nothing:
            return Came::nothing;
        case Flow::Came::end:
            parts_.reset();
            return Came::end;
        case Flow::Came::broken:
            break;
    }
    parts_.reset();
    return Came::broken;
}

Answer Client::open(const Request& request, Body& body)
{
    body.parts_.reset();
    std::unique_ptr<Flow> flow;
    Answer answer = parts_->asked(request, Take::head, flow);
    if (answer.status.code != CX_OK) return answer;
    // From a cassette an answer comes whole.
    if (!flow) flow = std::make_unique<Flow>(std::exchange(answer.response.body, {}));
    body.parts_ = std::make_unique<Body::Parts>();
    body.parts_->flow = std::move(flow);
    return answer;
}

}  // namespace cx::http
