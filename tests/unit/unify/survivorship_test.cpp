#include "unify/survivorship.hpp"

#include "people.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

namespace cx::unify {
namespace {

using testing::parsed;

model::EntityType person_type()
{
    model::EntityType type;
    type.name = "person";
    const auto field = [&](std::string name, std::string semantic, bool list = false) {
        model::Field out;
        out.name = std::move(name);
        out.type = std::move(semantic);
        out.list = list;
        type.fields.push_back(out);
    };
    field("name", "person_name");
    field("birth_date", "date.partial");
    field("gender", "enum");
    field("contact_points", "object", true);
    field("identifiers", "identifier", true);
    type.fields[0].labels = model::LabelSet({"pii.direct"});
    return type;
}

class Members {
public:
    MemberRecord& add(std::string_view source, std::string_view data, std::int64_t occurred = 0)
    {
        values_.push_back(parsed(data));
        MemberRecord record;
        record.key = {std::string(source), "person",
                      "crm.contact:" + std::to_string(values_.size())};
        record.version = static_cast<int>(values_.size());
        record.occurred_at = {occurred};
        record.data = &values_.back();
        list.push_back(record);
        return list.back();
    }

    Golden survive(const IdentityModel& model = default_model()) const
    {
        return unify::survive(list, person_type(), model);
    }

    std::vector<MemberRecord> list;

private:
    std::deque<json::Value> values_;
};

IdentityModel chain(std::string field, std::vector<std::string> criteria,
                    std::vector<std::string> sources = {})
{
    IdentityModel model = default_model();
    model.survivorship = {{std::move(field), std::move(criteria), std::move(sources)}};
    return model;
}

std::string rule_of(const Golden& golden, std::string_view field)
{
    for (const model::Provenance& provenance : golden.provenance)
        if (provenance.field == field) return provenance.rule;
    return "none";
}

TEST(Survivorship, PartsOfANameMoveTogether)
{
    Members members;
    members.add("erp",
                R"({"name":{"full":"Ada King","family":"King","given":"Ada","middle":"Byron"}})",
                10);
    members.add("crm", R"({"name":{"full":"Ada Lovelace","family":"Lovelace","given":"Ada"}})", 20);
    const Golden golden = members.survive();
    EXPECT_EQ(golden.data.find("name")->text_of("family"), "Lovelace");
    EXPECT_EQ(golden.data.find("name")->find("middle"), nullptr);
    EXPECT_EQ(rule_of(golden, "name"), "most_recent");
    EXPECT_EQ(golden.provenance[0].record.source, "crm");
    EXPECT_EQ(golden.provenance[0].version, 2);
    EXPECT_EQ(golden.provenance[0].labels, "pii.direct");
}

TEST(Survivorship, EachCriterionDecides)
{
    Members members;
    members.add("a", R"({"gender":"f"})", 30);
    members.add("b", R"({"gender":"male"})", 20);
    members.add("c", R"({"gender":"male"})", 10);
    EXPECT_EQ(members.survive(chain("*", {"most_recent"})).data.text_of("gender"), "f");
    EXPECT_EQ(members.survive(chain("*", {"most_frequent"})).data.text_of("gender"), "male");
    EXPECT_EQ(members.survive(chain("gender", {"longest"})).data.text_of("gender"), "male");
    const Golden ordered =
        members.survive(chain("gender", {"source_order", "most_recent"}, {"c", "a"}));
    EXPECT_EQ(ordered.provenance.at(0).record.source, "c");
    EXPECT_EQ(rule_of(ordered, "gender"), "source_order");
}

TEST(Survivorship, FrequencyCountsSourcesNotRecords)
{
    Members members;
    for (int i = 0; i < 5; ++i) members.add("noisy", R"({"gender":"m"})", 1);
    members.add("a", R"({"gender":"f"})", 1);
    members.add("b", R"({"gender":"f"})", 1);
    EXPECT_EQ(members.survive(chain("*", {"most_frequent"})).data.text_of("gender"), "f");
}

TEST(Survivorship, AnyKnownTimeBeatsNone)
{
    Members members;
    members.add("a", R"({"gender":"m"})");
    members.add("b", R"({"gender":"f"})", 5);
    EXPECT_EQ(members.survive().data.text_of("gender"), "f");
    Members unknown;
    unknown.add("a", R"({"gender":"m","updated_at":"2024-01-02T00:00:00.000Z"})");
    unknown.add("b", R"({"gender":"f","updated_at":"2024-01-03T00:00:00.000Z"})");
    EXPECT_EQ(unknown.survive().data.text_of("gender"), "f");
}

TEST(Survivorship, TiesGoByRecordAndMemberOrderChangesNothing)
{
    Members members;
    members.add("a", R"({"gender":"m","contact_points":[{"email":"x@a.kr"},{"email":"y@a.kr"}]})",
                5);
    members.add("b", R"({"gender":"f","contact_points":[{"email":"z@a.kr"}]})", 5);
    members.add("c", R"({"gender":"x","contact_points":[{"email":"y@a.kr","verified":true}]})", 5);
    const Golden first = members.survive();
    std::sort(members.list.begin(), members.list.end(),
              [](const auto& l, const auto& r) { return l.key > r.key; });
    const Golden second = members.survive();
    EXPECT_EQ(json::write(first.data), json::write(second.data));
    EXPECT_EQ(first.provenance, second.provenance);
    EXPECT_EQ(rule_of(first, "gender"), "tie");
}

TEST(Survivorship, MasksPlaceholdersAndServiceNumbersNeverWin)
{
    Members members;
    members.add("a", R"({"name":{"full":"김*준"},"birth_date":"1900-01-01",
                         "contact_points":[{"phone":"+8215880042"},{"email":"test@test.com"}]})",
                99);
    EXPECT_TRUE(members.survive().data.empty());
    members.add("b", R"({"name":{"full":"김민준"},"birth_date":"1980-02-03"})", 1);
    const Golden golden = members.survive();
    EXPECT_EQ(golden.data.find("name")->text_of("full"), "김민준");
    EXPECT_EQ(golden.data.text_of("birth_date"), "1980-02-03");
    EXPECT_EQ(rule_of(golden, "name"), "only");
}

