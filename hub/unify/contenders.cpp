#include "unify/contenders.hpp"

#include "model/email.hpp"
#include "model/phone.hpp"
#include "unify/names.hpp"

#include <algorithm>
#include <compare>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <tuple>

namespace cx::unify {
namespace {

bool says_verified(const json::Value& value)
{
    if (value.is_array())
        return std::any_of(value.as_array().begin(), value.as_array().end(), says_verified);
    const json::Value* flag = value.find("verified");
    return (flag != nullptr && flag->is_bool() && flag->as_bool()) ||
           !value.text_of("verified_at").empty();
}

// What makes two list elements, or two values, the same thing.
std::string identity_of(std::string_view field, const json::Value& value)
{
    if (field == "contact_points") {
        if (const std::string email = value.text_of("email"); !email.empty())
            return "email:" + model::email_mailbox_key(email);
        if (const std::string phone = value.text_of("phone"); !phone.empty())
            return "phone:" + phone;
    }
    if (field == "identifiers") return value.text_of("ns") + ":" + value.text_of("value");
    if (!value.is_object()) return json::write(value);
    json::Value plain = value;  // Whether it was verified is not what it says.
    plain.as_object().erase("verified");
    plain.as_object().erase("verified_at");
    plain.as_object().erase("primary");
    return json::write(plain);
}

std::string obstacle_of(std::string_view field, const json::Value& value)
{
    if (field == "contact_points") {
        const std::string email = value.text_of("email");
        const std::string phone = value.text_of("phone");
        if (!email.empty() && model::is_placeholder_email(email)) return "placeholder";
        if (!phone.empty() && (model::is_placeholder_phone(phone) ||
                               model::phone_type(phone) == model::PhoneType::service))
            return "placeholder";
    }
    if (field == "birth_date") {
        const std::string date = value.text().value_or("");
        if (date == "1900-01-01" || date == "1800-01-01" || date == "9999-12-31" ||
            date == "0001-01-01")
            return "placeholder";
    }
    return {};
}

void judge_name(const json::Value& value, Contender& contender)
{
    const ReadName name = value.is_object() ? read_person_name(value) : ReadName();
    if (!value.is_object()) return;  // An organization's.
    if (name.masked)
        contender.obstacle = "masked";
    else if (name.readings.empty())
        contender.obstacle = "placeholder";
    else
        contender.completeness =
            name.readings.front().complete() && !name.readings.front().initial() ? 2 : 1;
}

Contender contender_of(std::string_view field, const json::Value& value, const MemberRecord& member)
{
    Contender contender;
    contender.member = &member;
    contender.value = &value;
    contender.obstacle = obstacle_of(field, value);
    if (field == "name") judge_name(value, contender);
    return contender;
}

Timestamp time_of(const MemberRecord& member)
{
    if (member.occurred_at.micros != 0) return member.occurred_at;
    const auto updated = parse_rfc3339(member.data->text_of("updated_at"));
    return updated.value_or(Timestamp{std::numeric_limits<std::int64_t>::min()});
}

// What only a comparison asks for.
void make_comparable(std::string_view field, Contender& contender)
{
    const json::Value& value = *contender.value;
    contender.tie = model::tie_hash(contender.member->key);
    contender.text = json::write(value);
    contender.identity = identity_of(field, value);
    contender.said_at = time_of(*contender.member);
    contender.verified = says_verified(value);
    const json::Value* full = value.find("full");
    contender.length = full != nullptr ? full->text().value_or("").size() : contender.text.size();
}

void count_sources(std::vector<Contender>& contenders)
{
    std::map<std::string_view, std::set<std::string_view>> sources;
    for (const Contender& contender : contenders)
        sources[contender.identity].insert(contender.member->key.source);
    for (Contender& contender : contenders)
        contender.frequency = sources.at(contender.identity).size();
}

std::size_t place_of(const Contender& contender, const SurvivorshipRule& rule)
{
    const auto found =
        std::find(rule.sources.begin(), rule.sources.end(), contender.member->key.source);
    return static_cast<std::size_t>(std::distance(rule.sources.begin(), found));
}

// Greater is better.
std::strong_ordering compare_by(std::string_view criterion, const Contender& a, const Contender& b,
                                const SurvivorshipRule& rule)
{
    if (criterion == "verified") return a.verified <=> b.verified;
    if (criterion == "source_order") return place_of(b, rule) <=> place_of(a, rule);
    if (criterion == "most_recent") return a.said_at <=> b.said_at;
    if (criterion == "most_frequent") return a.frequency <=> b.frequency;
    if (criterion == "longest") return a.length <=> b.length;
    return std::strong_ordering::equal;
}

std::strong_ordering compare(const Contender& a, const Contender& b, const SurvivorshipRule& rule)
{
    if (a.obstacle.empty() != b.obstacle.empty()) return a.obstacle.empty() <=> b.obstacle.empty();
    if (const auto order = a.completeness <=> b.completeness; order != 0) return order;
    for (const std::string& criterion : rule.chain)
        if (const auto order = compare_by(criterion, a, b, rule); order != 0) return order;
    return std::tie(b.tie, b.member->key, b.text) <=> std::tie(a.tie, a.member->key, a.text);
}

}  // namespace

std::vector<Contender> contenders_for(std::string_view field, bool list,
                                      std::span<const MemberRecord> members)
{
    std::vector<Contender> out;
    for (const MemberRecord& member : members) {
        const json::Value* value = member.data == nullptr ? nullptr : member.data->find(field);
        if (value == nullptr || value->empty()) continue;
        if (!list || !value->is_array()) {
            out.push_back(contender_of(field, *value, member));
            continue;
        }
        for (const json::Value& element : value->as_array())
            if (!element.empty()) out.push_back(contender_of(field, element, member));
    }
    if (out.size() < 2) return out;
    for (Contender& contender : out) make_comparable(field, contender);
    count_sources(out);
    return out;
}

std::vector<Contender> rank(std::vector<Contender> contenders, const SurvivorshipRule& rule)
{
    std::sort(contenders.begin(), contenders.end(),
              [&rule](const Contender& a, const Contender& b) { return compare(a, b, rule) > 0; });
    return contenders;
}

std::string decided_by(std::span<const Contender> ranked, const SurvivorshipRule& rule)
{
    for (const Contender& contender : ranked.subspan(1))
        if (contender.obstacle.empty() && contender.identity != ranked.front().identity)
            return first_difference(ranked.front(), contender, rule);
    return "only";
}

std::string first_difference(const Contender& better, const Contender& worse,
                             const SurvivorshipRule& rule)
{
    if (better.completeness != worse.completeness) return "most_complete";
    for (const std::string& criterion : rule.chain)
        if (compare_by(criterion, better, worse, rule) != 0) return criterion;
    return "tie";
}

const SurvivorshipRule& survivorship_of(std::string_view field, const IdentityModel& model)
{
    static const SurvivorshipRule plain{
        .field = "*", .chain = {"most_recent", "most_frequent"}, .sources = {}};
    const SurvivorshipRule* rest = &plain;
    for (const SurvivorshipRule& rule : model.survivorship) {
        if (rule.field == field) return rule;
        if (rule.field == "*") rest = &rule;
    }
    return *rest;
}

}  // namespace cx::unify
