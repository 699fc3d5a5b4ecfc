// An entity that is only mentioned: there where nobody speaks of it, and silent where somebody
// does.
#include "hub_test.hpp"

namespace cx::pipeline::testing {
namespace {

using ::testing::SizeIs;

class Mentions : public HubTest {
protected:
    std::string name_of(const std::string& id)
    {
        const json::Value golden = hub_->profile(hub_->profile_of(id)).golden;
        const json::Value* const name = golden.find("name");
        return name ? name->text_of("full") : "";
    }
    static plugin::SourceRecord mentions(const std::string& key, int second)
    {
        return says(key, second, {mentioned("1"), visit(key, "1")});
    }
};

TEST_F(Mentions, MakeSomebodyOnce)
{
    hub_->take({mentions("a", 10), mentions("b", 20)});
    hub_->take({mentions("c", 30), mentions("a", 10)});
    EXPECT_THAT(hub_->partition(), SizeIs(1));
    EXPECT_THAT(hub_->versions("1"), SizeIs(1));
}

TEST_F(Mentions, ChangeNothingThatSomebodySaid)
{
    hub_->take({says("1", 10, {person("1", named("Ada King"))})});
    hub_->take({mentions("a", 20)});
    EXPECT_EQ(name_of("1"), "Ada King");
    EXPECT_THAT(hub_->versions("1"), SizeIs(1));
}

TEST_F(Mentions, GiveWayToWhatIsSaidThoughItIsOlder)
{
    hub_->take({mentions("a", 20), mentions("b", 30)});
    hub_->take({says("1", 10, {person("1", named("Ada King"))})});
    EXPECT_EQ(name_of("1"), "Ada King");
    hub_->take({mentions("b", 30), mentions("c", 40)});
    EXPECT_EQ(name_of("1"), "Ada King");
}

TEST_F(Mentions, InOneBatchTheOrderChangesNothing)
{
    hub_->take(
        {mentions("a", 20), says("1", 10, {person("1", named("Ada King"))}), mentions("b", 30)});
    EXPECT_EQ(name_of("1"), "Ada King");
    EXPECT_THAT(hub_->partition(), SizeIs(1));
}

}  // namespace
}  // namespace cx::pipeline::testing
