// Parts of countries by ISO 3166-2.
#pragma once

#include <string>
#include <string_view>

namespace cx::model {

// The code of a region by code or name: "KR-11" for "서울", "서울특별시", "Seoul", "11" in KR;
// "US-NY" for "NY", "New York" in US. Codes of other countries are taken as they are ("DE-BY", or
// "BY" in DE). "" where it is not known.
std::string region_code(std::string_view text, std::string_view country);

}  // namespace cx::model
