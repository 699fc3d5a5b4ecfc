// Whether a person may be reached: their words, the purposes' bases, their country's rules.
#include "model/consent.hpp"

#include <gtest/gtest.h>

namespace cx::model {
namespace {

constexpr std::string_view ads = "purpose.marketing.direct";

Timestamp time(const char* text)
{
    return parse_rfc3339(text).value();
}

// 12:00 and 23:00 in Seoul.
const Timestamp noon = time("2026-11-24T03:00:00Z");
const Timestamp late = time("2026-11-24T14:00:00Z");

Policy policy()
{
    Policy policy;
    policy.basis = {{"purpose.marketing.direct", "consent"}, {"purpose.billing", "contract"}};
    policy.countries["KR"] = {.zone = "Asia/Seoul",
                              .night_from = 21 * 60,
                              .night_to = 8 * 60,
                              .night_purposes = {"purpose.marketing.direct"},
                              .night_except = {"email"},
                              .reconfirm_years = 2};
    policy.countries["DE"] = {.zone = "Europe/Berlin"};
    policy.unknown_country = "KR";
    return policy;
}

Consent said(const std::string& owner, const std::string& state, const std::string& channel = "",
             const char* when = "2026-01-01T00:00:00Z")
{
    return {.owner = owner,
            .purpose = std::string(ads),
            .channel = channel,
            .state = state,
            .legal_basis = "consent",
            .said_at = time(when)};
}

std::string_view asked(const std::vector<Consent>& all, std::string_view channel = "email",
                       Timestamp now = noon, std::string_view country = "KR")
{
    static const Policy rules = policy();
    return refusal(rules, ads, channel, country, all, now);
}

TEST(ConsentTest, NobodyAskedIsNobodyReached)
{
    EXPECT_EQ(asked({}), "consent");
    EXPECT_EQ(asked({said("crm:1", "pending")}), "consent");
    EXPECT_EQ(asked({said("crm:1", "unknown")}), "consent");
    EXPECT_EQ(asked({said("crm:1", "granted")}), "");
    EXPECT_EQ(asked({said("crm:1", "refused")}), "consent");
    EXPECT_EQ(asked({said("crm:1", "withdrawn")}), "consent");
}

TEST(ConsentTest, OtherBasesNeedNoneAndUnknownPurposesNeedOne)
{
    const Policy rules = policy();
    EXPECT_EQ(refusal(rules, "purpose.billing", "email", "KR", {}, noon), "");
    EXPECT_EQ(refusal(rules, "purpose.nonsense", "email", "KR", {}, noon), "consent");
}

TEST(ConsentTest, AYesWithoutTheBasisConsentIsNone)
{
    Consent other = said("crm:1", "granted");
    other.legal_basis = "contract";
    EXPECT_EQ(asked({other}), "consent");
}

TEST(ConsentTest, AChannelIsItsOwn)
{
    EXPECT_EQ(asked({said("crm:1", "granted", "email")}, "email"), "");
    EXPECT_EQ(asked({said("crm:1", "granted", "email")}, "sms"), "consent");
    // The newer word covers what it speaks of, whether of one channel or of all.
    EXPECT_EQ(asked({said("crm:1", "refused"),
                     said("crm:1", "granted", "email", "2026-02-01T00:00:00Z")}),
              "");
    EXPECT_EQ(asked({said("crm:1", "granted", "email"),
                     said("crm:1", "refused", "", "2026-02-01T00:00:00Z")}),
              "consent");
}

TEST(ConsentTest, OfSeveralSourcesTheStricterWordCounts)
{
    EXPECT_EQ(
        asked({said("crm:1", "granted", "", "2026-03-01T00:00:00Z"), said("shop:1", "withdrawn")}),
        "consent");
    EXPECT_EQ(asked({said("crm:1", "granted"), said("shop:1", "granted")}), "");
    // A later yes on the key that said no takes that no back.
    EXPECT_EQ(asked({said("crm:1", "granted"), said("shop:1", "withdrawn"),
                     said("shop:1", "granted", "", "2026-04-01T00:00:00Z")}),
              "");
}

TEST(ConsentTest, OfTwoWordsAtOneTimeTheNoCounts)
{
    EXPECT_EQ(asked({said("crm:1", "granted"), said("crm:1", "refused")}), "consent");
    EXPECT_EQ(asked({said("crm:1", "refused"), said("crm:1", "granted")}), "consent");
}

TEST(ConsentTest, AYesRunsOut)
{
    Consent consent = said("crm:1", "granted");
    consent.expires_at = noon;
    EXPECT_EQ(asked({consent}), "consent");
    consent.expires_at = {noon.micros + 1};
    EXPECT_EQ(asked({consent}), "");
    consent.reconfirm_by = noon;
    EXPECT_EQ(asked({consent}), "consent");
}

TEST(ConsentTest, KoreaAsksAgainAfterTwoYears)
{
    Consent consent = said("crm:1", "granted");
    consent.given_at = time("2024-11-24T03:00:00Z");
    EXPECT_EQ(asked({consent}), "consent");
    consent.given_at = time("2024-11-24T03:00:01Z");
    EXPECT_EQ(asked({consent}), "");
    consent.given_at = time("2010-01-01T00:00:00Z");
    EXPECT_EQ(asked({consent}, "email", noon, "DE"), "");
    // Two years after a 29 February is the end of a February.
    consent.given_at = time("2024-02-29T00:00:00Z");
    EXPECT_EQ(asked({consent}, "email", time("2026-02-27T23:59:59Z")), "");
    EXPECT_EQ(asked({consent}, "email", time("2026-02-28T00:00:00Z")), "consent");
}

TEST(ConsentTest, AKoreanNightNeedsAWordOfItsOwnButForEmail)
{
    Consent consent = said("crm:1", "granted");
    EXPECT_EQ(asked({consent}, "sms", late), "night");
    EXPECT_EQ(asked({consent}, "email", late), "");
    EXPECT_EQ(asked({consent}, "sms", noon), "");
    EXPECT_EQ(asked({consent}, "sms", late, "DE"), "");
    EXPECT_EQ(asked({consent}, "sms", late, ""), "night");  // Nobody knows where they live.
    consent.night = true;
    EXPECT_EQ(asked({consent}, "sms", late), "");
    EXPECT_EQ(asked({consent, said("shop:1", "granted")}, "sms", late), "night");
}

TEST(ConsentTest, NightsBeginAndEndToTheMinute)
{
    const CountryRules korea = policy().countries.at("KR");
    EXPECT_FALSE(is_night(korea, time("2026-11-24T11:59:59Z")));
    EXPECT_TRUE(is_night(korea, time("2026-11-24T12:00:00Z")));
    EXPECT_TRUE(is_night(korea, time("2026-11-24T22:59:59Z")));
    EXPECT_FALSE(is_night(korea, time("2026-11-24T23:00:00Z")));
    EXPECT_TRUE(is_night({.zone = "Nowhere/Atall", .night_from = 1, .night_to = 2}, noon));
    EXPECT_FALSE(is_night({.zone = "Asia/Seoul"}, late));
}

TEST(ConsentTest, ReadsWhatARecordSays)
{
    const json::Value data{json::Object{{"purpose", "purpose.research"},
                                        {"channel", "sms"},
                                        {"state", "granted"},
                                        {"legal_basis", "consent"},
                                        {"night", true},
                                        {"given_at", "2026-01-02T00:00:00.000Z"}}};
    const Consent consent = read_consent(data, "crm:1", noon);
    EXPECT_EQ(consent.owner, "crm:1");
    EXPECT_EQ(consent.channel, "sms");
    EXPECT_TRUE(consent.night);
    EXPECT_EQ(consent.said_at, time("2026-01-02T00:00:00Z"));
    EXPECT_EQ(read_consent(json::Object{}, "crm:1", noon).said_at, noon);
}

}  // namespace
}  // namespace cx::model
