#include "unify/keys.hpp"

#include "people.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace cx::unify {
namespace {

using testing::member;
using testing::parsed;
using testing::person;

std::vector<std::string> keys_of(std::string_view data,
                                 const IdentityModel& model = default_model())
{
    std::vector<std::string> out;
    const Member built = member(7, data, model);
    for (const MatchKey& key : built.features->keys)
        out.push_back(key.ns + "=" + key.value + (key.verified ? "!" : "") +
                      (key.landline ? "~" : ""));
    return out;
}

const std::string own = "crm.contact@test=7";

TEST(Keys, TheRecordItselfIsAKey)
{
    EXPECT_EQ(keys_of("{}"), std::vector<std::string>{own});
    EXPECT_EQ(own_key({"s", "person", "sap.bp@erp:00:1"}),
              (MatchKey{.ns = "sap.bp@erp", .value = "00:1"}));
}

TEST(Keys, AddressesMeetAsWrittenAndAsMailbox)
{
    EXPECT_EQ(
        keys_of(person("", "Jo.Hn+shop@gmail.com")),
        (std::vector<std::string>{own, "email=jo.hn+shop@gmail.com", "email=john@gmail.com"}));
    EXPECT_EQ(keys_of(person("", "a.b@naver.com")),
              (std::vector<std::string>{own, "email=a.b@naver.com"}));
}

TEST(Keys, OnePlaceThatVerifiedAKeyIsEnough)
{
    EXPECT_EQ(keys_of(R"({"contact_points":[{"kind":"email","email":"kim@naver.com"},
                          {"kind":"email","email":"KIM@naver.com","verified":true}]})"),
              (std::vector<std::string>{own, "email=kim@naver.com!"}));
}

TEST(Keys, PhonesKnowLandlines)
{
    EXPECT_EQ(keys_of(person("", "", "+821012345670")),
              (std::vector<std::string>{own, "phone=+821012345670"}));
    EXPECT_EQ(keys_of(person("", "", "+82262812345")),
              (std::vector<std::string>{own, "phone=+82262812345~"}));
}

TEST(Keys, PlaceholdersServiceNumbersAndRoleMailboxesAreNoKeys)
{
    for (const std::string_view email :
         {"test@test.com", "info@acme.kr", "noreply@shop.com", "noemail@naver.com", "@x", "x"})
        EXPECT_EQ(keys_of(person("", email)).size(), 1U) << email;
    for (const std::string_view phone : {"+821000000000", "+8215880042", "+82802001234"})
        EXPECT_EQ(keys_of(person("", "", phone)).size(), 1U) << phone;
    for (const std::string_view value : {"0", "0000", "N/A", "없음", "9999999", " "})
        EXPECT_EQ(
            keys_of(R"({"identifiers":[{"ns":"kr.ci","value":")" + std::string(value) + "\"}]}")
                .size(),
            1U)
            << value;
}

TEST(Keys, TheModelMayIgnoreMore)
{
    IdentityModel model = default_model();
    model.ignored_emails = {"shop@our.kr"};
    model.ignored_phones = {"+82262812345"};
    model.role_mailboxes = {"cx-team"};
    EXPECT_EQ(keys_of(person("", "shop@our.kr", "+82262812345"), model).size(), 1U);
    EXPECT_EQ(keys_of(person("", "cx-team@acme.kr"), model).size(), 1U);
    EXPECT_EQ(keys_of(person("", "cx-team@acme.kr")).size(), 2U);
}

TEST(Keys, ToleratesDataOfAnyShape)
{
    for (const std::string_view data :
         {"{}", "[]", "null", R"({"contact_points":7,"identifiers":"x","name":[]})",
          R"({"contact_points":[null,1,{"email":5}],"identifiers":[{"ns":"a"},{"value":"b"}]})"})
        EXPECT_GE(keys_of(data).size(), 1U) << data;
}

TEST(Keys, AnInstanceHasTheRuleOfItsNamespace)
{
    EXPECT_EQ(rule_of("crm.contact@kr", default_model()).links, NamespaceRule::Links::alone);
    EXPECT_EQ(rule_of("nobody.knows", default_model()).links, NamespaceRule::Links::never);
}

// The model in the program and the file that ships say the same; hub/config reads the file for
// good.
TEST(Keys, TheShippedFileNamesEveryNamespaceOfTheModel)
{
    std::ifstream file(std::string(CX_SOURCE_DIR) + "/configs/identity.yaml");
    std::stringstream text;
    text << file.rdbuf();
    for (const auto& [name, rule] : default_model().namespaces) {
        const std::size_t at = text.str().find("\n  " + name + ":");
        ASSERT_NE(at, std::string::npos) << name;
        const std::string line = text.str().substr(at + 1, text.str().find('\n', at + 1) - at);
        const char* links = rule.links == NamespaceRule::Links::alone       ? "links: alone"
                            : rule.links == NamespaceRule::Links::with_name ? "links: with_name"
                                                                            : "links: never";
        EXPECT_NE(line.find(links), std::string::npos) << line;
        EXPECT_NE(line.find("of: " + rule.of), std::string::npos) << line;
        EXPECT_EQ(line.find("exclusive: true") != std::string::npos, rule.exclusive) << line;
        if (rule.cap != 1) {
            EXPECT_NE(line.find("cap: " + std::to_string(rule.cap)), std::string::npos) << line;
        }
    }
}

TEST(Keys, ANumberIsOneWithAndWithoutSeparators)
{
    EXPECT_TRUE(same_number("521-212-123", "521212123"));
    EXPECT_TRUE(same_number("m 1234.5678", "M12345678"));
    EXPECT_TRUE(same_number("", ""));
    EXPECT_FALSE(same_number("521-212-123", "521212124"));
    EXPECT_FALSE(same_number("521212123", "5212121"));
    EXPECT_FALSE(same_number("521212123", "5212121230"));
    EXPECT_FALSE(same_number("--", "1"));
}

}  // namespace
}  // namespace cx::unify
