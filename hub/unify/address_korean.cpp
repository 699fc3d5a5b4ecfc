#include "unify/address_words.hpp"
#include "unify/hangul.hpp"
#include "unify/place_sound.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace cx::unify {
namespace {

enum class Kind {
    other,
    road,      // 학동로, 충정길
    branch,    // 12길, 12번길, 5가길: of the road before it
    dong,      // 화곡동, 당동리: with a lot number
    ga,        // 을지로2가; or 2가 alone, of the word before it
    building,  // 102동, A동
    flat,      // 604호
    floor,     // 3층, B1
    number,
    city,    // 시, 군, 구
    filler,  // 지하, 산: between name and number
};

struct Item {
    Kind kind = Kind::other;
    std::string name;    // Without the word that tells its kind
    std::string suffix;  // That word
};

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

// 12, 5가, 12번: what may stand before 길 in a branch; 12 before 가.
bool begins_with_digit(std::string_view text)
{
    return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

bool is_korean_number(std::string_view word)
{
    return begins_with_digit(word) && word.find_first_not_of("0123456789-") == word.npos;
}

// 102, a, b2: of a building; a Hangul syllable is decided by where it stands.
bool is_building_name(std::string_view name)
{
    return is_ascii(name) && (has_digit(name) || name.size() == 1);
}

Item item_of(std::string_view name, Suffix suffix)
{
    constexpr std::string_view ordinal = "제";  // 제102동
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
    if (word == "지하" || word == "산" || word == "지하층") return {Kind::filler, "", ""};
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

Item item_of_latin(std::string_view word)
{
    if (const City* city = city_named(word)) return {Kind::city, std::string(city->latin), ""};
    if (is_korean_number(word)) return {Kind::number, std::string(word), ""};
    const std::size_t hyphen = word.rfind('-');
    if (hyphen != word.npos && hyphen > 0)
        for (const Suffix& suffix : latin_suffixes)
            if (word.substr(hyphen + 1) == suffix.written)
                return item_of(word.substr(0, hyphen), suffix);
    if (begins_with_digit(word) && word.ends_with('f') &&
        all_digits(word.substr(0, word.size() - 1)))
        return {Kind::floor, std::string(word.substr(0, word.size() - 1)), ""};
    return {Kind::other, std::string(word), ""};
}

// Where "학동로398" or "102동604호" lacks a space: behind a word for a kind, before a digit; but
// "학동로12길" and "을지로2가" are names.
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

std::vector<Item> items_of_hangul(const std::vector<AddressWord>& words)
{
    std::vector<Item> items;
    for (const AddressWord& word : words)
        for (const std::string_view part : unglued(word.text))
            items.push_back(item_of_hangul(part));
    return items;
}

// "Hakdong ro" lacks its hyphen; "3(sam)-ga" has lost what stood in brackets.
std::vector<Item> items_of_latin(const std::vector<AddressWord>& words)
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
            items.back() = item_of_latin(items.back().name + "-" + word.text);
        else
            items.push_back(item_of_latin(word.text));
    }
    return items;
}

// Which items are the name, which one the number; the rest is unit and town.
struct Found {
    std::size_t first = 0;  // Items of name and number: [first, end)
    std::size_t end = 0;
    std::string name;
    std::string number;
    bool lot = false;
};

class Reader {
public:
    // `number_first`: in English a number stands before its road.
    Reader(std::vector<Item> items, bool number_first)
        : items_(std::move(items)), number_first_(number_first)
    {
    }

    PlaceParts read(std::string_view region)
    {
        PlaceParts parts;
        const std::optional<Found> found = find();
        if (found) {
            parts.road = place_sound(found->name);
            parts.number = house_number(found->number);
            parts.lot = found->lot;
            parts.unit = unit(*found);
        }
        parts.locality = locality(found, region);
        return parts;
    }

private:
    std::optional<Found> find() const
    {
        for (const bool numbered : {true, false})
            for (const bool lot : {false, true})
                for (std::size_t i = 0; i < items_.size(); ++i)
                    if (auto found = lot ? lot_at(i) : road_at(i);
                        found && numbered == !found->number.empty())
                        return found;
        return std::nullopt;
    }

    Kind kind_at(std::size_t i) const { return i < items_.size() ? items_[i].kind : Kind::other; }

    std::optional<Found> road_at(std::size_t i) const
    {
        if (kind_at(i) != Kind::road) return std::nullopt;
        Found found{.first = i, .end = i + 1, .name = road_name(items_[i])};
        if (kind_at(i + 1) == Kind::branch) {
            found.name += items_[i + 1].name;
            ++found.end;
        }
        if (kind_at(found.end) == Kind::ga) return std::nullopt;
        take_number(found);
        return found;
    }

    std::optional<Found> lot_at(std::size_t i) const
    {
        Found found{.first = i, .end = i + 1, .lot = true};
        const Kind kind = kind_at(i);
        if (kind == Kind::ga && begins_with_digit(items_[i].name)) {
            if (i == 0) return std::nullopt;
            const Item& before = items_[i - 1];
            found.name = before.name + before.suffix + items_[i].name;
            found.first = i - 1;
        } else if (kind == Kind::ga) {
            found.name = items_[i].name;
        } else if (kind == Kind::dong) {
            found.name = dong_name(items_[i].name);
        } else {
            return std::nullopt;
        }
        take_number(found);
        return found;
    }

