#include "unify/address_items.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

using Item = AddressItem;
using Kind = AddressKind;

struct Suffix {
    std::string_view written;
    Kind kind;
};

// Longest first where one ends another. The words are those of the Road Name Address Act and of
// the notation of its English form (Ministry of the Interior and Safety).
constexpr Suffix hangul_suffixes[] = {
    {"대로", Kind::road},       {"로", Kind::road},     {"번길", Kind::branch}, {"길", Kind::road},
    {"특별자치시", Kind::city}, {"특별시", Kind::city}, {"광역시", Kind::city}, {"시", Kind::city},
    {"군", Kind::city},         {"구", Kind::city},     {"동", Kind::dong},     {"리", Kind::dong},
    {"가", Kind::ga},           {"호", Kind::flat},     {"층", Kind::floor}};
constexpr Suffix latin_suffixes[] = {
    {"daero", Kind::road}, {"ro", Kind::road}, {"gil", Kind::road},    {"dong", Kind::dong},
    {"ri", Kind::dong},    {"ga", Kind::ga},   {"si", Kind::city},     {"gun", Kind::city},
    {"gu", Kind::city},    {"ho", Kind::flat}, {"cheung", Kind::floor}};

struct City {
    std::string_view code;  // ISO 3166-2:KR
    std::string_view hangul;
    std::string_view latin;
    std::string_view former;  // McCune-Reischauer, as older records have it
};

// Cities that stand without a word for "city", and the special and metropolitan ones among them.
constexpr City cities[] = {
    {"KR-11", "서울", "seoul", "soul"},      {"KR-26", "부산", "busan", "pusan"},
    {"KR-27", "대구", "daegu", "taegu"},     {"KR-28", "인천", "incheon", "inchon"},
    {"KR-29", "광주", "gwangju", "kwangju"}, {"KR-30", "대전", "daejeon", "taejon"},
    {"KR-31", "울산", "ulsan", "ulsan"},     {"KR-50", "세종", "sejong", "sejong"}};

