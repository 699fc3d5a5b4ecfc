// Streams that a system makes by jobs: made once, waited for, downloaded in parts, taken up.
#include "reading.hpp"

#include <algorithm>

namespace rest::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// A system that makes CSV by jobs, in pages named by a locator.
struct Reports {
    Reply answer(const Received& got)
    {
        const std::string path = got.target.substr(0, got.target.find('?'));
        asked.push_back(got.method + " " + path);
        if (trouble > 0) {
            --trouble;
            return reply(503);
        }
        if (got.method == "POST" && path == "/v1/jobs") {
            wanted.push_back(got.body);
            return reply(201, R"({"id":"j)" + std::to_string(++made) + R"(","state":"Queued"})");
        }
        if (got.method == "DELETE" || got.method == "PATCH") return reply(204);
        if (path != "/v1/jobs/j" + std::to_string(made) && !path.ends_with("/results"))
            return reply(404);
        if (!path.ends_with("/results")) {
            const std::string state = states.size() > 1 ? states.front() : states.at(0);
            if (states.size() > 1) states.erase(states.begin());
            return reply(200, R"({"state":")" + state + R"("})");
        }
        const std::string page = parameter(got, "locator");
        return reply(200, pages.at(page.empty() ? 0 : std::stoul(page)),
                     "Locator: " +
                         (std::stoul("0" + page) + 1 < pages.size()
                              ? std::to_string(std::stoul("0" + page) + 1)
                              : std::string("null")) +
                         "\r\n");
    }

    int made = 0;
    int trouble = 0;
    std::vector<std::string> states = {"InProgress", "Done"};
    std::vector<std::string> pages = {"id,name\n1,Ada\n2,\"Grace,\nB\"\n", "id,name\n3,Jo\n"};
    std::vector<std::string> asked;
    std::vector<std::string> wanted;
};

