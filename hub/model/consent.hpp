// Whether a person may be reached for a purpose by a channel, by what they said and by what their
// country asks for. Rules are data (configs/schema/policy.yaml); this is what they mean. Pure.
#pragma once

#include "base/clock.hpp"

#include <cx/json.hpp>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::model {

// What a country asks for.
struct CountryRules {
    std::string zone;    // IANA zone in which its people live
    int night_from = 0;  // Minutes after midnight there; equal to night_to: no night
    int night_to = 0;    // May be smaller: the night spans midnight
    std::vector<std::string> night_purposes;  // That need a consent for the night
    std::vector<std::string> night_except;    // Channels that do not
    int reconfirm_years = 0;  // After which a consent must be given anew; 0: holds on

    bool operator==(const CountryRules&) const = default;
};

struct Policy {
    std::map<std::string, std::string, std::less<>> basis;  // Of each purpose, by its label
    std::map<std::string, CountryRules, std::less<>> countries;
    std::string unknown_country;  // Whose rules hold where a person's country is not known

    bool knows(std::string_view purpose) const { return basis.find(purpose) != basis.end(); }
    bool needs_consent(std::string_view purpose) const;
    // nullptr: neither the country nor the unknown one has rules.
    const CountryRules* rules_of(std::string_view country) const;

    bool operator==(const Policy&) const = default;
};

// What somebody said about one purpose.
struct Consent {
    std::string owner;    // The source key that it hangs on
    std::string purpose;  // "purpose.marketing.direct"
    std::string channel;  // Empty: any
    std::string state;    // "granted", "refused", "withdrawn", ...
    std::string legal_basis;
    bool night = false;
    Timestamp given_at;
    Timestamp said_at;  // Decides which of two words is the newer
    Timestamp expires_at;
    Timestamp reconfirm_by;
};

// From the data of a consent record; `recorded_at` where it says no time itself.
Consent read_consent(const json::Value& data, const std::string& owner, Timestamp recorded_at);

// Whether it is night in the country.
bool is_night(const CountryRules& rules, Timestamp now);

// Why the channel may not be used for the purpose: "consent" (nobody said yes, somebody said no, or
// the yes is too old), "night"; empty where it may. Of words on one source key the newest counts;
// of several keys of one person a no is stronger than any yes
// (docs/decisions/0008-the-stricter-word.md).
std::string_view refusal(const Policy& policy, std::string_view purpose, std::string_view channel,
                         std::string_view country, std::span<const Consent> said, Timestamp now);

// The channels that a way of contact (a contact_point's kind) can be used by; empty for unknown
// ones.
std::span<const std::string_view> channels_of(std::string_view kind);

}  // namespace cx::model
