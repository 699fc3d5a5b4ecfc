// What the format lacks and this hub adds: links to what changed since, and records that are gone.
#include "reading.hpp"

namespace rest::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// OData as Microsoft Graph and Dynamics speak it.
class DeltaTest : public ReadingTest {
protected:
    DeltaTest()
    {
        manifest_ = one_stream(
            "    primary_key: id\n"
            "    retriever:\n"
            "      requester: {url_base: 'https://graph.example/v1', path: users/delta}\n"
            "      record_selector:\n"
            "        extractor: {field_path: [value]}\n"
            "        removed_when: \"{{ '@removed' in record }}\"\n"
            "      paginator:\n"
            "        type: DefaultPaginator\n"
            "        page_token_option: {type: RequestPath}\n"
            "        pagination_strategy: {type: CursorPagination,\n"
            "          cursor_value: \"{{ response.get('@odata.nextLink') }}\"}\n"
            "    incremental_sync: {type: DeltaLinkCursor,\n"
            "      link: \"{{ response.get('@odata.deltaLink') or '' }}\"}\n");
        answer_ = [this](const Received& got) {
            if (got.target == "/v1/users/delta")
                return reply(200,
                             R"({"value":[{"id":"a"}],)"
                             R"("@odata.nextLink":"https://graph.example/v1/users/delta?p=2"})");
            if (got.target == "/v1/users/delta?p=2")
                return reply(200,
                             R"({"value":[{"id":"b"}],)"
                             R"("@odata.deltaLink":"https://graph.example/v1/users/delta?d=1"})");
            if (gone_) return reply(410);
            return reply(200, R"({"value":[{"id":"c"},{"id":"a","@removed":{"reason":"deleted"}}],)"
                              R"("@odata.deltaLink":"https://graph.example/v1/users/delta?d=2"})");
        };
    }

    bool gone_ = false;
};

TEST_F(DeltaTest, TheNextRunBeginsWithTheLinkOfTheLastPage)
{
    EXPECT_THAT(run(), ElementsAre("a", "b"));
    EXPECT_THAT(cursor_, HasSubstr(R"({"delta_link":"https://graph.example/v1/users/delta?d=1"})"));
    EXPECT_THAT(run(), ElementsAre("c", "a"));
    EXPECT_EQ(payloads_.back(), "");
    run();
    EXPECT_EQ(targets().back(), "/v1/users/delta?d=2");
}

TEST_F(DeltaTest, ALinkThatIsForgottenBeginsAgain)
{
    run();
    gone_ = true;
    EXPECT_THAT(run(), ElementsAre("a", "b"));
    EXPECT_EQ(status_.code, CX_OK);
    EXPECT_THAT(host_.lines.back(), HasSubstr("begins again"));
}

TEST_F(DeltaTest, APageThatIsForgottenOverARestartBeginsAgain)
{
    poll(1);
    restart();
    answer_ = [](const Received& got) {
        if (got.target != "/v1/users/delta") return reply(410);
        return reply(200, R"({"value":[{"id":"a"},{"id":"b"}]})");
    };
    keys_.clear();
    run();
    EXPECT_THAT(keys_, ElementsAre("a", "b"));
    EXPECT_EQ(status_.code, CX_OK);
}

TEST_F(DeltaTest, WantsToFollowAddresses)
{
    manifest_.replace(manifest_.find("{type: RequestPath}"), 19,
                      "{inject_into: request_parameter, field_name: p}");
    EXPECT_THROW(restart(), cx::BadOptions);
}

}  // namespace
}  // namespace rest::testing
