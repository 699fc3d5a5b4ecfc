#include "model/compatibility.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace cx::model {
namespace {

Field field(std::string name, std::string type, std::vector<std::string> labels = {})
{
    Field made;
    made.name = std::move(name);
    made.type = std::move(type);
    made.labels = LabelSet(std::move(labels));
    return made;
}

EntityType person()
{
    EntityType type;
    type.name = "person";
    type.major = 1;
    type.minor = 2;
    type.fields = {field("name", "person_name", {"pii.direct", "purpose.service"}),
                   field("gender", "enum", {"pii.indirect"}), field("state", "enum"),
                   field("points", "object"), field("ext", "object")};
    type.fields[1].open = true;
    type.fields[1].values = {"female", "male"};
    type.fields[2].values = {"active", "closed"};
    type.fields[2].required = true;
    type.fields[3].list = true;
    type.fields[3].fields = {field("email", "email", {"pii.direct"})};
    type.fields[4].fields = {field("acme", "object")};
    type.fields[4].fields[0].fields = {field("vip", "bool", {"internal"})};
    return type;
}

Taxonomy taxonomy()
{
    Taxonomy made;
    made.groups = {{"pii.direct", "personal"},
                   {"pii.indirect", "personal"},
                   {"internal", "classification"},
                   {"purpose.service", "purpose"},
                   {"purpose.marketing.direct", "purpose"}};
    return made;
}

// Codes for the change under the same version, under the next minor and under the next major one.
struct Row {
    std::string name;
    std::function<void(EntityType&)> change;
    std::string same;
    std::string minor;
    std::string major;
};

const char* const none = "";
const char* const minor_fault = "config.schema_minor";
const char* const major_fault = "config.schema_major";
const char* const approval = "config.schema_approval";
const char* const extension = "config.schema_extension";

std::vector<Row> rows()
{
    using E = EntityType;
    return {
        {"nothing", [](E&) {}, none, none, none},
        {"add an optional field", [](E& e) { e.fields.push_back(field("x", "text")); }, minor_fault,
         none, none},
        {"add a required field",
         [](E& e) {
             e.fields.push_back(field("x", "text"));
             e.fields.back().required = true;
         },
         major_fault, major_fault, none},
        {"remove a field", [](E& e) { e.fields.erase(e.fields.begin()); }, major_fault, major_fault,
         none},
        {"rename a field", [](E& e) { e.fields[0].name = "names"; }, major_fault, major_fault,
         none},
        {"give a field another type", [](E& e) { e.fields[0].type = "text"; }, major_fault,
         major_fault, none},
        {"make a list of a field", [](E& e) { e.fields[0].list = true; }, major_fault, major_fault,
         none},
        {"require a field", [](E& e) { e.fields[0].required = true; }, major_fault, major_fault,
         none},
        {"require a field no more", [](E& e) { e.fields[2].required = false; }, minor_fault, none,
         none},
        {"add a value to an open enum", [](E& e) { e.fields[1].values.emplace_back("other"); },
         minor_fault, none, none},
        {"add a value to a closed enum", [](E& e) { e.fields[2].values.emplace_back("gone"); },
         major_fault, major_fault, none},
        {"remove a value of an enum", [](E& e) { e.fields[1].values.pop_back(); }, major_fault,
         major_fault, none},
        {"close an enum", [](E& e) { e.fields[1].open = false; }, major_fault, major_fault, none},
        {"open an enum", [](E& e) { e.fields[2].open = true; }, major_fault, major_fault, none},
        {"add a label that guards", [](E& e) { e.fields[2].labels.add("pii.indirect"); },
         minor_fault, none, none},
        {"remove a label that guards", [](E& e) { e.fields[1].labels = LabelSet(); }, approval,
         approval, approval},
        {"remove a label inside a list", [](E& e) { e.fields[3].fields[0].labels = LabelSet(); },
         approval, approval, approval},
        {"remove a guard with an approval",
         [](E& e) {
             e.fields[1].labels = LabelSet();
             e.approvals = {{"gender", "pii.indirect"}};
         },
         minor_fault, none, none},
        {"an approval of another label does not count",
         [](E& e) {
             e.fields[1].labels = LabelSet();
             e.approvals = {{"gender", "pii.direct"}, {"name", "pii.indirect"}};
         },
         approval, approval, approval},
        {"serve a purpose more", [](E& e) { e.fields[0].labels.add("purpose.marketing.direct"); },
         approval, approval, approval},
        {"serve a purpose more with an approval",
         [](E& e) {
             e.fields[0].labels.add("purpose.marketing.direct");
             e.approvals = {{"name", "purpose.marketing.direct"}};
         },
         minor_fault, none, none},
        {"serve a purpose less", [](E& e) { e.fields[0].labels = LabelSet({"pii.direct"}); },
         minor_fault, none, none},
        {"deprecate a field", [](E& e) { e.fields[0].deprecated = true; }, minor_fault, none, none},
        {"document a field", [](E& e) { e.fields[0].doc = "A name."; }, minor_fault, none, none},
        {"name a field's term", [](E& e) { e.fields[0].term = "customer.name"; }, minor_fault, none,
         none},
        {"another kind", [](E& e) { e.kind = EntityKind::state; }, major_fault, major_fault, none},
        {"another owner", [](E& e) { e.owner_field = "name"; }, major_fault, major_fault, none},
        {"another time", [](E& e) { e.time_field = "state"; }, major_fault, major_fault, none},
        {"add a field to an extension",
         [](E& e) { e.fields[4].fields[0].fields.push_back(field("x", "text")); }, none, none,
         none},
        {"give an extension's field another type",
         [](E& e) { e.fields[4].fields[0].fields[0].type = "text"; }, extension, extension,
         extension},
        {"remove an extension's field", [](E& e) { e.fields[4].fields[0].fields.clear(); },
         extension, extension, extension},
    };
}

std::string fault(const EntityType& after)
{
    const auto faults = check_version(person(), after, taxonomy());
    return faults.empty() ? "" : faults.back().code;  // What is gone comes last.
}

TEST(Compatibility, EachChangeTakesItsVersion)
{
    for (const Row& row : rows()) {
        EntityType after = person();
        row.change(after);
        EXPECT_EQ(fault(after), row.same) << row.name;
        after.minor = 3;
        EXPECT_EQ(fault(after), row.minor) << row.name;
        after.major = 2;
        after.minor = 0;
        EXPECT_EQ(fault(after), row.major) << row.name;
    }
}

TEST(Compatibility, VersionsOnlyRise)
{
    EntityType after = person();
    after.minor = 1;
    EXPECT_EQ(fault(after), "config.schema_version");
    after = person();
    after.major = 0;
    EXPECT_EQ(fault(after), "config.schema_version");
}

TEST(Compatibility, SaysWhatAndWhatWouldBeRight)
{
    EntityType after = person();
    after.fields[3].fields[0].type = "text";
    after.fields.push_back(field("vip", "bool"));
    const auto faults = check_version(person(), after, taxonomy());
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_EQ(faults[0].message,
              "field 'points.email' of 'person' was email and is text; that takes version 2.0");
    EXPECT_EQ(faults[1].message, "field 'vip' of 'person' is new; that takes version 1.3");
}

TEST(Compatibility, AStoreKeepsAnEntityAsText)
{
    EntityType type = person();
    type.owner_field = "name";
    type.fields[0].deprecated = true;
    type.fields[0].use = "names";
    const auto back = entity_of_text(to_text(type));
    ASSERT_TRUE(back);
    EXPECT_EQ(to_text(*back), to_text(type));
    EXPECT_TRUE(changes_of(type, *back, taxonomy()).empty());
    EXPECT_EQ(text_id(*back), "schema:person/1.2");
    EXPECT_FALSE(entity_of_text("no JSON"));
    EXPECT_FALSE(entity_of_text("{}"));
}

}  // namespace
}  // namespace cx::model
