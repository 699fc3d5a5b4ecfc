#include "model/types/regions.hpp"

#include "base/text.hpp"
#include "model/types/unicode.hpp"

#include <algorithm>
#include <array>

namespace cx::model {
namespace {

struct Region {
    std::string_view code;
    std::string_view names;  // Lower case, apart by '|'.
};

// ISO 3166-2:KR with the names before 2023 and 2024, when Gangwon and Jeonbuk became special
// provinces.
constexpr std::array korea{
    Region{"KR-11", "서울|서울시|서울특별시|seoul"},
    Region{"KR-26", "부산|부산시|부산광역시|busan|pusan"},
    Region{"KR-27", "대구|대구시|대구광역시|daegu|taegu"},
    Region{"KR-28", "인천|인천시|인천광역시|incheon"},
    Region{"KR-29", "광주|광주시|광주광역시|gwangju"},
    Region{"KR-30", "대전|대전시|대전광역시|daejeon"},
    Region{"KR-31", "울산|울산시|울산광역시|ulsan"},
    Region{"KR-50", "세종|세종시|세종특별자치시|sejong"},
    Region{"KR-41", "경기|경기도|gyeonggi|gyeonggi-do"},
    Region{"KR-42", "강원|강원도|강원특별자치도|gangwon|gangwon-do"},
    Region{"KR-43", "충북|충청북도|chungbuk|chungcheongbuk-do|north chungcheong"},
    Region{"KR-44", "충남|충청남도|chungnam|chungcheongnam-do|south chungcheong"},
    Region{"KR-45", "전북|전라북도|전북특별자치도|jeonbuk|jeollabuk-do|north jeolla"},
    Region{"KR-46", "전남|전라남도|jeonnam|jeollanam-do|south jeolla"},
    Region{"KR-47", "경북|경상북도|gyeongbuk|gyeongsangbuk-do|north gyeongsang"},
    Region{"KR-48", "경남|경상남도|gyeongnam|gyeongsangnam-do|south gyeongsang"},
    Region{"KR-49", "제주|제주도|제주특별자치도|jeju|jeju-do"},
};

constexpr std::array states{
    Region{"US-AL", "alabama"},
    Region{"US-AK", "alaska"},
    Region{"US-AZ", "arizona"},
    Region{"US-AR", "arkansas"},
    Region{"US-CA", "california"},
    Region{"US-CO", "colorado"},
    Region{"US-CT", "connecticut"},
    Region{"US-DE", "delaware"},
    Region{"US-DC", "district of columbia"},
    Region{"US-FL", "florida"},
    Region{"US-GA", "georgia"},
    Region{"US-HI", "hawaii"},
    Region{"US-ID", "idaho"},
    Region{"US-IL", "illinois"},
    Region{"US-IN", "indiana"},
    Region{"US-IA", "iowa"},
    Region{"US-KS", "kansas"},
    Region{"US-KY", "kentucky"},
    Region{"US-LA", "louisiana"},
    Region{"US-ME", "maine"},
    Region{"US-MD", "maryland"},
    Region{"US-MA", "massachusetts"},
    Region{"US-MI", "michigan"},
    Region{"US-MN", "minnesota"},
    Region{"US-MS", "mississippi"},
    Region{"US-MO", "missouri"},
    Region{"US-MT", "montana"},
    Region{"US-NE", "nebraska"},
    Region{"US-NV", "nevada"},
    Region{"US-NH", "new hampshire"},
    Region{"US-NJ", "new jersey"},
    Region{"US-NM", "new mexico"},
    Region{"US-NY", "new york"},
    Region{"US-NC", "north carolina"},
    Region{"US-ND", "north dakota"},
    Region{"US-OH", "ohio"},
    Region{"US-OK", "oklahoma"},
    Region{"US-OR", "oregon"},
    Region{"US-PA", "pennsylvania"},
    Region{"US-PR", "puerto rico"},
    Region{"US-RI", "rhode island"},
    Region{"US-SC", "south carolina"},
    Region{"US-SD", "south dakota"},
    Region{"US-TN", "tennessee"},
    Region{"US-TX", "texas"},
    Region{"US-UT", "utah"},
    Region{"US-VT", "vermont"},
    Region{"US-VA", "virginia"},
    Region{"US-WA", "washington"},
    Region{"US-WV", "west virginia"},
    Region{"US-WI", "wisconsin"},
    Region{"US-WY", "wyoming"},
};

template <typename Table>
std::string find_in(const Table& table, std::string_view text)
{
    const std::string name = lower(text);
    for (const Region& region : table) {
        if (ascii_lower(region.code) == name || ascii_lower(region.code.substr(3)) == name)
            return std::string(region.code);
        const std::vector<std::string_view> names = split(region.names, '|');
        if (std::find(names.begin(), names.end(), name) != names.end())
            return std::string(region.code);
    }
    return "";
}

bool is_part(std::string_view text)
{
    return !text.empty() && text.size() <= 3 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
}

std::string upper(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return out;
}

}  // namespace

std::string region_code(std::string_view text, std::string_view country)
{
    const bool has_country =
        text.size() >= 4 && text[2] == '-' && is_part(text.substr(0, 2)) && is_part(text.substr(3));
    const std::string of = has_country ? upper(text.substr(0, 2)) : std::string(country);
    if (of == "KR") return find_in(korea, text);
    if (of == "US") return find_in(states, text);
    if (has_country) return upper(text);
    if (country.empty()) return find_in(korea, text);
    return is_part(text) ? of + "-" + upper(text) : "";
}

}  // namespace cx::model
