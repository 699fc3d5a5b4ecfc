// What the websocket plugin can be told. Each row says what it means.
#pragma once

#include <cx/http.hpp>
#include <cx/options.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace websocket {

struct SourceOptions : cx::http::Connection {
    std::string url;
    std::string token;
    std::chrono::seconds silence{60};
};

inline constexpr auto source_options = cx::options_of<SourceOptions>(
    cx::option("url", &SourceOptions::url, "Address of the feed: wss://host[:port][/path].")
        .required(),
    cx::option("token", &SourceOptions::token, "Bearer token, where the feed asks for one.")
        .secret(),
    cx::option("silence", &SourceOptions::silence,
               "A feed that says nothing for so long, pings unanswered, is connected to anew.")
        .at_least(2)
        .at_most(3600),
    cx::http::connection_options);

struct StreamOptions {
    std::string path;
    std::vector<std::string> send;
    cx::json::Value where;
    std::vector<std::string> key;
    std::string operation;
    std::vector<std::string> removes;
    std::string cursor;
    std::string cursor_parameter = "cursor";
    std::int64_t overlap = 0;
};

inline constexpr auto stream_options = cx::options(
    cx::option("path", &StreamOptions::path,
               "What follows on the address, as in /subscribe?topic=orders."),
    cx::option("send", &StreamOptions::send,
               "Messages that are sent once connected, such as a subscription."),
    cx::option("where", &StreamOptions::where,
               "Which messages are records, as in {kind: commit} or {kind: [identity, account]}; "
               "the others are passed over. Members of objects are named with a dot between."),
    cx::option("key", &StreamOptions::key,
               "Members of the message that identify the record, as in [did, commit.rkey]; "
               "several are joined with |. Without it the key is made of the content, so equal "
               "messages are one."),
    cx::option("operation", &StreamOptions::operation,
               "Member that says what happened to the record, as in commit.operation."),
    cx::option("removes", &StreamOptions::removes,
               "Values of 'operation' that say that the record is gone, as in [delete]."),
    cx::option("cursor", &StreamOptions::cursor,
               "Member by which the feed can be asked for what comes behind a message, as in "
               "time_us. Without it what is sent while the hub is away is lost."),
    cx::option("cursor_parameter", &StreamOptions::cursor_parameter,
               "Query parameter that carries the last cursor to the feed."),
    cx::option("overlap", &StreamOptions::overlap,
               "How far before the last cursor the feed is asked to go on, in the cursor's unit; "
               "what was seen is passed over. For cursors that are whole numbers.")
        .at_least(0));

}  // namespace websocket
