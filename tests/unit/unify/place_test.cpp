#include "unify/place.hpp"

#include "model/types.hpp"
#include "people.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace cx::unify {
namespace {

using testing::parsed;

// Of an address in one line.
Place place(std::string_view line)
{
    json::Value address = json::Object{};
    address["lines"].push_back(std::string(line));
    return read_place(address);
}

Place place_of(std::string_view address)
{
    return read_place(parsed(address));
}

PlaceMatch match(const Place& a, const Place& b)
{
    EXPECT_EQ(compare_places(a, b), compare_places(b, a)) << a.road << " / " << b.road;
    return compare_places(a, b);
}

TEST(Place, FoldsTheFormsOfOneKoreanRoadAddress)
{
    const std::string_view forms[] = {
        "서울특별시 마포구 은행나무로 417, 105동 803호 (솔향동, 푸른숲)",
        "서울 마포구 은행나무로 417 105-803",
        "서울시 마포구 은행나무로417 105동803호",
        "마포구 은행나무로 417번지 푸른숲105동 803호",
        "04123 서울 마포구 은행나무로 417 푸른숲 제105동 제803호",
        "105-dong 803-ho, 417, Eunhaengnamu-ro, Mapo-gu, Seoul 04123, Republic of Korea",
        "105-803, 417 Eunhaengnamu-ro, Mapo-gu, Seoul",
        "105-803, Eunhaengnamu-ro 417, Mapo-gu, Seoul-si",
    };
    for (const std::string_view form : forms) {
        const Place read = place(form);
        EXPECT_EQ(read.road, place(forms[0]).road) << form;
        EXPECT_EQ(read.number, "417") << form;
        EXPECT_EQ(read.unit, "105-803") << form;
        EXPECT_FALSE(read.lot) << form;
        EXPECT_EQ(match(read, place(forms[0])), PlaceMatch::unit) << form;
    }
    const Place exchanged = place("803-105, 417, Eunhaengnamu-ro, Mapo-gu, Seoul");
    EXPECT_EQ(match(exchanged, place(forms[0])), PlaceMatch::unit) << "flat before building";
}

TEST(Place, FoldsKoreanAndEnglishNamesBySound)
{
    struct Row {
        std::string_view korean;
        std::string_view english;
    };
    const Row rows[] = {
        {"물레방아길 7", "7 Mullebanga-gil"},
        {"은행나무로12번길 34-5", "34-5, Eunhaengnamu-ro 12beon-gil"},
        {"은행나무로 12길 34-5", "34-5, Eunhaengnamu-ro 12-gil"},
        {"은행나무로5가길 10", "10, Eunhaengnamu-ro 5ga-gil"},
        {"백련로 8", "8, Baengnyeon-ro"},
        {"신라로 8", "8, Silla-ro"},
        {"십리대로 8", "8 Simni-daero"},
        {"올림픽대로 8", "8 Olympic-daero"},
        {"월드컵로 8", "8 World Cup-ro"},
        {"은행나무길 8", "3, 8 Eunhaeng Namu gil"},
        {"솔밭로2가 12-3", "12-3, Solbat-ro 2(i)-ga"},
        {"솔향동 715-38", "715-38 Solhyang-dong"},
        {"솔향1동 715번지 38호", "715-38, Solhyang-dong"},
        {"너른면 당산리 산 12", "12, Dangsan-ri, Neoreun-myeon"},
    };
    for (const Row& row : rows) {
        const Place korean = place(row.korean);
        const Place english = place(row.english);
        EXPECT_FALSE(korean.road.empty()) << row.korean;
        EXPECT_FALSE(korean.number.empty()) << row.korean;
        EXPECT_EQ(korean.road, english.road) << row.english;
        EXPECT_EQ(korean.number, english.number) << row.english;
        EXPECT_EQ(korean.lot, english.lot) << row.english;
    }
}

TEST(Place, ReadsKoreanParts)
{
    struct Row {
        std::string_view name;
        std::string_view line;
        std::string_view number;
        std::string_view unit;
        bool lot;
    };
    const Row rows[] = {
        {"lot and complex", "광주 북구 솔향동 715-38 푸른숲 101동 204호", "715-38", "101-204",
         true},
        {"glued lot", "솔향동715-38", "715-38", "", true},
        {"road before lot", "솔향동 12 은행나무로 417", "417", "", false},
        {"underground", "은행나무로 지하 189", "189", "", false},
        {"floor", "은행나무로 417, 3층", "417", "3f", false},
        {"floor and flat", "은행나무로 417 3층 301호", "417", "301", false},
        {"building by syllable", "은행나무로 417 가동 301호", "417", "ga-301", false},
        {"building by letter", "은행나무로 417 B동 301호", "417", "b-301", false},
        {"basement", "은행나무로 417, B102호", "417", "b102", false},
        {"flat without its word", "은행나무로 417 105동 803", "417", "105-803", false},
        {"leading zeros", "은행나무로 0417-02", "417-2", "", false},
        {"quarter alone", "서울 마포구 솔향동", "", "", true},
        {"floor in English", "3F, 417 Eunhaengnamu-ro, Mapo-gu", "417", "3f", false},
        {"words for units", "Room 803, Bldg 105, 417 Eunhaengnamu-ro", "417", "105-803", false},
    };
    for (const Row& row : rows) {
        const Place read = place(row.line);
        EXPECT_FALSE(read.road.empty()) << row.name;
        EXPECT_EQ(read.number, row.number) << row.name;
        EXPECT_EQ(read.unit, row.unit) << row.name;
        EXPECT_EQ(read.lot, row.lot) << row.name;
    }
}

TEST(Place, FoldsWhatPeopleCallATown)
{
    const Place full = place("서울특별시 마포구 은행나무로 417");
    for (const std::string_view line :
         {"서울 마포구 은행나무로 417", "서울시 마포구", "417 Eunhaengnamu-ro, Mapo-gu, Seoul"})
        EXPECT_EQ(place(line).locality, full.locality) << line;
    EXPECT_EQ(place("경기도 성남시 분당구 은행나무로 4").locality,
              place("4, Eunhaengnamu-ro, Bundang-gu, Seongnam-si, Gyeonggi-do").locality);
    EXPECT_EQ(
        place_of(R"({"lines":["은행나무로 417"],"locality":"마포구","region":"KR-11"})").locality,
        full.locality);
    EXPECT_EQ(place_of(R"({"lines":["12 Kiln Ln"],"locality":"New Ashmere City"})").locality,
              place("12 Kiln Lane, New Ashmere, NY").locality);
}

TEST(Place, ReadsLatinParts)
{
    struct Row {
        std::string_view line;
        std::string_view road;
        std::string_view number;
        std::string_view unit;
        std::string_view locality;
    };
    const Row rows[] = {
        {"12 Kiln Lane", "kiln", "12", "", ""},
        {"12 KILN LN.", "kiln", "12", "", ""},
        {"12, Kiln Lane, Ashmere", "kiln", "12", "", "ashmere"},
        {"417 Old Mill Road, #59, New Ashmere, NY", "oldmill", "417", "59", "newashmere"},
        {"417 Old Mill Rd Apt 4B", "oldmill", "417", "4b", ""},
        {"Flat 3, 12a Kiln Ln, Ashmere", "kiln", "12a", "3", "ashmere"},
        {"12 a Kiln Lane", "kiln", "12a", "", ""},
        {"12-14 Kiln Lane", "kiln", "12-14", "", ""},
        {"5/12 Kiln Lane", "kiln", "12", "5", ""},
        {"Unit 5, 12 Kiln Lane", "kiln", "12", "5", ""},
        {"5 12 Kiln Lane", "kiln", "12", "5", ""},
        {"12 1/2 Kiln Lane", "kiln", "12", "", ""},
        {"No. 12 Kiln Lane", "kiln", "12", "", ""},
        {"007 Kiln Lane", "kiln", "7", "", ""},
        {"12 kiln", "kiln", "12", "", ""},
        {"12 N Kiln Ave", "kiln", "12", "", ""},
        {"12 Kiln Street West", "kiln", "12", "", ""},
        {"12 North Street", "north", "12", "", ""},
        {"35 Fifth Avenue", "5th", "35", "", ""},
        {"35 5th Ave", "5th", "35", "", ""},
        {"17 Saint Brannock's Road", "stbrannocks", "17", "", ""},
        {"17 St Brannocks Rd", "stbrannocks", "17", "", ""},
        {"1200 Highway 61", "hwy61", "1200", "", ""},
        {"80 County Road 12", "countyrd12", "80", "", ""},
        {"12 Kiln St Ashmere NV 89501", "kiln", "12", "", "ashmere"},
        {"P.O. Box 1234, Ashmere, NV 89501", "pobox", "1234", "", "ashmere"},
        {"PO Box 1234", "pobox", "1234", "", ""},
        {"Post Office Box 1234", "pobox", "1234", "", ""},
        {"Ziegelstraße 12, Ashheim", "ziegel", "12", "", "ashheim"},
        {"Ziegelstr. 12", "ziegel", "12", "", ""},
        {"12 rue du Four à Chaux", "dufourachaux", "12", "", ""},
        {"Calle del Horno, 12", "delhorno", "12", "", ""},
        {"Rose Cottage, 12 Kiln Lane, Ashmere", "kiln", "12", "", "ashmere"},
        {"Kiln Lane", "kiln", "", "", ""},
        {"12 Kiln Stret", "kiln", "12", "", ""},
        {"12 Kiln S treet", "kiln", "12", "", ""},
        {"12 Kilnstreet", "kiln", "12", "", ""},
        {"12 Rose Cottage, Kiln Lane, Ashmere", "kiln", "12", "", "ashmere"},
        {"12 Kiln, Ashmere CT 06999", "kiln", "12", "", "ashmere"},
        {"12 The Green, Kiln Lane", "kiln", "12", "", ""},
        {"12 Avenue Road", "avenue", "12", "", ""},
        {"12 Harcourt Road", "harcourt", "12", "", ""},
        {"12 Broadway", "broadway", "12", "", ""},
        {"1 The Avenue", "theavenue", "1", "", ""},
        {"Ashmere", "", "", "", "ashmere"},
        {"", "", "", "", ""},
        {"12", "", "", "", ""},
    };
    for (const Row& row : rows) {
        const Place read = place(row.line);
        EXPECT_EQ(read.road, row.road) << row.line;
        EXPECT_EQ(read.number, row.number) << row.line;
        EXPECT_EQ(read.unit, row.unit) << row.line;
        EXPECT_EQ(read.locality, row.locality) << row.line;
    }
}

TEST(Place, ReadsCanonicalFields)
{
    const Place read = place_of(
        R"({"lines":["12 Kiln Lane","Rose Park"],"locality":"Ashmere","region":"GB-CAM",)"
        R"("postal_code":"PX19 2QD","country":"GB","formatted":"12 Kiln Lane, Ashmere PX19 2QD"})");
    EXPECT_EQ(read.road, "kiln");
    EXPECT_EQ(read.number, "12");
    EXPECT_EQ(read.locality, "ashmere");
    EXPECT_EQ(read.postcode, "px192qd");
    EXPECT_EQ(read.country, "GB");
    EXPECT_EQ(place_of(R"({"postal_code":"89501-1234","country":"US"})").postcode, "89501");
    EXPECT_EQ(place("12 Kiln St, Ashmere, NV 89501-1234").postcode, "89501");
    EXPECT_EQ(place("(04123) 서울 마포구 은행나무로 417").road,
              place("서울 마포구 은행나무로 417").road);
    EXPECT_EQ(place("04123 서울 마포구 은행나무로 417").postcode, "04123");
    EXPECT_EQ(place_of(R"({"formatted":"12 Kiln Lane, Ashmere"})").road, "kiln");
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
                     .locality = "ashmere",
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
         with([](Place& p) { p.postcode = "", p.road = "", p.locality = "ashmeer"; }), locality},
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
        {"417 Old Mill Road, Ashmere", "417 Old Mill Rd, Ashmere", building},
        {"417 Old Mill Road, Ashmere", "417 Old Mil Rd, Ashmere", road},
        {"417 Old Mill Road, Ashmere", "Old Mill Rd, Ashmere", road},
        {"417 12th Street, Ashmere", "417 13th Street, Ashmere", locality},
        {"417 Old Mill Road, Ashmere", "25 Abbey Walk, Ashmere", locality},
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
    const auto start = std::chrono::steady_clock::now();
    std::size_t alike = 0;
    for (const Place& a : places)
        for (const Place& b : places) alike += compare_places(a, b) == PlaceMatch::building ? 1 : 0;
    const auto spent = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(alike, 2 * places.size());
    // Ten times what an idle machine needs, and 40,000 comparisons: 1 us each at most.
    EXPECT_LT(spent, std::chrono::milliseconds(40));
}

}  // namespace
}  // namespace cx::unify
