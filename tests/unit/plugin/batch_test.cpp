// What a plugin writes, taken in parts while it writes.
#include "plugin/batch.hpp"

#include "plugin/wire.hpp"

#include <cx/plugin.hpp>

#include <gtest/gtest.h>

namespace cx::plugin {
namespace {

cx_text text_of(const std::string& text)
{
    return {text.data(), text.size()};
}

cx_status add(Batch& batch, const std::string& key, const std::string& payload)
{
    return batch.add({text_of(key), text_of(payload), {}, CX_UPSERT});
}

const std::string payload = "{\"x\":\"" + std::string(10'000, 'x') + "\"}";
const PollRequest request{.stream = "s", .record_limit = 100, .byte_limit = 10'000'000};

TEST(Batch, HandsOnPartsWhileItIsWritten)
{
    std::vector<std::size_t> parts;
    const Batch::Pass pass = [&](PollResult& so_far) {
        parts.push_back(so_far.records.size());
        so_far.records.clear();
    };
    Batch batch(request, Batch::Check::nothing, pass);
    for (int i = 0; i < 20; ++i) add(batch, std::to_string(i), payload);
    EXPECT_EQ(parts, (std::vector<std::size_t>{7, 7})) << "of " << part_bytes << " bytes";
    batch.set_cursor("20", 0);
    EXPECT_EQ(batch.finish(CX_OK).records.size(), 6U) << "the rest";
}

TEST(Batch, WhatWasHandedOnCountsForItsLimits)
{
    const Batch::Pass pass = [](PollResult& so_far) { so_far.records.clear(); };
    Batch batch(request, Batch::Check::nothing, pass);
    for (int i = 0; i < 99; ++i) EXPECT_EQ(add(batch, "k", payload), CX_OK);
    EXPECT_EQ(add(batch, "k", payload), CX_FULL);
    EXPECT_EQ(add(batch, "k", payload), CX_FAILED);
    batch.set_cursor("c", 0);
    EXPECT_EQ(batch.finish(CX_OK).status, PollResult::Status::failed);
}

TEST(Batch, WithoutAPassItKeepsAll)
{
    Batch batch(request, Batch::Check::payloads);
    for (int i = 0; i < 20; ++i) add(batch, std::to_string(i), payload);
    batch.set_cursor("20", 0);
    EXPECT_EQ(batch.finish(CX_OK).records.size(), 20U);
}

}  // namespace
}  // namespace cx::plugin
