// What the nats plugin can be told. Each row says what it means.
#pragma once

#include <cx/options.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace nats_sink {

struct Settings {
    std::vector<std::string> servers;
    std::string stream;
    std::string subject = "cx.{kind}.{entity}";
    bool create = false;
    int replicas = 3;
    std::chrono::seconds duplicate_window{3600};
    std::chrono::seconds max_age{0};
    std::chrono::seconds ack_timeout{5};
    std::string id_prefix = "cxhub-";
    std::string user;
    std::string password;
    std::string token;
    std::string credentials;
    bool tls = false;
    std::string root_certificate;
    std::string certificate;
    std::string key;
};

inline constexpr auto sink_options = cx::options(
    cx::option(
        "servers", &Settings::servers,
        "Servers of the cluster, as in nats://10.0.0.1:4222; the first that answers is used.")
        .required(),
    cx::option("stream", &Settings::stream, "The JetStream stream that must take the messages.")
        .required(),
    cx::option("subject", &Settings::subject,
               "Subject of a message; {kind}, {entity}, {op}, {source} and {profile_id} stand for "
               "the change's own."),
    cx::option("create", &Settings::create,
               "Whether a missing stream is made, on disk, for the subjects of the template."),
    cx::option("replicas", &Settings::replicas, "Copies in a stream that is made.")
        .at_least(1)
        .at_most(5),
    cx::option("duplicate_window", &Settings::duplicate_window,
               "How long a stream that is made knows the ids of its messages: a longer outage may "
               "leave doubles.")
        .at_least(1),
    cx::option("max_age", &Settings::max_age,
               "How long a stream that is made keeps messages; 0: for ever.")
        .at_least(0),
    cx::option("ack_timeout", &Settings::ack_timeout,
               "How long the stream may take to confirm a message.")
        .at_least(1)
        .at_most(60),
    cx::option(
        "id_prefix", &Settings::id_prefix,
        "What stands before a change's seq in Nats-Msg-Id; two hubs in one stream need two."),
    cx::option("user", &Settings::user, "User of a server that wants a password."),
    cx::option("password", &Settings::password, "The password of the user.").secret(),
    cx::option("token", &Settings::token, "Token of a server that wants one.").secret(),
    cx::option("credentials", &Settings::credentials,
               "File of credentials (.creds) of a server with accounts.")
        .path(),
    cx::option(
        "tls", &Settings::tls,
        "Whether the connection must be TLS; certificate and name of the server are checked."),
    cx::option("root_certificate", &Settings::root_certificate,
               "Certificates of the authorities that are trusted, PEM; without it those of the "
               "system.")
        .path(),
    cx::option("certificate", &Settings::certificate, "Our own certificate, PEM.").path(),
    cx::option("key", &Settings::key, "The private key to it, PEM.").path());

}  // namespace nats_sink
