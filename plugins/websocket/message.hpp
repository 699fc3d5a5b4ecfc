// What one message of a feed is: a record, a removal, a reject, or nothing of ours. Text in, no
// socket.
#pragma once

#include "websocket/options.hpp"

#include <cx/json_check.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace websocket {

struct Item {
    enum class Kind { record, removal, reject, other };

    Kind kind = Kind::other;
    std::string key;
    std::string payload;         // As it came; of a reject what can be shown.
    std::string cursor;          // "" where it has none
    std::uint64_t print = 0;     // Of key and cursor: the same when it comes again. 0: not ours
    const char* code = nullptr;  // Of a reject
    std::string why;
};

class MessageReader {
public:
    // Throws cx::BadOptions.
    MessageReader(const std::string& stream, const StreamOptions& options);

    // `cut`: it was too long, and only its beginning is here.
    Item read(std::string message, bool cut);

private:
    using Path = std::vector<std::string>;
    struct Filter {
        Path path;
        std::vector<std::string> values;
    };

    bool matches() const;
    void read_key(Item& item) const;
    static void reject(Item& item, const char* code, std::string why);

    std::vector<Filter> where_;
    std::vector<std::pair<std::string, Path>> key_;
    Path operation_;
    std::vector<std::string> removes_;
    Path cursor_;
    cx::json::Checked checked_;
};

// 64 bits of a text (FNV-1a).
std::uint64_t fingerprint(std::string_view text);

}  // namespace websocket
