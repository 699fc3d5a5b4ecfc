// What `cxhub follow` tells of a customer, and what it keeps to itself.
#include "app/stages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cx::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

json::Value parsed(const std::string& text)
{
    return json::parse(text).value();
}

std::vector<std::string> lines(const std::vector<json::Value>& stages)
{
    std::vector<std::string> all;
    for (const json::Value& stage : stages) all.push_back(line_of(stage));
    return all;
}

json::Value members(int version)
{
    return parsed(R"({"members":[{"source":"crm","stream":"contacts","origin_key":"7",)"
                  R"("entity":"person","key":"crm:7","op":"upsert","recorded_at":"T1","version":)" +
                  std::to_string(version) + R"(,"data":{"name":"canary"}}]})");
}

json::Value status(int rejected, int delivered)
{
    return parsed(R"({"pipelines":[{"name":"crm","rejected":)" + std::to_string(rejected) +
                  R"(}],"sinks":[{"name":"warehouse","delivered_seq":)" +
                  std::to_string(delivered) + "}]}");
}

const json::Value change = parsed(
    R"({"seq":12,"kind":"profile","profile_id":"p1","version":4,"op":"updated","recorded_at":"T1"})");
const json::Value history = parsed(
    R"({"versions":[{"profile_id":"p1","version":4,"op":"updated","recorded_at":"T1",)"
    R"("changed":["email","name"],"data":{"email":"canary@x","name":"canary","city":"canary"}}],)"
    R"("lineage":[{"recorded_at":"T0","from":"p8","to":"p1","cause":"record","detail":"merged"},)"
    R"({"recorded_at":"T1","from":"p9","to":"p1","cause":"steward","detail":"merged"},)"
    R"({"recorded_at":"T1","to":"p1","cause":"record","detail":"created"}]})");

TEST(Stages, AChangeTellsTheRecordsThatCameWhatMovedAndWhichFieldsChanged)
{
    Stages stages(members(1), status(0, 0), false);
    EXPECT_THAT(lines(stages.of_change(change, history, members(2))),
                ElementsAre("T1                        record     person of crm, version 2, upsert",
                            "T1                        moved      steward merged: p9 -> p1",
                            "T1                        profile    version 4 of p1, updated: email, "
                            "name"));
    EXPECT_THAT(stages.of_change(change, parsed("{}"), members(2)), testing::SizeIs(1))
        << "a record is told once";
}

TEST(Stages, ValuesAndKeysAreForThoseWhoAskToSeeThem)
{
    for (const bool show : {false, true}) {
        Stages stages(members(1), status(0, 0), show);
        std::string all;
        for (const json::Value& stage : stages.of_change(change, history, members(2)))
            all += json::write(stage) + line_of(stage);
        EXPECT_EQ(all.find("canary") != std::string::npos, show);
        EXPECT_EQ(all.find("crm:7") != std::string::npos, show);
        EXPECT_THAT(all, Not(HasSubstr("city"))) << "it did not change";
    }
}

TEST(Stages, ARecordOfSomethingElseIsAStageByItself)
{
    Stages stages(members(1), status(0, 0), false);
    const json::Value order = parsed(
        R"({"seq":9,"kind":"entity","source":"shop","entity":"order","version":1,"op":"remove",)"
        R"("recorded_at":"T2"})");
    EXPECT_THAT(
        lines(stages.of_change(order, {}, {})),
        ElementsAre("T2                        record     order of shop, version 1, remove"));
}

TEST(Stages, AMergedIdSaysWhereItWent)
{
    Stages stages(members(1), status(0, 0), false);
    const json::Value gone =
        parsed(R"({"seq":12,"kind":"profile","profile_id":"p1","version":5,"op":"removed",)"
               R"("merged_into":"p2","recorded_at":"T1"})");
    EXPECT_THAT(lines(stages.of_change(gone, parsed("{}"), members(1))).back(),
                HasSubstr("version 5 of p1, removed, merged into p2"));
}

TEST(Stages, ASinkIsToldOfOnceItHasComePastTheChange)
{
    Stages stages(members(1), status(0, 0), false);
    EXPECT_THAT(stages.of_status(status(0, 99), "T3"), IsEmpty()) << "nothing was told yet";
    stages.of_change(change, history, members(1));
    EXPECT_THAT(stages.of_status(status(0, 11), "T3"), IsEmpty());
    EXPECT_THAT(lines(stages.of_status(status(0, 14), "T3")),
                ElementsAre("T3                        delivered  warehouse has come to 14, past "
                            "change 12"));
    EXPECT_THAT(stages.of_status(status(0, 15), "T4"), IsEmpty());
}

TEST(Stages, RejectsOfTheProfilesOwnSourceRecordsAlone)
{
    Stages stages(members(1), status(3, 0), false);
    EXPECT_FALSE(stages.rejects_grew(status(3, 0)));
    EXPECT_TRUE(stages.rejects_grew(status(4, 0)));
    EXPECT_FALSE(stages.rejects_grew(status(4, 0)));
    const json::Value page = parsed(
        R"({"rejects":[{"id":"r1","pipeline":"crm","stream":"contacts","key":"7","code":"c.d",)"
        R"("why":"canary","recorded_at":"T5"},)"
        R"({"id":"r2","pipeline":"crm","stream":"contacts","key":"8","recorded_at":"T5"}]})");
    const auto told = stages.of_rejects(page);
    EXPECT_THAT(lines(told),
                ElementsAre("T5                        rejected   crm/contacts: c.d (r1)"));
    EXPECT_THAT(json::write(told.at(0)), Not(HasSubstr("canary")));
}

TEST(Stages, AnErasureIsTheEnd)
{
    Stages stages(members(1), status(0, 0), true);
    const json::Value erase =
        parsed(R"({"seq":13,"kind":"erase","profile_id":"p1","recorded_at":"T6"})");
    EXPECT_THAT(lines(stages.of_change(erase, {}, {})),
                ElementsAre("T6                        erased     all of p1"));
}

}  // namespace
}  // namespace cx::app
