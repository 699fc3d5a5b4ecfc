#include "model/email.hpp"
#include "model/issue_codes.hpp"
#include "model/phone.hpp"
#include "model/types.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace cx::model {
namespace {

json::Value mask(std::string_view type, const json::Value& value)
{
    return find_semantic_type(type)->mask(value);
}

TEST(Phone, TellsTypes)
{
    EXPECT_EQ(phone_type("+821023456789"), PhoneType::mobile);
    EXPECT_EQ(phone_type("+8223123456"), PhoneType::landline);
    EXPECT_EQ(phone_type("+8223123456;ext=12"), PhoneType::landline);
    EXPECT_EQ(phone_type("+827045678901"), PhoneType::landline);
    EXPECT_EQ(phone_type("+8215880042"), PhoneType::service);
    EXPECT_EQ(phone_type("+8216611234"), PhoneType::service);
    EXPECT_EQ(phone_type("+18002345679"), PhoneType::service);
    EXPECT_EQ(phone_type("+12068852663"),
              PhoneType::mobile);  // One plan for both in North America.
    EXPECT_EQ(phone_type(""), PhoneType::other);
    EXPECT_EQ(phone_type("+999"), PhoneType::other);
    EXPECT_EQ(phone_type("not a number"), PhoneType::other);
}

TEST(Phone, KnowsPlaceholders)
{
    EXPECT_TRUE(is_placeholder_phone("+821000000000"));
    EXPECT_TRUE(is_placeholder_phone("+821012345678"));
    EXPECT_FALSE(is_placeholder_phone("+821023456789"));
    EXPECT_FALSE(is_placeholder_phone("+8215880042"));
}

TEST(Phone, AnswersTheSameFromManyThreads)
{
    ConvertContext context;
    context.region = "KR";
    const SemanticType* type = find_semantic_type("phone");
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 300; ++i) {
                const std::string last = std::to_string(20000000 + i);
                if (type->convert(json::Value("010" + last), context).value !=
                    json::Value("+8210" + last))
                    ++wrong;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

TEST(Phone, MemoryOfNumbersKeepsRegionsApart)
{
    const SemanticType* type = find_semantic_type("phone");
    ConvertContext korea;
    korea.region = "KR";
    ConvertContext britain;
    britain.region = "GB";
    EXPECT_EQ(type->convert("020 7946 0958", britain).value, json::Value("+442079460958"));
    EXPECT_NE(type->convert("020 7946 0958", korea).value, json::Value("+442079460958"));
}

TEST(Email, MatchKeyIsTheWholeInLowerCase)
{
    EXPECT_EQ(email_match_key("Ada.L@example.com"), "ada.l@example.com");
}

TEST(Email, MailboxKeyFollowsTheProvidersRules)
{
    EXPECT_EQ(email_mailbox_key("Ada.L+news@gmail.com"), "adal@gmail.com");
    EXPECT_EQ(email_mailbox_key("ada.l@googlemail.com"), "adal@gmail.com");
    EXPECT_EQ(email_mailbox_key("Kim.A@hanmail.net"), "kim.a@daum.net");
    EXPECT_EQ(email_mailbox_key("ada.l@example.com"), "ada.l@example.com");
}

TEST(Email, KnowsRoleMailboxesAndPlaceholders)
{
    EXPECT_TRUE(is_role_mailbox("Info@example.com"));
    EXPECT_TRUE(is_role_mailbox("no-reply@example.com"));
    EXPECT_TRUE(is_role_mailbox("office+x@example.com"));
    EXPECT_FALSE(is_role_mailbox("infante@example.com"));
    EXPECT_FALSE(is_role_mailbox("ada@info.com"));
    EXPECT_TRUE(is_placeholder_email("test@test.com"));
    EXPECT_TRUE(is_placeholder_email("noemail@naver.com"));
    EXPECT_FALSE(is_placeholder_email("tester.kim@naver.com"));
    EXPECT_FALSE(is_placeholder_email("ada@example.com"));
}

TEST(Masks, ShowNoMoreThanNeeded)
{
    EXPECT_EQ(mask("email", "kim.minjun@naver.com"), json::Value("k***@n***.com"));
    EXPECT_EQ(mask("phone", "+821023456789"), json::Value("+82********89"));
    EXPECT_EQ(json::write(mask("person_name",
                               *json::parse(R"({"full":"김 하늘","family":"김","given":"하늘"})"))),
              R"({"full":"김** 하**"})");
    EXPECT_EQ(json::write(mask("identifier", *json::parse(R"({"ns":"kr.ci","value":"abc"})"))),
              R"({"ns":"kr.ci","value":"***"})");
    EXPECT_EQ(json::write(mask("postal_address",
                               *json::parse(R"({"country":"KR","region":"KR-11","lines":["x"]})"))),
              R"({"country":"KR","region":"KR-11"})");
    EXPECT_EQ(mask("text", "anything"), json::Value("***"));
    EXPECT_EQ(mask("date.partial", "1990-05-17"), json::Value("***"));
}

TEST(Types, EveryIssueCodeIsExplainedOnce)
{
    // Those of enrichers are raised by the pipeline.
    std::set<std::string_view> raised = {"enrich.failed", "enrich.late"};
    for (const SemanticType& type : semantic_types())
        raised.insert(type.issue_codes.begin(), type.issue_codes.end());
    std::set<std::string_view> explained;
    for (const IssueCode& row : issue_codes()) {
        EXPECT_TRUE(explained.insert(row.code).second) << row.code;
        EXPECT_FALSE(row.summary.empty()) << row.code;
        EXPECT_FALSE(row.remedy.empty()) << row.code;
    }
    EXPECT_EQ(explained, raised);
}

TEST(Types, AreFoundById)
{
    for (const SemanticType& type : semantic_types()) {
        EXPECT_EQ(find_semantic_type(type.id), &type);
        EXPECT_FALSE(type.summary.empty());
        EXPECT_FALSE(type.canonical.empty());
        EXPECT_FALSE(type.issue_codes.empty());
        EXPECT_FALSE(type.expression_kind.empty());
    }
    EXPECT_EQ(find_semantic_type("emial"), nullptr);
    EXPECT_EQ(find_semantic_type(""), nullptr);
}

TEST(Identifier, IsMadeATokenWhereTheNamespaceAsksForOne)
{
    std::map<std::string, Namespace, std::less<>> namespaces;
    namespaces["kr.ci"].name = "kr.ci";
    namespaces["kr.ci"].token = true;
    const std::function<std::string(std::string_view, std::string_view)> tokenize =
        [](std::string_view ns, std::string_view value) {
            EXPECT_EQ(ns, "kr.ci");
            EXPECT_EQ(value, "secret");
            return "hmac256:k1:" + std::string(64, 'a');
        };
    ConvertContext context;
    context.namespaces = &namespaces;
    context.options["ns"] = "kr.ci";
    context.tokenize = &tokenize;
    const Converted converted = find_semantic_type("identifier")->convert("secret", context);
    EXPECT_EQ(converted.value.text_of("value"), "hmac256:k1:" + std::string(64, 'a'));
    EXPECT_EQ(find_semantic_type("identifier")->convert(converted.value, context).value,
              converted.value);
}

}  // namespace
}  // namespace cx::model
