#include <cx/options.hpp>

#include <gmock/gmock.h>

namespace cx {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct SampleOptions {
    std::string token;
    std::string environment = "production";
    std::chrono::seconds poll_every{60};
    std::uint16_t port = 443;
    bool verify = true;
    double share = 0.5;
    std::vector<std::string> fields = {"id"};
    json::Value extra;
    json::Value entities;
};

constexpr auto sample_options = options(
    option("token", &SampleOptions::token, "Access token.").required().secret(),
    option("environment", &SampleOptions::environment, "Endpoint.").one_of("production", "sandbox"),
    option("poll_every", &SampleOptions::poll_every, "Pause.").at_least(1).at_most(3600),
    option("port", &SampleOptions::port, "Port.").at_least(1),
    option("verify", &SampleOptions::verify, "Whether to check the certificate."),
    option("share", &SampleOptions::share, "A share."),
    option("fields", &SampleOptions::fields, "Fields."),
    option("extra", &SampleOptions::extra, "Anything."),
    option("entities", &SampleOptions::entities, "What comes.").schema());

Result<SampleOptions> read(const std::string& text)
{
    return sample_options.read(*json::parse(text));
}

std::string refusal(const std::string& text)
{
    const Result<SampleOptions> values = read(text);
    return values ? "" : values.error().message;
}

TEST(OptionsTest, ReadsEveryKindOfMember)
{
    const auto values =
        read(R"({"token":"t","environment":"sandbox","poll_every":5,"port":"8080","verify":"false",
                                 "share":0.25,"fields":["a","b"],"extra":{"x":[1]}})");
    ASSERT_TRUE(values) << values.error().message;
    EXPECT_EQ(values->environment, "sandbox");
    EXPECT_EQ(values->poll_every, std::chrono::seconds(5));
    EXPECT_EQ(values->port, 8080);
    EXPECT_FALSE(values->verify);
    EXPECT_EQ(values->share, 0.25);
    EXPECT_THAT(values->fields, ElementsAre("a", "b"));
    EXPECT_EQ(json::write(values->extra), R"({"x":[1]})");
}

TEST(OptionsTest, KeepsTheStructsDefaults)
{
    const auto values = read(R"({"token":"t","fields":null})");
    ASSERT_TRUE(values);
    EXPECT_EQ(values->environment, "production");
    EXPECT_THAT(values->fields, ElementsAre("id"));
}

TEST(OptionsTest, TakesOneTextForAList)
{
    EXPECT_THAT(read(R"({"token":"t","fields":"a"})")->fields, ElementsAre("a"));
}

TEST(OptionsTest, TellsWhatIsWrongByName)
{
    EXPECT_EQ(refusal("{}"), "option 'token' is required: Access token.");
    EXPECT_EQ(refusal(R"({"token":""})"), "option 'token' should be a text that is not empty");
    EXPECT_THAT(refusal(R"({"token":"t","tokn":"x"})"),
                HasSubstr("unknown option 'tokn', known are token, "));
    EXPECT_EQ(refusal(R"({"token":"t","environment":"test"})"),
              "option 'environment' should be one of production, sandbox");
    EXPECT_EQ(refusal(R"({"token":"t","poll_every":0})"),
              "option 'poll_every' should be at least 1");
    EXPECT_EQ(refusal(R"({"token":"t","poll_every":1.5})"),
              "option 'poll_every' should be a whole number");
    EXPECT_EQ(refusal(R"({"token":"t","poll_every":4000})"),
              "option 'poll_every' should be at most 3600");
    EXPECT_EQ(refusal(R"({"token":"t","port":70000})"), "option 'port' should be a smaller number");
    EXPECT_EQ(refusal(R"({"token":"t","verify":"yes"})"),
              "option 'verify' should be true or false");
    EXPECT_EQ(refusal(R"({"token":"t","share":"much"})"), "option 'share' should be a number");
    EXPECT_EQ(refusal(R"({"token":"t","fields":[["a"]]})"),
              "option 'fields' should be a text or a list of texts");
    EXPECT_EQ(refusal("[]"), "the options are not an object");
}

TEST(OptionsTest, NeverPrintsAValue)
{
    EXPECT_THAT(refusal(R"({"token":["s3cret"]})"), Not(HasSubstr("s3cret")));
    EXPECT_THAT(refusal(R"({"token":"t","environment":"s3cret"})"), Not(HasSubstr("s3cret")));
}

TEST(OptionsTest, MakesTheSchema)
{
    const json::Value schema = sample_options.schema();
    const json::Value& properties = *schema.find("properties");
    EXPECT_EQ(json::write(*schema.find("required")), R"(["token"])");
    EXPECT_EQ(json::write(*schema.find("additionalProperties")), "false");
    EXPECT_EQ(json::write(*properties.find("token")),
              R"({"description":"Access token.","type":"string","x-cx-secret":true})");
    EXPECT_EQ(
        json::write(*properties.find("environment")),
        R"({"default":"production","description":"Endpoint.","enum":["production","sandbox"],"type":"string"})");
    EXPECT_EQ(
        json::write(*properties.find("poll_every")),
        R"({"default":60,"description":"Pause.","maximum":3600,"minimum":1,"type":"integer","x-cx-unit":"s"})");
    EXPECT_EQ(properties.find("verify")->text_of("default"), "true");
    EXPECT_EQ(json::write(*properties.find("fields")->find("default")), R"(["id"])");
    EXPECT_EQ(properties.find("extra")->find("type"), nullptr);
    EXPECT_EQ(json::write(*properties.find("entities")),
              R"({"description":"What comes.","x-cx-schema":true})");
}

struct Near {
    std::string door = "front";
};
struct Far {
    int distance = 7;
};
struct House : Near, Far {
    std::string owner;
};
constexpr auto near_options = options(option("door", &Near::door, "Which door."));
constexpr auto far_options = options(option("distance", &Far::distance, "How far.").at_least(1));
constexpr auto house_options = options_of<House>(
    option("owner", &House::owner, "Whose house.").required(), near_options, far_options);

TEST(OptionGroups, AreTakenOverWithTheirDefaultsAndBounds)
{
    EXPECT_THAT(house_options.names(), ElementsAre("owner", "door", "distance"));
    const Result<House> house = house_options.read(*json::parse(R"({"owner":"Ada","distance":9})"));
    ASSERT_TRUE(house);
    EXPECT_EQ(house->owner + house->door, "Adafront");
    EXPECT_EQ(house->distance, 9);
    EXPECT_FALSE(house_options.read(*json::parse(R"({"owner":"Ada","distance":0})")));
    EXPECT_FALSE(house_options.read(*json::parse(R"({"door":"back"})")));
    EXPECT_EQ(
        house_options.schema().find("properties")->find("distance")->find("default")->integer(), 7);
}

}  // namespace
}  // namespace cx
