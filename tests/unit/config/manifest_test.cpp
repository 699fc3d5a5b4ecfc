// Connectors that are manifests: found by name and by path, their options checked, their streams
// known.
#include "fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cx::config {
namespace {

using test::TestInstallation;
using ::testing::HasSubstr;

std::string pipeline(const std::string& plugin, const std::string& stream,
                     const std::string& options = "{ api_key: k1 }")
{
    return "plugin: " + plugin + "\noptions: " + options + "\nstreams:\n  " + stream +
           ": { map: { use: survey/response@1 } }\n";
}

struct Site {
    TestInstallation installation;

    Site()
    {
        installation.write("hub.yaml", "store: { path: hub.db }\n");
        installation.write("manifests/mine.yaml", "a shop of ours\n");
        installation.write("../share/manifests/shop.yaml", "the shop\n");
    }
    std::string messages(const std::string& file) const
    {
        installation.write("pipelines/web.yaml", file);
        return installation.messages();
    }
    Pipeline loaded(const std::string& file) const
    {
        installation.write("pipelines/web.yaml", file);
        const LoadResult result = installation.load_written();
        EXPECT_TRUE(result.config) << render_text(result.diagnostics, result.sources);
        return result.config->pipelines.front();
    }
};

TEST(Manifests, AreFoundByTheNameThatTheyShipUnder)
{
    const Site site;
    const Pipeline web = site.loaded(pipeline("shop", "orders", "{ api_key: k1, proxy: none }"));
    EXPECT_THAT(web.library, HasSubstr("/rest.so"));
    EXPECT_EQ(json::write(web.options),
              R"({"config":{"api_key":"k1"},"manifest":"the shop\n","proxy":"none",)"
              R"("streams":{"orders":{"stream":""}}})");
}

TEST(Manifests, AreFoundByTheirPathInTheConfiguration)
{
    const Site site;
    const Pipeline before = site.loaded(pipeline("manifests/mine.yaml", "orders"));
    EXPECT_EQ(before.options.text_of("manifest"), "a shop of ours\n");
    site.installation.write("manifests/mine.yaml", "a shop of others\n");
    EXPECT_NE(site.loaded(pipeline("manifests/mine.yaml", "orders")).text, before.text)
        << "a changed manifest is a changed pipeline";
}

TEST(Manifests, OfWhichThereIsNoneAreReported)
{
    const Site site;
    EXPECT_THAT(site.messages(pipeline("shopp", "orders")),
                HasSubstr("unknown plugin 'shopp', did you mean 'shop'?"));
    EXPECT_THAT(site.messages(pipeline("manifests/none.yaml", "orders")),
                HasSubstr("there is no file"));
    site.installation.write("manifests/mine.yaml", "something else\n");
    EXPECT_THAT(site.messages(pipeline("manifests/mine.yaml", "orders")),
                HasSubstr("this is no shop"));
    site.installation.write("manifests/mine.yaml", "shop" + std::string(800 << 10, ' '));
    EXPECT_THAT(site.messages(pipeline("manifests/mine.yaml", "orders")),
                HasSubstr("is larger than 768 KiB"));
}

TEST(Manifests, HaveTheirOptionsAndStreamsChecked)
{
    const Site site;
    EXPECT_THAT(site.messages(pipeline("shop", "orders", "{ apikey: k1 }")),
                HasSubstr("unknown option 'apikey'"));
    EXPECT_THAT(site.messages(pipeline("shop", "order")),
                HasSubstr("Shop has no stream 'order', did you mean 'orders'?"));
    EXPECT_THAT(
        site.messages(pipeline("shop", "reports")),
        HasSubstr("stream 'reports' of Shop needs what the hub does not have: AsyncRetriever"));
}

}  // namespace
}  // namespace cx::config
