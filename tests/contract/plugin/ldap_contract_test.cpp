// What can be promised without a directory: the rest is tests/peers/ldap, against a real one.
#include "hub_driver.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace cx::testkit {
namespace {

using testing::HasSubstr;

TEST(LdapContract, ItTellsWhatItIsAndStartsWithGoodOptionsOnly)
{
    const AllDrivers drivers("lib/cxhub/plugins/ldap.so");
    Fixture fixture;
    fixture.options = json::Object{{"url", "ldap://127.0.0.1:1"}};
    fixture.options["streams"]["people"] = json::Object{{"base", "dc=x"}};
    for (Driver* const driver : {drivers.hub[0], drivers.hub[1], drivers.direct.get()}) {
        std::vector<Finding> findings;
        check_description(*driver, "cx.source/1", fixture, findings);
        EXPECT_FALSE(findings.empty());
        for (const Finding& finding : findings)
            EXPECT_EQ(finding.broken, "") << driver->name() << ": " << finding.promise;
    }
}

TEST(LdapContract, AnUnreachableDirectoryIsAskedAgainLater)
{
    const AllDrivers drivers("lib/cxhub/plugins/ldap.so");
    json::Value options = json::Object{{"url", "ldap://127.0.0.1:1"}};
    options["streams"]["people"] = json::Object{{"base", "dc=x"}};
    for (Driver* const driver : drivers.hub) {
        const auto connection = driver->start("cx.source/1", options);
        ASSERT_TRUE(connection) << connection.error().message;
        const Batch batch = (*connection)->poll({.stream = "people"});
        EXPECT_EQ(batch.status, "retry");
        EXPECT_THAT(batch.error, HasSubstr("cannot be reached"));
        EXPECT_EQ((*connection)->poll({.stream = "nobody"}).status, "failed");
    }
}

}  // namespace
}  // namespace cx::testkit
