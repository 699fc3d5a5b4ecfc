// What an incremental stream knows between runs: how far it was read, as a whole or for each
// partition.
//
// Written in one of two forms. Without partitions it is that of the manifests' own world,
// {"updated_at": "2024-01-31T00:00:00Z"}. With partitions it is a compact one of ours,
// {"partitions": {"{\"id\":7}": "2024-..."}, "all": "2024-...", "parents": {...}}; the long form
// {"states": [{"partition": ..., "cursor": ...}], "state": ..., "use_global_cursor": ...} is read,
// too.
#pragma once

#include <cx/json.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace rest {

// Beyond either a stream keeps one time for all partitions.
inline constexpr std::size_t partitions_max = 10'000;
inline constexpr std::size_t partitions_bytes_max = 768U << 10;

class States {
public:
    static States read(const cx::json::Value& value, std::string_view field, bool partitioned);
    cx::json::Value write(std::string_view field, bool partitioned) const;

    // Where to go on, in the cursor's format; "" from the start. A partition that is new goes on
    // where all do.
    std::string of(const cx::json::Value& partition) const;
    void set(const cx::json::Value& partition, std::string cursor);

    void forget(const cx::json::Value& partition);

    bool is_global() const { return global_; }
    void make_global();
    bool empty() const { return all_.empty() && by_partition_.empty(); }

    std::string all_;                                             // The one time for all
    std::int64_t lookback_s = 0;                                  // How long the last run took
    std::map<std::string, cx::json::Value, std::less<>> parents;  // States of parent streams

private:
    static std::string key(const cx::json::Value& partition);

    std::map<std::string, std::string, std::less<>> by_partition_;
    std::size_t bytes_ = 0;
    bool global_ = false;
};

}  // namespace rest
