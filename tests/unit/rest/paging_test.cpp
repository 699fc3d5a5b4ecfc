// Pages by number, offset, token and address; where they end, and where they must not lead.
#include "reading.hpp"
#include "rest/read/network.hpp"

namespace rest::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class PagingTest : public ReadingTest {
protected:
    void page_by(const std::string& strategy, const std::string& options)
    {
        manifest_ = plain_stream(
            "      paginator:\n"
            "        type: DefaultPaginator\n" +
            options + "        pagination_strategy: " + strategy + "\n");
    }
    static constexpr const char* by_parameters =
        "        page_size_option: {inject_into: request_parameter, field_name: size}\n"
        "        page_token_option: {type: RequestOption, inject_into: request_parameter, "
        "field_name: page}\n";
};

TEST_F(PagingTest, NumbersPagesAndStopsAtAShortOne)
{
    page_by("{type: PageIncrement, page_size: 2, start_from_page: 1}", by_parameters);
    answer_ = [](const Received& got) {
        const std::string page = parameter(got, "page");
        return reply(200, page.empty() ? items(1, 2) : page == "2" ? items(3, 4) : items(5, 5));
    };
    EXPECT_THAT(run(), ElementsAre("1", "2", "3", "4", "5"));
    EXPECT_THAT(targets(), ElementsAre("/v1/items?size=2", "/v1/items?page=2&size=2",
                                       "/v1/items?page=3&size=2"));
}

TEST_F(PagingTest, CarriesTheFirstNumberOnlyWhereTheManifestSaysSo)
{
    page_by("{type: PageIncrement, page_size: 2, inject_on_first_request: true}", by_parameters);
    answer_ = [](const Received&) { return reply(200, items(1, 1)); };
    run();
    EXPECT_THAT(targets(), ElementsAre("/v1/items?page=0&size=2"));
}

TEST_F(PagingTest, CountsOffsets)
{
    page_by("{type: OffsetIncrement, page_size: '{{ config.size }}'}", by_parameters);
    config_["size"] = 2;
    answer_ = [](const Received& got) {
        return reply(200, parameter(got, "page") == "2" ? items(3, 3) : items(1, 2));
    };
    EXPECT_THAT(run(), ElementsAre("1", "2", "3"));
    EXPECT_THAT(targets(), ElementsAre("/v1/items?size=2", "/v1/items?page=2&size=2"));
}

TEST_F(PagingTest, PutsTokensIntoTheBody)
{
    manifest_ = one_stream(
        "    primary_key: id\n"
        "    retriever:\n"
        "      requester: {url_base: 'https://x.example', path: s, http_method: POST,\n"
        "                  request_body_json: {query: {all: true}}}\n"
        "      record_selector: {extractor: {field_path: [data]}}\n"
        "      paginator:\n"
        "        type: DefaultPaginator\n"
        "        page_token_option: {inject_into: body_json, field_path: [query, after]}\n"
        "        pagination_strategy: {type: CursorPagination,\n"
        "          cursor_value: \"{{ response.get('next') }}\"}\n");
    int asked = 0;
    answer_ = [&](const Received&) {
        return reply(200, ++asked == 1 ? R"({"data":[{"id":1}],"next":"n2"})" : items(2, 2));
    };
    EXPECT_THAT(run(), ElementsAre("1", "2"));
    EXPECT_EQ(server_.received().at(0).body, R"({"query":{"all":true}})");
    EXPECT_EQ(server_.received().at(1).body, R"({"query":{"after":"n2","all":true}})");
}

TEST_F(PagingTest, GoesOnFromTheLastRecord)
{
    page_by(
        "{type: CursorPagination, cursor_value: \"{{ last_record['id'] }}\",\n"
        "          stop_condition: '{{ last_page_size < 2 }}'}",
        by_parameters);
    answer_ = [](const Received& got) {
        return reply(200, parameter(got, "page") == "2" ? items(3, 3) : items(1, 2));
    };
    EXPECT_THAT(run(), ElementsAre("1", "2", "3"));
}

class AddressTest : public PagingTest {
protected:
    AddressTest()
    {
        page_by("{type: CursorPagination, page_size: 2, cursor_value: '{{ response.next }}'}",
                "        page_token_option: {type: RequestPath}\n"
                "        page_size_option: {inject_into: request_parameter, field_name: size}\n");
    }
    void lead_to(const std::string& next)
    {
        answer_ = [next](const Received& got) {
            if (got.target.find("page=2") != std::string::npos) return reply(200, items(2, 2));
            return reply(200, R"({"data":[{"id":1}],"next":")" + next + R"("})");
        };
    }
};

TEST_F(AddressTest, FollowsAddressesAndLeavesTheirParametersAlone)
{
    lead_to("https://api.example.com/v1/items?page=2&size=9");
    EXPECT_THAT(run(), ElementsAre("1", "2"));
    EXPECT_THAT(targets(), ElementsAre("/v1/items?size=2", "/v1/items?page=2&size=9"));
}

TEST_F(AddressTest, FollowsPathsFromTheBaseAndFromTheHost)
{
    for (const char* next : {"/items?page=2", "items?page=2", "/v1/items?page=2"}) {
        lead_to(next);
        cursor_.clear();
        EXPECT_THAT(run(), ElementsAre("1", "2")) << next;
        EXPECT_EQ(targets().back(), "/v1/items?page=2&size=2") << next;
    }
}

