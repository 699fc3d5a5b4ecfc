// Zones of the world: what time it is in UTC when clocks somewhere show another.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sql {

class Zone {
public:
    // "UTC", "+09:00", or a name of the time zone database such as Asia/Seoul. Nothing where there
    // is none of that name.
    static std::optional<Zone> find(std::string_view name);

    // Of the two times that a clock shows twice the earlier; of one that it skips, as if it had not
    // been set yet.
    std::int64_t to_utc(std::int64_t local_seconds) const;

private:
    struct Change {
        std::int64_t at = 0;  // UTC seconds
        std::int64_t offset = 0;
    };

    static std::optional<Zone> read(std::string_view file);

    std::int64_t first_ = 0;  // Offset before the first change
    std::vector<Change> changes_;
};

}  // namespace sql
