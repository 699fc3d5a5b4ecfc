// Paths, filters and operations, as identity providers send them.
#include "scim_server/patch.hpp"

#include "scim_server/path.hpp"

#include <gmock/gmock.h>

namespace scim_server {
namespace {

using cx::json::parse;
using cx::json::Value;

const char* const user = R"({"id":"1","userName":"kim","active":true,"name":{"givenName":"Min"},)"
                         R"("emails":[{"type":"work","value":"a@x.example","primary":true}]})";

// The resource after the operations, or the type of the refusal.
std::string patched(const std::string& operations, const std::string& before = user)
{
    Value resource = parse(before).value();
    const Refusal refused =
        apply_patch(parse(R"({"Operations":)" + operations + "}").value(), resource);
    if (!refused.type.empty()) return std::string(refused.type);
    clean(resource);
    return cx::json::write(resource);
}

TEST(ScimPath, ReadsWhatProvidersSend)
{
    const auto path = read_path(R"(emails[type eq "work"].value)");
    ASSERT_TRUE(path);
    EXPECT_EQ(path->attribute, "emails");
    EXPECT_EQ(path->sub, "value");
    ASSERT_EQ(path->where.size(), 1U);
    EXPECT_EQ(path->where[0].value, "work");
    const auto extension =
        read_path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value");
    ASSERT_TRUE(extension);
    EXPECT_EQ(extension->schema, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User");
    EXPECT_EQ(extension->attribute, "manager");
    EXPECT_EQ(extension->sub, "value");
    EXPECT_EQ(read_path("urn:ietf:params:scim:schemas:core:2.0:User:USERNAME")->attribute,
              "userName");
    for (const char* text : {"", "a b", "emails[", "emails[type]", "emails[type gt 1].x", "name.",
                             "emails[type eq \"work\"]x", "..", "a.b.c"})
        EXPECT_FALSE(read_path(text)) << text;
}

TEST(ScimPath, ReadsFilters)
{
    const auto one = read_conditions(R"(userName eq "a\"b@x.example")");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->front().value, "a\"b@x.example");
    EXPECT_EQ(read_conditions(R"(type EQ "work" and primary eq true)")->size(), 2U);
    for (const char* text : {"", "foo zz", "userName eq", "userName eq kim", "userName sw \"a\"",
                             "userName eq \"a\" or id eq \"b\"", "userName eq \"a"})
        EXPECT_FALSE(read_conditions(text)) << text;
}

TEST(ScimPatch, OktaDeactivates)
{
    EXPECT_EQ(patched(R"([{"op":"replace","value":{"active":false}}])",
                      R"({"userName":"kim","active":true})"),
              R"({"active":false,"userName":"kim"})");
}

TEST(ScimPatch, EntraSpeaksInCapitalsAndTexts)
{
    EXPECT_EQ(
        patched(R"([{"op":"Replace","path":"active","value":"False"},
                          {"op":"Add","path":"emails[type eq \"home\"].value","value":"b@x.example"},
                          {"op":"Replace","path":"name.familyName","value":"Kim"},
                          {"op":"Replace","value":{"displayName":"Min Kim","name.givenName":"M"}},
                          {"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"CX"}])",
                R"({"userName":"kim","name":{"givenName":"Min"}})"),
        R"({"active":false,"displayName":"Min Kim","emails":[{"type":"home","value":"b@x.example"}],)"
        R"("name":{"familyName":"Kim","givenName":"M"},)"
        R"("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"CX"},)"
        R"("userName":"kim"})");
}

TEST(ScimPatch, FiltersMeanTheirElements)
{
    const std::string two =
        R"({"userName":"k","emails":[{"type":"work","value":"a"},{"type":"home","value":"b"}]})";
    EXPECT_EQ(
        patched(R"([{"op":"replace","path":"emails[type eq \"work\"].value","value":"c"}])", two),
        R"({"emails":[{"type":"work","value":"c"},{"type":"home","value":"b"}],"userName":"k"})");
    EXPECT_EQ(patched(R"([{"op":"remove","path":"emails[type eq \"work\"]"}])", two),
              R"({"emails":[{"type":"home","value":"b"}],"userName":"k"})");
    EXPECT_EQ(patched(R"([{"op":"remove","path":"emails"}])", two), R"({"userName":"k"})");
    EXPECT_EQ(
        patched(
            R"([{"op":"add","path":"emails","value":[{"type":"home","value":"b"},{"type":"x","value":"d"}]}])",
            two),
        R"({"emails":[{"type":"work","value":"a"},{"type":"home","value":"b"},{"type":"x","value":"d"}],"userName":"k"})");
    EXPECT_EQ(
        patched(R"([{"op":"replace","path":"emails","value":[{"value":"z","primary":"True"}]}])",
                two),
        R"({"emails":[{"primary":true,"value":"z"}],"userName":"k"})");
}

TEST(ScimPatch, RefusesWhatItCannotDo)
{
    EXPECT_EQ(patched("[]"), "invalidSyntax");
    EXPECT_EQ(patched(R"([{"op":"move","path":"x","value":1}])"), "invalidSyntax");
    EXPECT_EQ(patched(R"([{"op":"remove"}])"), "noTarget");
    EXPECT_EQ(patched(R"([{"op":"add","path":"emails[","value":1}])"), "invalidPath");
    EXPECT_EQ(patched(R"([{"op":"replace","path":"active"}])"), "invalidValue");
    EXPECT_EQ(patched(R"([{"op":"replace","value":7}])"), "invalidValue");
    EXPECT_EQ(patched(R"([{"op":"replace","path":"id","value":"2"}])"), "mutability");
    EXPECT_EQ(patched("[7]"), "invalidSyntax");
    // All or none, and no password is ever kept.
    Value resource = parse(user).value();
    const Value before = resource;
    apply_patch(
        parse(R"({"Operations":[{"op":"add","path":"title","value":"x"},{"op":"x"}]})").value(),
        resource);
    EXPECT_EQ(resource, before);
    EXPECT_EQ(
        patched(R"([{"op":"add","path":"password","value":"s3cret"}])", R"({"userName":"k"})"),
        R"({"userName":"k"})");
}

}  // namespace
}  // namespace scim_server
