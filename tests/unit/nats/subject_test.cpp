#include "nats/subject.hpp"

#include <gtest/gtest.h>

namespace nats_sink {
namespace {

std::string subject(const std::string& text, const char* change)
{
    const auto parsed = SubjectTemplate::parse(text);
    EXPECT_TRUE(parsed) << parsed.error().message;
    return parsed->of(cx::json::parse(change).value());
}

TEST(Subject, TakesWhatTheChangeSays)
{
    EXPECT_EQ(subject("cx.{kind}.{entity}", R"({"kind": "profile", "entity": "person"})"),
              "cx.profile.person");
    EXPECT_EQ(subject("crm-{source}.{op}", R"({"source": "shop eu.1*>", "op": "upsert"})"),
              "crm-shop_eu_1__.upsert");
    EXPECT_EQ(subject("cx.{profile_id}", "{}"), "cx.none");
}

TEST(Subject, KnowsWhatMatchesAllOfIts)
{
    EXPECT_EQ(SubjectTemplate::parse("cx.{kind}.{entity}")->pattern(), "cx.*.*");
    EXPECT_EQ(SubjectTemplate::parse("cx.v1-{kind}.all")->pattern(), "cx.*.all");
    EXPECT_EQ(SubjectTemplate::parse("changes")->pattern(), "changes");
}

TEST(Subject, RefusesWhatIsNone)
{
    for (const char* const text :
         {"", "a..b", ".a", "a.", "a b", "a.*", "a.>", "{", "a}", "{name}", "a.{kind", "\x01"})
        EXPECT_FALSE(SubjectTemplate::parse(text)) << text;
}

}  // namespace
}  // namespace nats_sink
