// The whole hub in one thread under a seed: sources stall, disks fail, the process dies, stewards
// change their minds. In the end it knows what an undisturbed hub knows.
//
// test_simulation [--seeds N] [--first S]; or CXHUB_SIMULATION_SEEDS and CXHUB_SIMULATION_FIRST.
#include "run.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace cx::pipeline::testing {
namespace {

std::uint64_t first_seed = 1;
std::uint64_t seed_count = 100;

TEST(Simulation, DisturbedAndUndisturbedHubsKnowTheSame)
{
    RunCounts sum;
    for (std::uint64_t seed = first_seed; seed < first_seed + seed_count; ++seed) {
        SCOPED_TRACE(
            fmt::format("seed {}; again: test_simulation --seeds 1 --first {}", seed, seed));
        const World world(seed);
        RunCounts counts;
        const EndState disturbed = disturbed_run(world, seed, counts);
        const EndState undisturbed = undisturbed_run(world, disturbed.decisions);
        EXPECT_EQ(disturbed.live, undisturbed.live);
        EXPECT_EQ(disturbed.partition, undisturbed.partition);
        EXPECT_EQ(disturbed.golden, undisturbed.golden);
        sum.crashes += counts.crashes;
        sum.failed_writes += counts.failed_writes;
        sum.decisions += counts.decisions;
        sum.redelivered += counts.redelivered;
        if (HasFailure()) break;  // The first seed that fails says enough.
    }
    fmt::print("{} seeds: {} crashes, {} failed writes, {} decisions, {} changes delivered again\n",
               seed_count, sum.crashes, sum.failed_writes, sum.decisions, sum.redelivered);
    // Otherwise nothing was disturbed and nothing shown.
    if (seed_count >= 10) {
        EXPECT_GT(sum.crashes, 0);
        EXPECT_GT(sum.failed_writes, 0);
        EXPECT_GT(sum.decisions, 0);
        EXPECT_GT(sum.redelivered, 0);
    }
}

void read_number(const char* text, std::uint64_t& number)
{
    if (text) number = std::strtoull(text, nullptr, 10);
}

}  // namespace
}  // namespace cx::pipeline::testing

int main(int argc, char** argv)
{
    using namespace cx::pipeline::testing;
    ::testing::InitGoogleTest(&argc, argv);
    read_number(std::getenv("CXHUB_SIMULATION_SEEDS"), seed_count);
    read_number(std::getenv("CXHUB_SIMULATION_FIRST"), first_seed);
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        if (name == "--seeds") read_number(argv[i + 1], seed_count);
        if (name == "--first") read_number(argv[i + 1], first_seed);
    }
    return RUN_ALL_TESTS();
}