TEST(Survivorship, AWordNeverBeatsAFullName)
{
    Members members;
    members.add("social", R"({"name":{"full":"Nahyun"}})", 99);
    members.add("crm", R"({"name":{"full":"N. Kim"}})", 98);
    members.add("erp", R"({"name":{"full":"Nahyun Kim"}})", 1);
    const Golden golden = members.survive();
    EXPECT_EQ(golden.data.find("name")->text_of("full"), "Nahyun Kim");
    EXPECT_EQ(rule_of(golden, "name"), "most_complete");
}

TEST(Survivorship, ListsAreUnionsBestFirst)
{
    Members members;
    members.add(
        "a",
        R"({"contact_points":[{"kind":"email","email":"Kim@naver.com"},{"kind":"phone","phone":"+821012345670"}]})",
        10);
    members.add(
        "b", R"({"contact_points":[{"kind":"email","email":"kim@naver.com","verified":true}]})", 5);
    members.add("c", R"({"contact_points":[{"kind":"email","email":"new@naver.com"}]})", 20);
    const Golden golden = members.survive();
    const json::Array& points = golden.data.find("contact_points")->as_array();
    ASSERT_EQ(points.size(), 3U);
    EXPECT_EQ(points[0].text_of("email"), "kim@naver.com") << "verified first";
    EXPECT_EQ(points[1].text_of("email"), "new@naver.com");
    EXPECT_EQ(points[2].text_of("phone"), "+821012345670");
    ASSERT_EQ(golden.provenance.size(), 3U);
    EXPECT_EQ(golden.provenance[1].field, "contact_points/1");
    EXPECT_EQ(golden.provenance[1].record.source, "c");
    EXPECT_EQ(golden.provenance[1].rule, "union");
}

TEST(Survivorship, LabelsOfTheMappingTravel)
{
    Members members;
    const std::map<std::string, model::LabelSet> labels = {
        {"name", model::LabelSet({"sensitive.minor"})}};
    members.add("a", R"({"name":{"full":"김민준"}})").labels = &labels;
    EXPECT_EQ(members.survive().provenance.at(0).labels, "pii.direct sensitive.minor");
}

TEST(Survivorship, WhyAgreesWithTheGoldenValue)
{
    Members members;
    members.add("a", R"({"name":{"full":"Ada King"}})", 10);
    members.add("b", R"({"name":{"full":"Ada Lovelace"}})", 20);
    members.add("c", R"({"name":{"full":"Ada Lovelace"}})", 5);
    members.add("d", R"({"name":{"full":"A** K***"}})", 99);
    const Golden golden = members.survive();
    const auto candidates = candidates_of("name", members.list, person_type(), default_model());
    ASSERT_EQ(candidates.size(), 4U);
    EXPECT_TRUE(candidates[0].chosen);
    EXPECT_EQ(json::write(candidates[0].value), json::write(*golden.data.find("name")));
    EXPECT_EQ(candidates[0].rule, "most_recent");
    EXPECT_EQ(std::count_if(candidates.begin(), candidates.end(),
                            [](const auto& each) { return each.chosen; }),
              1);
    EXPECT_EQ(candidates[1].rule, "most_recent");
    EXPECT_EQ(candidates[2].rule, "same");
    EXPECT_EQ(candidates[3].rule, "masked");
    EXPECT_TRUE(candidates_of("nothing", members.list, person_type(), default_model()).empty());
}

TEST(Survivorship, OfNobodyNothingIsKnown)
{
    EXPECT_TRUE(Members().survive().data.empty());
    Members members;
    members.add("a", "{}");
    EXPECT_TRUE(members.survive().provenance.empty());
}

}  // namespace
}  // namespace cx::unify
