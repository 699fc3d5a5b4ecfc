// Parts that need no server.
#include "api/exchange.hpp"
#include "api/router.hpp"

#include <gtest/gtest.h>

namespace cx::api {
namespace {

TEST(Target, IsTakenApart)
{
    Request request;
    ASSERT_TRUE(
        parse_target("/v1/entities/order/a%2Fb%20c?x=1%2B1&y&z=%ED%99%8D&plus=a+b", request));
    EXPECT_EQ(request.path, (std::vector<std::string>{"v1", "entities", "order", "a/b c"}));
    EXPECT_EQ(request.query["x"], "1+1");
    EXPECT_EQ(request.query["y"], "");
    EXPECT_EQ(request.query["z"], "\xed\x99\x8d");
    EXPECT_EQ(request.query["plus"], "a+b");
    Request empty;
    EXPECT_TRUE(parse_target("/", empty));
    EXPECT_TRUE(parse_target("/v1?", empty));
}

TEST(Target, BrokenOnesAreRefused)
{
    for (const char* target : {"", "v1", "*", "http://host/v1", "/%", "/%1", "/%gg", "/%00", "/%7f",
                               "/%ff", "/?a=%0a", "/?a=1&a=2"}) {
        Request request;
        EXPECT_FALSE(parse_target(target, request)) << target;
    }
}

TEST(Router, FixedSegmentsWin)
{
    Request request{.method = "POST", .path = {"v1", "profiles", "merge"}};
    ASSERT_NE(match_route(request).endpoint, nullptr);
    EXPECT_EQ(match_route(request).endpoint->operation, "mergeProfiles");
    Request get{.method = "GET", .path = {"v1", "profiles", "abc"}};
    EXPECT_EQ(match_route(get).endpoint->operation, "getProfile");
    EXPECT_EQ(get.captured.at("id"), "abc");
    Request none{.method = "GET", .path = {"v1", "profiles", ""}};
    EXPECT_EQ(match_route(none).allow, "");
}

}  // namespace
}  // namespace cx::api
