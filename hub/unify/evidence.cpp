#include "unify/evidence.hpp"

#include "unify/birth.hpp"
#include "unify/keys.hpp"
#include "unify/mailbox.hpp"
#include "unify/name_evidence.hpp"
#include "unify/place.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

constexpr std::string_view facts[fact_count] = {
    "family", "given", "middle", "order",       "birth",      "email",
    "phone",  "place", "gender", "birth_place", "occupation", "identifier"};
constexpr std::string_view family_levels[] = {"unknown", "equal",  "sound",
                                              "near",    "differ", "garbled"};
constexpr std::string_view given_levels[] = {"unknown", "equal", "sound",  "form",
                                             "near",    "slip",  "differ", "garbled"};
constexpr std::string_view middle_levels[] = {"unknown", "same", "differ"};
constexpr std::string_view order_levels[] = {"as_written", "exchanged"};
constexpr std::string_view birth_levels[] = {
    "unknown", "same", "same_round", "near", "year", "month_day", "close", "differ", "two_digits"};
constexpr std::string_view email_levels[] = {"unknown", "same", "near", "local", "differ"};
constexpr std::string_view phone_levels[] = {"unknown", "mobile", "landline", "near", "differ"};
constexpr std::string_view place_levels[] = {"unknown",  "unit", "building", "road",
                                             "postcode", "near", "locality", "differ"};
constexpr std::string_view gender_levels[] = {"unknown", "same", "differ"};
constexpr std::string_view words_levels[] = {"unknown", "same", "near", "differ"};

constexpr double alike_words = 0.93;           // Jaro-Winkler of a place or an occupation
constexpr std::size_t identifier_letters = 6;  // A shorter one, one letter off, is another.

bool near_number(const std::string& a, const std::string& b)
{
    return a.size() == b.size() && a.size() >= 10 && edits(a, b, 1) <= 1;
}

PhoneLevel compare_phones(const Features& a, const Features& b, const Suspensions& suspensions)
{
    PhoneLevel best = PhoneLevel::unknown;
    for (const MatchKey& left : a.keys) {
        if (left.ns != "phone") continue;
        for (const MatchKey& right : b.keys) {
            if (right.ns != "phone") continue;
            if (left.value == right.value) {
                if (suspensions.suspended(left)) continue;
                if (!left.landline) return PhoneLevel::mobile;
                best = PhoneLevel::landline;
            } else if (best == PhoneLevel::unknown || best == PhoneLevel::differ) {
                const bool close =
                    !left.landline && !right.landline && near_number(left.value, right.value);
                best = close ? PhoneLevel::near : PhoneLevel::differ;
            }
        }
    }
    return best;
}

// Numbers of passports and the like, of one kind each. Who has two is known by the one that agrees.
IdentifierLevel compare_identifiers(const Features& a, const Features& b,
                                    const Suspensions& suspensions)
{
    IdentifierLevel best = IdentifierLevel::unknown;
    const auto take = [&](IdentifierLevel level) {
        if (best == IdentifierLevel::unknown || level < best) best = level;
    };
    for (const std::size_t i : a.identifiers) {
        for (const std::size_t k : b.identifiers) {
            const MatchKey& left = a.keys[i];
            const MatchKey& right = b.keys[k];
            if (left.ns != right.ns) continue;
            if (!same_number(left.value, right.value)) {
                const std::size_t shorter = std::min(left.value.size(), right.value.size());
                take(shorter >= identifier_letters && one_edit_apart(left.value, right.value)
                         ? IdentifierLevel::near
                         : IdentifierLevel::differ);
            } else if (!suspensions.suspended(left) && !suspensions.suspended(right)) {
                take(IdentifierLevel::same);
            }
        }
    }
    return best;
}

// A login name that looks like an address is no key, so nobody counts who shares it.
bool is_suspended(const Mailbox& mailbox, const Features& a, const Features& b,
                  const Suspensions& suspensions)
{
    const auto carries = [&](const Features& features) {
        return std::any_of(features.keys.begin(), features.keys.end(), [&](const MatchKey& key) {
            return key.ns == "email" && key.value == mailbox.key;
        });
    };
    return carries(a) && carries(b) && suspensions.suspended({.ns = "email", .value = mailbox.key});
}

