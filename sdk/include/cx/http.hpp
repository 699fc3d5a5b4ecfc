// An HTTP client for connectors: one base address, one set of credentials, one behaviour.
//
// What it does for every request: keeps connections alive and uses them again; verifies
// certificates, always; goes through a proxy where the option or the environment says so; bounds
// every wait and every answer; unpacks gzip and deflate; takes a request of the hub's budget first;
// repeats what may be repeated after a short jittered pause; gets and renews OAuth2 tokens; and
// ends within a second of Host::stopping; tells the trace (W3C `traceparent`) that the call it is
// made in belongs to. What it does not do: sleep long (it answers retry with
// the time to come back), follow a redirect to another host, or send its credentials anywhere but
// to its base address.
//
//     struct ShopOptions : cx::http::Connection, cx::http::Credentials { ... };
//
//     cx::http::Client client({.url = "https://api.shop.example/v2", .connection = options,
//                              .credentials = options}, host);
//     const cx::http::Answer answer = client.send({.method = "POST", .url = "/customers/search",
//                                                  .body = query, .repeatable = true});
//     if (answer.status.code != CX_OK) return answer.status;   // retry or failed, with its reason
//     use(answer.response.body);
//
// A client is used by one thread at a time, the worker's. Link cx::http.
#pragma once

#include <cx/host.hpp>
#include <cx/options.hpp>
#include <cx/source.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cx::http {

// ---- Options that plugins take over, see cx::options_of

struct Connection {
    std::string ca_file;
    std::string proxy;
    std::string proxy_user;
    std::string proxy_password;
    bool plain_credentials = false;
    std::chrono::seconds connect_timeout{10};
    std::chrono::seconds read_timeout{20};
    std::chrono::seconds total_timeout{40};
};

inline constexpr auto connection_options = cx::options(
    cx::option("ca_file", &Connection::ca_file,
               "PEM file of the authorities whose certificates are trusted, instead of the "
               "system's. Certificates are always verified.")
        .path(),
    cx::option("proxy", &Connection::proxy,
               "Proxy as http://host:port, or none; empty: as HTTPS_PROXY, HTTP_PROXY and NO_PROXY "
               "say."),
    cx::option("proxy_user", &Connection::proxy_user, "User at the proxy."),
    cx::option("proxy_password", &Connection::proxy_password, "Password at the proxy.").secret(),
    cx::option("plain_credentials", &Connection::plain_credentials,
               "Whether credentials may travel over http:// to another machine, readable by "
               "everybody between."),
    cx::option("connect_timeout", &Connection::connect_timeout,
               "How long a connection may take to be made, TLS included.")
        .at_least(1)
        .at_most(50),
    cx::option("read_timeout", &Connection::read_timeout,
               "How long the other side may stay silent in the middle of an answer.")
        .at_least(1)
        .at_most(50),
    cx::option("total_timeout", &Connection::total_timeout,
               "How long one request may take in all, repetitions included.")
        .at_least(1)
        .at_most(50));

struct Credentials {
    std::string auth = "none";
    std::string user;
    std::string password;
    std::string token;
    std::string token_url;
    std::string token_format = "form";
    std::string client_id;
    std::string client_secret;
    std::string client_auth = "basic";
    std::string scope;
    std::string audience;
    std::string refresh_token;
};

