// Partitions from lists, from parent streams and products of both, and the state of each.
#include "reading.hpp"

namespace rest::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr const char* list_of_colours =
    "        {type: ListPartitionRouter, values: [red, blue], cursor_field: colour,\n"
    "         request_option: {inject_into: request_parameter, field_name: c}}\n";

constexpr const char* sync_by_day =
    "    incremental_sync:\n"
    "      type: DatetimeBasedCursor\n"
    "      cursor_field: at\n"
    "      datetime_format: '%Y-%m-%d'\n"
    "      start_datetime: {datetime: '2023-11-01'}\n"
    "      start_time_option: {inject_into: request_parameter, field_name: from}\n";

// Reads /v1/lists/ID/items for each record of /v1/lists, which has pages of two.
std::string children(const std::string& parent_more = "", const std::string& beside = "")
{
    return one_stream(
        "    primary_key: id\n"
        "    retriever:\n"
        "      requester: {url_base: 'https://api.example.com/v1',\n"
        "                  path: 'lists/{{ stream_partition.list_id }}/items'}\n"
        "      record_selector: {extractor: {field_path: [data]}}\n"
        "      partition_router:\n"
        "        type: SubstreamPartitionRouter\n"
        "        parent_stream_configs:\n"
        "          - type: ParentStreamConfig\n"
        "            parent_key: id\n"
        "            partition_field: list_id\n" +
        parent_more +
        "            stream:\n"
        "              type: DeclarativeStream\n"
        "              name: lists\n"
        "              retriever:\n"
        "                requester: {url_base: 'https://api.example.com/v1', path: lists}\n"
        "                record_selector: {extractor: {field_path: [data]}}\n"
        "                paginator:\n"
        "                  type: DefaultPaginator\n"
        "                  page_token_option: {inject_into: request_parameter, field_name: p}\n"
        "                  pagination_strategy: {type: PageIncrement, page_size: 2}\n" +
        beside);
}

class PartitionTest : public ReadingTest {
protected:
    // Lists 1 to 3; the items of list N are N0 and N1.
    void serve_lists()
    {
        answer_ = [](const Received& got) {
            const std::string path = got.target.substr(0, got.target.find('?'));
            if (path == "/v1/lists")
                return reply(200, parameter(got, "p").empty() ? items(1, 2) : items(3, 3));
            const int list = std::stoi(path.substr(10));
            return reply(200, items(list * 10, list * 10 + 1));
        };
    }
};

TEST_F(PartitionTest, ReadsOnceForEachValueOfAList)
{
    manifest_ = plain_stream(std::string("      partition_router:\n") + list_of_colours);
    answer_ = [](const Received& got) {
        return reply(200, parameter(got, "c") == "red" ? items(1, 1) : items(2, 2));
    };
    EXPECT_THAT(run(), ElementsAre("1", "2"));
    EXPECT_THAT(targets(), ElementsAre("/v1/items?c=red", "/v1/items?c=blue"));
}

TEST_F(PartitionTest, TakesTheValuesFromTheConfiguration)
{
    config_["ids"] = cx::json::Array{7, 8};
    manifest_ = plain_stream(
        "      partition_router: {type: ListPartitionRouter, cursor_field: n,\n"
        "        values: \"{{ config['ids'] }}\"}\n");
    manifest_.replace(manifest_.find("path: items"), 11, "path: 'items/{{ stream_slice.n }}'");
    answer_ = [](const Received&) { return reply(200, items(1, 1)); };
    run();
    EXPECT_THAT(targets(), ElementsAre("/v1/items/7", "/v1/items/8"));
}

TEST_F(PartitionTest, ReadsTheParentsPageByPage)
{
    manifest_ = children();
    serve_lists();
    EXPECT_THAT(run(), ElementsAre("10", "11", "20", "21", "30", "31"));
    EXPECT_THAT(targets(), ElementsAre("/v1/lists", "/v1/lists/1/items", "/v1/lists/2/items",
                                       "/v1/lists?p=1", "/v1/lists/3/items"));
}

TEST_F(PartitionTest, GoesOnBehindEveryRecordAfterARestart)
{
    manifest_ = children();
    serve_lists();
    for (std::uint32_t limit = 1; limit <= 4; ++limit) {
        cursor_.clear();
        EXPECT_THAT(run(limit, true), ElementsAre("10", "11", "20", "21", "30", "31")) << limit;
    }
}

TEST_F(PartitionTest, ExtraFieldsAndTheParentsSliceAreThereForExpressions)
{
    manifest_ = children("            extra_fields: [[owner, name]]\n");
    manifest_.replace(manifest_.find("/items'}"), 8,
                      "/items',\n        request_parameters: "
                      "{o: \"{{ stream_slice.extra_fields['owner.name'] }}\"}}");
    answer_ = [](const Received& got) {
        if (got.target == "/v1/lists")
            return reply(200, R"({"data":[{"id":1,"owner":{"name":"ann"}}]})");
        return reply(200, items(1, 1));
    };
    run();
    EXPECT_EQ(targets().back(), "/v1/lists/1/items?o=ann");
}

