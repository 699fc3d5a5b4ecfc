// The keys of every configuration file, each declared once. The checker, the reference pages and
// the JSON Schemas for editors read these tables.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace cx::config {

// What a key's value looks like.
enum class Shape {
    text,      // any scalar
    name,      // letters, digits, '_', '-', '.', at most 64; begins with a letter or digit
    path,      // relative ones count from DIR
    integer,   // between least and most
    boolean,   // true or false
    duration,  // "7d", more than nothing
    size,      // "256MiB"
    share,     // "5%"
    schedule,  // "every 5m", "cron 0 3 * * *", "manual"
    quiet,     // "22:00-07:00"
    listen,    // "127.0.0.1:8080", "none"
    word,      // one of words()
    texts,     // a list of texts
    words,     // a list of words()
    map,       // the keys()
    maps,      // a list of maps of the keys()
    named,     // names of the author's choice, each a map of the keys()
    secret,    // any scalar, where ${secret:NAME} may stand
    secrets,   // names of the author's choice, each a reference to an environment variable
    options,   // of a plugin; checked against its own description
    mapping,   // a list of emit blocks, or a map of the keys(); mapping::compile checks the blocks
    any,       // free, as in a test's record
};

struct Key {
    std::string_view name;
    Shape shape = Shape::text;
    std::string_view doc;            // A sentence.
    std::string_view fallback = {};  // The default, for readers; "" where there is none.
    bool required = false;
    std::span<const std::string_view> (*words)() = nullptr;
    std::span<const Key> (*keys)() = nullptr;  // A function, so that a table may contain itself.
    std::string_view noun = {};                // What has these keys: "a stream".
    std::int64_t least = 0;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

std::span<const Key> hub_keys();
std::span<const Key> pipeline_keys();
std::span<const Key> enrich_keys();
std::span<const Key> budget_keys();  // Of a pipeline or a sink
std::span<const Key> identity_keys();
std::span<const Key> entity_keys();
std::span<const Key> extension_keys();
std::span<const Key> labels_keys();
std::span<const Key> events_keys();
std::span<const Key> glossary_keys();
std::span<const Key> policy_keys();
std::span<const Key> connector_keys();

}  // namespace cx::config