TEST_F(AddressTest, FollowsTheLinkHeader)
{
    page_by(
        "{type: CursorPagination, cursor_value: \"{{ headers['link']['next']['url'] }}\",\n"
        "          stop_condition: \"{{ 'next' not in headers['link'] }}\"}",
        "        page_token_option: {type: RequestPath}\n");
    answer_ = [](const Received& got) {
        if (got.target.find("page=2") != std::string::npos) return reply(200, items(2, 2));
        return reply(200, items(1, 1),
                     "Link: <https://api.example.com/v1/items?page=9>; rel=\"last\", "
                     "<https://api.example.com/v1/items?page=2>; rel=\"next\"\r\n");
    };
    EXPECT_THAT(run(), ElementsAre("1", "2"));
}

TEST_F(AddressTest, CarriesCredentialsToNoOtherHost)
{
    manifest_.replace(manifest_.find("path: items}"), 12,
                      "path: items, authenticator: {type: BearerAuthenticator, api_token: t}}");
    lead_to("https://evil.example/v1/items?page=2");
    run();
    // With a base_url everything goes there, the address of the next page as well.
    EXPECT_THAT(targets(), SizeIs(2));
    const Network network({}, "", cx::Host());
    EXPECT_TRUE(network.same_place("https://api.example/v1/x?page=2", "https://api.example/v1/x"));
    for (const char* other : {"https://evil.example/v1/x", "http://api.example/v1/x",
                              "https://api.example:8443/v1/x", "https://api.example.evil.example/"})
        EXPECT_FALSE(network.same_place(other, "https://api.example/v1/x")) << other;
}

TEST_F(PagingTest, NoticesAPageThatComesAgain)
{
    page_by("{type: CursorPagination, cursor_value: '{{ response.next }}'}", by_parameters);
    answer_ = [](const Received&) { return reply(200, R"({"data":[{"id":1}],"next":"a"})"); };
    run();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("the same page came twice"));
}

TEST_F(PagingTest, NoticesASystemThatDoesNotHeedThePage)
{
    page_by("{type: PageIncrement, page_size: 2}", by_parameters);
    answer_ = [](const Received&) { return reply(200, items(1, 2)); };
    run();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(targets(), SizeIs(2));
}

TEST_F(PagingTest, ScrollsWithATokenThatStays)
{
    page_by(
        "{type: CursorPagination, cursor_value: '{{ response.next }}',\n"
        "          stop_condition: '{{ last_page_size == 0 }}'}",
        by_parameters);
    int asked = 0;
    answer_ = [&](const Received&) {
        ++asked;
        const std::string record = asked < 4 ? R"({"id":)" + std::to_string(asked) + "}" : "";
        return reply(200, R"({"data":[)" + record + R"(],"next":"scroll"})");
    };
    EXPECT_THAT(run(), ElementsAre("1", "2", "3"));
}

TEST_F(PagingTest, RefusesTwoValuesForOneParameter)
{
    manifest_ = one_stream(
        "    retriever:\n"
        "      requester: {url_base: 'https://x.example', path: s, request_parameters: {size: 3}}\n"
        "      record_selector: {extractor: {field_path: [data]}}\n"
        "      paginator:\n"
        "        type: DefaultPaginator\n"
        "        page_size_option: {inject_into: request_parameter, field_name: size}\n"
        "        pagination_strategy: {type: PageIncrement, page_size: 2}\n");
    run();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("'size'"));
}

TEST_F(PagingTest, FollowsTheLinkHeaderInItsShortForm)
{
    manifest_ = plain_stream(
        "      paginator: {type: DefaultPaginator, pagination_strategy: {type: "
        "LinkHeaderPagination}}\n");
    answer_ = [](const Received& got) {
        const std::string page = parameter(got, "page");
        if (page == "3")
            return reply(200, items(3, 3), "Link: </v1/items?page=1>; rel=\"prev\"\r\n");
        if (page == "2")
            return reply(200, items(2, 2),
                         "Link: </v1/items?page=1>; rel=prev, </v1/items?page=3>; rel=next\r\n");
        return reply(200, items(1, 1),
                     "Link: <https://api.example.com/v1/items?page=2>; rel=\"last next\"\r\n");
    };
    EXPECT_THAT(run(), ElementsAre("1", "2", "3")) << status_.why;
}

// A search that gives so many records only is asked anew behind the last of them.
TEST_F(PagingTest, BeginsAgainBehindSoManyRecords)
{
    const std::string reset =
        "      paginator:\n"
        "        type: DefaultPaginator\n"
        "        page_token_option: {inject_into: request_parameter, field_name: page}\n"
        "        pagination_strategy: {type: PageIncrement, page_size: 2}\n"
        "      pagination_reset: {type: PaginationReset, action: SPLIT_USING_CURSOR, limits: "
        "{number_of_records: 4}}\n";
    const std::string cursor =
        "    incremental_sync: {type: DatetimeBasedCursor, cursor_field: at, datetime_format: "
        "'%s', "
        "start_datetime: '0', start_time_option: {inject_into: request_parameter, field_name: "
        "since}}\n";
    manifest_ = plain_stream(reset, cursor);
    answer_ = [](const Received& got) {
        const int since = std::atoi(parameter(got, "since").c_str());
        const int page = std::atoi(("0" + parameter(got, "page")).c_str());
        if (page > 1) return reply(400);
        std::string body;
        for (int at = std::max(since, 1) + 2 * page; at < std::max(since, 1) + 2 * page + 2; ++at)
            if (at <= 9)
                body += (body.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(at) +
                        R"(,"at":)" + std::to_string(at) + "}";
        return reply(200, R"({"data":[)" + body + "]}");
    };
    EXPECT_THAT(run(1, true), ElementsAre("1", "2", "3", "4", "4", "5", "6", "7", "7", "8", "9"))
        << status_.why;
    EXPECT_EQ(status_.code, CX_OK) << status_.why;
}

}  // namespace
}  // namespace rest::testing
