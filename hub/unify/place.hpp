// Postal addresses by the parts that tell places apart in any spelling: numbers and the road, not
// the string. A road address, its English form and one written the other way round fold together.
#pragma once

#include <cx/json.hpp>

#include <cstdint>
#include <string>

namespace cx::unify {

struct Place {
    std::string country;   // "KR"; empty: not said
    std::string postcode;  // Folded, letters and digits only: "06236", "pe192pd"
    std::string locality;  // Folded letters of town and district, without the words for "city"
    // Folded name of the road, or of the village or quarter in a lot address, without the word for
    // "street"; a Korean one by sound, so that 테헤란로 and Teheran-ro are one.
    std::string road;
    std::string number;  // Of the building or lot: "417", "715-38"
    std::string unit;    // Building within a complex, floor or flat: "105-803"
    bool lot = false;    // By lot, not by road: comparable with lot addresses only

    auto operator<=>(const Place&) const = default;
};

// Of a canonical postal_address; all empty where nothing can be read. Pure and total.
Place read_place(const json::Value& address);

// Best first but for `unknown`.
enum class PlaceMatch : std::uint8_t {
    unknown,   // One says nothing that the other says too
    unit,      // Road, number and unit are equal
    building,  // Road and number; or the same flat in one postcode, by road here and by lot there
    road,  // Road or number agree and the other is a slip away, or the town agrees with the road
    postcode,  // The postcode alone
    near,      // One digit or an exchange of two in the postcode
    locality,  // The town alone, or a slip in its name
    differ,
};

// Symmetric.
PlaceMatch compare_places(const Place& a, const Place& b);

}  // namespace cx::unify
