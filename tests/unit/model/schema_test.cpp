#include "model/schema.hpp"

#include <gtest/gtest.h>

namespace cx::model {
namespace {

Field field(std::string name, std::string type)
{
    Field made;
    made.name = std::move(name);
    made.type = std::move(type);
    return made;
}

EntityType person()
{
    EntityType type;
    type.name = "person";
    type.minor = 2;
    type.doc = "A person.";
    type.fields = {field("name", "person_name"), field("status", "enum"),
                   field("contact_points", "object"), field("ext", "object")};
    type.fields[0].labels = LabelSet({"pii.direct"});
    type.fields[1].open = true;
    type.fields[1].values = {"active"};
    type.fields[2].list = true;
    type.fields[2].fields = {field("kind", "enum"), field("email", "email"),
                             field("address", "postal_address")};
    type.fields[2].fields[0].required = true;
    type.fields[2].fields[0].values = {"email", "postal"};
    return type;
}

TEST(Schema, FindsFieldsByPath)
{
    const EntityType type = person();
    ASSERT_NE(type.find("name"), nullptr);
    EXPECT_EQ(type.find("name.family"), type.find("name"));
    ASSERT_NE(type.find("contact_points.email"), nullptr);
    EXPECT_EQ(type.find("contact_points.email")->type, "email");
    EXPECT_EQ(type.find("contact_points.address.postal_code")->name, "address");
}

TEST(Schema, FindsNothingWhereThereIsNothing)
{
    const EntityType type = person();
    for (const std::string path :
         {"", "nam", "name.famly", "name.family.x", "status.x", "contact_points.fax",
          "contact_points.email.x", "contact_points.", ".name", "ext.acme"})
        EXPECT_EQ(type.find(path), nullptr) << path;
}

TEST(Schema, KnowsPartsOfComposites)
{
    EXPECT_EQ(parts_of("money").at("amount"), "decimal");
    EXPECT_EQ(parts_of("person_name").count("family"), 1U);
    EXPECT_TRUE(parts_of("email").empty());
    EXPECT_TRUE(parts_of("no such").empty());
    for (const SemanticType& type : semantic_types())
        for (const auto& [part, part_type] : parts_of(type.id))
            EXPECT_NE(find_semantic_type(part_type), nullptr) << type.id << "." << part;
}

TEST(Schema, FindsEntities)
{
    Schema schema;
    schema.entities["person"] = person();
    EXPECT_EQ(schema.find("person")->minor, 2);
    EXPECT_EQ(schema.find("persn"), nullptr);
}

TEST(JsonSchema, DescribesAnEntity)
{
    const json::Value schema = json_schema(person(), true, "https://hub.example");
    EXPECT_EQ(schema.text_of("$id"), "https://hub.example/schemas/person/1.2");
    EXPECT_EQ(schema.text_of("$schema"), "https://json-schema.org/draft/2020-12/schema");
    EXPECT_EQ(schema.text_of("unevaluatedProperties"), "false");
    const json::Value& properties = *schema.find("properties");
    EXPECT_EQ(json::write(*properties.find("name")->find("x-cx-labels")), R"(["pii.direct"])");
    EXPECT_EQ(properties.find("name")->text_of("x-cx-type"), "person_name");
    EXPECT_EQ(json::write(*properties.find("status")->find("x-cx-known")), R"(["active"])");
    EXPECT_EQ(properties.find("status")->find("enum"), nullptr);
    const json::Value& points = *properties.find("contact_points");
    EXPECT_EQ(points.text_of("type"), "array");
    EXPECT_EQ(json::write(*points.find("items")->find("required")), R"(["kind"])");
    EXPECT_EQ(json::write(*points.find("items")->find("properties")->find("kind")->find("enum")),
              R"(["email","postal"])");
}

TEST(JsonSchema, IsClosedOnlyWhereStrict)
{
    const json::Value open = json_schema(person(), false, "");
    EXPECT_EQ(json::write(open).find("unevaluatedProperties"), std::string::npos);
    EXPECT_EQ(json::write(open).find("additionalProperties"), std::string::npos);
    const json::Value strict = json_schema(person(), true, "");
    EXPECT_EQ(strict.find("properties")->find("ext")->find("unevaluatedProperties"), nullptr);
}

}  // namespace
}  // namespace cx::model
