// The enrichers that ship keep every promise, in both isolations.
#include "hub_driver.hpp"

#include <algorithm>

namespace cx::testkit {
namespace {

Fixture keywords_fixture()
{
    Fixture fixture;
    fixture.options["watchlists"]["tea"] =
        json::Object{{"kind", "brand"}, {"words", json::Array{"차향"}}};
    fixture.values = {R"({"text":"차향은 최고예요","language":"ko"})",
                      R"({"text":"Great tea, not expensive"})", R"({"text":"배송이 늦어요"})"};
    return fixture;
}

TEST(KeywordsContract, TheEnricherKeepsItsPromises)
{
    AllDrivers drivers("lib/cxhub/plugins/keywords.so");
    AllDrivers::expect_kept(check_enricher(drivers.hub, keywords_fixture()));
    AllDrivers::expect_kept(check_enricher({drivers.direct.get()}, keywords_fixture()));
}

TEST(KeywordsContract, RefusesAWrongWatchlist)
{
    AllDrivers drivers("lib/cxhub/plugins/keywords.so");
    Fixture fixture = keywords_fixture();
    fixture.options["watchlists"]["tea"]["words"] = json::Array{"--"};
    for (Driver* driver : drivers.hub) {
        const auto started = driver->start("cx.enricher/1", fixture.options);
        ASSERT_FALSE(started);
        EXPECT_EQ(started.error().code, "plugin.options") << driver->name();
        EXPECT_NE(started.error().message.find("watchlist 'tea'"), std::string::npos);
    }
}

TEST(EnricherContract, ABrokenFixtureIsFound)
{
    AllDrivers drivers("lib/cxhub/plugins/keywords.so");
    Fixture fixture = keywords_fixture();
    fixture.values = {R"({"text":"..."})"};
    const auto findings = check_enricher({drivers.direct.get()}, fixture);
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(),
                            [](const Finding& finding) { return !finding.broken.empty(); }));
}

TEST(EnricherContract, AnEnricherIsNoSource)
{
    AllDrivers drivers("lib/cxhub/plugins/keywords.so");
    for (Driver* driver : drivers.hub)
        EXPECT_FALSE(driver->start("cx.source/1", json::Object{})) << driver->name();
}

}  // namespace
}  // namespace cx::testkit
