// The websocket source keeps the promises of every source against a feed that can be asked from a
// cursor on, in both isolations.
#include "hub_driver.hpp"
#include "testhttp/feed.hpp"

#include <cx/abi.h>

#include <cstdlib>

namespace cx::testkit {
namespace {

using http::testing::Feed;
using http::testing::server_frame;

constexpr int messages = 11;

// Messages 1 to 11 from the cursor on; each fifth is a removal, the seventh lacks its key.
void serve(Feed::Guest& guest)
{
    const std::size_t mark = guest.target.find("cursor=");
    const int from = mark == std::string::npos ? 1 : std::atoi(guest.target.c_str() + mark + 7);
    std::string bytes;
    for (int at = std::max(from, 1); at <= messages; ++at) {
        json::Value message = json::Object{{"at", at}, {"op", at % 5 == 0 ? "delete" : "create"}};
        if (at != 7) message["id"] = "k" + std::to_string(at);
        bytes += server_frame(json::write(message));
    }
    guest.send(bytes.substr(0, bytes.size() / 3));
    guest.send(bytes.substr(bytes.size() / 3));
    guest.wait();
}

TEST(WebSocketContract, TheSourceKeepsItsPromises)
{
    const Feed feed(serve);
    Fixture fixture;
    fixture.options = json::Object{{"url", feed.url()}};
    fixture.options["streams"]["s"] =
        json::Object{{"path", "/feed"},   {"key", json::Array{"id"}},
                     {"operation", "op"}, {"removes", json::Array{"delete"}},
                     {"cursor", "at"},    {"overlap", 3}};

    const AllDrivers drivers{"lib/cxhub/plugins/websocket.so"};
    AllDrivers::expect_kept(check_source(drivers.hub, fixture));
    AllDrivers::expect_kept(check_source({drivers.direct.get()}, fixture));
}

}  // namespace
}  // namespace cx::testkit
