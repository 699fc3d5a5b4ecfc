// What a stream of many partitions takes of the machine.
#include "reading.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace rest::testing {
namespace {

using ::testing::SizeIs;

constexpr int partitions = 10'000;
constexpr int partitions_read = 200;

// Of this process, in bytes.
std::size_t resident()
{
    std::ifstream file("/proc/self/statm");
    std::size_t whole = 0;
    std::size_t pages = 0;
    file >> whole >> pages;
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

class MemoryTest : public ReadingTest {
protected:
    MemoryTest()
    {
        manifest_ = plain_stream(
            "      partition_router: {type: ListPartitionRouter, cursor_field: account, values: "
            "\"{{ "
            "config['accounts'] }}\"}\n",
            "    incremental_sync: {type: DatetimeBasedCursor, cursor_field: at, datetime_format: "
            "'%Y-%m-%dT%H:%M:%SZ', start_datetime: '2020-01-01T00:00:00Z'}\n");
        cx::json::Array accounts;
        for (int id = 0; id < partitions; ++id)
            accounts.emplace_back("account-" + std::to_string(id));
        config_["accounts"] = std::move(accounts);
        answer_ = [](const Received&) {
            return reply(200, R"({"data":[{"id":1,"at":"2024-02-01T00:00:00Z"}]})");
        };
    }
    // As it stands before the last of them.
    static std::string cursor()
    {
        std::string states;
        for (int id = 0; id < partitions; ++id)
            states += (id > 0 ? "," : "") + std::string(R"("{\"account\":\"account-)") +
                      std::to_string(id) + R"(\"}":"2024-01-31T00:00:00Z")";
        return R"({"state":{"partitions":{)" + states +
               R"(}},"place":{"started":1700000000000000,)" + R"("router":)" +
               std::to_string(partitions - partitions_read) + "}}";
    }
};

TEST_F(MemoryTest, TenThousandPartitionsFitIntoSixtyFourMegabytes)
{
    cursor_ = cursor();
    ASSERT_LT(cursor_.size(), 1U << 20);
    const std::size_t before = resident();
    std::size_t most = before;
    restart();
    while (poll(1)) most = std::max(most, resident());
    EXPECT_EQ(status_.code, CX_OK) << status_.why;
    EXPECT_THAT(keys_, SizeIs(partitions_read));
    EXPECT_LT(cursor_.size(), 1U << 20);
    const double megabytes = static_cast<double>(most - before) / 1e6;
    std::printf("%d partitions: %.1f MB more\n", partitions, megabytes);
#ifndef __SANITIZE_ADDRESS__
    EXPECT_LT(megabytes, 64);
#endif
}

}  // namespace
}  // namespace rest::testing
