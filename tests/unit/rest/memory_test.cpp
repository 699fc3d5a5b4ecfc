// What a stream of many partitions takes of the machine.
#include "reading.hpp"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

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
#ifndef CX_SANITIZED
    EXPECT_LT(megabytes, 64);
#endif
}

std::string packed(std::string text)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

class DownloadMemoryTest : public ReadingTest {
protected:
    DownloadMemoryTest()
    {
        const std::string home = "url_base: 'https://api.example.com/v1', path: ";
        manifest_ = one_stream(
            "    primary_key: id\n"
            "    retriever:\n"
            "      type: AsyncRetriever\n"
            "      status_mapping: {running: [Busy], completed: [Done]}\n"
            "      status_extractor: {field_path: [state]}\n"
            "      creation_requester: {" +
            home + "jobs, http_method: POST}\n      polling_requester: {" + home +
            "state}\n      download_requester: {" + home +
            "results}\n"
            "      record_selector: {extractor: {field_path: []}}\n"
            "      download_decoder: {type: GzipDecoder, decoder: {type: CsvDecoder}}\n");
        std::string rows = "id\n";
        for (int row = 0; row < 4'000'000; ++row) rows += "7\n";
        answer_ = [bomb = packed(std::move(rows))](const Received& got) {
            if (got.target == "/v1/results") return reply(200, bomb);
            return reply(200, R"({"state":"Done"})");
        };
    }
};

TEST_F(DownloadMemoryTest, ADownloadThatUnpacksToMuchIsHeldInParts)
{
    const std::size_t before = resident();
    std::size_t most = before;
    for (int polls = 0; polls < 50 && keys_.size() < 3'000; ++polls) {
        poll();
        most = std::max(most, resident());
    }
    EXPECT_EQ(status_.code, CX_OK) << status_.why;
    EXPECT_GE(keys_.size(), 3'000U);
    const double megabytes = static_cast<double>(most - before) / 1e6;
    std::printf("a download of 4,000,000 rows: %.1f MB more\n", megabytes);
#ifndef CX_SANITIZED
    EXPECT_LT(megabytes, 150);
#endif
}

}  // namespace
}  // namespace rest::testing
