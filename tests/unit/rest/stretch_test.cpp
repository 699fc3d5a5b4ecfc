// Incremental reading: stretches of time, where they begin and end, and what the next run asks for.
#include "reading.hpp"

namespace rest::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Records as {"id": day, "at": "2023-11-DD"}.
std::string days(const std::vector<int>& list)
{
    std::string body;
    for (const int day : list) {
        const std::string two = (day < 10 ? "0" : "") + std::to_string(day);
        body += (body.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(day) +
                R"(,"at":"2023-11-)" + two + "\"}";
    }
    return R"({"data":[)" + body + "]}";
}

// The clock of the host stands at 2023-11-14T22:13:20Z.
class StretchTest : public ReadingTest {
protected:
    void sync_by(const std::string& more)
    {
        manifest_ = plain_stream(
            "",
            "    incremental_sync:\n"
            "      type: DatetimeBasedCursor\n"
            "      cursor_field: at\n"
            "      datetime_format: '%Y-%m-%d'\n"
            "      start_datetime: {datetime: '2023-11-10', datetime_format: '%Y-%m-%d'}\n"
            "      start_time_option: {inject_into: request_parameter, field_name: from}\n"
            "      end_time_option: {inject_into: request_parameter, field_name: to}\n" +
                more);
    }
};

TEST_F(StretchTest, AsksInStepsThatDoNotOverlap)
{
    sync_by("      step: P2D\n      cursor_granularity: P1D\n");
    answer_ = [](const Received&) { return reply(200, days({})); };
    run();
    EXPECT_THAT(targets(), ElementsAre("/v1/items?from=2023-11-10&to=2023-11-11",
                                       "/v1/items?from=2023-11-12&to=2023-11-13",
                                       "/v1/items?from=2023-11-14&to=2023-11-14"));
}

TEST_F(StretchTest, TheNextRunBeginsAtTheLatestRecord)
{
    sync_by("");
    answer_ = [](const Received& got) {
        return reply(200, parameter(got, "from") == "2023-11-10" ? days({10, 13, 11}) : days({13}));
    };
    EXPECT_THAT(run(), ElementsAre("10", "13", "11"));
    EXPECT_EQ(cursor_, R"({"state":{"at":"2023-11-13"}})");
    EXPECT_THAT(run(), ElementsAre("13"));
    EXPECT_THAT(targets(), ElementsAre("/v1/items?from=2023-11-10&to=2023-11-14",
                                       "/v1/items?from=2023-11-13&to=2023-11-14"));
}

TEST_F(StretchTest, LooksBackButNotBeforeTheStart)
{
    sync_by("      lookback_window: P2D\n");
    answer_ = [](const Received&) { return reply(200, days({13})); };
    run();
    run();
    EXPECT_EQ(parameter(server_.received().back(), "from"), "2023-11-11");
    cursor_ = R"({"state":{"at":"2023-11-11"}})";
    run();
    EXPECT_EQ(parameter(server_.received().back(), "from"), "2023-11-10");
}

TEST_F(StretchTest, TheStateDoesNotGoBack)
{
    sync_by("      lookback_window: P3D\n");
    answer_ = [](const Received&) { return reply(200, days({11})); };
    cursor_ = R"({"state":{"at":"2023-11-13"}})";
    EXPECT_THAT(run(), ElementsAre("11"));
    EXPECT_EQ(cursor_, R"({"state":{"at":"2023-11-13"}})");
}

TEST_F(StretchTest, WholeAndSnapshotLeaveTheStateAside)
{
    sync_by("");
    mode_ = "whole";
    answer_ = [](const Received&) { return reply(200, days({13})); };
    run();
    EXPECT_EQ(cursor_, "{}");
    run();
    EXPECT_EQ(parameter(server_.received().back(), "from"), "2023-11-10");
}

TEST_F(StretchTest, RecordsWithoutATimePassAndMoveNothing)
{
    sync_by("");
    answer_ = [](const Received&) {
        return reply(200, R"({"data":[{"id":1,"at":"soon"},{"id":2},{"id":3,"at":"2023-11-12"}]})");
    };
    EXPECT_THAT(run(), ElementsAre("1", "2", "3"));
    EXPECT_EQ(cursor_, R"({"state":{"at":"2023-11-12"}})");
    EXPECT_THAT(host_.lines, ElementsAre(HasSubstr("2 records of a page have no 'at'")));
}