MailboxMatch compare_emails(const Features& a, const Features& b, const Suspensions& suspensions)
{
    MailboxMatch best = MailboxMatch::unknown;
    const auto better = [](MailboxMatch x, MailboxMatch y) {
        return x != MailboxMatch::unknown && (y == MailboxMatch::unknown || x < y);
    };
    for (const Mailbox& left : a.mailboxes) {
        for (const Mailbox& right : b.mailboxes) {
            const MailboxMatch match = compare_mailboxes(left, right);
            if (!better(match, best)) continue;
            if (match == MailboxMatch::same && is_suspended(left, a, b, suspensions)) continue;
            best = match;
        }
    }
    return best;
}

PlaceMatch compare_all_places(const Features& a, const Features& b)
{
    PlaceMatch best = PlaceMatch::unknown;
    for (const Place& left : a.places) {
        for (const Place& right : b.places) {
            const PlaceMatch match = compare_places(left, right);
            if (match != PlaceMatch::unknown && (best == PlaceMatch::unknown || match < best))
                best = match;
        }
    }
    return best;
}

// Is one text the beginning or the end of the other, word by word?
bool within(std::string_view a, std::string_view b)
{
    if (a.size() > b.size()) std::swap(a, b);
    if (a.size() == b.size() || a.size() < 3) return false;
    return (b.starts_with(a) && b[a.size()] == ' ') ||
           (b.ends_with(a) && b[b.size() - a.size() - 1] == ' ');
}

WordsLevel compare_words(std::string_view a, std::string_view b)
{
    if (a.empty() || b.empty()) return WordsLevel::unknown;
    if (a == b) return WordsLevel::same;
    const bool slip = std::min(a.size(), b.size()) >= 4 && one_edit_apart(a, b);
    return slip || within(a, b) || jaro_winkler(a, b) >= alike_words ? WordsLevel::near
                                                                     : WordsLevel::differ;
}

GenderLevel compare_genders(const Features& a, const Features& b)
{
    if (a.gender.empty() || b.gender.empty()) return GenderLevel::unknown;
    return a.gender == b.gender ? GenderLevel::same : GenderLevel::differ;
}

}  // namespace

std::string_view fact_name(Fact fact)
{
    return facts[static_cast<std::size_t>(fact)];
}

std::span<const std::string_view> level_names(Fact fact)
{
    switch (fact) {
        case Fact::family:
            return family_levels;
        case Fact::given:
            return given_levels;
        case Fact::middle:
            return middle_levels;
        case Fact::order:
            return order_levels;
        case Fact::birth:
            return birth_levels;
        case Fact::email:
            return email_levels;
        case Fact::phone:
            return phone_levels;
        case Fact::place:
            return place_levels;
        case Fact::gender:
            return gender_levels;
        case Fact::birth_place:
        case Fact::occupation:
        case Fact::identifier:
            break;
    }
    return words_levels;
}

Evidence compare(const Features& a, const Features& b, const Suspensions& suspensions)
{
    // In one direction, so that the values are the same, too, whoever is asked first.
    if (b.tie < a.tie) return compare(b, a, suspensions);
    Evidence evidence;
    const auto set = [&](Fact fact, auto level) {
        evidence.levels[static_cast<std::size_t>(fact)] = static_cast<std::uint8_t>(level);
    };
    const NameEvidence name = compare_all_names(a, b);
    set(Fact::family, name.family);
    set(Fact::given, name.given);
    set(Fact::middle, name.middle);
    set(Fact::order, name.order);
    evidence.family = name.family_value;
    evidence.given = name.given_value;
    set(Fact::birth, compare_births(a.birth, b.birth));
    set(Fact::email, compare_emails(a, b, suspensions));
    set(Fact::phone, compare_phones(a, b, suspensions));
    set(Fact::place, compare_all_places(a, b));
    set(Fact::gender, compare_genders(a, b));
    set(Fact::birth_place, compare_words(a.birth_place, b.birth_place));
    set(Fact::occupation, compare_words(a.occupation, b.occupation));
    set(Fact::identifier, compare_identifiers(a, b, suspensions));
    return evidence;
}

}  // namespace cx::unify
