// The examples are what authors begin with, so they keep every promise too.
#include "hub_driver.hpp"

namespace cx::testkit {
namespace {

TEST(ExampleContract, TheMinimalPluginKeepsItsPromises)
{
    AllDrivers drivers("examples/plugins/minimal.so");
    Fixture fixture;
    fixture.options["count"] = 25;
    AllDrivers::expect_kept(check_source(drivers.hub, fixture));
    AllDrivers::expect_kept(check_source({drivers.direct.get()}, fixture));
}

TEST(ExampleContract, ThePluginInCKeepsItsPromises)
{
    AllDrivers drivers("examples/plugins/c.so");
    Fixture fixture;
    fixture.options = json::Object{};
    AllDrivers::expect_kept(check_source(drivers.hub, fixture));
    AllDrivers::expect_kept(check_source({drivers.direct.get()}, fixture));
}

}  // namespace
}  // namespace cx::testkit
