#include "unify/features.hpp"

#include "unify/candidate_keys.hpp"
#include "unify/keys.hpp"
#include "unify/names.hpp"
#include "unify/sketch.hpp"

#include <algorithm>
#include <array>

namespace cx::unify {
namespace {

constexpr std::size_t plain_bytes_max = 200;

// "yyyymmdd" of "yyyy-mm-dd", "mmdd" of "--mm-dd"; other partial dates and the dates that systems
// write for "not known" are empty.
std::string birth_of(std::string_view date)
{
    const bool whole = date.size() == 10 && date[4] == '-' && date[7] == '-';
    const bool yearless = date.size() == 7 && date.starts_with("--") && date[4] == '-';
    if (!whole && !yearless) return {};
    std::string digits;
    for (const char letter : date)
        if (letter != '-') digits += letter;
    if (digits.find_first_not_of("0123456789") != digits.npos) return {};
    constexpr std::array<std::string_view, 8> placeholders = {
        "19000101", "19010101", "18000101", "19700101", "11111111", "00010101", "99991231", "0101"};
    if (std::find(placeholders.begin(), placeholders.end(), digits) != placeholders.end())
        return {};
    const std::string_view month_day = std::string_view(digits).substr(digits.size() - 4);
    if (month_day.substr(0, 2) == "00" || month_day.substr(2) == "00") return {};
    return digits;
}

std::string gender_of(std::string_view gender)
{
    if (gender == "male" || gender == "m" || gender == "M") return "m";
    if (gender == "female" || gender == "f" || gender == "F") return "f";
    return {};
}

ReadName read_name(const model::RecordKey& record, const json::Value& data)
{
    const json::Value* name = data.find("name");
    if (name == nullptr || name->is_null()) return {};
    if (record.entity == "organization")
        return read_organization_name(name->is_string() ? name->as_string()
                                                        : name->text_of("full"));
    return read_person_name(*name);
}

// Letters and digits of a text, its words parted by blanks.
std::string plain_words(std::string_view text)
{
    std::u32string words;
    for (const char32_t code : fold(text.substr(0, plain_bytes_max))) {
        const bool part = script_of(code) != Script::none || (code >= '0' && code <= '9');
        if (part)
            words += code;
        else if (!words.empty() && words.back() != ' ')
            words += U' ';
    }
    if (!words.empty() && words.back() == ' ') words.pop_back();
    return encode(words);
}

template <typename T>
void sort_unique(std::vector<T>& values, std::size_t at_most)
{
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.size() > at_most) values.resize(at_most);
}

void read_contact_points(const json::Value& data, const IdentityModel& model, Features& features)
{
    const json::Value* points = data.find("contact_points");
    if (points == nullptr || !points->is_array()) return;
    for (const json::Value& point : points->as_array()) {
        if (const json::Value* address = point.find("address"))
            if (Place place = read_place(*address); place != Place())
                features.places.push_back(std::move(place));
        for (const std::string_view field : {"email", "handle"}) {
            const std::string text = point.text_of(field);
            if (text.empty() || is_ignored_email(text, model)) continue;
            if (Mailbox mailbox = read_mailbox(text, features.names); mailbox != Mailbox())
                features.mailboxes.push_back(std::move(mailbox));
        }
    }
    sort_unique(features.places, places_max);
    sort_unique(features.mailboxes, mailboxes_max);
}

constexpr std::size_t identifiers_max = 8;

// Where they stand in `keys`.
std::vector<std::uint8_t> identifiers_among(const std::vector<MatchKey>& keys,
                                            const IdentityModel& model)
{
    std::vector<std::uint8_t> places;
    for (std::size_t i = 0; i < std::min<std::size_t>(keys.size(), 256); ++i)
        if (is_identifier(keys[i].ns, model) && places.size() < identifiers_max)
            places.push_back(static_cast<std::uint8_t>(i));
    return places;
}

}  // namespace

Features extract(const model::RecordKey& record, const json::Value& data,
                 const IdentityModel& model)
{
    Features features;
    features.record = record;
    features.tie = model::tie_hash(record);
    features.keys = match_keys(record, data, model);
    features.identifiers = identifiers_among(features.keys, model);
    ReadName name = read_name(record, data);
    features.names = std::move(name.readings);
    features.name_text = std::move(name.text);
    features.generation = std::move(name.generation);
    features.masked_name = name.masked;
    features.birth = birth_of(data.text_of("birth_date"));
    features.gender = gender_of(data.text_of("gender"));
    features.birth_place = plain_words(data.text_of("birth_place"));
    features.occupation = plain_words(data.text_of("occupation"));
    if (!features.names.empty()) features.skeleton = name_skeleton(features.names.front());
    read_contact_points(data, model, features);
    features.candidates = candidate_keys(features, model);
    features.sketch = sketch_of(features);
    return features;
}

SharedFeatures extract_shared(const model::RecordKey& record, const json::Value& data,
                              const IdentityModel& model)
{
    return std::make_shared<const Features>(extract(record, data, model));
}

}  // namespace cx::unify
