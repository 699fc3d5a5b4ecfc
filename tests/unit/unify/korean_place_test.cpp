#include "places.hpp"
#include "unify/place.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using testing::match;
using testing::place;
using testing::place_of;

TEST(KoreanPlace, FoldsTheFormsOfOneKoreanRoadAddress)
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

TEST(KoreanPlace, FoldsKoreanAndEnglishNamesBySound)
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
        {"월드컵로 6006", "6006 World Cup-ro"},
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

TEST(KoreanPlace, ReadsKoreanParts)
{
    struct Row {
        std::string_view name;
        std::string_view line;
        std::string_view number;
        std::string_view unit;
        bool lot;
    };
    const Row rows[] = {
        {"lot and complex", "광주 북구 솔향동 715-38 푸른숲 101동 209호", "715-38", "101-209",
         true},
        {"glued lot", "솔향동715-38", "715-38", "", true},
        {"road before lot", "솔향동 12 은행나무로 417", "417", "", false},
        {"underground", "은행나무로 지하 189", "189", "", false},
        {"floor", "은행나무로 417, 3층", "417", "3f", false},
        {"floor and flat", "은행나무로 417 3층 301호", "417", "301", false},
        {"building by syllable", "은행나무로 417 가동 301호", "417", "ga-301", false},
        {"building by letter", "은행나무로 417 B동 301호", "417", "b-301", false},
        {"basement", "은행나무로 417, B102호", "417", "b102", false},
        {"flat below ground", "은행나무로 417 지하 102호", "417", "b102", false},
        {"floor below ground", "은행나무로 417, 지하1층", "417", "b1f", false},
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

TEST(KoreanPlace, FoldsWhatPeopleCallATown)
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
    EXPECT_EQ(place_of(R"({"lines":["12 Kiln Ln"],"locality":"New Elmsmere City"})").locality,
              place("12 Kiln Lane, New Elmsmere, NY").locality);
}

TEST(KoreanPlace, ReadsAFlatOfAComplexWithoutARoad)
{
    const Place complex =
        place_of(R"({"lines":["서울 마포구 푸른숲아파트 105동 803호"],"postal_code":"04123"})");
    EXPECT_EQ(complex.unit, "105-803");
    const Place road =
        place_of(R"({"lines":["은행나무로 417, 105동 803호"],"postal_code":"04123"})");
    EXPECT_EQ(match(complex, road), PlaceMatch::building);
}

TEST(KoreanPlace, ReadsEnglishWithoutHyphensWhereTheCountryIsSaid)
{
    const Place glued =
        place_of(R"({"lines":["417 Eunhaengnamuro, Mapogu, Seoul"],"country":"KR"})");
    EXPECT_EQ(match(glued, place("서울 마포구 은행나무로 417")), PlaceMatch::building);
    EXPECT_EQ(glued.locality, place("서울 마포구 은행나무로 417").locality);
    EXPECT_EQ(place("417 Eunhaengnamuro, Mapogu").road, "eunhaengnamuro") << "it may be anywhere";
}

}  // namespace
}  // namespace cx::unify
