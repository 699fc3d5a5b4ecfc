#include "unify/rules.hpp"

#include "unify/birth.hpp"
#include "unify/evidence.hpp"
#include "unify/keys.hpp"
#include "unify/name_evidence.hpp"
#include "unify/text.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

// An organization's number on a person's record is the employer's; what names a person may name a
// company that is a customer. Records of different entities never meet anyway.
bool fits_entity(std::string_view of, std::string_view entity)
{
    return of == "person" || of == "account" || of == entity;
}

std::optional<Link> link_on_contact(const MatchKey& of_a, const MatchKey& of_b, NameMatch names)
{
    const bool email = of_a.ns == "email";
    const bool verified = of_a.verified || of_b.verified;
    if (names == NameMatch::equal && verified)
        return Link{strength::verified_equal_name, email ? "email_verified" : "phone_verified"};
    if (names == NameMatch::equal && !of_a.landline)
        return Link{strength::equal_name, email ? "email_strict" : "phone_strict"};
    if (names == NameMatch::compatible && verified)
        return Link{strength::verified_compatible_name,
                    email ? "email_verified" : "phone_verified"};
    return std::nullopt;
}

// The first exclusive namespace in which both have values and none in common. Keys are sorted.
std::string exclusive_difference(const Features& a, const Features& b, const IdentityModel& model)
{
    for (std::size_t i = 0; i < a.keys.size(); ++i) {
        const std::string& ns = a.keys[i].ns;
        if (i > 0 && a.keys[i - 1].ns == ns) continue;
        bool has = false;
        bool shares = false;
        for (const MatchKey& other : b.keys) {
            if (other.ns != ns) continue;
            has = true;
            for (std::size_t k = i; k < a.keys.size() && a.keys[k].ns == ns; ++k)
                shares = shares || same_number(a.keys[k].value, other.value);
        }
        if (has && !shares && rule_of(ns, model).exclusive) return ns;
    }
    return {};
}

// Of the letters of the longer word, so many are in the other, in whatever order, where it is
// meant and only typed badly: "hnoan" for Noah, not Darla for Darlene.
constexpr double typed_badly = 0.66;

bool typed_alike(std::string_view a, std::string_view b)
{
    return static_cast<double>(letters_in_common(a, b)) >
           typed_badly * static_cast<double>(std::max(a.size(), b.size()));
}

// Born on one day and called otherwise: all else that they have in common, they were given alike.
bool twins(const Features& a, const Features& b)
{
    if (compare_births(a.birth, b.birth) != BirthMatch::same ||
        compare_given_names(a, b) != GivenLevel::differ)
        return false;
    for (const NameReading& one : a.names)
        for (const NameReading& other : b.names)
            if (one.script != Script::latin || other.script != Script::latin || !one.complete() ||
                !other.complete() || typed_alike(one.given_text, other.given_text))
                return false;
    return true;
}

// Nobody has two living children of one name, so a father and his son remain.
bool same_name_in_one_generation(const Features& a, const Features& b)
{
    if (generation_apart(a.birth, b.birth)) return false;
    const NameEvidence name = compare_all_names(a, b);
    return name.given != GivenLevel::differ && name.given != GivenLevel::slip &&
           name.family != FamilyLevel::differ;
}

}  // namespace

bool may_link(const MatchKey& key, std::string_view entity, const IdentityModel& model)
{
    const NamespaceRule& rule = rule_of(key.ns, model);
    if (rule.links == NamespaceRule::Links::never) return false;
    // People and companies alike have addresses and numbers.
    return key.ns == "email" || key.ns == "phone" || fits_entity(rule.of, entity);
}

std::optional<Link> link_on(const MatchKey& of_a, const MatchKey& of_b, NameMatch names,
                            const IdentityModel& model)
{
    const NamespaceRule& rule = rule_of(of_a.ns, model);
    switch (rule.links) {
        case NamespaceRule::Links::never:
            return std::nullopt;
        case NamespaceRule::Links::alone:
            return Link{rule.exclusive ? strength::exclusive_id : strength::id, "id"};
        case NamespaceRule::Links::with_name:
            break;
    }
    if (of_a.ns == "email" || of_a.ns == "phone") return link_on_contact(of_a, of_b, names);
    if (names < NameMatch::compatible) return std::nullopt;
    return Link{strength::id_with_name, "id_name"};
}

Objection objection(const Features& a, const Features& b, bool share_exclusive,
                    const IdentityModel& model)
{
    using Level = Objection::Level;
    if (std::string ns = exclusive_difference(a, b, model); !ns.empty())
        return {Level::hard, "exclusive", std::move(ns)};
    const bool births = births_clash(a.birth, b.birth);
    const bool names = names_clash(a, b) || twins(a, b);
    if (share_exclusive)
        return births && names ? Objection{Level::soft, "birth_date", {}} : Objection{};
    if (generations_conflict(a, b)) return {Level::firm, "name", {}};
    if (births)
        return {same_name_in_one_generation(a, b) ? Level::slight : Level::soft, "birth_date", {}};
    if (names) return {Level::soft, "name", {}};
    if (compare_names(a, b) == NameMatch::differ) return {Level::contact, "name", {}};
    return {};
}

}  // namespace cx::unify
