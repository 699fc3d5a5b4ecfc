// How far a stream is, as its cursor says it: the number of the last message that was given, the
// greatest cursor of the feed, and what was seen shortly before that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace websocket {

class Progress {
public:
    // Of what is asked for twice at most so much is remembered; the rest is given again, and
    // unchanged.
    static constexpr std::size_t seen_max = 2000;

    // Anything that is no cursor of ours is the beginning.
    static Progress parse(std::string_view text);
    std::string text() const;

    std::uint64_t given = 0;

    // Whether this message is new, where one with this cursor and fingerprint comes. Cursors that
    // are whole numbers may come out of order by `overlap`. A fingerprint of 0 is not remembered.
    bool take(const std::string& cursor, std::uint64_t print, std::int64_t overlap);
    // What the feed is to be asked for, "" for what it sends by itself.
    std::string resume(std::int64_t overlap) const;

    bool operator==(const Progress&) const = default;

private:
    struct Seen {
        std::int64_t at = 0;
        std::uint64_t print = 0;
        bool operator==(const Seen&) const = default;
    };
    std::string at_;
    std::vector<Seen> seen_;
};

}  // namespace websocket
