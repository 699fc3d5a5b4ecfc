// What the rest plugin can be told. What the manifest itself wants to be told is in `config`.
#pragma once

#include <cx/http.hpp>
#include <cx/json.hpp>
#include <cx/options.hpp>

#include <string>

namespace rest {

struct RestOptions : cx::http::Connection {
    std::string manifest;
    cx::json::Value config;
    std::string base_url;
};

inline constexpr auto source_options = cx::options_of<RestOptions>(
    cx::option("manifest", &RestOptions::manifest, "Text of the manifest.").required(),
    cx::option("config", &RestOptions::config,
               "Options of the manifest's own, as its specification names them.")
        .secret(),
    cx::option("base_url", &RestOptions::base_url,
               "Takes the place of scheme, host and port of every address in the manifest: for "
               "proxies, installations of one's own, and tests."),
    cx::http::connection_options);

struct StreamOptions {
    std::string stream;
    std::string mode;
};

inline constexpr auto stream_options = cx::options(
    cx::option("stream", &StreamOptions::stream,
               "Name of the stream in the manifest; empty: what the stream is called."),
    cx::option("mode", &StreamOptions::mode,
               "incremental: all once, then what changed; whole: all every time; snapshot: all "
               "every time, and records that are gone are deleted. Empty: incremental where the "
               "manifest tells how, else whole.")
        .one_of("", "incremental", "whole", "snapshot"));

}  // namespace rest
