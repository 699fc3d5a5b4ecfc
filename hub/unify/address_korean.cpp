#include "unify/address_items.hpp"
#include "unify/address_words.hpp"
#include "unify/place_sound.hpp"

#include <algorithm>
#include <optional>

namespace cx::unify {
namespace {

using Item = AddressItem;
using Kind = AddressKind;

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
        }
        parts.unit = unit(found);
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
        if (number_first_ && found.number.empty()) take_words_before(found);
        return found;
    }

    // 12 Old Mill-ro: words between a number and the road are its name.
    void take_words_before(Found& found) const
    {
        std::size_t at = found.first;
        std::string name = found.name;
        while (at > 0 && kind_at(at - 1) == Kind::other) name.insert(0, items_[--at].name);
        if (at == 0 || kind_at(at - 1) != Kind::number) return;
        found.first = at - 1;
        found.number = items_[at - 1].name;
        found.name = std::move(name);
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

    // 솔향1동 administers lots of 솔향동.
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
                found.number += "-" + items_[at + 1].name;  // 715번지 38호
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

    // Behind the number 가동 and 푸른숲105동 are buildings too.
    static std::string building_name(const Item& item)
    {
        if (item.kind == Kind::building) return place_sound(item.name);
        if (item.kind != Kind::dong) return {};
        const std::size_t digits = item.name.find_last_not_of("0123456789") + 1;
        if (digits < item.name.size()) return item.name.substr(digits);
        constexpr std::size_t syllable_bytes = 3;
        return item.name.size() == syllable_bytes ? place_sound(item.name) : std::string();
    }

    std::string unit(const std::optional<Found>& found) const
    {
        std::string building;
        std::string flat;
        std::string floor;
        const std::size_t from = found && !number_first_ ? found->end : 0;
        const std::size_t to = found && number_first_ ? found->first : items_.size();
        for (std::size_t i = from; i < to; ++i) {
            const Item& item = items_[i];
            const bool called_building =
                item.kind == Kind::number && i > from && is_building_word(items_[i - 1].name);
            const std::string below = i > from && items_[i - 1].name == "지하" ? "b" : "";
            if (building.empty())
                building = called_building ? house_number(item.name) : building_name(item);
            if (item.kind == Kind::flat && flat.empty()) flat = below + house_number(item.name);
            if (item.kind == Kind::number && !called_building && flat.empty())
                flat = house_number(item.name);
            if (item.kind == Kind::floor && floor.empty()) floor = below + item.name + "f";
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
        if (const std::string_view city = city_of_region(region); !city.empty())
            names.push_back(place_sound(city));
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

// Does any word tell its kind in Korean?
bool is_korean(const std::vector<Item>& items)
{
    return std::any_of(items.begin(), items.end(), [](const Item& item) {
        return item.kind == Kind::road || item.kind == Kind::dong ||
               (item.kind == Kind::city && !item.suffix.empty());
    });
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

PlaceParts read_romanized_address(const std::vector<AddressWord>& words, std::string_view region,
                                  bool known_korean)
{
    std::vector<AddressWord> rest = words;
    drop_country(rest);
    std::string postcode = take_postcode(rest, false);
    std::vector<Item> items = items_of_romanized(rest, false);
    if (!is_korean(items)) items = items_of_romanized(rest, known_korean);
    if (!is_korean(items)) return {};
    PlaceParts parts = Reader(items, true).read(region);
    parts.postcode = std::move(postcode);
    return parts;
}

}  // namespace cx::unify
