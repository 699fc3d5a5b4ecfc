// How far a stream was read: the cursor of the hub, as a struct.
#pragma once

#include <cx/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace directory {

// What was given, each as a hash of key and time of change. Bounded: what is beyond may be given
// twice, which the hub sees as unchanged, and is never left out.
class Seen {
public:
    explicit Seen(std::size_t most) : most_(most) {}

    void add(std::uint64_t mark)
    {
        if (marks_.size() < most_) marks_.insert(mark);
    }
    bool has(std::uint64_t mark) const { return marks_.contains(mark); }
    bool empty() const { return marks_.empty(); }
    std::size_t size() const { return marks_.size(); }
    // Packed, in order, as base64; and back. False where the text is none.
    std::string write() const;
    bool read(std::string_view text);

private:
    std::size_t most_;
    std::unordered_set<std::uint64_t> marks_;
};

std::uint64_t mark_of(std::string_view key, std::string_view changed);

// A run is one search from its first page to its last. A page's cookie dies with its connection,
// and a directory promises no order: a run that was broken off begins its search again and leaves
// out what is in `done`.
struct Progress {
    // The cursor stays below half a mebibyte.
    static constexpr std::size_t done_max = 30'000;
    static constexpr std::size_t lately_max = 6'000;

    std::string since;               // Of this run, as a GeneralizedTime; empty: all
    std::int64_t started_at_us = 0;  // When it began; 0: it has not.
    Seen done{done_max};             // What this run gave.
    Seen given{lately_max};          // What the last run gave and the overlap shows again.
    Seen lately{lately_max};         // The same, of this run, for the next.

    // Error code: ldap.cursor, where the text is none of write's.
    static cx::Result<Progress> read(std::string_view cursor);
    std::string write() const;
};

// "20250131093000.0Z", as OpenLDAP and Active Directory both take it in a filter, and back: -1
// where it is no such time in UTC. Fractions are left out.
std::string to_generalized(std::int64_t us);
std::int64_t from_generalized(std::string_view text);

}  // namespace directory
