// A SCIM 2.0 service provider (RFC 7643, RFC 7644) for users: an identity provider writes its users
// into a stream of the hub, and reads back what it wrote.
//
// The resource of a user is the payload of the stream's current record; nothing is kept beside it.
// A stream is one set of users.
#pragma once

#include "scim_server/patch.hpp"
#include "scim_server/users.hpp"

#include <cx/plugin.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace scim_server {

struct ScimOptions {
    std::string base_url;
};

inline constexpr auto receiver_options = cx::options(
    cx::option("base_url", &ScimOptions::base_url,
               "The address under which the identity provider sees the pipeline, as in "
               "https://hub.example/v1/ingest/directory; users are told theirs below it."));

class ScimReceiver final : public cx::Receiver {
public:
    static constexpr bool looks_up = true;

    ScimReceiver(ScimOptions options, cx::Host host) : options_(std::move(options)), host_(host) {}

    cx::Status handle(const cx::Request& request, cx::BatchWriter& out,
                      cx::Response& response) override;

private:
    // One request on its way.
    struct Call {
        const cx::Request& request;
        cx::BatchWriter& out;
        cx::Response& response;
        Users& users;
    };

    void dispatch(const Call& call, std::string_view path);
    void users(const Call& call) const;
    void user(const Call& call, const std::string& id) const;
    void create(const Call& call) const;
    void list(const Call& call) const;
    void change(const Call& call, cx::json::Value user) const;
    void remove(const Call& call, const cx::json::Value& user) const;

    // Checks, writes and answers; `made`: it is new.
    void store(const Call& call, cx::json::Value user, bool made) const;
    std::optional<cx::json::Value> body_of(const Call& call) const;
    // With what is not kept: where it is, and which version.
    cx::json::Value shown(cx::json::Value user) const;

    const ScimOptions options_;
    const cx::Host host_;
    std::map<std::string, Users, std::less<>> streams_;
};

}  // namespace scim_server
