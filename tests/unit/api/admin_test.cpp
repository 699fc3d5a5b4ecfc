// An administrator's words over HTTP: what is checked before anybody hears them.
#include "hub_fixture.hpp"

namespace cx::api {
namespace {

class AdminTest : public HubTest {
protected:
    AdminTest()
    {
        operator_ = token({"pipelines:control", "rejects:control", "rejects:read"});
        admin_token_ = token({"admin"});
    }

    std::string operator_;
    std::string admin_token_;
};

TEST_F(AdminTest, PausesAndResumes)
{
    EXPECT_EQ(post("/v1/pipelines/erp/pause", operator_, "{}").status, 200);
    EXPECT_EQ(admin_.last, "pause erp/");
    EXPECT_EQ(post("/v1/pipelines/erp/resume", operator_, R"({"stream":"orders"})").status, 200);
    EXPECT_EQ(admin_.last, "resume erp/orders");
    EXPECT_EQ(post("/v1/pipelines/other/pause", operator_, "{}").code(), "admin.no_stream");
    EXPECT_EQ(post("/v1/pipelines/erp/run", operator_, "{}").code(), "admin.not_running");
    EXPECT_EQ(post("/v1/pipelines/erp/pause", reader_, "{}").code(), "api.no_scope");
    for (const char* body : {"", "[]", R"({"stream":7})", R"({"stream":""})", R"({"all":true})"})
        EXPECT_EQ(post("/v1/pipelines/erp/pause", operator_, body).status, 400) << body;
    EXPECT_EQ(admin_.last, "resume erp/orders");
}

TEST_F(AdminTest, ReloadsForAdministratorsAlone)
{
    EXPECT_EQ(post("/v1/admin/reload", operator_, "{}").code(), "api.no_scope");
    const HttpAnswer refused = post("/v1/admin/reload", admin_token_, "{}");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.code(), "admin.config_refused");
    EXPECT_NE(refused.body.find("pipelines/erp.yaml:3:1"), std::string::npos);
}

TEST_F(AdminTest, ReplaysWithoutPersonalValuesUnlessTold)
{
    const auto replay = [&](const std::string& body) {
        return post("/v1/pipelines/erp/customers/replay", operator_, body);
    };
    EXPECT_EQ(replay("{}").status, 200);
    EXPECT_EQ(admin_.last, "replay customers shows 0");
    EXPECT_EQ(replay(R"({"dry_run":true,"after":7,"again":true})").status, 200);
    EXPECT_EQ(admin_.last, "replay customers again dry 7 shows 0");
    const std::string seeing = token({"pipelines:control"}, {"pii.direct"});
    EXPECT_EQ(post("/v1/pipelines/erp/customers/replay", seeing, R"({"dry_run":true})").status,
              200);
    EXPECT_EQ(admin_.last, "replay customers dry 0 shows 0");
    EXPECT_EQ(post("/v1/pipelines/erp/customers/replay", seeing, R"({"dry_run":true,"show":true})")
                  .status,
              200);
    EXPECT_EQ(admin_.last, "replay customers dry 0 shows 1");
    for (const char* body :
         {R"({"after":7})", R"({"dry_run":true,"after":-1})", R"({"again":1})", R"({"x":1})"})
        EXPECT_EQ(replay(body).code(), "api.bad_body") << body;
}

TEST_F(AdminTest, Rewinds)
{
    const auto rewind = [&](const char* body) {
        return post("/v1/pipelines/erp/rewind", operator_, body);
    };
    EXPECT_EQ(rewind("{}").status, 200);
    EXPECT_EQ(admin_.last, "rewind  - -");
    EXPECT_EQ(rewind(R"({"stream":"s","cursor":"17","dry_run":true})").status, 200);
    EXPECT_EQ(admin_.last, "rewind s 17 - dry");
    EXPECT_EQ(rewind(R"({"to":"2026-11-23T07:02:11Z"})").status, 200);
    EXPECT_EQ(admin_.last, "rewind  - 2026-11-23T07:02:11.000Z");
    for (const char* body :
         {R"({"cursor":"17"})", R"({"stream":"s","cursor":17})", R"({"to":"yesterday"})",
          R"({"stream":"s","cursor":"1","to":"2026-11-23T07:02:11Z"})", R"({"dry_run":"no"})"})
        EXPECT_EQ(rewind(body).code(), "api.bad_body") << body;
}

TEST_F(AdminTest, RetriesRejects)
{
    const std::string path = "/v1/rejects/" + pid(70) + "/retry";
    EXPECT_EQ(post(path, operator_, "{}").status, 200);
    EXPECT_EQ(admin_.last, "retry -");
    EXPECT_EQ(post(path, operator_, R"({"payload":{"id":1}})").code(), "api.no_scope");
    EXPECT_EQ(post(path, admin_token_, R"({"payload":{"id":1}})").status, 200);
    EXPECT_EQ(admin_.last, R"(retry {"id":1})");
    EXPECT_EQ(post(path, admin_token_, R"({"payload":"x"})").code(), "api.bad_body");
    EXPECT_EQ(post("/v1/rejects/x/retry", operator_, "{}").code(), "api.no_reject");
    EXPECT_EQ(post("/v1/rejects/retry", operator_, R"({"pipeline":"erp","code":"c"})").status, 200);
    EXPECT_EQ(admin_.last, "retry erp c ");
    EXPECT_EQ(post("/v1/rejects/retry", operator_, R"({"state":"all"})").code(), "api.bad_body");
}

TEST_F(AdminTest, DismissesRejectsOnce)
{
    EXPECT_EQ(post("/v1/rejects/" + pid(70) + "/dismiss", reader_, "{}").code(), "api.no_scope");
    EXPECT_EQ(post("/v1/rejects/" + pid(70) + "/dismiss", operator_, "{}").status, 200);
    EXPECT_EQ(get("/v1/rejects/" + pid(70), reader_).json().text_of("state"), "dismissed");
    EXPECT_EQ(post("/v1/rejects/" + pid(70) + "/dismiss", operator_, "{}").code(), "reject.closed");
    EXPECT_EQ(post("/v1/rejects/" + pid(71) + "/dismiss", operator_, "{}").code(), "api.no_reject");
    const json::Value none = post("/v1/rejects/dismiss", operator_, "{}").json();
    EXPECT_EQ(none.find("dismissed")->integer(), 0);
    EXPECT_TRUE(none.find("next")->is_null());
}

}  // namespace
}  // namespace cx::api
