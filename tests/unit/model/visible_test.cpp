#include "model/schema.hpp"

#include <gtest/gtest.h>

namespace cx::model {
namespace {

Field field(std::string name, std::string type, std::string_view labels = "")
{
    Field made;
    made.name = std::move(name);
    made.type = std::move(type);
    made.labels = LabelSet::parse(labels);
    return made;
}

class VisibleTest : public testing::Test {
protected:
    VisibleTest()
    {
        taxonomy_.groups = {{"pii.direct", "personal"},     {"pii.indirect", "personal"},
                            {"identity.key", "personal"},   {"sensitive.health", "sensitive"},
                            {"internal", "classification"}, {"secret.credential", "secret"}};
        type_.name = "person";
        Field points = field("contact_points", "object");
        points.list = true;
        points.fields = {field("kind", "enum"), field("email", "email", "pii.direct"),
                         field("verified", "bool")};
        Field phones = field("phones", "phone", "pii.direct");
        phones.list = true;
        Field ext = field("ext", "object");
        ext.fields = {field("acme", "object")};
        ext.fields[0].fields = {field("tier", "text"),
                                field("diagnosis", "text", "sensitive.health")};
        type_.fields = {field("name", "person_name", "pii.direct"),
                        field("country", "country"),
                        points,
                        phones,
                        ext,
                        field("password", "text", "secret.credential"),
                        field("odd", "text", "no.such.label")};
    }

    std::string see(std::string_view data, std::vector<std::string> accepts, bool mask = false)
    {
        refused_.clear();
        return json::write(visible(*json::parse(data), type_, extra_, Accepts(std::move(accepts)),
                                   taxonomy_, mask, &refused_));
    }

    Taxonomy taxonomy_;
    EntityType type_;
    std::map<std::string, LabelSet> extra_;
    std::vector<std::string> refused_;
};

using Names = std::vector<std::string>;

TEST_F(VisibleTest, LeavesOutWhatTheExitDoesNotAccept)
{
    EXPECT_EQ(see(R"({"name":{"full":"Ada"},"country":"GB"})", {}), R"({"country":"GB"})");
    EXPECT_EQ(refused_, Names{"name"});
    EXPECT_EQ(see(R"({"name":{"full":"Ada"},"country":"GB"})", {"pii.direct"}),
              R"({"country":"GB","name":{"full":"Ada"}})");
    EXPECT_TRUE(refused_.empty());
}

TEST_F(VisibleTest, LooksIntoObjectsAndLists)
{
    constexpr std::string_view data =
        R"({"contact_points":[{"kind":"email","email":"a@example.com"},{"kind":"email","verified":true}]})";
    EXPECT_EQ(see(data, {}),
              R"({"contact_points":[{"kind":"email"},{"kind":"email","verified":true}]})");
    EXPECT_EQ(refused_, Names{"contact_points.email"});
    EXPECT_EQ(
        see(data, {"pii.*"}),
        R"({"contact_points":[{"email":"a@example.com","kind":"email"},{"kind":"email","verified":true}]})");
    EXPECT_TRUE(refused_.empty());
}

TEST_F(VisibleTest, MasksByTheTypeWhereAsked)
{
    EXPECT_EQ(see(R"({"name":{"full":"Ada Lovelace","given":"Ada"},"phones":["+821023456789"]})",
                  {}, true),
              R"({"name":{"full":"A** L**"},"phones":["+82********89"]})");
    EXPECT_EQ(see(R"({"contact_points":[{"kind":"email","email":"ada@example.com"}]})", {}, true),
              R"({"contact_points":[{"email":"a***@e***.com","kind":"email"}]})");
}

TEST_F(VisibleTest, NeverShowsUndeclaredMembers)
{
    EXPECT_EQ(see(R"({"shoe_size":44,"country":"GB"})", {"pii.*", "identity.*"}, true),
              R"({"country":"GB"})");
    EXPECT_EQ(refused_, Names{"shoe_size"});
    EXPECT_EQ(see(R"({"contact_points":[{"kind":"email","fax":"1"}]})", {"pii.*"}, true),
              R"({"contact_points":[{"kind":"email"}]})");
    EXPECT_EQ(refused_, Names{"contact_points.fax"});
    EXPECT_EQ(
        see(R"({"ext":{"other":{"x":1},"acme":{"tier":"A","y":2,"diagnosis":"z"}}})", {"pii.*"}),
        R"({"ext":{"acme":{"tier":"A"}}})");
}

TEST_F(VisibleTest, NeverShowsUnknownLabelsNorSecrets)
{
    constexpr std::string_view data = R"({"odd":"x","password":"hunter2"})";
    EXPECT_EQ(see(data, {"no.such.label", "no.*", "secret.*", "secret.credential"}, true), "{}");
    EXPECT_EQ(refused_, (Names{"odd", "password"}));
}

TEST_F(VisibleTest, CountsTheLabelsThatAMappingAdded)
{
    extra_["country"] = LabelSet({"sensitive.health"});
    EXPECT_EQ(see(R"({"country":"GB"})", {"pii.*"}), "{}");
    EXPECT_EQ(see(R"({"country":"GB"})", {"sensitive.health"}), R"({"country":"GB"})");
    extra_["country"] = LabelSet({"never.heard"});
    EXPECT_EQ(see(R"({"country":"GB"})", {"never.heard"}), "{}");
}

TEST_F(VisibleTest, ShowsNothingOfAValueOfTheWrongShape)
{
    EXPECT_EQ(see(R"({"contact_points":"a@example.com"})", {}), R"({})");
    EXPECT_EQ(see(R"({"contact_points":[["a@example.com"]]})", {}), R"({"contact_points":[]})");
    EXPECT_EQ(see(R"(["a@example.com"])", {}), "{}");
}

}  // namespace
}  // namespace cx::model
