#include "unify/place.hpp"

#include "model/types.hpp"
#include "places.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace cx::unify {
namespace {

using testing::match;
using testing::parsed;
using testing::place;
using testing::place_of;

TEST(Place, ReadsCanonicalFields)
{
    const Place read = place_of(
        R"({"lines":["12 Kiln Lane","Rose Park"],"locality":"Elmsmere","region":"GB-CAM",)"
        R"("postal_code":"PX19 2QD","country":"GB","formatted":"12 Kiln Lane, Elmsmere PX19 2QD"})");
    EXPECT_EQ(read.road, "kiln");
    EXPECT_EQ(read.number, "12");
    EXPECT_EQ(read.locality, "elmsmere");
    EXPECT_EQ(read.postcode, "px192qd");
    EXPECT_EQ(read.country, "GB");
    EXPECT_EQ(place_of(R"({"postal_code":"89599-1234","country":"US"})").postcode, "89599");
    EXPECT_EQ(place("12 Kiln St, Elmsmere, NV 89599-1234").postcode, "89599");
    EXPECT_EQ(place("(04123) 서울 마포구 은행나무로 417").road,
              place("서울 마포구 은행나무로 417").road);
    EXPECT_EQ(place("04123 서울 마포구 은행나무로 417").postcode, "04123");
    EXPECT_EQ(place_of(R"({"formatted":"12 Kiln Lane, Elmsmere"})").road, "kiln");
    EXPECT_EQ(place_of(R"({"lines":["東京都緑区赤丘1-2-3"],"country":"JP"})").number, "1-2-3");
}

TEST(Place, ComparesFromFlatToTown)
{
    struct Row {
        std::string_view name;
        Place a;
        Place b;
        PlaceMatch expected;
    };
    const Place here{.country = "GB",
                     .postcode = "px192qd",
                     .locality = "elmsmere",
                     .road = "kiln",
                     .number = "312",
                     .unit = "4"};
    const auto with = [&here](auto change) {
        Place other = here;
        change(other);
        return other;
    };
    using enum PlaceMatch;
    const Row rows[] = {
        {"equal", here, here, unit},
        {"another flat", here, with([](Place& p) { p.unit = "5"; }), building},
        {"no flat", here, with([](Place& p) { p.unit = ""; }), building},
        {"another country", here, with([](Place& p) { p.country = "US"; }), differ},
        {"no country", here, with([](Place& p) { p.country = ""; }), unit},
        {"a digit of the number", here, with([](Place& p) { p.number = "313"; }), road},
        {"another number", here, with([](Place& p) { p.number = "7"; }), road},
        {"a slip in the road", here, with([](Place& p) { p.road = "klin"; }), road},
        {"another road", here, with([](Place& p) { p.road = "abbey"; }), postcode},
        {"a slip in the road, another number", here,
         with([](Place& p) { p.road = "kilns", p.number = "7"; }), road},
        {"by lot, the same flat", with([](Place& p) { p.unit = "105-803"; }),
         with([](Place& p) { p.unit = "105-803", p.road = "abbey", p.lot = true; }), building},
        {"by lot, a short number of a flat", here,
         with([](Place& p) { p.road = "abbey", p.lot = true; }), postcode},
        {"a slip in the postcode", here, with([](Place& p) { p.postcode = "px192qb"; }), unit},
        {"no postcode", here, with([](Place& p) { p.postcode = ""; }), unit},
        {"another postcode, same town", here, with([](Place& p) { p.postcode = "ab15ef"; }), unit},
        {"no postcode, another town", here,
         with([](Place& p) { p.postcode = "", p.locality = "oxbridge"; }), road},
        {"all else differs", here,
         with([](Place& p) { p.postcode = "ab15ef", p.locality = "oxbridge"; }), differ},
        {"postcode near, another road", here,
         with([](Place& p) { p.postcode = "px192qb", p.road = "abbey"; }), near},
        {"the town alone", here, with([](Place& p) { p.postcode = "ab15ef", p.road = "abbey"; }),
         locality},
        {"a slip in the town", here,
         with([](Place& p) { p.postcode = "", p.road = "", p.locality = "elmsmeer"; }), locality},
        {"a lot and a road", here,
         with([](Place& p) { p.postcode = p.locality = "", p.lot = true; }), unknown},
        {"nothing on one side", here, Place(), unknown},
        {"nothing at all", Place(), Place(), unknown},
    };
    for (const Row& row : rows) EXPECT_EQ(match(row.a, row.b), row.expected) << row.name;
}

TEST(Place, ComparesAddressesAsPeopleWriteThem)
{
    struct Row {
        std::string_view a;
        std::string_view b;
        PlaceMatch expected;
    };
    using enum PlaceMatch;
    const Row rows[] = {
        {"417 Old Mill Road, Elmsmere", "417 Old Mill Rd, Elmsmere", building},
        {"417 Old Mill Road, Elmsmere", "417 Old Mil Rd, Elmsmere", road},
        {"417 Old Mill Road, Elmsmere", "Old Mill Rd, Elmsmere", road},
        {"417 12th Street, Elmsmere", "417 13th Street, Elmsmere", locality},
        {"417 Old Mill Road, Elmsmere", "25 Abbey Walk, Elmsmere", locality},
        {"서울 마포구 은행나무로 417", "서울 은행나무로 417", building},
        {"서울 마포구 은행나무로 417", "부산 해운대구 은행나무로 417", road},
        {"서울 마포구 은행나무로 417", "서울 마포구 은행나무로 9", road},
        {"서울 마포구 은행나무로 417", "서울 마포구 솔향동 715-38", locality},
        {"서울 마포구 은행나무로 417", "부산 동구 솔밭로 5", differ},
    };
    for (const Row& row : rows)
        EXPECT_EQ(match(place(row.a), place(row.b)), row.expected) << row.a << " / " << row.b;
}

// Texts made of what addresses are made of, and of any bytes.
std::vector<std::string> noise()
{
    constexpr std::string_view pieces[] = {"로",   "길",   "동 ", "12",   "-",     "호", " ", ", ",
                                           "번지", "서울", "st ", "Apt ", "#",     "/",  "(", ")",
                                           "\xFF", "\xE2", "gil", "-ro ", "P.O. ", "구", "a", "東"};
    std::vector<std::string> out;
    std::uint32_t seed = 11;
    for (std::size_t i = 0; i < 1500; ++i) {
        std::string text;
        for (std::size_t length = i % 30; length > 0; --length) {
            seed = seed * 1664525 + 1013904223;
            text += pieces[(seed >> 16) % std::size(pieces)];
        }
        out.push_back(std::move(text));
    }
    out.push_back(std::string(100'000, '1'));
    out.push_back(std::string(100'000, 'a'));
    return out;
}

TEST(Place, IsTotalAndBoundedOnAnyBytes)
{
    for (const std::string& text : noise()) {
        const Place read = place(text);
        for (const std::string* part :
             {&read.postcode, &read.locality, &read.road, &read.number, &read.unit})
            EXPECT_LE(part->size(), 64U);
        EXPECT_EQ(place(text), read);
        match(read, place("서울 마포구 은행나무로 417"));
        match(read, read);
    }
    for (const std::string_view odd :
         {"null", "[]", "\"12 Kiln Lane\"", R"({"lines":"12 Kiln Lane"})", R"({"lines":[1,null]})",
          R"({"locality":5,"postal_code":{}})"})
        (void)read_place(parsed(odd));
}

// What canonical form makes of an address says the same as the address: conversion is no new one.
TEST(Place, ReadsWhatConversionMakes)
{
    for (const std::string_view line : {"서울 마포구 은행나무로 417, 105동 803호 (솔향동)",
                                        "105-803, 417 Eunhaengnamu-ro, Mapo-gu, Seoul"}) {
        const model::SemanticType* type = model::find_semantic_type("postal_address");
        ASSERT_NE(type, nullptr);
        const model::Converted converted = type->convert(json::Value(std::string(line)), {});
        const Place read = read_place(converted.value);
        EXPECT_EQ(read.road, place(line).road) << line;
        EXPECT_EQ(read.unit, "105-803") << line;
    }
}

TEST(Place, ComparesInAFractionOfAMicrosecond)
{
    std::vector<Place> places;
    for (int i = 0; i < 200; ++i)
        places.push_back(place("서울 마포구 은행나무로 " + std::to_string(i * 37 % 100 + 1)));
    auto best = std::chrono::steady_clock::duration::max();
    std::size_t alike = 0;
    for (int round = 0; round < 5; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (const Place& a : places)
            for (const Place& b : places)
                alike += compare_places(a, b) == PlaceMatch::building ? 1 : 0;
        best = std::min(best, std::chrono::steady_clock::now() - start);
    }
    EXPECT_EQ(alike, 5 * 2 * places.size());
#ifndef CX_SANITIZED
    // 40,000 comparisons; the best round, so that a busy machine fits: 1 us each.
    EXPECT_LT(best, std::chrono::milliseconds(40));
#endif
}

}  // namespace
}  // namespace cx::unify
