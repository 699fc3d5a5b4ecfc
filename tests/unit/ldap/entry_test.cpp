// What of an entry becomes which JSON.
#include "ldap/entry.hpp"

#include "ldap/outcome.hpp"

#include <gmock/gmock.h>
#include <ldap.h>

namespace directory {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(LdapEntry, OneValueIsATextAndSeveralAreAList)
{
    const Entry entry = make_entry("uid=a,dc=x",
                                   {{"entryUUID", {"u-1"}},
                                    {"mail", {"a@x.example", "b@x.example"}},
                                    {"sn", {"한"}},
                                    {"modifyTimestamp", {"20250131093000Z"}},
                                    {"empty", {}}},
                                   "ENTRYUUID", "modifytimestamp");
    EXPECT_EQ(entry.key, "u-1");
    EXPECT_EQ(entry.changed, "20250131093000Z");
    EXPECT_EQ(entry.json,
              R"({"dn":"uid=a,dc=x","entryUUID":"u-1","mail":["a@x.example","b@x.example"],)"
              R"("modifyTimestamp":"2025-01-31T09:30:00Z","sn":"한"})");
}

TEST(LdapEntry, BytesAreBase64AndTheGuidIsItsText)
{
    const std::string guid("\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
    const Entry entry = make_entry("cn=a",
                                   {{"objectGUID", {guid}},
                                    {"jpegPhoto", {"text by chance"}},
                                    {"userCertificate;binary", {"abc"}},
                                    {"odd", {std::string("\x00\xff", 2)}}},
                                   "objectGUID", "whenChanged");
    EXPECT_EQ(entry.key, "00112233-4455-6677-8899-aabbccddeeff");
    EXPECT_EQ(entry.changed, "");
    EXPECT_THAT(entry.json, HasSubstr(R"("jpegPhoto":"dGV4dCBieSBjaGFuY2U=")"));
    EXPECT_THAT(entry.json, HasSubstr(R"("userCertificate;binary":"YWJj")"));
    EXPECT_THAT(entry.json, HasSubstr(R"("odd":"AP8=")"));
    EXPECT_EQ(to_guid("short"), "");
}

TEST(LdapEntry, OnlyAGeneralizedTimeBecomesATime)
{
    EXPECT_EQ(to_rfc3339("20250131093000Z"), "2025-01-31T09:30:00Z");
    EXPECT_EQ(to_rfc3339("20250131093000.0Z"), "2025-01-31T09:30:00Z");
    EXPECT_EQ(to_rfc3339("20250131093000.250Z"), "2025-01-31T09:30:00.25Z");
    for (const char* text : {"", "Z", "20250131093000", "2025013109300Z", "20250131093000.Z",
                             "2025013109300xZ", "20250131093000+0900", "133801234567890123"})
        EXPECT_EQ(to_rfc3339(text), "") << text;
}

TEST(LdapOutcome, TellsWhoIsToDoWhat)
{
    EXPECT_EQ(outcome(LDAP_SUCCESS, "the search").code, CX_OK);
    const cx::Status wrong = outcome(LDAP_INVALID_CREDENTIALS, "the bind");
    EXPECT_EQ(wrong.code, CX_FAILED);
    EXPECT_EQ(wrong.why,
              "the bind ended with Invalid credentials (49): check 'bind_dn' and 'password', and "
              "whether the account is locked or has expired");
    for (const int code : {LDAP_BUSY, LDAP_UNAVAILABLE, LDAP_SERVER_DOWN, LDAP_TIMEOUT, LDAP_OTHER})
        EXPECT_EQ(outcome(code, "the search").code, CX_RETRY) << code;
    const cx::Status limited = outcome(LDAP_SIZELIMIT_EXCEEDED, "the search");
    EXPECT_EQ(limited.code, CX_FAILED);
    EXPECT_THAT(limited.why, HasSubstr("ask the directory's administrator"));
    EXPECT_EQ(outcome(LDAP_REFERRAL, "the search").code, CX_FAILED);
}

}  // namespace
}  // namespace directory
