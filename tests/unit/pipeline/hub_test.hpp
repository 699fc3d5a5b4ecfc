// A hub on a clock that each test moves itself.
#pragma once

#include "testhub/hub.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cx::pipeline::testing {

class HubTest : public ::testing::Test {
protected:
    // What a crash leaves: the files.
    void restart()
    {
        hub_.reset();
        hub_ = std::make_unique<Hub>(folder_.path(), clock_, ids_);
    }
    void tick(int seconds = 1) { clock_.advance_ms(seconds * 1000); }

    ~HubTest() override
    {
        if (!hub_) return;
        EXPECT_THAT(hub_->store->check(), ::testing::IsEmpty());
    }

    Folder folder_;
    ManualClock clock_{Timestamp{1'790'000'000'000'000}};
    Uuid7Generator ids_{clock_, 1};
    std::unique_ptr<Hub> hub_ = std::make_unique<Hub>(folder_.path(), clock_, ids_);
};

}  // namespace cx::pipeline::testing