inline constexpr auto credential_options = cx::options(
    cx::option("auth", &Credentials::auth, "How requests are authorized.")
        .one_of("none", "basic", "bearer", "client_credentials", "refresh_token"),
    cx::option("user", &Credentials::user, "auth basic: the user."),
    cx::option("password", &Credentials::password, "auth basic: the password.").secret(),
    cx::option("token", &Credentials::token, "auth bearer: the token.").secret(),
    cx::option("token_url", &Credentials::token_url,
               "OAuth2: where tokens are given out, as https://host/path."),
    cx::option("token_format", &Credentials::token_format,
               "OAuth2: how the token request is written.")
        .one_of("form", "json"),
    cx::option("client_id", &Credentials::client_id, "OAuth2: id of this client."),
    cx::option("client_secret", &Credentials::client_secret, "OAuth2: secret of this client.")
        .secret(),
    cx::option("client_auth", &Credentials::client_auth,
               "OAuth2: whether id and secret go as Basic authorization or in the body.")
        .one_of("basic", "body"),
    cx::option("scope", &Credentials::scope, "OAuth2: scopes to ask for, blanks between them."),
    cx::option("audience", &Credentials::audience, "OAuth2: the audience, where one is asked for."),
    cx::option("refresh_token", &Credentials::refresh_token,
               "auth refresh_token: the first one; those that follow on it are kept by the hub.")
        .secret());

// ---- Requests and answers

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method = "GET";
    std::string url;  // Behind the base address, "/customers?limit=10"; or absolute on its host.
    Headers headers = {};
    std::string body = {};
    std::string content_type = "application/json";  // Of the body
    // Whether doing it twice does no harm, so that it may be sent again when nobody knows whether
    // it arrived. GET and HEAD always are.
    bool repeatable = false;
};

struct Response {
    int status = 0;
    Headers headers;
    std::string body;  // Unpacked

    // The first header of this name, whatever its case; "" where there is none.
    std::string_view header(std::string_view name) const;
};

struct Answer {
    // ok: the response has a status of 2xx. retry and failed: why, ready to be returned by poll or
    // deliver: method, address without its query, status; never a credential.
    Status status;
    // What came, if anything came: also with an error status, for those who look closer.
    Response response;
};

struct Settings {
    std::string url;  // "https://host[:port][/path]"
    Connection connection = {};
    Credentials credentials = {};
    Headers headers = {};                  // Go with every request
    std::size_t answer_bytes = 16U << 20;  // Of a body, packed and unpacked alike
    // Whether an answer that may come right by itself is asked for again at once. Without it every
    // answer is given back as it came; a connection that broke is made anew either way.
    bool repeats = true;
    // What an answer with an error status says in the words of the system, for the reason: a code,
    // without personal data. May be empty.
    std::function<std::string(const Response& response)> explain = {};
};

// The body of a good answer that is taken as it comes: a download larger than memory, or a stream
// of events without an end. Holds the connection; ends it with its own life.
class Body {
public:
    enum class Came {
        some,
        nothing,  // Not in this while
        end,      // That was all
        broken,   // The connection ended before the body did, or the bytes make no sense
    };

    Body();
    ~Body();
    Body(Body&&) noexcept;
    Body& operator=(Body&&) noexcept;

    // Appends what came, unpacked; waits for it at most so long, and never more than a second.
    Came read(std::string& to, std::chrono::milliseconds wait);
    bool is_open() const { return parts_ != nullptr; }

private:
    friend class Client;
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

class Client {
public:
    // Opens no connection. Throws BadOptions where the settings make no sense.
    Client(Settings settings, Host host);
    ~Client();
    Client(Client&&) noexcept;

    Answer send(const Request& request);
    // As send, but returns when the head of a good answer is there; `body` is what follows.
    Answer open(const Request& request, Body& body);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// ---- Small things

// What an answer with this status means, without its reason: 408, 425, 429 and 5xx come right by
// themselves (but 501 and 505), other errors want an administrator.
cx_status judge(int status);
// The pause that a Retry-After header asks for, in seconds or as an HTTP date; nothing where it
// says neither. At most a day.
std::optional<std::chrono::milliseconds> retry_after(std::string_view header, std::int64_t now_us);
// Text for a path segment or a query value, everything but letters, digits and -._~ as %XX.
std::string encoded(std::string_view text);
// The header `traceparent` for one request, or one event: the trace of the call at hand, else a new
// one, and a new span.
std::string traceparent(const Host& host);
// The address without user, query and fragment, for reasons and logs.
std::string shown(std::string_view url);

}  // namespace cx::http