class JobTest : public ReadingTest {
protected:
    JobTest()
    {
        manifest_ = stream("");
        answer_ = [this](const Received& got) { return reports_.answer(got); };
    }
    static std::string stream(const std::string& more)
    {
        return one_stream(R"(
    primary_key: id
    retriever:
      type: AsyncRetriever
      status_mapping: {running: [Queued, InProgress], completed: [Done], failed: [Failed], timeout: [Stale]}
      status_extractor: {field_path: [state]}
      creation_requester:
        url_base: https://api.example.com/v1
        path: jobs
        http_method: POST
        request_body_json: {what: items}
      polling_requester: {url_base: https://api.example.com/v1, path: "jobs/{{ creation_response['id'] }}"}
      download_requester:
        url_base: https://api.example.com/v1
        path: "jobs/{{ creation_response['id'] }}/results"
      delete_requester: {url_base: https://api.example.com/v1, path: "jobs/{{ creation_response.id }}", http_method: DELETE}
      abort_requester: {url_base: https://api.example.com/v1, path: "jobs/{{ creation_response.id }}", http_method: PATCH}
      download_paginator:
        type: DefaultPaginator
        page_token_option: {inject_into: request_parameter, field_name: locator}
        pagination_strategy:
          type: CursorPagination
          cursor_value: "{{ headers['locator'] }}"
          stop_condition: "{{ headers['locator'] == 'null' }}"
      record_selector: {extractor: {field_path: []}}
      download_decoder: {type: CsvDecoder}
)" + more);
    }

    Reports reports_;
};

TEST_F(JobTest, IsMadeWaitedForDownloadedAndDeleted)
{
    EXPECT_THAT(run(), ElementsAre("1", "2", "3"));
    EXPECT_EQ(status_.code, CX_OK) << status_.why;
    EXPECT_EQ(payloads_[1], R"({"id":"2","name":"Grace,\nB"})");
    EXPECT_THAT(reports_.asked, ElementsAre("POST /v1/jobs", "GET /v1/jobs/j1", "GET /v1/jobs/j1",
                                            "GET /v1/jobs/j1/results", "GET /v1/jobs/j1/results",
                                            "DELETE /v1/jobs/j1"));
    EXPECT_THAT(reports_.wanted, ElementsAre(R"({"what":"items"})"));
}

TEST_F(JobTest, ARestartAnywhereGoesOnWithTheJobThatRuns)
{
    EXPECT_THAT(run(1, true), ElementsAre("1", "2", "3"));
    EXPECT_EQ(reports_.made, 1);
}

TEST_F(JobTest, TheJobIsKeptBeforeItIsWaitedFor)
{
    EXPECT_TRUE(poll());
    EXPECT_THAT(cursor_, HasSubstr(R"("id":"j1")"));
    EXPECT_THAT(reports_.asked, ElementsAre("POST /v1/jobs"));
}

TEST_F(JobTest, TroubleOnTheWayIsTriedAgain)
{
    reports_.trouble = 1;
    EXPECT_FALSE(poll());
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_TRUE(poll());
    reports_.trouble = 1;
    EXPECT_FALSE(poll());
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_THAT(run(), ElementsAre("1", "2", "3"));
    EXPECT_EQ(reports_.made, 1);
}

TEST_F(JobTest, AJobThatFailsIsMadeAnewThreeTimesInAll)
{
    reports_.states = {"Failed", "Done"};
    EXPECT_THAT(run(), SizeIs(3));
    EXPECT_EQ(reports_.made, 2);
    reports_.states = {"Failed"};
    run();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("3 times in a row"));
    EXPECT_EQ(reports_.made, 5);
}

TEST_F(JobTest, AStatusThatNobodyKnowsIsAnErrorWithItsWord)
{
    reports_.states = {"Odd"};
    run();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("'Odd'"));
    reports_.states = {"ada@mail.example has none"};
    run();
    EXPECT_THAT(status_.why, Not(HasSubstr("ada")));
}

TEST_F(JobTest, AJobThatTakesTooLongIsAborted)
{
    manifest_ = stream("      polling_job_timeout: 5\n");
    reports_.states = {"InProgress"};
    EXPECT_TRUE(poll());
    host_.now_us += std::int64_t{6} * 60'000'000;
    EXPECT_TRUE(poll());
    EXPECT_THAT(reports_.asked,
                ElementsAre("POST /v1/jobs", "GET /v1/jobs/j1", "PATCH /v1/jobs/j1"));
}

TEST_F(JobTest, AJobThatTheSystemForgotIsMadeAnew)
{
    EXPECT_TRUE(poll());
    reports_.made = 7;  // j1 is known no more
    restart();
    EXPECT_THAT(run(), ElementsAre("1", "2", "3"));
    EXPECT_EQ(reports_.made, 8);
}

TEST_F(JobTest, ALargeAnswerIsReadInPartsAndTakenUpWithinOne)
{
    std::string page = "id\n";
    for (int id = 1; id <= 2'500; ++id) page += std::to_string(id) + "\n";
    reports_.pages = {page};
    EXPECT_THAT(run(700, true), SizeIs(2'500));
    EXPECT_EQ(keys_.front(), "1");
    EXPECT_EQ(keys_.back(), "2500");
    EXPECT_EQ(reports_.made, 1);
    reports_.states = {"Done"};
    reports_.asked.clear();
    EXPECT_THAT(run(), SizeIs(2'500));
    EXPECT_EQ(std::count(reports_.asked.begin(), reports_.asked.end(), "GET /v1/jobs/j2/results"),
              1);
}

// Where the results are an answer says; credentials are for the place where jobs are made.
class TargetTest : public JobTest {
protected:
    void use(const std::string& authenticator)
    {
        manifest_ = one_stream(
            "    primary_key: id\n"
            "    retriever:\n"
            "      type: AsyncRetriever\n"
            "      status_mapping: {running: [Busy], completed: [Done]}\n"
            "      status_extractor: {field_path: [state]}\n"
            "      creation_requester: {url_base: 'https://api.example.com/v1', path: jobs, "
            "http_method: POST}\n"
            "      polling_requester: {url_base: 'https://api.example.com/v1', path: state}\n"
            "      download_target_extractor: {field_path: [files, '*', url]}\n"
            "      download_requester: {url_base: \"{{ download_target }}\"" +
            authenticator +
            "}\n"
            "      record_selector: {extractor: {field_path: []}}\n"
            "      download_decoder: {type: JsonlDecoder}\n");
        answer_ = [this](const Received& got) {
            if (got.target == "/v1/jobs") return reply(200, "{}");
            if (got.target == "/v1/state")
                return reply(200,
                             R"({"state":"Done","files":[{"url":"https://files.example.net/a"},)"
                             R"({"url":"https://files.example.net/b"}]})");
            authorization_.push_back(got.header("authorization"));
            return got.target == "/a" ? reply(200, "{\"id\":1}\n{\"id\":2}")
                                      : reply(200, "{\"id\":3}");
        };
    }

    std::vector<std::string> authorization_;
};

TEST_F(TargetTest, SeveralFilesAreReadOneBehindTheOther)
{
    use("");
    EXPECT_THAT(run(1, true), ElementsAre("1", "2", "3"));
    EXPECT_THAT(authorization_, Each(""));
}

TEST_F(TargetTest, CredentialsDoNotFollowAnAddressOfAnAnswer)
{
    use(", authenticator: {type: BearerAuthenticator, api_token: secret}");
    const Server elsewhere([](const Received&) { return reply(200, "{\"id\":1}"); });
    for (std::size_t at = 0; (at = manifest_.find("https://api.example.com")) != std::string::npos;)
        manifest_.replace(at, 23, server_.url());
    direct_ = true;
    const auto inner = answer_;
    answer_ = [&](const Received& got) {
        if (got.target != "/v1/state") return inner(got);
        return reply(200, R"({"state":"Done","files":[{"url":")" + elsewhere.url() + R"(/a"}]})");
    };
    run();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("another host"));
    EXPECT_THAT(elsewhere.received(), SizeIs(0));
}

}  // namespace
}  // namespace rest::testing