TEST_F(PartitionTest, MultipliesRouters)
{
    manifest_ = plain_stream(std::string("      partition_router:\n") + "        - " +
                             (list_of_colours + 8) +
                             "        - {type: ListPartitionRouter, values: [1, 2], "
                             "cursor_field: size,\n"
                             "           request_option: {inject_into: request_parameter, "
                             "field_name: s}}\n");
    answer_ = [](const Received& got) {
        const int id = (parameter(got, "c") == "red" ? 10 : 20) + std::stoi(parameter(got, "s"));
        return reply(200, items(id, id));
    };
    EXPECT_THAT(run(), ElementsAre("11", "12", "21", "22"));
    cursor_.clear();
    EXPECT_THAT(run(1, true), ElementsAre("11", "12", "21", "22"));
}

TEST_F(PartitionTest, EachPartitionHasAStateOfItsOwn)
{
    manifest_ =
        plain_stream(std::string("      partition_router:\n") + list_of_colours, sync_by_day);
    answer_ = [](const Received& got) {
        const bool red = parameter(got, "c") == "red";
        return reply(200, red ? R"({"data":[{"id":1,"at":"2023-11-05"}]})"
                              : R"({"data":[{"id":2,"at":"2023-11-09"}]})");
    };
    run();
    run();
    const auto asked = targets();
    EXPECT_EQ(asked.at(2), "/v1/items?c=red&from=2023-11-05");
    EXPECT_EQ(asked.at(3), "/v1/items?c=blue&from=2023-11-09");
}

TEST_F(PartitionTest, TheLongFormOfAStateIsRead)
{
    manifest_ =
        plain_stream(std::string("      partition_router:\n") + list_of_colours, sync_by_day);
    answer_ = [](const Received&) { return reply(200, items(1, 0)); };
    cursor_ = R"({"state":{"use_global_cursor":false,"states":[{"partition":{"colour":"red"},)"
              R"("cursor":{"at":"2023-11-07"}}],"state":{"at":"2023-11-03"}}})";
    run();
    EXPECT_THAT(targets(),
                ElementsAre("/v1/items?c=red&from=2023-11-07", "/v1/items?c=blue&from=2023-11-03"));
}

TEST_F(PartitionTest, OneStateForAllWhereTheManifestWantsIt)
{
    manifest_ = plain_stream(std::string("      partition_router:\n") + list_of_colours,
                             std::string(sync_by_day) + "      global_substream_cursor: true\n");
    answer_ = [](const Received& got) {
        return reply(200, parameter(got, "c") == "red"
                              ? R"({"data":[{"id":1,"at":"2023-11-05"}]})"
                              : R"({"data":[{"id":2,"at":"2023-11-09"}]})");
    };
    run();
    EXPECT_THAT(cursor_, HasSubstr(R"("all":"2023-11-09","global":true)"));
    run();
    // Begins as much earlier as the last run may have taken: a second here, so the day before.
    EXPECT_EQ(targets().at(2), "/v1/items?c=red&from=2023-11-08");
}

TEST_F(PartitionTest, AParentThatIsReadIncrementallyGoesOnWhereItWas)
{
    std::string sync = sync_by_day;
    std::string indented;
    for (std::size_t at = 0; at < sync.size();) {
        const std::size_t end = sync.find('\n', at) + 1;
        indented += "          " + sync.substr(at, end - at);
        at = end;
    }
    manifest_ =
        children("            incremental_dependency: true\n", indented + std::string(sync_by_day));
    answer_ = [](const Received& got) {
        if (got.target.find("/v1/lists?") == 0)
            return reply(200, R"({"data":[{"id":1,"at":"2023-11-06"}]})");
        return reply(200, R"({"data":[{"id":5,"at":"2023-11-04"}]})");
    };
    run();
    EXPECT_THAT(cursor_, HasSubstr(R"("parents":{"lists":{"at":"2023-11-06"}})"));
    run();
    EXPECT_EQ(targets().at(2), "/v1/lists?from=2023-11-06");
}

TEST_F(PartitionTest, TroubleWithAParentIsTold)
{
    manifest_ = children();
    answer_ = [](const Received&) { return reply(503, "", "Retry-After: 3\r\n"); };
    poll();
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_EQ(status_.retry_after_ms, 3000U);
    serve_lists();
    EXPECT_THAT(run(), ElementsAre("10", "11", "20", "21", "30", "31"));
}

}  // namespace
}  // namespace rest::testing
