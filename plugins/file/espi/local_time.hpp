// The clock on the customer's wall, as LocalTimeParameters tell it.
#pragma once

#include "file/espi/feed.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace file::espi {

// "2012-03-01T05:00:00Z" for seconds since 1970; nothing where no year has four digits for it.
std::optional<std::string> utc_text(std::int64_t seconds);
// The same time with its distance from UTC there, "2012-03-01T00:00:00-05:00", daylight saving
// included; nothing where the parameters make no sense.
std::optional<std::string> local_text(std::int64_t seconds, const Values& parameters);

}  // namespace file::espi
