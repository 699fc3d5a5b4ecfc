#include "config/policy_file.hpp"

#include "model/types/zones.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::config {
namespace {

std::optional<int> parse_minutes(std::string_view text)
{
    const auto digit = [&](std::size_t at) { return text[at] - '0'; };
    if (text.size() != 5 || text[2] != ':') return {};
    for (const std::size_t at : {0U, 1U, 3U, 4U})
        if (digit(at) < 0 || digit(at) > 9) return {};
    const int hour = digit(0) * 10 + digit(1);
    const int minute = digit(3) * 10 + digit(4);
    if (hour > 23 || minute > 59) return {};
    return hour * 60 + minute;
}

std::vector<std::string> purposes_of(const model::Taxonomy& taxonomy)
{
    std::vector<std::string> names;
    for (const auto& [label, group] : taxonomy.groups)
        if (group == "purpose") names.push_back(label);
    return names;
}

void read_purposes(Reader& reader, const Node& list, const model::Taxonomy& taxonomy,
                   model::Policy& policy)
{
    const std::vector<std::string> known = purposes_of(taxonomy);
    for (const Node& row : list.items) {
        const std::string name = text_of(row, "name");
        if (std::find(known.begin(), known.end(), name) == known.end())
            reader.error(mark_of(row, "name"), "config.unknown_purpose",
                         fmt::format("'{}' is no purpose of the taxonomy{}", name,
                                     did_you_mean(name, known)));
        policy.basis[name] = text_of(row, "basis");
    }
}

void read_countries(Reader& reader, const Node& list, model::Policy& policy)
{
    for (const Node& row : list.items) {
        model::CountryRules rules{
            .zone = text_of(row, "zone"),
            .night_from = 0,
            .night_to = 0,
            .night_purposes = texts_of(row, "night_purposes"),
            .night_except = texts_of(row, "night_except"),
            .reconfirm_years = static_cast<int>(integer_of(row, "reconfirm_years", 0))};
        if (const std::string night = text_of(row, "night"); !night.empty()) {
            const std::optional<Night> times = parse_night(night);
            if (!times)
                reader.error(mark_of(row, "night"), "config.value",
                             "'night' should be two times such as \"21:00-08:00\"");
            rules.night_from = times ? times->from : 0;
            rules.night_to = times ? times->to : 0;
        }
        if (!model::local_minute(0, rules.zone))
            reader.error(
                mark_of(row, "zone"), "config.value",
                fmt::format("'{}' is no time zone; write one such as Asia/Seoul", rules.zone));
        check_purposes(reader, row, "night_purposes", policy);
        policy.countries[text_of(row, "name")] = std::move(rules);
    }
}

}  // namespace

std::optional<Night> parse_night(std::string_view text)
{
    const std::size_t dash = text.find('-');
    if (dash == text.npos) return {};
    const auto from = parse_minutes(text.substr(0, dash));
    const auto to = parse_minutes(text.substr(dash + 1));
    if (!from || !to) return {};
    return Night{.from = *from, .to = *to};
}

void check_purposes(Reader& reader, const Node& node, std::string_view name,
                    const model::Policy& policy)
{
    const Node* const list = node.find(name);
    if (!list) return;
    std::vector<std::string> known;
    for (const auto& [purpose, basis] : policy.basis) known.push_back(purpose);
    for (const Node& purpose : list->items)
        if (purpose.is_scalar() && !reader.is_failed(purpose) && !policy.knows(purpose.text))
            reader.error(purpose.mark, "config.unknown_purpose",
                         fmt::format("unknown purpose {}{}", reader.said(purpose),
                                     did_you_mean(purpose.text, known)));
}

void read_policy(Reader& reader, const Node& root, const model::Taxonomy& taxonomy,
                 model::Policy& policy)
{
    if (!reader.check_file(root, policy_keys(), "a policy")) return;
    if (const Node* const purposes = root.find("purposes"))
        read_purposes(reader, *purposes, taxonomy, policy);
    if (const Node* const countries = root.find("countries"))
        read_countries(reader, *countries, policy);
    policy.unknown_country = text_of(root, "unknown_country", policy.unknown_country);
    if (!policy.unknown_country.empty() && !policy.countries.contains(policy.unknown_country))
        reader.error(mark_of(root, "unknown_country"), "config.value",
                     fmt::format("there are no rules of country '{}'", policy.unknown_country));
}

}  // namespace cx::config
