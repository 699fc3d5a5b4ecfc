#include "api/gate.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace cx::api {
namespace {

constexpr std::array<std::string_view, 8> channels{"email",     "phone", "sms",    "postal",
                                                   "messenger", "push",  "social", "web"};
constexpr std::array<std::string_view, 4> contact_fields{"email", "phone", "address", "handle"};
constexpr int consents_max = 1000;  // Of one person.
constexpr std::string_view legal = "purpose.legal";

// Restricted data may still be used for claims at law, and that is all.
bool only_legal(std::span<const std::string> purposes)
{
    return !purposes.empty() && std::all_of(purposes.begin(), purposes.end(),
                                            [](const std::string& name) { return name == legal; });
}

void note(std::vector<std::string>& left_out, Tally& tally, const std::string& name,
          std::string_view reason)
{
    if (std::find(left_out.begin(), left_out.end(), name) == left_out.end())
        left_out.push_back(name);
    ++tally[std::string(reason)];
}

// Takes the elements of a list that may not leave out of it.
template <typename Reason>
void thin(json::Value& data, const std::string& name, const Reason& reason,
          std::vector<std::string>& left_out, Tally& tally)
{
    json::Value* const list = data.find(name);
    if (!list || !list->is_array()) return;
    json::Array kept;
    for (json::Value& element : list->as_array()) {
        const std::string_view why = reason(element);
        if (why.empty())
            kept.push_back(std::move(element));
        else
            note(left_out, tally, name, why);
    }
    *list = std::move(kept);
}

std::vector<model::Consent> said_by(store::View& view, const std::vector<std::string>& owners)
{
    std::vector<model::Consent> said;
    for (const model::RecordVersion& record :
         view.owned(owners, "consent", false, {}, consents_max))
        if (const auto data = json::parse(record.data); data && data->is_object())
            said.push_back(model::read_consent(*data, record.owner, record.recorded_at));
    return said;
}

}  // namespace

// A telephone number leaves where one of its channels may be used; what it may be used for is then
// the consents' to say, which leave beside it.
std::string_view Allowance::against(std::string_view kind) const
{
    if (refused.empty()) return "";
    std::string_view reason = "consent";
    for (const std::string_view channel : model::channels_of(kind)) {
        const auto found = refused.find(channel);
        if (found == refused.end()) return "";
        if (found->second == "night") reason = "night";
    }
    return reason;
}

void Allowance::apply(json::Value& data, std::string_view entity,
                      std::vector<std::string>& left_out, Tally& tally) const
{
    if (!data.is_object() || open()) return;
    if (restricted) {
        for (const auto& [name, value] : data.as_object())
            note(left_out, tally, name, "restricted");
        data = json::Object{};
        return;
    }
    if (entity == "contact_point") {
        const std::string_view why = against(data.text_of("kind"));
        for (const std::string_view field : contact_fields)
            if (!why.empty() && data.as_object().erase(std::string(field)) > 0)
                note(left_out, tally, std::string(field), why);
    }
    thin(
        data, "contact_points",
        [&](const json::Value& point) { return against(point.text_of("kind")); }, left_out, tally);
    // An address is an identifier, too.
    thin(
        data, "identifiers",
        [&](const json::Value& identifier) {
            const std::string ns = identifier.text_of("ns");
            return ns == "email" || ns == "phone" ? against(ns) : std::string_view();
        },
        left_out, tally);
    if (const json::Value* const login = data.find("login");
        login && login->text().value_or("").find('@') != std::string::npos)
        if (const std::string_view why = against("email"); !why.empty()) {
            data.as_object().erase("login");
            note(left_out, tally, "login", why);
        }
}

bool ConsentGate::active(std::span<const std::string> purposes) const
{
    return asks_consent(purposes) || (store_.any_restricted() && !only_legal(purposes));
}

bool ConsentGate::asks_consent(std::span<const std::string> purposes) const
{
    return std::any_of(purposes.begin(), purposes.end(),
                       [&](const std::string& name) { return policy_.needs_consent(name); });
}

bool ConsentGate::night(std::span<const std::string> purposes) const
{
    const Timestamp now = clock_.now();
    return std::any_of(policy_.countries.begin(), policy_.countries.end(), [&](const auto& row) {
        const model::CountryRules& rules = row.second;
        return model::is_night(rules, now) &&
               std::any_of(purposes.begin(), purposes.end(), [&](const std::string& name) {
                   return std::find(rules.night_purposes.begin(), rules.night_purposes.end(),
                                    name) != rules.night_purposes.end();
               });
    });
}

void ConsentGate::ask(Allowance& allowance, store::View& view, const std::string& profile_id,
                      std::span<const std::string> purposes) const
{
    std::vector<model::Consent> said;
    std::string country;
    if (!profile_id.empty()) {
        said = said_by(view, view.owner_keys(profile_id));
        if (const auto profile = view.profile(profile_id))
            country = profile->golden.is_object() ? profile->golden.text_of("country") : "";
    }
    const Timestamp now = clock_.now();
    for (const std::string_view channel : channels)
        for (const std::string& purpose : purposes)
            if (const auto reason = model::refusal(policy_, purpose, channel, country, said, now);
                !reason.empty())
                allowance.refused.emplace(channel, reason);
}

std::vector<Agreement> ConsentGate::agreements(std::span<const model::RecordId> records,
                                               const std::string& country) const
{
    std::vector<model::Consent> said;
    {
        const std::unique_ptr<store::View> view = store_.view();
        said = said_by(*view, view->owner_keys_of(records));
    }
    std::set<std::string> purposes;
    for (const model::Consent& consent : said)
        if (policy_.needs_consent(consent.purpose)) purposes.insert(consent.purpose);
    const Timestamp now = clock_.now();
    std::vector<Agreement> out;
    for (const std::string& purpose : purposes) {
        Agreement& agreement = out.emplace_back(Agreement{purpose, {}, {}});
        for (const std::string_view channel : channels) {
            const auto reason = model::refusal(policy_, purpose, channel, country, said, now);
            // The night is over some time.
            (reason == "consent" ? agreement.refused : agreement.allowed).emplace_back(channel);
        }
    }
    return out;
}

Allowance ConsentGate::of(const std::string& profile_id,
                          std::span<const std::string> purposes) const
{
    Allowance allowance;
    if (!active(purposes)) return allowance;
    const bool consent = asks_consent(purposes);
    const bool restriction = !only_legal(purposes);
    const std::unique_ptr<store::View> view = store_.view();
    // A version of a profile that was merged is about the person of today.
    const std::string person = view->resolve_profile(profile_id).value_or(profile_id);
    allowance.restricted = restriction && !person.empty() && view->restricted(person);
    if (consent) ask(allowance, *view, person, purposes);
    return allowance;
}

}  // namespace cx::api
