// The HTTP face of the hub: profiles, reasons, changes, rejects, schemas; health and metrics on a
// listener of their own.
//
// Routes are rows of one table (routes()), which also makes the OpenAPI document. Every route of
// the API needs a bearer token with the row's scope; what a token does not accept is left out of
// answers. Every read of personal data is in the access log before its answer leaves. Personal
// values in a query string are refused.
#pragma once

#include "api/gate.hpp"
#include "api/mapping_labels.hpp"
#include "api/ports.hpp"
#include "base/clock.hpp"
#include "model/schema.hpp"
#include "store/store.hpp"
#include "telemetry/telemetry.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cx::api {

struct Route {
    std::string_view method;
    std::string_view path;   // "/v1/profiles/{id}/why"
    std::string_view scope;  // "profiles:read"; empty: any token will do
    std::string_view summary;
    bool personal = false;  // Its answers hold personal data: logged to `access`
};
std::span<const Route> routes();
json::Value openapi();  // OpenAPI 3.1

struct ListenOptions {
    bool enabled = true;
    std::string host = "127.0.0.1";
    int port = 0;  // 0: any free one
    std::string certificate;
    std::string private_key;
};

struct ServerOptions {
    ListenOptions api;
    ListenOptions monitoring;
    std::string unix_socket;  // Path of the local socket for commands, mode 0600; the caller is
                              // trusted as administrator
    std::string base_url;     // Of schemas' `$id`; empty: made of the api's host and port
};

// References outlive the server.
struct ServerParts {
    store::Store& store;
    Steward& steward;
    Rights& rights;
    Explain& explain;
    Admin& admin;
    telemetry::Telemetry& telemetry;
    Clock& clock;
    const model::Schema& schema;
    Commits& commits;
    const ConsentGate* gate = nullptr;  // Null: no purpose is known, no token can name one
    Ingest* ingest = nullptr;           // Where no pipeline receives
    Models* models = nullptr;           // Where nothing is scored
};

class Server {
public:
    virtual ~Server() = default;
    virtual void stop() = 0;  // Lets running answers finish.
    virtual int api_port() const = 0;
    virtual int monitoring_port() const = 0;
};

// Listens. Error codes: api.listen (address in use, no permission), api.tls.
Result<std::unique_ptr<Server>> start_server(const ServerOptions& options,
                                             const ServerParts& parts);

// A bearer token: "cxh_" and 43 base64url characters (256 random bits); the store keeps only its
// SHA-256.
struct NewToken {
    std::string secret;  // Shown once
    store::TokenRow row;
};
NewToken make_token(const std::string& name, const std::vector<std::string>& scopes,
                    const std::vector<std::string>& accepts, Timestamp now, Timestamp expires_at);
std::span<const std::string_view> scopes();  // All there are

// One profile's JSON as an exit may see it: id, version, golden values and names of what was left
// out.
json::Value profile_json(const model::ProfileVersion& profile, const model::Schema& schema,
                         const model::Accepts& accepts);
// A change as sinks and /v1/changes publish it (docs/specs/changes.md).
// `labels` judges records by what their mappings added, too; an exit that publishes records gives
// it. `purposes` asks for consent; what that kept back is added to `tally`.
json::Value change_json(const store::Change& change, const model::Schema& schema,
                        const model::Accepts& accepts, std::vector<std::string>* refused = nullptr,
                        MappingLabels* labels = nullptr, const Purposes* purposes = nullptr,
                        Tally* tally = nullptr);

// HTTP over the Unix socket, for commands: GET or POST with a JSON body. Error codes: api.no_hub
// (nobody listens), api.refused.
struct LocalAnswer {
    int status = 0;
    std::string body;
};
Result<LocalAnswer> call_local(const std::string& unix_socket, const std::string& method,
                               const std::string& path, const std::string& body);

// Events over the Unix socket, for commands that follow.
class LocalEvents {
public:
    virtual ~LocalEvents() = default;
    // The data of the events that came, after waiting at most so long for one; no value when the
    // hub has ended them.
    virtual std::optional<std::vector<json::Value>> next(std::chrono::milliseconds at_most) = 0;
};
// Error codes: as of call_local, and api.refused with the hub's reason.
Result<std::unique_ptr<LocalEvents>> follow_local(const std::string& unix_socket,
                                                  const std::string& path);

}  // namespace cx::api
