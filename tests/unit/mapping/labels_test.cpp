#include "fixture.hpp"

namespace cx::mapping {
namespace {

std::string labels(const std::string& yaml, const std::string& field,
                   const std::string& entity = "person")
{
    const std::unique_ptr<Mapping> mapping = compile_text(yaml);
    if (!mapping) return "";
    const auto& fields = mapping->labels().at(entity);
    return fields.contains(field) ? fields.at(field).text() : "none";
}

TEST(Labels, AreTheSchemasAndTheBindings)
{
    EXPECT_EQ(labels(person("name.full: n"), "name"), "pii.direct");
    EXPECT_EQ(labels(person("note: n"), "note"), "");
    EXPECT_EQ(labels(person("note: {from: n, labels: [sensitive.health]}"), "note"),
              "sensitive.health");
    EXPECT_EQ(labels(person("note: n"), "gender"), "none");
    EXPECT_EQ(labels(person("ext.acme.vip: n"), "ext"), "internal pii.indirect");
}

TEST(Labels, TravelWithTheSourceValue)
{
    EXPECT_EQ(labels(person("note: {from: diagnosis, labels: [sensitive.health]}\n    score: "
                            "{expr: \"size(diagnosis)\"}"),
                     "score"),
              "sensitive.health");
    EXPECT_EQ(labels(person("note: {from: diagnosis, labels: [sensitive.health]}\n    nicknames: "
                            "{join: [diagnosis, other]}"),
                     "nicknames"),
              "sensitive.health");
    EXPECT_EQ(
        labels(person("note: {from: health.code, labels: [sensitive.health]}\n    ext.a.b: health"),
               "ext"),
        "internal pii.indirect sensitive.health");
    EXPECT_EQ(labels(person("note: {from: health.code, labels: [sensitive.health]}\n    country: "
                            "health.country"),
                     "country"),
              "");
}

TEST(Labels, TravelIntoListsBlocksAndVariables)
{
    const std::string mapping = R"(
mapping: a/b
version: 1
vars: {ill: "rows[*].code == null ? true : false"}
emit:
  - entity: person@1
    key: {ns: account, from: id}
    fields: {note: {from: "rows[0].code", labels: [sensitive.health]}, deleted: {expr: ill}}
    lists: {contact_points: [{each: rows, set: {kind: {const: email}, email: code}}]}
  - entity: entry@1
    each: rows[?x == 1]
    fields: {membership: {ref: {ns: account, from: ^.id}}, points: {expr: "^.rows[-1].code * 2"}, at: y}
)";
    const std::string fixed = [&] {
        std::string text = mapping;
        text.replace(text.find("rows[*].code == null"), 20, "has(rows[1].code)");
        return text;
    }();
    EXPECT_EQ(labels(fixed, "deleted"), "sensitive.health");
    EXPECT_EQ(labels(fixed, "contact_points"), "pii.direct sensitive.health");
    EXPECT_EQ(labels(fixed, "points", "entry"), "sensitive.health");
    EXPECT_EQ(labels(fixed, "at", "entry"), "");
}

}  // namespace
}  // namespace cx::mapping