    // 중앙로12 of 중앙로12번길; 로 inside is a word for "street" too.
    static std::string road_name(const Item& item)
    {
        std::string name = item.name;
        const std::size_t digits = name.find_first_of("0123456789");
        if (digits == name.npos || digits == 0) return name;
        for (const std::string_view word : {"대로", "로", "길", "-daero", "-ro"})
            if (std::string_view(name).substr(0, digits).ends_with(word) && digits > word.size())
                return name.substr(0, digits - word.size()) + name.substr(digits);
        return name;
    }

    // 역삼1동 administers lots of 역삼동.
    static std::string dong_name(std::string name)
    {
        while (!name.empty() && name.back() >= '0' && name.back() <= '9') name.pop_back();
        return name;
    }

    void take_number(Found& found) const
    {
        std::size_t at = found.end;
        while (kind_at(at) == Kind::filler) ++at;
        if (kind_at(at) == Kind::number) {
            found.number = items_[at].name;
            found.end = at + 1;
            if (items_[at].suffix == "번지" && kind_at(at + 1) == Kind::flat &&
                found.number.find('-') == std::string::npos) {
                found.number += "-" + items_[at + 1].name;  // 802번지 38호
                ++found.end;
            }
            return;
        }
        if (!number_first_ || found.first == 0 || kind_at(found.first - 1) != Kind::number) return;
        --found.first;
        found.number = items_[found.first].name;
    }

    static bool is_building_word(std::string_view word)
    {
        return word == "building" || word == "bldg";
    }

    // Behind the number 가동 and 래미안101동 are buildings too.
    static std::string building_name(const Item& item)
    {
        if (item.kind == Kind::building) return place_sound(item.name);
        if (item.kind != Kind::dong) return {};
        const std::size_t digits = item.name.find_last_not_of("0123456789") + 1;
        if (digits < item.name.size()) return item.name.substr(digits);
        constexpr std::size_t syllable_bytes = 3;
        return item.name.size() == syllable_bytes ? place_sound(item.name) : std::string();
    }

    std::string unit(const Found& found) const
    {
        std::string building;
        std::string flat;
        std::string floor;
        const std::size_t from = number_first_ ? 0 : found.end;
        const std::size_t to = number_first_ ? found.first : items_.size();
        for (std::size_t i = from; i < to; ++i) {
            const Item& item = items_[i];
            const bool called_building =
                item.kind == Kind::number && i > from && is_building_word(items_[i - 1].name);
            if (building.empty())
                building = called_building ? house_number(item.name) : building_name(item);
            if (item.kind == Kind::flat && flat.empty()) flat = house_number(item.name);
            if (item.kind == Kind::number && !called_building && flat.empty())
                flat = house_number(item.name);
            if (item.kind == Kind::floor && floor.empty()) floor = item.name + "f";
        }
        if (!flat.empty()) return building.empty() ? flat : building + "-" + flat;
        return building.empty() ? floor : building;
    }

    std::string locality(const std::optional<Found>& found, std::string_view region) const
    {
        std::vector<std::string> names;
        const std::size_t to = found && !number_first_ ? found->first : items_.size();
        for (std::size_t i = 0; i < to; ++i)
            if (items_[i].kind == Kind::city) names.push_back(place_sound(items_[i].name));
        for (const City& city : cities)
            if (city.code == region) names.push_back(place_sound(city.hangul));
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        std::string out;
        for (const std::string& name : names) out += (out.empty() ? "" : " ") + name;
        return out;
    }

    std::vector<Item> items_;
    bool number_first_;
};

// "Republic of Korea" at the end of an address.
void drop_country(std::vector<AddressWord>& words)
{
    constexpr std::string_view names[] = {"korea", "of", "republic", "south", "rok", "대한민국"};
    while (!words.empty() &&
           std::find(std::begin(names), std::end(names), words.back().text) != std::end(names))
        words.pop_back();
}

bool is_postcode(std::string_view word)
{
    return word.size() == 5 && all_digits(word);
}

// Of six digits, as before 2015.
bool is_old_postcode(std::string_view word)
{
    return word.size() == 7 && word[3] == '-' && is_korean_number(word);
}

// 06236 stands at either end, the older 135-080 where the country would: at the other end the same
// digits are building and flat.
std::string take_postcode(std::vector<AddressWord>& words, bool country_first)
{
    std::string code;
    if (words.size() < 2) return code;
    const std::string_view first = words.front().text;
    const std::string_view last = words.back().text;
    if (country_first && (is_postcode(first) || is_old_postcode(first))) {
        code = first;
        words.erase(words.begin());
    } else if (is_postcode(last) || (!country_first && is_old_postcode(last))) {
        code = last;
        words.pop_back();
    }
    return code;
}

}  // namespace

PlaceParts read_hangul_address(const std::vector<AddressWord>& words, std::string_view region)
{
    std::vector<AddressWord> rest = words;
    drop_country(rest);
    std::string postcode = take_postcode(rest, true);
    PlaceParts parts = Reader(items_of_hangul(rest), false).read(region);
    parts.postcode = std::move(postcode);
    return parts;
}

PlaceParts read_romanized_address(const std::vector<AddressWord>& words, std::string_view region)
{
    std::vector<AddressWord> rest = words;
    drop_country(rest);
    std::string postcode = take_postcode(rest, false);
    const std::vector<Item> items = items_of_latin(rest);
    const bool korean = std::any_of(items.begin(), items.end(), [](const Item& item) {
        return item.kind == Kind::road || item.kind == Kind::dong ||
               (item.kind == Kind::city && !item.suffix.empty());
    });
    if (!korean) return {};
    PlaceParts parts = Reader(items, true).read(region);
    parts.postcode = std::move(postcode);
    return parts;
}

}  // namespace cx::unify
