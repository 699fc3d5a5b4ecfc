#include "store/sqlite/codec.hpp"

#include "store/store.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cx::store::sqlite {
namespace {

TEST(Codec, AUuidIsSixteenBytesAndComesBack)
{
    const std::string text = "0199a1b2-c3d4-7e5f-8a6b-0123456789ab";
    const std::string bytes = uuid_to_bytes(text);
    EXPECT_EQ(bytes.size(), 16U);
    EXPECT_EQ(uuid_from_bytes(bytes), text);
}

TEST(Codec, BytesOfUuidsSortAsTheirTexts)
{
    EXPECT_LT(uuid_to_bytes("0199a1b2-0000-7000-8000-0000000000ff"),
              uuid_to_bytes("0199a1b2-0000-7000-8000-000000000100"));
}

TEST(Codec, WhatIsNoLowerCaseUuidIsNoBytes)
{
    for (const char* text :
         {"", "p1", "0199A1B2-c3d4-7e5f-8a6b-0123456789ab", "0199a1b2xc3d4-7e5f-8a6b-0123456789ab",
          "0199a1b2-c3d4-7e5f-8a6b-0123456789a", "0199a1b2-c3d4-7e5f-8a6b-0123456789abc",
          "0199a1b2-c3d4-7e5f-8a6b-0123456789ag", "------------------------------------"})
        EXPECT_EQ(uuid_to_bytes(text), "") << text;
}

TEST(Codec, DamagedIdsAndHashesAreErrors)
{
    EXPECT_THROW(uuid_from_bytes("short"), StoreError);
    EXPECT_THROW(hash_from_bytes(std::string(17, 'x')), StoreError);
}

TEST(Codec, AHashComesBack)
{
    const Hash128 hash{.high = 0x0102030405060708ULL, .low = 0xfffefdfcfbfaf9f8ULL};
    EXPECT_EQ(hash_from_bytes(hash_to_bytes(hash)), hash);
    EXPECT_EQ(hash_to_bytes(hash).substr(0, 2), std::string("\x01\x02"));
}

TEST(Codec, LongTextsShrinkAndComeBack)
{
    std::string text;
    for (int i = 0; i < 500; ++i) text += "{\"kind\":\"email\"},";
    const std::string frame = compress(text);
    EXPECT_LT(frame.size(), text.size() / 5);
    EXPECT_EQ(decompress(frame), text);
}

TEST(Codec, ShortAndRandomTextsAreLeftAsTheyAre)
{
    EXPECT_EQ(compress(""), "");
    EXPECT_EQ(compress(std::string(1023, 'x')), "");
    std::mt19937_64 random(7);
    std::string noise;
    for (int i = 0; i < 4000; ++i) noise += static_cast<char>(random());
    EXPECT_EQ(compress(noise), "");
}

TEST(Codec, DamagedFramesAreErrors)
{
    const std::string frame = compress(std::string(5000, 'x'));
    EXPECT_THROW(decompress(""), StoreError);
    EXPECT_THROW(decompress("no frame at all"), StoreError);
    EXPECT_THROW(decompress(frame.substr(0, frame.size() - 1)), StoreError);
}

std::vector<model::Provenance> two_reasons()
{
    return {{"name", {"crm", "person", "crm:1"}, 1, "verified", "personal"},
            {"contact_points/0", {"crm", "person", "crm:1"}, 200, "union", ""}};
}

TEST(Codec, ReasonsComeBack)
{
    EXPECT_EQ(unpack(pack(two_reasons())), two_reasons());
    EXPECT_TRUE(unpack("").empty());
    EXPECT_TRUE(unpack(pack({})).empty());
}

TEST(Codec, AReasonMoreOfTheSameRecordCostsFewBytes)
{
    std::vector<model::Provenance> reasons = two_reasons();
    const std::size_t before = pack(reasons).size();
    reasons.push_back({"birth_date", {"crm", "person", "crm:1"}, 1, "union", "personal"});
    EXPECT_LE(pack(reasons).size(), before + std::string("birth_date").size() + 8);
}

TEST(Codec, ReasonsCutAnywhereAreAnErrorOrShorter)
{
    const std::string bytes = pack(two_reasons());
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        try {
            EXPECT_LT(unpack(bytes.substr(0, size)).size(), 2U) << size;
        } catch (const StoreError&) {
        }
    }
}

TEST(Codec, ReasonsWithForeignBytesNeverCrash)
{
    std::mt19937_64 random(11);
    const std::string bytes = pack(two_reasons());
    for (int round = 0; round < 2000; ++round) {
        std::string damaged = bytes;
        for (int i = 0; i < 3; ++i)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        try {
            EXPECT_LE(unpack(damaged).size(), damaged.size());
        } catch (const StoreError&) {
        }
    }
}

TEST(Codec, IssuesAndListsComeBack)
{
    const std::vector<model::Issue> issues{{"/a\"b", "email.syntax", model::Issue::Severity::error},
                                           {"", "x", model::Issue::Severity::info}};
    EXPECT_EQ(issues_from_text(issues_to_text(issues)), issues);
    EXPECT_EQ(issues_to_text({}), "");
    const std::vector<std::string> list{"a", "", "\"한글\""};
    EXPECT_EQ(list_from_text(list_to_text(list)), list);
    EXPECT_TRUE(list_from_text(list_to_text({})).empty());
}

TEST(Codec, DamagedIssuesAndListsAreErrors)
{
    EXPECT_THROW(issues_from_text("{"), StoreError);
    EXPECT_THROW(issues_from_text("{}"), StoreError);
    EXPECT_THROW(issues_from_text("[[1]]"), StoreError);
    EXPECT_THROW(list_from_text(""), StoreError);
}

}  // namespace
}  // namespace cx::store::sqlite
