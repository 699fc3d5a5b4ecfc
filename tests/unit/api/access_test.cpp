// Who saw what: every read of personal data is in the store before its answer leaves.
#include "hub_fixture.hpp"

namespace cx::api {
namespace {

class AccessTest : public HubTest {};

TEST_F(AccessTest, AReadNamesTokenActorRouteProfilesAndFields)
{
    get("/v1/profiles/" + pid(3) + "?fields=nickname", reader_);
    const std::vector<store::AccessRow> rows = accesses();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].actor, "agent-7");
    EXPECT_EQ(rows[0].remote, "127.0.0.1");
    EXPECT_EQ(rows[0].route, "GET /v1/profiles/{id}");
    EXPECT_EQ(rows[0].profiles, std::vector<std::string>{pid(1)});
    EXPECT_EQ(rows[0].fields, "nickname");
    EXPECT_EQ(rows[0].at, clock_.now());
    EXPECT_EQ(rows[0].token, store_->view()->tokens().at(0).id);
}

TEST_F(AccessTest, RefusalsAreNoReads)
{
    get("/v1/profiles/" + pid(404), reader_);
    get("/v1/profiles/" + pid(1), "cxh_wrong");
    get("/v1/profiles?x=1", reader_);
    EXPECT_TRUE(accesses().empty());
}

TEST_F(AccessTest, APageNamesAllItsProfiles)
{
    get("/v1/profiles", reader_);
    EXPECT_EQ(accesses().at(0).profiles, (std::vector<std::string>{pid(1), pid(2)}));
    EXPECT_EQ(store_->view()->accesses({.profile = pid(2), .limit = 10}).size(), 1U);
}

TEST_F(AccessTest, AnActorIsOneBoundedLine)
{
    const auto read_as = [&](const std::string& actor) {
        http(server_->api_port(), "GET", "/v1/profiles/" + pid(1),
             {{"Authorization", "Bearer " + reader_}, {"CX-Actor", actor}});
        return accesses().at(0).actor;
    };
    EXPECT_EQ(read_as("\xea\xb9\x80 agent\x01"), "\xea\xb9\x80 agent");
    EXPECT_EQ(read_as(std::string(5000, 'x')).size(), 200U);
    EXPECT_EQ(read_as("\xff\xfe"), "");
}

TEST_F(AccessTest, RoutesAreCountedByTheirTemplates)
{
    get("/v1/profiles/" + pid(1), reader_);
    get("/v1/profiles/" + pid(2), reader_);
    get("/v1/none/" + pid(2), reader_);
    const std::string scrape = telemetry_->scrape();
    EXPECT_NE(scrape.find("cxhub_api_requests_total{method=\"GET\",route=\"/v1/profiles/"
                          "{id}\",status=\"200\"} 2"),
              std::string::npos);
    EXPECT_NE(scrape.find("route=\"unmatched\",status=\"404\"} 1"), std::string::npos);
    EXPECT_NE(
        scrape.find(
            "cxhub_api_requests_total{method=\"GET\",route=\"/v1/changes\",status=\"200\"} 0"),
        std::string::npos);
    EXPECT_EQ(scrape.find(pid(1)), std::string::npos);
}

}  // namespace
}  // namespace cx::api
