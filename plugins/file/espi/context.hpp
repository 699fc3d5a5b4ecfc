// What a reading belongs to: entries of a Green Button file name each other by the addresses of
// their links.
#pragma once

#include "file/espi/feed.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace file::espi {

// Each may be missing.
struct Belonging {
    const Entry* meter_reading = nullptr;
    const Entry* usage_point = nullptr;
    const Entry* reading_type = nullptr;
    const Entry* local_time = nullptr;
};

class Context {
public:
    static constexpr std::size_t entries_max = 20'000;

    // False: there are too many. Entries that no reading needs are not kept.
    bool add(const Entry& entry);
    // Of the readings of this IntervalBlock; lives as long as the context is not added to.
    const Belonging& of(const Entry& block);
    // Of an entry below a UsagePoint, nothing where the file has none; lives likewise.
    const Entry* usage_point_of(const Entry& entry) const { return parent(entry.up, "UsagePoint"); }

private:
    using ByAddress = std::multimap<std::string, std::size_t, std::less<>>;

    const Entry* find(const ByAddress& places, const std::string& address, const char* kind) const;
    const Entry* related(const Entry& entry, const char* kind) const;
    const Entry* parent(const std::string& up, const char* kind) const;
    const Entry* only(const char* kind) const;
    Belonging resolve(const Entry& block) const;

    std::vector<Entry> entries_;
    ByAddress selves_;                                     // Address of an entry -> it
    ByAddress relating_;                                   // Address that an entry relates to -> it
    std::map<std::string, Belonging, std::less<>> known_;  // By the address above the block
};

}  // namespace file::espi
