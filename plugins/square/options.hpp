// What the square plugin can be told. Each row says what it means.
#pragma once

#include <cx/http.hpp>
#include <cx/options.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace square {

struct SquareOptions : cx::http::Connection, cx::http::Credentials {
    SquareOptions()
    {
        auth = "bearer";
        token_format = "json";
        client_auth = "body";
    }

    std::string environment = "production";
    std::string url;
    std::string api_version;
};

inline constexpr auto source_options = cx::options_of<SquareOptions>(
    cx::option("environment", &SquareOptions::environment, "Which of Square's installations.")
        .one_of("production", "sandbox"),
    cx::option("url", &SquareOptions::url, "Another address than that of the environment."),
    cx::option("api_version", &SquareOptions::api_version,
               "Version of the API to ask for, as in 2025-01-23; empty: that of the application."),
    cx::http::credential_options, cx::http::connection_options);

struct StreamOptions {
    std::string object;
    std::string mode = "whole";
    std::vector<std::string> location_ids;
    std::string since;
    std::uint32_t page_size = 100;
    std::chrono::seconds overlap{120};
};

inline constexpr auto stream_options = cx::options(
    cx::option("object", &StreamOptions::object,
               "What is read: customers or orders; empty: what the stream is called."),
    cx::option("mode", &StreamOptions::mode,
               "whole: all once, then what changed; snapshot: all every time, and records that are "
               "gone are deleted.")
        .one_of("whole", "snapshot"),
    cx::option("location_ids", &StreamOptions::location_ids,
               "orders: the locations whose orders are read, at most ten."),
    cx::option("since", &StreamOptions::since,
               "mode whole: the first time reads only what changed since then, as in "
               "2025-01-01T00:00:00Z."),
    cx::option("page_size", &StreamOptions::page_size, "Records asked for at once.")
        .at_least(1)
        .at_most(100),
    cx::option("overlap", &StreamOptions::overlap,
               "How far before the last time it looks again: Square shows a change up to a minute "
               "late. What was read before is not read twice.")
        .at_least(0)
        .at_most(86400));

}  // namespace square
