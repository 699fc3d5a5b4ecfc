// What the mqtt plugin can be told. Each row says what it means.
#pragma once

#include <cx/options.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace mqtt {

struct SourceOptions {
    std::string host;
    std::uint16_t port = 0;
    bool tls = true;
    std::string root_certificate;
    std::string client_certificate;
    std::string client_key;
    std::string user;
    std::string password;
    std::string client_id;
    std::chrono::seconds keep_alive{60};
    std::chrono::seconds timeout{10};
};

inline constexpr auto source_options = cx::options(
    cx::option("host", &SourceOptions::host, "The broker.").required(),
    cx::option("port", &SourceOptions::port, "Its port; 0: 8883, or 1883 without TLS."),
    cx::option("tls", &SourceOptions::tls,
               "Whether the connection is TLS; certificate and name of the broker are checked."),
    cx::option("root_certificate", &SourceOptions::root_certificate,
               "Authorities that are trusted, PEM; empty: those of the system.")
        .path(),
    cx::option("client_certificate", &SourceOptions::client_certificate,
               "Our own certificate, PEM, where the broker asks for one.")
        .path(),
    cx::option("client_key", &SourceOptions::client_key, "The private key to it, PEM.").path(),
    cx::option("user", &SourceOptions::user, "The user's name."),
    cx::option("password", &SourceOptions::password, "The user's password.").secret(),
    cx::option("client_id", &SourceOptions::client_id,
               "Under what name the broker keeps the session, and with it what we have not "
               "acknowledged; the stream's name is appended. Each hub needs its own, and must keep "
               "it.")
        .required(),
    cx::option("keep_alive", &SourceOptions::keep_alive,
               "A broker that hears nothing for half as long again takes us for gone; more than "
               "the stream's schedule.")
        .at_least(5)
        .at_most(3600),
    cx::option("timeout", &SourceOptions::timeout,
               "How long the broker may take to connect or to answer.")
        .at_least(1)
        .at_most(60));

struct StreamOptions {
    std::vector<std::string> topics;
    std::uint32_t qos = 1;
    std::string format = "json";
    std::vector<std::string> levels;
    std::vector<std::string> key;
    bool rebirth = true;
};

inline constexpr auto stream_options = cx::options(
    cx::option("topics", &StreamOptions::topics, "Topic filters, as in meters/+/reading.")
        .required(),
    cx::option("qos", &StreamOptions::qos,
               "1: a message is kept by the broker until the hub has it durably; 0: what is sent "
               "while we are away is lost.")
        .at_least(0)
        .at_most(1),
    cx::option("format", &StreamOptions::format,
               "What messages hold: JSON, any text, or Sparkplug B.")
        .one_of("json", "text", "sparkplug"),
    cx::option("levels", &StreamOptions::levels,
               "Names of the topic's levels, as in [utility, meter]; they become members of "
               "'levels'. An empty name leaves a level out."),
    cx::option("key", &StreamOptions::key,
               "Members of the record that identify it, as in [levels.meter, payload.ts]; several "
               "are joined with |. Without it the key is made of topic and content, so equal "
               "messages are one."),
    cx::option("rebirth", &StreamOptions::rebirth,
               "sparkplug: whether a node is asked to tell its metrics again where messages are "
               "missing; wants the right to publish spBv1.0/+/NCMD/+."));

}  // namespace mqtt