TEST_F(StretchTest, ChoosesHereWhereTheSystemDoesNot)
{
    sync_by("      is_client_side_incremental: true\n");
    answer_ = [](const Received&) { return reply(200, days({9, 10, 12})); };
    EXPECT_THAT(run(), ElementsAre("10", "12"));
    EXPECT_THAT(run(), ElementsAre("12"));
}

TEST_F(StretchTest, AFeedEndsAtTheFirstOlderRecord)
{
    sync_by("      is_data_feed: true\n");
    manifest_.replace(manifest_.find("    incremental_sync"), 0,
                      "      paginator:\n"
                      "        type: DefaultPaginator\n"
                      "        page_token_option: {inject_into: request_parameter, field_name: p}\n"
                      "        pagination_strategy: {type: PageIncrement, page_size: 2}\n");
    answer_ = [](const Received& got) {
        const std::string page = parameter(got, "p");
        return reply(200, page.empty()  ? days({14, 13})
                          : page == "1" ? days({12, 9})
                                        : days({8, 7}));
    };
    EXPECT_THAT(run(), ElementsAre("14", "13", "12"));
    EXPECT_EQ(targets().size(), 2U);
}

TEST_F(StretchTest, GoesOnWithinAStretchAfterARestart)
{
    sync_by("      step: P1D\n      cursor_granularity: P1D\n");
    answer_ = [](const Received& got) {
        return reply(200, days({std::stoi(parameter(got, "from").substr(8))}));
    };
    const auto all = run();
    EXPECT_THAT(all, ElementsAre("10", "11", "12", "13", "14"));
    cursor_.clear();
    EXPECT_EQ(run(1, true), all);
    EXPECT_EQ(cursor_, R"({"state":{"at":"2023-11-14"}})");
}

TEST_F(StretchTest, AStateInAnotherFormatOfTheManifestIsRead)
{
    sync_by("      cursor_datetime_formats: ['%Y-%m-%d', '%s']\n");
    answer_ = [](const Received&) { return reply(200, days({})); };
    cursor_ = R"({"state":{"at":"1699747200"}})";
    run();
    EXPECT_EQ(parameter(server_.received().back(), "from"), "2023-11-12");
}

TEST_F(StretchTest, CountsUpWhereTheCursorIsANumber)
{
    manifest_ = plain_stream(
        "",
        "    incremental_sync:\n"
        "      {type: IncrementingCountCursor, cursor_field: id, start_value: 5,\n"
        "       start_value_option: {inject_into: request_parameter, field_name: above}}\n");
    answer_ = [](const Received& got) {
        return reply(200, parameter(got, "above") == "5" ? items(6, 8) : items(8, 8));
    };
    EXPECT_THAT(run(), ElementsAre("6", "7", "8"));
    EXPECT_EQ(cursor_, R"({"state":{"id":"8"}})");
    EXPECT_THAT(run(), ElementsAre("8"));
}

TEST_F(StretchTest, DelegatesToTheIncrementalStreamOnceThereIsAState)
{
    manifest_ =
        "version: '1'\n"
        "streams:\n"
        "  - type: StateDelegatingStream\n"
        "    name: items\n"
        "    full_refresh_stream:\n"
        "      {type: DeclarativeStream, name: items, primary_key: id, retriever: {requester: "
        "{url_base: 'https://x.example', path: all}, record_selector: {extractor: {field_path: "
        "[data]}}}, incremental_sync: '#/definitions/sync'}\n"
        "    incremental_stream:\n"
        "      {type: DeclarativeStream, name: items, primary_key: id, retriever: {requester: "
        "{url_base: 'https://x.example', path: events}, record_selector: {extractor: {field_path: "
        "[data]}}}, incremental_sync: '#/definitions/sync'}\n"
        "definitions:\n"
        "  sync: {type: DatetimeBasedCursor, cursor_field: at, datetime_format: '%Y-%m-%d', "
        "start_datetime: {datetime: '2023-11-10'}}\n";
    answer_ = [](const Received&) { return reply(200, days({12})); };
    run();
    run();
    EXPECT_THAT(targets(), ElementsAre("/all", "/events"));
}

TEST_F(StretchTest, AStartThatIsNoTimeIsRefusedAtTheBeginning)
{
    sync_by("");
    manifest_.replace(manifest_.find("'2023-11-10'"), 12, "'whenever'");
    EXPECT_THROW(restart(), cx::BadOptions);
}

}  // namespace
}  // namespace rest::testing
