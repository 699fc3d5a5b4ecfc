// Time zones by name. ICU knows them, so that a machine without tzdata does as well.
#include "rest/civil.hpp"
#include "rest/datetime.hpp"

#include <unicode/timezone.h>

#include <memory>

namespace rest::datetime {
namespace {

std::optional<std::int32_t> fixed(std::string_view zone)
{
    if (zone == "UTC" || zone == "Z" || zone == "GMT") return 0;
    if (zone.empty() || (zone.front() != '+' && zone.front() != '-')) return std::nullopt;
    const cx::Result<Moment> moment = parse_format(zone, "%z");
    return moment ? moment->offset : std::nullopt;
}

}  // namespace

std::optional<std::int32_t> offset_of(std::string_view zone, std::int64_t us, bool us_is_utc)
{
    if (const std::optional<std::int32_t> offset = fixed(zone)) return offset;
    const std::unique_ptr<icu::TimeZone> known(
        icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(
            icu::StringPiece(zone.data(), static_cast<std::int32_t>(zone.size())))));
    if (!known || *known == icu::TimeZone::getUnknown()) return std::nullopt;
    std::int32_t raw_ms = 0;
    std::int32_t saving_ms = 0;
    UErrorCode error = U_ZERO_ERROR;
    known->getOffset(static_cast<double>(floor_div(us, 1000)), !us_is_utc, raw_ms, saving_ms,
                     error);
    if (U_FAILURE(error)) return std::nullopt;
    return (raw_ms + saving_ms) / 1000;
}

}  // namespace rest::datetime
