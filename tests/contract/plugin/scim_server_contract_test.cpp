// The SCIM receiver keeps every promise, and reads its records back in both isolations.
#include "hub_driver.hpp"

#include <gmock/gmock.h>

#include <map>

namespace cx::testkit {
namespace {

using testing::HasSubstr;

const Request user{.path = "scim/v2/Users",
                   .body = R"({"userName":"kim@sandeul.example","externalId":"00u1",)"
                           R"("name":{"familyName":"Kim"},"active":"True"})",
                   .headers = {{"content-type", "application/scim+json"}},
                   .stream = "users"};

TEST(ScimServerContract, TheReceiverKeepsItsPromises)
{
    AllDrivers drivers("lib/cxhub/plugins/scim_server.so");
    Fixture fixture;
    fixture.options["streams"]["users"] = json::Object{};
    fixture.requests = {user, user};
    fixture.requests[1].body = R"({"userName":"lee","active":false})";
    AllDrivers::expect_kept(check_receiver(drivers.hub, fixture));
    AllDrivers::expect_kept(check_receiver({drivers.direct.get()}, fixture));
}

// What a hub keeps of one stream.
struct Kept {
    std::map<std::string, std::string, std::less<>> records;

    static bool current(void* self, std::string_view, std::string_view key, std::string& payload)
    {
        const auto& records = static_cast<Kept*>(self)->records;
        const auto found = records.find(key);
        if (found == records.end()) return false;
        payload = found->second;
        return true;
    }
    static std::vector<plugin::Current> page(void* self, std::string_view, std::uint64_t position,
                                             std::uint32_t limit)
    {
        std::vector<plugin::Current> rows;
        std::uint64_t at = 0;
        for (const auto& [key, payload] : static_cast<Kept*>(self)->records)
            if (++at > position && rows.size() < limit) rows.push_back({at, key, payload});
        return rows;
    }
};

TEST(ScimServerContract, ItReadsItsRecordsBackInBothIsolations)
{
    const std::string build = CX_BUILD_DIR;
    for (const auto isolation : {plugin::Isolation::in_process, plugin::Isolation::process}) {
        Kept kept;
        // Enough for several pages and parts of a frame.
        for (int i = 0; i < 1200; ++i) {
            const std::string id = "u" + std::to_string(i);
            kept.records[id] = R"({"id":")" + id + R"(","userName":"name )" + std::to_string(i) +
                               R"(","title":")" + std::string(200, 'x') + "\"}";
        }
        bool stopping = false;
        plugin::Host host;
        host.self = &kept;
        host.stopping = &stopping;
        host.current = &Kept::current;
        host.page = &Kept::page;
        json::Value options;
        options["streams"]["users"] = json::Object{};
        auto started = plugin::start(build + "/lib/cxhub/plugins/scim_server.so", options, host,
                                     isolation, build + "/tests/unit/plugin/plugin_test_host");
        ASSERT_TRUE(started) << started.error().message;
        const auto ask = [&](const std::string& method, const std::string& path,
                             const std::string& filter = "", const std::string& body = "") {
            plugin::ReceiveRequest request;
            request.stream = "users";
            request.method = method;
            request.path = path;
            request.body = body;
            if (!filter.empty()) request.query.emplace_back("filter", filter);
            request.record_limit = 10;
            request.byte_limit = 8U << 20;
            return (*started)->receiver()->handle(request);
        };
        EXPECT_EQ(ask("GET", "Users/u7").code, 200);
        EXPECT_EQ(ask("GET", "Users/nobody").code, 404);
        EXPECT_THAT(ask("GET", "Users", R"(userName eq "NAME 1199")").body,
                    HasSubstr(R"("totalResults":1)"));
        EXPECT_THAT(ask("GET", "Users").body, HasSubstr(R"("totalResults":1200)"));
        EXPECT_EQ(ask("POST", "Users", "", R"({"userName":"Name 3"})").code, 409);
        const auto changed =
            ask("PATCH", "Users/u7", "",
                R"({"Operations":[{"op":"Replace","path":"active","value":"False"}]})");
        ASSERT_EQ(changed.records.size(), 1U);
        EXPECT_THAT(changed.records[0].payload, HasSubstr(R"("active":false)"));
    }
}

}  // namespace
}  // namespace cx::testkit
