#include "console/console.hpp"
#include "hub_fixture.hpp"

namespace cx::api {
namespace {

class PageTest : public HubTest {
protected:
    HttpAnswer ask(const std::string& target,
                   const std::map<std::string, std::string>& headers = {})
    {
        return http(server_->api_port(), "GET", target, headers);
    }
};

TEST_F(PageTest, TheConsoleIsServedWithoutATokenAndMayDoLittle)
{
    const HttpAnswer page = ask("/console/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
    EXPECT_NE(page.body.find("main.js"), std::string::npos);
    for (const char* const rule : {"default-src 'none'", "script-src 'self'", "style-src 'self'",
                                   "connect-src 'self'", "frame-ancestors 'none'"})
        EXPECT_NE(page.header("content-security-policy").find(rule), std::string::npos) << rule;
    EXPECT_EQ(page.header("content-security-policy").find("unsafe"), std::string::npos);
    EXPECT_EQ(page.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(page.header("referrer-policy"), "no-referrer");
}

TEST_F(PageTest, EveryFileOfThePageIsThere)
{
    EXPECT_GT(console::files().size(), 10U);
    for (const console::File& file : console::files()) {
        const HttpAnswer answer = ask("/console/" + std::string(file.name));
        EXPECT_EQ(answer.status, 200) << file.name;
        EXPECT_EQ(answer.body, file.text) << file.name;
        EXPECT_EQ(answer.header("content-type"), file.media_type) << file.name;
    }
}

TEST_F(PageTest, AFileThatDidNotChangeIsNotSentAgain)
{
    const std::string etag = ask("/console/main.js").header("etag");
    const HttpAnswer again = ask("/console/main.js", {{"If-None-Match", etag}});
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.body.empty());
}

TEST_F(PageTest, NothingElseIsUnderItsAddress)
{
    EXPECT_EQ(ask("/console").header("location"), "/console/");
    for (const char* const target : {"/console/x.js", "/console/../v1/profiles", "/console/a/b",
                                     "/console/%2e%2e/hub.yaml", "/console/page.hpp"})
        EXPECT_EQ(ask(target).status, 404) << target;
    EXPECT_EQ(http(server_->api_port(), "POST", "/console/").header("allow"), "GET");
    EXPECT_EQ(http(server_->monitoring_port(), "GET", "/console/").status, 404);
}

}  // namespace
}  // namespace cx::api
