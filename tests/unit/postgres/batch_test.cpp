// What several changes come to when they become visible together.
#include "postgres/batch.hpp"

#include <gmock/gmock.h>

namespace postgres {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class BatchTest : public ::testing::Test {
protected:
    bool add(const char* text)
    {
        const auto change = read_change(text);
        EXPECT_TRUE(change);
        return batch_.add(*change, tables_, why_);
    }

    Tables tables_ = *tables_of(cx::json::parse(R"({"person": {"x-cx-kind": "party"},
        "order": {"x-cx-kind": "state"}})")
                                    .value());
    Batch batch_;
    std::string why_;
};

TEST_F(BatchTest, OfOneRowTheLastChangeCounts)
{
    add(R"({"seq": 1, "kind": "profile", "entity": "person", "op": "created", "profile_id": "A",
            "data": {"n": 1}})");
    add(R"({"seq": 2, "kind": "profile", "entity": "person", "op": "updated", "profile_id": "A",
            "data": {"n": 2}})");
    add(R"({"seq": 3, "kind": "entity", "entity": "order", "op": "upsert", "record": 9,
            "data": {"status": "open"}})");
    add(R"({"seq": 4, "kind": "entity", "entity": "order", "op": "remove", "record": 9})");
    EXPECT_EQ(batch_.tables["person"].rows["A"].text_of("n"), "2");
    EXPECT_EQ(batch_.tables["person"].rows["A"].text_of("cx_seq"), "2");
    EXPECT_THAT(batch_.tables["order"].rows, IsEmpty());
    EXPECT_THAT(batch_.tables["order"].removed, ElementsAre(Pair("9", 4)));
    EXPECT_EQ(batch_.last, 4);
}

TEST_F(BatchTest, ARowThatComesBackIsNotRemoved)
{
    add(R"({"seq": 1, "kind": "entity", "entity": "order", "op": "remove", "record": 9})");
    add(R"({"seq": 2, "kind": "entity", "entity": "order", "op": "upsert", "record": 9})");
    EXPECT_THAT(batch_.tables["order"].removed, IsEmpty());
    EXPECT_EQ(batch_.tables["order"].rows.size(), 1U);
}

TEST_F(BatchTest, RecordsMoveWithMergesToTheLastOfThem)
{
    add(R"({"seq": 1, "kind": "profile", "entity": "person", "op": "removed", "profile_id": "A",
            "merged_into": "B"})");
    add(R"({"seq": 2, "kind": "profile", "entity": "person", "op": "removed", "profile_id": "B",
            "merged_into": "C"})");
    EXPECT_THAT(batch_.moved, ElementsAre(Pair("A", "C"), Pair("B", "C")));
}

TEST_F(BatchTest, AnErasedPersonIsForgottenEverywhere)
{
    EXPECT_TRUE(add(R"({"seq": 1, "kind": "erase", "op": "erase", "profile_id": "A",
                        "profile_ids": ["A", "B"]})"));
    EXPECT_THAT(batch_.forgotten, ElementsAre("A", "B"));
}

TEST_F(BatchTest, WhatHasNoTableOrNoRowIsRefused)
{
    EXPECT_FALSE(add(R"({"seq": 1, "kind": "entity", "entity": "visit", "record": 1})"));
    EXPECT_EQ(why_, "there is no table for 'visit'");
    EXPECT_FALSE(add(R"({"seq": 1, "kind": "entity", "entity": "order"})"));
    EXPECT_FALSE(add(R"({"seq": 1, "kind": "entity", "entity": "person", "record": 1})"));
}

TEST_F(BatchTest, OnlyAChangeIsAChange)
{
    for (const char* const text : {"", "[]", "{}", R"({"seq": "x"})", "{"})
        EXPECT_FALSE(read_change(text)) << text;
    EXPECT_TRUE(read_change(R"({"seq": 1, "backfill": true})")->backfill);
}

}  // namespace
}  // namespace postgres
