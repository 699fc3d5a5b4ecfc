// From the time on the wall to the instant, by ICU's copy of the IANA zones.
#pragma once

#include "model/types/time_format.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace cx::model {

struct Instant {
    std::int64_t micros = 0;
    bool in_gap = false;  // The clocks of the zone never showed this time.
};

// The time's own offset counts first; nothing where it has none and `zone_name` names no zone. Of a
// time that the clocks showed twice the first is meant.
std::optional<Instant> to_instant(const WrittenTime& time, const std::string& zone_name);

// Minutes after midnight that the clocks of a zone show at an instant; nothing for no zone.
std::optional<int> local_minute(std::int64_t micros, const std::string& zone_name);

// What the clocks of a zone show at an instant; those of UTC where there is no such zone.
struct LocalTime {
    long days = 0;  // Since 1970-01-01
    int minute_of_day = 0;
};
LocalTime local_time(Timestamp at, const std::string& zone_name);

}  // namespace cx::model