const City* city_named(std::string_view word)
{
    for (const City& city : cities)
        if (word == city.hangul || word == city.latin || word == city.former) return &city;
    return nullptr;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// 102, a, b2: of a building; a Hangul syllable is decided by where it stands.
bool is_building_name(std::string_view name)
{
    return is_ascii(name) && (has_digit(name) || name.size() == 1);
}

Item item_of(std::string_view name, Suffix suffix)
{
    constexpr std::string_view ordinal = "제";  // 제105동
    if (name.starts_with(ordinal) && begins_with_digit(name.substr(ordinal.size())))
        name.remove_prefix(ordinal.size());
    Item item{suffix.kind, std::string(name), std::string(suffix.written)};
    const bool numbered = begins_with_digit(name);
    if (suffix.kind == Kind::road && numbered) {
        item.kind = Kind::branch;  // "12길"; "12beon-gil" as well
        if (item.name.ends_with("beon")) item.name.resize(item.name.size() - 4);
    }
    if (suffix.kind == Kind::branch && !numbered) item.kind = Kind::road;  // 중앙로12번길
    if (suffix.kind == Kind::dong && is_building_name(name)) item.kind = Kind::building;
    if (suffix.kind == Kind::ga && !has_digit(name)) item.kind = Kind::other;
    if ((suffix.kind == Kind::flat || suffix.kind == Kind::floor) && !has_digit(name))
        item.kind = Kind::other;
    if (suffix.kind == Kind::city && has_digit(name)) item.kind = Kind::other;
    return item;
}

Item item_of_hangul(std::string_view word)
{
    if (word == "지하" || word == "산" || word == "지하층")
        return {Kind::filler, std::string(word), ""};
    if (city_named(word) != nullptr) return {Kind::city, std::string(word), ""};
    for (const std::string_view end : {"번지", "번"})
        if (word.ends_with(end) && is_korean_number(word.substr(0, word.size() - end.size())))
            return {Kind::number, std::string(word.substr(0, word.size() - end.size())), "번지"};
    if (is_korean_number(word)) return {Kind::number, std::string(word), ""};
    for (const Suffix& suffix : hangul_suffixes)
        if (word.ends_with(suffix.written) && word.size() > suffix.written.size())
            return item_of(word.substr(0, word.size() - suffix.written.size()), suffix);
    return {Kind::other, std::string(word), ""};
}

// `glued`: the hyphen before the word for a kind may be left out.
Item item_of_latin(std::string_view word, bool glued)
{
    if (const City* city = city_named(word)) return {Kind::city, std::string(city->latin), ""};
    if (is_korean_number(word)) return {Kind::number, std::string(word), ""};
    const std::size_t hyphen = word.rfind('-');
    if (hyphen != word.npos && hyphen > 0)
        for (const Suffix& suffix : latin_suffixes)
            if (word.substr(hyphen + 1) == suffix.written)
                return item_of(word.substr(0, hyphen), suffix);
    constexpr std::size_t name_letters = 3;
    if (glued)
        for (const Suffix& suffix : latin_suffixes)
            if (word.size() >= suffix.written.size() + name_letters && suffix.kind != Kind::ga &&
                word.ends_with(suffix.written))
                return item_of(word.substr(0, word.size() - suffix.written.size()), suffix);
    if (begins_with_digit(word) && word.ends_with('f') &&
        all_digits(word.substr(0, word.size() - 1)))
        return {Kind::floor, std::string(word.substr(0, word.size() - 1)), ""};
    return {Kind::other, std::string(word), ""};
}

// Where "은행나무로417" or "105동803호" lacks a space: behind a word for a kind, before a digit;
// but "은행나무로12길" and "솔밭로2가" are names.
std::vector<std::string_view> unglued(std::string_view word)
{
    std::vector<std::string_view> out;
    std::size_t from = 0;
    for (std::size_t at = 1; at < word.size(); ++at) {
        const std::string_view head = word.substr(from, at - from);
        if (!begins_with_digit(word.substr(at)) || is_ascii(head.substr(head.size() - 1))) continue;
        const std::size_t end = std::min(word.find_first_not_of("0123456789-", at), word.size());
        const std::string_view tail = word.substr(end);
        const bool name = tail.starts_with("가") || tail.starts_with("번길") ||
                          tail.starts_with("길") || tail.find("길") == 3;
        const Kind kind = item_of_hangul(head).kind;
        if (name || kind == Kind::other || kind == Kind::city) continue;
        out.push_back(head);
        from = at;
    }
    out.push_back(word.substr(from));
    return out;
}

}  // namespace

// 12, 5가, 12번: what may stand before 길 in a branch; 12 before 가.
bool begins_with_digit(std::string_view text)
{
    return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

bool is_korean_number(std::string_view word)
{
    return begins_with_digit(word) && word.find_first_not_of("0123456789-") == word.npos;
}

std::vector<Item> items_of_hangul(const std::vector<AddressWord>& words)
{
    std::vector<Item> items;
    for (const AddressWord& word : words)
        for (const std::string_view part : unglued(word.text))
            items.push_back(item_of_hangul(part));
    return items;
}

// "Eunhaengnamu ro" lacks its hyphen; "3(sam)-ga" has lost what stood in brackets.
std::vector<Item> items_of_romanized(const std::vector<AddressWord>& words, bool glued)
{
    std::vector<Item> items;
    for (const AddressWord& word : words) {
        const bool suffix =
            std::any_of(std::begin(latin_suffixes), std::end(latin_suffixes),
                        [&](const Suffix& known) { return known.written == word.text; });
        const bool nameless = !items.empty() && items.back().suffix.empty() &&
                              (items.back().kind == Kind::other ||
                               (items.back().kind == Kind::number && word.text == "ga"));
        if (suffix && nameless)
            items.back() = item_of_latin(items.back().name + "-" + word.text, glued);
        else
            items.push_back(item_of_latin(word.text, glued));
    }
    return items;
}

std::string_view city_of_region(std::string_view region)
{
    for (const City& city : cities)
        if (city.code == region) return city.hangul;
    return {};
}

}  // namespace cx::unify
