// What the mqtt plugin says of itself and of wrong options. Its messages are gone once they are
// acknowledged, so the promises about cursors are kept against brokers: tests/unit/mqtt,
// tests/peers.
#include "hub_driver.hpp"

#include <cx/abi.h>

namespace cx::testkit {
namespace {

TEST(MqttContract, TheSourceDescribesItself)
{
    Fixture fixture;
    fixture.options = json::Object{{"host", "127.0.0.1"}, {"client_id", "hub"}, {"tls", false}};
    fixture.options["streams"]["s"] = json::Object{{"topics", json::Array{"meters/+"}}};

    const AllDrivers drivers{"lib/cxhub/plugins/mqtt.so"};
    std::vector<Finding> findings;
    for (Driver* driver : drivers.hub) check_description(*driver, CX_SOURCE, fixture, findings);
    check_description(*drivers.direct, CX_SOURCE, fixture, findings);
    EXPECT_FALSE(findings.empty());
    AllDrivers::expect_kept(findings);
}

}  // namespace
}  // namespace cx::testkit
