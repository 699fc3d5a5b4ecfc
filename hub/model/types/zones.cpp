#include "model/types/zones.hpp"

#include "model/schedule.hpp"

#include <unicode/basictz.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <map>
#include <memory>

namespace cx::model {
namespace {

// Zones by name; a name that ICU does not know has none. One set per thread, so no lock.
const icu::BasicTimeZone* zone_of(const std::string& name)
{
    static thread_local std::map<std::string, std::unique_ptr<icu::BasicTimeZone>> zones;
    const auto found = zones.find(name);
    if (found != zones.end()) return found->second.get();
    std::unique_ptr<icu::TimeZone> zone(
        icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
    if (*zone == icu::TimeZone::getUnknown()) return nullptr;
    auto* basic = dynamic_cast<icu::BasicTimeZone*>(zone.get());
    if (!basic) return nullptr;
    static_cast<void>(zone.release());  // Owned by the map from here on, under its narrower type.
    return zones.emplace(name, std::unique_ptr<icu::BasicTimeZone>(basic)).first->second.get();
}

std::int64_t local_ms(const WrittenTime& time)
{
    const std::int64_t days = days_from_civil(time.year, time.month, time.day);
    return ((days * 24 + std::max(time.hour, 0)) * 60 + std::max(time.minute, 0)) * 60000 +
           std::max(time.second, 0) * 1000;
}

}  // namespace

std::optional<Instant> to_instant(const WrittenTime& time, const std::string& zone_name)
{
    const std::int64_t local = local_ms(time);
    if (time.offset_minutes)
        return Instant{(local - *time.offset_minutes * 60000) * 1000 + time.micros};
    const icu::BasicTimeZone* zone = zone_name.empty() ? nullptr : zone_of(zone_name);
    if (!zone) return std::nullopt;
    const auto offset = [&](UTimeZoneLocalOption choice) {
        std::int32_t raw = 0;
        std::int32_t saving = 0;
        UErrorCode status = U_ZERO_ERROR;
        zone->getOffsetFromLocal(static_cast<UDate>(local), choice, choice, raw, saving, status);
        return std::int64_t{raw} + saving;
    };
    const std::int64_t former = offset(UCAL_TZ_LOCAL_FORMER);
    const std::int64_t latter = offset(UCAL_TZ_LOCAL_LATTER);
    // Across a gap the former offset is the smaller; where clocks went back it is the larger.
    return Instant{(local - former) * 1000 + time.micros, former < latter};
}

std::optional<int> local_minute(std::int64_t micros, const std::string& zone_name)
{
    const icu::BasicTimeZone* zone = zone_name.empty() ? nullptr : zone_of(zone_name);
    if (!zone) return std::nullopt;
    std::int32_t raw = 0;
    std::int32_t saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    const std::int64_t ms = micros / 1000;
    zone->getOffset(static_cast<UDate>(ms), false, raw, saving, status);
    constexpr std::int64_t day_ms = 86'400'000;
    const std::int64_t of_day = ((ms + raw + saving) % day_ms + day_ms) % day_ms;
    return static_cast<int>(of_day / 60'000);
}

LocalTime local_time(Timestamp at, const std::string& zone_name)
{
    constexpr std::int64_t minutes_a_day = 1440;
    const std::int64_t millis = at.micros / 1000;
    std::int32_t raw = 0;
    std::int32_t saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    if (const icu::BasicTimeZone* zone = zone_of(zone_name))
        zone->getOffset(static_cast<UDate>(millis), false, raw, saving, status);
    const std::int64_t seconds = at.micros / micros_per_second + (raw + saving) / 1000;
    const std::int64_t minutes = seconds / 60 - (seconds % 60 < 0 ? 1 : 0);
    const std::int64_t minute = (minutes % minutes_a_day + minutes_a_day) % minutes_a_day;
    return {.days = static_cast<long>((minutes - minute) / minutes_a_day),
            .minute_of_day = static_cast<int>(minute)};
}

bool is_zone(const std::string& name)
{
    return zone_of(name) != nullptr;
}

}  // namespace cx::model
