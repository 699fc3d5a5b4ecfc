#include "model/forbidden.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cx::model {
namespace {

using Codes = std::vector<std::string>;

TEST(Forbidden, RedactsResidentNumbers)
{
    for (const std::string text : {"900101-1234567", "900101 - 1234567", "900101–1234567",
                                   "9001011234567", "９００１０１-１２３４５６７", "000229-3234567",
                                   "880123-5678901", "201231-4000000", "991231-8000000"}) {
        const Redacted redacted = redact_forbidden("no. " + text + ".");
        EXPECT_EQ(redacted.text, "no. [forbidden:rrn].") << text;
        EXPECT_EQ(redacted.codes, Codes{"forbidden.rrn"}) << text;
    }
}

TEST(Forbidden, RedactsCardNumbers)
{
    for (const std::string text :
         {"4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "5555555555554444",
          "2223003122003222", "378282246310005", "3782 822463 10005", "3530111333300000",
          "6011111111111117", "30569309025904", "6200000000000005"}) {
        const Redacted redacted = redact_forbidden("card: " + text + " ok");
        EXPECT_EQ(redacted.text, "card: [forbidden:card] ok") << text;
        EXPECT_EQ(redacted.codes, Codes{"forbidden.card"}) << text;
    }
}

TEST(Forbidden, FindsSeveralAndKeepsTheRest)
{
    const Redacted redacted =
        redact_forbidden("가 900101-1234567 나 4111111111111111, 880505-2345678 끝");
    EXPECT_EQ(redacted.text, "가 [forbidden:rrn] 나 [forbidden:card], [forbidden:rrn] 끝");
    EXPECT_EQ(redacted.codes, (Codes{"forbidden.card", "forbidden.rrn"}));
}

TEST(Forbidden, LetsOtherNumbersPass)
{
    for (const std::string text : {
             "8801234567893",         // EAN-13 that looks like 2088-01-23
             "8801051253559",         // EAN-13 of Korea whose digits look like a day of 1988
             "8801056150013",         //
             "4006381333931",         // EAN-13 of Germany
             "2024110100001234",      // order numbers
             "20241101-000123",       //
             "ORD-20250115-0007781",  //
             "1637012345678",         // epoch milliseconds
             "1717243200000",         //
             "1709251200123456",      // epoch microseconds
             "356938035643809",       // IMEI
             "490154203237518",       //
             "109876543210987654",    // Mastodon id
             "113422986544317265",    //
             "1790637456894275584",   // X id
             "1234567890123456789",   //
             "900101-9234567",        // no century 9
             "900101-0234567",        // nor 0
             "901301-1234567",        // no thirteenth month
             "900230-1234567",        // no 30 February
             "900101-123456",         // too short
             "900101-12345678",       // too long
             "1900101-1234567",       // not alone
             "4111111111111112",      // fails the Luhn check
             "9111111111111111",      // no issuer
             "0.4111111111111111",    // a fraction
             "010-1234-5678",         // telephone
             "02-2123-4567 031-245-3456",
             "192.168.100.100 2024-01-01 12:00:00",
             "550e8400-e29b-41d4-a716-446655440000",
         }) {
        const Redacted redacted = redact_forbidden("x " + text + " y");
        EXPECT_EQ(redacted.text, "x " + text + " y");
        EXPECT_TRUE(redacted.codes.empty()) << text;
    }
}

TEST(Forbidden, SeesANumberBehindAPointAndOneThatWasMasked)
{
    const Redacted redacted = redact_forbidden("5555-5555-5555-4444.378282246310005");
    EXPECT_EQ(redacted.text, "[forbidden:card].[forbidden:card]");
    EXPECT_EQ(redact_forbidden(redacted.text).text, redacted.text);
}

TEST(Forbidden, IsIdempotent)
{
    const Redacted once = redact_forbidden("900101-1234567 and 4111111111111111");
    const Redacted twice = redact_forbidden(once.text);
    EXPECT_EQ(twice.text, once.text);
    EXPECT_TRUE(twice.codes.empty());
}

TEST(Forbidden, ReadsTextsOfAPayloadAndLeavesItsValues)
{
    const std::string payload =
        R"({"at":1701021234567,"ci":"9001011234567","items":[{"memo":"rrn 900101-1234567"}],"pan":"4111111111111111"})";
    const Redacted redacted = redact_forbidden_json(payload);
    EXPECT_EQ(
        redacted.text,
        R"({"at":1701021234567,"ci":"9001011234567","items":[{"memo":"rrn [forbidden:rrn]"}],"pan":"4111111111111111"})");
    EXPECT_EQ(redacted.codes, Codes{"forbidden.rrn"});
}

TEST(Forbidden, RedactsAHyphenatedNumberThatIsAWholeValue)
{
    EXPECT_EQ(redact_forbidden_json(R"({"id":"900101-1234567"})").text,
              R"({"id":"[forbidden:rrn]"})");
}

TEST(Forbidden, ReturnsACleanPayloadUntouched)
{
    const std::string payload = "{ \"b\" : 1 ,\n \"a\" : \"2024-01-01T00:00:00Z 1234567890\" }";
    EXPECT_EQ(redact_forbidden_json(payload).text, payload);
}

TEST(Forbidden, TreatsWhatIsNoJsonAsText)
{
    EXPECT_EQ(redact_forbidden_json("{broken 900101-1234567").text, "{broken [forbidden:rrn]");
}

TEST(Forbidden, LeavesUuidsWholeWhateverTheirDigits)
{
    for (const char* uuid :
         {"a1b2c3d4-4111-1111-1111-1111abcdef01", "41111111-1111-1111-8111-a0b1c2d3e4f5",
          "00000000-4111-1111-1111-1111000000ab"})
        EXPECT_TRUE(redact_forbidden(std::string("id ") + uuid).codes.empty()) << uuid;
    EXPECT_EQ(redact_forbidden("41111111-1111-1111-8111-a0b1c2d3e4f5 4111-1111-1111-1111").text,
              "41111111-1111-1111-8111-a0b1c2d3e4f5 [forbidden:card]");
    // One character more or less is no UUID, and the number in it is one.
    EXPECT_FALSE(redact_forbidden("ab123456-4111-1111-1111-1111-00000000").codes.empty());
}

TEST(Forbidden, IsLinear)
{
    const std::string digits(1 << 20, '1');
    EXPECT_TRUE(redact_forbidden(digits).codes.empty());
    std::string pairs;
    for (int i = 0; i < 200000; ++i) pairs += "1 ";
    EXPECT_TRUE(redact_forbidden(pairs).codes.empty());
}

}  // namespace
}  // namespace cx::model
