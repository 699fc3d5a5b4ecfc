#include "unify/features.hpp"

#include "unify/keys.hpp"
#include "unify/names.hpp"

#include <algorithm>
#include <array>

namespace cx::unify {
namespace {

// "yyyymmdd" of "yyyy-mm-dd"; partial dates and the dates that systems write for "not known" are
// empty.
std::string birth_of(std::string_view date)
{
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return {};
    const std::string digits = std::string(date.substr(0, 4)) + std::string(date.substr(5, 2)) +
                               std::string(date.substr(8, 2));
    if (digits.find_first_not_of("0123456789") != digits.npos) return {};
    constexpr std::array<std::string_view, 7> placeholders = {
        "19000101", "19010101", "18000101", "19700101", "11111111", "00010101", "99991231"};
    if (std::find(placeholders.begin(), placeholders.end(), digits) != placeholders.end())
        return {};
    if (digits.substr(4, 2) == "00" || digits.substr(6, 2) == "00") return {};
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

}  // namespace

Features extract(const model::RecordKey& record, const json::Value& data,
                 const IdentityModel& model)
{
    Features features;
    features.record = record;
    features.tie = model::tie_hash(record);
    features.keys = match_keys(record, data, model);
    ReadName name = read_name(record, data);
    features.names = std::move(name.readings);
    features.name_text = std::move(name.text);
    features.generation = std::move(name.generation);
    features.masked_name = name.masked;
    features.birth = birth_of(data.text_of("birth_date"));
    features.gender = gender_of(data.text_of("gender"));
    if (!features.names.empty()) features.skeleton = name_skeleton(features.names.front());
    return features;
}

}  // namespace cx::unify
