#include "model/consent.hpp"

#include "model/types/zones.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace cx::model {
namespace {

constexpr std::string_view by_email[] = {"email"};
constexpr std::string_view by_phone[] = {"phone", "sms"};
constexpr std::string_view by_post[] = {"postal"};
constexpr std::string_view by_messenger[] = {"messenger"};
constexpr std::string_view by_push[] = {"push"};

bool contains(const std::vector<std::string>& list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

Timestamp time_of(const json::Value& data, std::string_view name)
{
    return parse_rfc3339(data.text_of(name)).value_or(Timestamp{});
}

// The same day and time some years on; of a 29 February the last day of the month.
Timestamp years_later(Timestamp time, int years)
{
    using namespace std::chrono;
    const sys_time<microseconds> at{microseconds(time.micros)};
    const sys_days day = floor<days>(at);
    year_month_day date = year_month_day(day) + std::chrono::years(years);
    if (!date.ok()) date = date.year() / date.month() / last;
    return {(sys_days(date) + (at - day)).time_since_epoch().count()};
}

enum class Word { none, yes, no };

// What one word is worth now. A yes that ran out is a no: the person would have to be asked again.
Word weigh(const Consent& consent, const CountryRules* rules, Timestamp now)
{
    if (consent.state == "refused" || consent.state == "withdrawn" || consent.state == "expired")
        return Word::no;
    if (consent.state != "granted" || consent.legal_basis != "consent") return Word::none;
    if (consent.expires_at.micros != 0 && consent.expires_at <= now) return Word::no;
    Timestamp until = consent.reconfirm_by;
    if (until.micros == 0 && rules && rules->reconfirm_years > 0) {
        const Timestamp given = consent.given_at.micros != 0 ? consent.given_at : consent.said_at;
        until = years_later(given, rules->reconfirm_years);
    }
    return until.micros != 0 && until <= now ? Word::no : Word::yes;
}

bool speaks_of(const Consent& consent, std::string_view purpose, std::string_view channel)
{
    return consent.purpose == purpose && (consent.channel.empty() || consent.channel == channel);
}

}  // namespace

bool Policy::needs_consent(std::string_view purpose) const
{
    const auto found = basis.find(purpose);
    // What nobody has declared is not allowed by anything but the person.
    return found == basis.end() || found->second == "consent";
}

const CountryRules* Policy::rules_of(std::string_view country) const
{
    auto found = countries.find(country);
    if (country.empty()) found = countries.find(unknown_country);
    return found == countries.end() ? nullptr : &found->second;
}

Consent read_consent(const json::Value& data, const std::string& owner, Timestamp recorded_at)
{
    Consent consent{.owner = owner,
                    .purpose = data.text_of("purpose"),
                    .channel = data.text_of("channel"),
                    .state = data.text_of("state"),
                    .legal_basis = data.text_of("legal_basis"),
                    .night = data.text_of("night") == "true",
                    .given_at = time_of(data, "given_at"),
                    .said_at = time_of(data, "changed_at"),
                    .expires_at = time_of(data, "expires_at"),
                    .reconfirm_by = time_of(data, "reconfirm_by")};
    if (consent.said_at.micros == 0) consent.said_at = consent.given_at;
    if (consent.said_at.micros == 0) consent.said_at = recorded_at;
    return consent;
}

bool is_night(const CountryRules& rules, Timestamp now)
{
    if (rules.night_from == rules.night_to) return false;
    const std::optional<int> minute = local_minute(now.micros, rules.zone);
    if (!minute) return true;  // The stricter side: nobody knows what time it is there.
    const bool after = *minute >= rules.night_from;
    const bool before = *minute < rules.night_to;
    return rules.night_from < rules.night_to ? after && before : after || before;
}

std::string_view refusal(const Policy& policy, std::string_view purpose, std::string_view channel,
                         std::string_view country, std::span<const Consent> said, Timestamp now)
{
    if (!policy.needs_consent(purpose)) return "";
    const CountryRules* const rules = policy.rules_of(country);
    std::map<std::string_view, const Consent*> newest;  // By source key
    for (const Consent& consent : said) {
        if (!speaks_of(consent, purpose, channel)) continue;
        const Consent*& kept = newest[consent.owner];
        // Of two words at one time the no counts.
        if (!kept || consent.said_at > kept->said_at ||
            (consent.said_at == kept->said_at && weigh(consent, rules, now) == Word::no))
            kept = &consent;
    }
    bool yes = false;
    bool night = true;
    for (const auto& [owner, consent] : newest) {
        const Word word = weigh(*consent, rules, now);
        if (word == Word::no) return "consent";
        if (word != Word::yes) continue;
        yes = true;
        night = night && consent->night;
    }
    if (!yes) return "consent";
    const bool asks_for_night = rules && contains(rules->night_purposes, purpose) &&
                                !contains(rules->night_except, channel);
    return asks_for_night && !night && is_night(*rules, now) ? "night" : "";
}

std::span<const std::string_view> channels_of(std::string_view kind)
{
    if (kind == "email") return by_email;
    if (kind == "phone") return by_phone;
    if (kind == "postal") return by_post;
    if (kind == "messenger" || kind == "social") return by_messenger;
    if (kind == "push") return by_push;
    return {};
}

}  // namespace cx::model
