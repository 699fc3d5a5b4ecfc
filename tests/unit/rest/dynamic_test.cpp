// Streams made of a template: of values in the manifest, the configuration, or the system.
#include "reading.hpp"
#include "rest/manifest/describe.hpp"

namespace rest::testing {
namespace {

using cx::json::Object;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DynamicTest : public ReadingTest {
protected:
    static std::string dynamic(const std::string& resolver)
    {
        return "version: '1'\n"
               "dynamic_streams:\n"
               "  - type: DynamicDeclarativeStream\n"
               "    name: objects\n"
               "    stream_template:\n"
               "      name: ''\n"
               "      primary_key: id\n"
               "      retriever:\n"
               "        requester: {url_base: 'https://api.example.com/v1', path: ''}\n"
               "        record_selector: {extractor: {field_path: [data]}}\n"
               "    components_resolver:\n" +
               resolver +
               "      components_mapping:\n"
               "        - {type: ComponentMappingDefinition, field_path: [name], value: \"{{ "
               "components_values['name'] }}\"}\n"
               "        - {type: ComponentMappingDefinition, field_path: [retriever, requester, "
               "path], value: \"objects/{{ components_values['id'] }}\"}\n"
               "        - {type: ComponentMappingDefinition, field_path: [retriever, requester, "
               "request_parameters, all], value: \"{{ components_values.get('all') }}\", "
               "create_or_update: true, condition: \"{{ components_values.get('all') or False "
               "}}\"}\n";
    }
    std::string refused()
    {
        try {
            restart();
        } catch (const cx::BadOptions& bad) {
            return bad.what();
        }
        return {};
    }
};

TEST_F(DynamicTest, OfTheConfiguration)
{
    manifest_ = dynamic(
        "      type: ConfigComponentsResolver\n"
        "      stream_config: {type: StreamConfig, configs_pointer: [tables]}\n");
    config_ = *cx::json::parse(
        R"({"tables":[{"name":"other","id":1},{"name":"items","id":7,"all":"yes"}]})");
    answer_ = [](const Received&) { return reply(200, items(1, 2)); };
    EXPECT_THAT(run(), ElementsAre("1", "2")) << status_.why;
    EXPECT_THAT(targets(), ElementsAre("/v1/objects/7?all=yes"));
    config_ = Object{};
    EXPECT_THAT(refused(), HasSubstr("no stream 'items'"));
}

TEST_F(DynamicTest, OfTheSystemAskedOnceAtTheStart)
{
    manifest_ = dynamic(
        "      type: HttpComponentsResolver\n"
        "      retriever:\n"
        "        requester: {url_base: 'https://api.example.com/v1', path: schemas}\n"
        "        record_selector: {extractor: {field_path: [results]}}\n");
    bool busy = true;
    bool listed = true;
    answer_ = [&](const Received& got) {
        if (got.target != "/v1/schemas") return reply(200, items(1, 1));
        if (busy) return reply(503);
        return reply(200,
                     listed ? R"({"results":[{"id":"2-5","name":"items"}]})" : R"({"results":[]})");
    };
    EXPECT_FALSE(poll());
    EXPECT_EQ(status_.code, CX_RETRY);
    busy = false;
    EXPECT_THAT(run(), ElementsAre("1")) << status_.why;
    EXPECT_THAT(run(), ElementsAre("1"));
    EXPECT_THAT(targets(),
                ElementsAre("/v1/schemas", "/v1/schemas", "/v1/objects/2-5", "/v1/objects/2-5"));
    listed = false;
    restart();
    poll();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("no stream 'items'"));
}

TEST_F(DynamicTest, OfTheManifestAreStreamsAsOthers)
{
    manifest_ = dynamic(
        "      type: ParametrizedComponentsResolver\n"
        "      stream_parameters:\n"
        "        list_of_parameters_for_stream: [{name: items, id: '007'}, {name: more, id: 2}]\n");
    const auto description = describe(manifest_);
    ASSERT_TRUE(description) << description.error().message;
    EXPECT_EQ(description->find("streams")->as_array().at(1).text_of("name"), "more");
    EXPECT_FALSE(description->find("dynamic_streams"));
    answer_ = [](const Received&) { return reply(200, items(1, 1)); };
    EXPECT_THAT(run(), ElementsAre("1")) << status_.why;
    EXPECT_THAT(targets(), ElementsAre("/v1/objects/007"));
}

TEST_F(DynamicTest, WhatDoesNotRunIsNamed)
{
    manifest_ = dynamic(
        "      type: ConfigComponentsResolver\n"
        "      stream_config: [{type: StreamConfig, configs_pointer: [a]}, {type: StreamConfig, "
        "configs_pointer: [b]}]\n");
    const auto description = describe(manifest_);
    ASSERT_TRUE(description);
    EXPECT_EQ(cx::json::write(*description->find("dynamic_streams")),
              R"([{"from":"configuration","missing":["several StreamConfig of a )"
              R"(ConfigComponentsResolver"],"name":"objects","runs":false}])");
    EXPECT_THAT(refused(), HasSubstr("several StreamConfig"));
}

}  // namespace
}  // namespace rest::testing
