// What answers mean: by status, by the manifest's filters, and when to ask again.
#include "reading.hpp"

namespace rest::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ErrorsTest : public ReadingTest {
protected:
    void handle_by(const std::string& handler)
    {
        manifest_ = one_stream(
            "    primary_key: id\n"
            "    retriever:\n"
            "      requester:\n"
            "        url_base: https://api.example.com/v1\n"
            "        path: items\n"
            "        error_handler:\n" +
            handler + "      record_selector: {extractor: {field_path: [data]}}\n");
        source_.reset();
        cursor_.clear();
    }
    void answer(int status, const std::string& body = "{}", const std::string& headers = "")
    {
        answer_ = [=](const Received&) { return reply(status, body, headers); };
    }
};

TEST_F(ErrorsTest, WithoutFiltersTheStatusSpeaks)
{
    manifest_ = plain_stream();
    struct Row {
        int status;
        int code;
    };
    for (const Row row :
         {Row{400, CX_FAILED}, Row{401, CX_FAILED}, Row{403, CX_FAILED}, Row{404, CX_FAILED},
          Row{408, CX_RETRY}, Row{429, CX_RETRY}, Row{500, CX_RETRY}, Row{503, CX_RETRY}}) {
        answer(row.status);
        poll();
        EXPECT_EQ(status_.code, row.code) << row.status;
        EXPECT_THAT(status_.why, HasSubstr(std::to_string(row.status)));
    }
    answer(429, "{}", "Retry-After: 7\r\n");
    poll();
    EXPECT_EQ(status_.retry_after_ms, 7000U);
}

TEST_F(ErrorsTest, FiltersByStatusWordsAndConditionInTheirOrder)
{
    handle_by(
        "          response_filters:\n"
        "            - {http_codes: [403], action: IGNORE}\n"
        "            - {error_message_contains: 'too deep', action: FAIL, error_message: Deep.}\n"
        "            - {predicate: \"{{ response.get('error') == 'busy' }}\", action: RETRY}\n"
        "            - {http_codes: [404], action: SUCCESS}\n");
    answer(403);
    EXPECT_THAT(run(), IsEmpty());
    EXPECT_EQ(status_.code, CX_OK);
    answer(400, R"({"error":"too deep"})");
    poll();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("Deep."));
    answer(400, R"({"error":"busy"})");
    poll();
    EXPECT_EQ(status_.code, CX_RETRY);
    answer(404, items(1, 2));
    EXPECT_THAT(run(), ElementsAre("1", "2"));
}

TEST_F(ErrorsTest, AnAnswerWithStatus200MayBeAnError)
{
    handle_by(
        "          response_filters:\n"
        "            - {predicate: \"{{ 'error' in response }}\", action: FAIL}\n");
    answer(200, R"({"error":{"code":-32000}})");
    poll();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("takes the answer for an error"));
}

TEST_F(ErrorsTest, WaitsAsTheStrategiesSay)
{
    const std::string filter = "          response_filters: [{http_codes: [429], action: RETRY}]\n";
    handle_by(filter +
              "          backoff_strategies:\n"
              "            - {type: WaitTimeFromHeader, header: X-Wait, regex: '\\d+'}\n"
              "            - {type: ExponentialBackoffStrategy, factor: 3}\n");
    answer(429, "{}", "X-Wait: about 12 seconds\r\n");
    poll();
    EXPECT_EQ(status_.retry_after_ms, 12'000U);
    answer(429);
    poll();
    EXPECT_EQ(status_.retry_after_ms, 12'000U);  // 3 times 2 to the second failure in a row
    poll();
    EXPECT_EQ(status_.retry_after_ms, 24'000U);

    handle_by(filter +
              "          backoff_strategies:\n"
              "            - {type: WaitUntilTimeFromHeader, header: X-Reset, min_wait: 5}\n");
    answer(429, "{}", "X-Reset: 1700000090\r\n");
    poll();
    EXPECT_EQ(status_.retry_after_ms, 90'000U);
    answer(429, "{}", "X-Reset: 1600000000\r\n");
    poll();
    EXPECT_EQ(status_.retry_after_ms, 5'000U);

    handle_by(filter +
              "          backoff_strategies:\n"
              "            - {type: ConstantBackoffStrategy, backoff_time_in_seconds: 60}\n");
    poll();
    EXPECT_EQ(status_.retry_after_ms, 60'000U);
}

TEST_F(ErrorsTest, CompositeHandlersAreAskedUntilOneSettles)
{
    handle_by(
        "          type: CompositeErrorHandler\n"
        "          error_handlers:\n"
        "            - {response_filters: [{http_codes: [429], action: RATE_LIMITED}]}\n"
        "            - {response_filters: [{http_codes: [404], action: IGNORE}]}\n");
    answer(404);
    EXPECT_THAT(run(), IsEmpty());
    EXPECT_EQ(status_.code, CX_OK);
    answer(429);
    poll();
    EXPECT_EQ(status_.code, CX_RETRY);
}

TEST_F(ErrorsTest, ResettingPagesEndsWhereItDoesNotHelp)
{
    handle_by("          response_filters: [{http_codes: [410], action: RESET_PAGINATION}]\n");
    answer(410);
    poll();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(targets(), SizeIs(4));
}

TEST_F(ErrorsTest, TroubleBehindTheFirstPageComesWithTheNextPoll)
{
    manifest_ = plain_stream(
        "      paginator:\n"
        "        type: DefaultPaginator\n"
        "        page_token_option: {inject_into: request_parameter, field_name: page}\n"
        "        pagination_strategy: {type: PageIncrement, page_size: 2}\n");
    bool busy = true;
    answer_ = [&](const Received& got) {
        if (parameter(got, "page").empty()) return reply(200, items(1, 2));
        return busy ? reply(503) : reply(200, items(3, 3));
    };
    EXPECT_TRUE(poll());
    EXPECT_THAT(keys_, ElementsAre("1", "2"));
    EXPECT_FALSE(poll());
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_THAT(targets(), SizeIs(2));
    busy = false;
    EXPECT_FALSE(poll());
    EXPECT_THAT(keys_, ElementsAre("1", "2", "3"));
}

TEST_F(ErrorsTest, AnAnswerThatCannotBeReadIsTriedAgain)
{
    manifest_ = plain_stream();
    answer(200, "<html>");
    poll();
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_THAT(status_.why, HasSubstr("GET https://api.example.com/v1/items: the answer cannot"));
    EXPECT_EQ(status_.why.find("html"), std::string::npos);
}

TEST_F(ErrorsTest, RecordsWithoutTheirPrimaryKeyAreToldOnce)
{
    manifest_ = plain_stream();
    answer(200, R"({"data":[{"name":"Ada"},{"name":"Grace"}]})");
    run();
    run();
    EXPECT_THAT(keys_, SizeIs(2));
    EXPECT_THAT(host_.lines, ElementsAre(HasSubstr("primary_key")));
}

TEST_F(ErrorsTest, ASnapshotWithIgnoredAnswersDeletesNothing)
{
    handle_by("          response_filters: [{http_codes: [403], action: IGNORE}]\n");
    mode_ = "snapshot";
    answer(403);
    run();
    EXPECT_FALSE(snapshot_end_);
    answer(200, items(1, 1));
    run();
    EXPECT_TRUE(snapshot_end_);
}

}  // namespace
}  // namespace rest::testing
