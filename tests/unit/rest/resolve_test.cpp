// References and parameters, as the format has them.
#include "rest/manifest/resolve.hpp"

#include "rest/manifest/yaml.hpp"

#include <gmock/gmock.h>

namespace rest {
namespace {

using ::testing::HasSubstr;

cx::Result<NodePtr> resolved(const std::string& text, const std::string& name)
{
    const auto root = read_yaml(text);
    EXPECT_TRUE(root);
    References references(*root);
    return references.resolve((*root)->share(name));
}

TEST(References, OwnMembersWinOverThoseReferredTo)
{
    const auto node = resolved(
        "definitions:\n  base: {a: 1, b: {c: 2}}\nx:\n  $ref: '#/definitions/base'\n  a: 9\n", "x");
    ASSERT_TRUE(node);
    EXPECT_EQ(cx::json::write((*node)->json()), R"({"a":9,"b":{"c":2}})");
}

TEST(References, AreTextsAnywhereAndMayGoThroughEachOther)
{
    const auto node = resolved(
        "definitions:\n"
        "  list: ['#/definitions/one', two]\n"
        "  one: {v: 1}\n"
        "  far: {$ref: '#/definitions/base', z: 3}\n"
        "  base: {inner: {deep: yes}}\n"
        "x:\n  a: '#/definitions/list/0'\n  b: '#/definitions/far/inner/deep'\n"
        "  c: ['#/definitions/list']\n",
        "x");
    ASSERT_TRUE(node) << node.error().message;
    EXPECT_EQ(cx::json::write((*node)->json()), R"({"a":{"v":1},"b":true,"c":[[{"v":1},"two"]]})");
}

TEST(References, TheWholePathMayBeOneKey)
{
    const auto node = resolved("a/b: {v: 1}\nx: '#/a/b'\n", "x");
    ASSERT_TRUE(node);
    EXPECT_EQ((*node)->text_of("v"), "1");
}

TEST(References, NowhereAndInCirclesIsAnError)
{
    EXPECT_THAT(resolved("x:\n  y: '#/no/such'\n", "x").error().message,
                HasSubstr("manifest.yaml:2: there is no '#/no/such'"));
    EXPECT_THAT(resolved("a: '#/b'\nb: '#/a'\nx: '#/a'\n", "x").error().message,
                HasSubstr("back to itself"));
    EXPECT_FALSE(resolved("x: {$ref: '#/x'}\n", "x"));
    EXPECT_THAT(resolved("x: {$ref: nothing}\n", "x").error().message,
                HasSubstr("should begin with '#/'"));
}

NodePtr handed_down(const std::string& text)
{
    const auto root = read_yaml(text);
    EXPECT_TRUE(root);
    return with_parameters(*root, "DeclarativeSource", "streams");
}

TEST(Parameters, FillWhatIsMissingOrEmptyAndTheNearerWins)
{
    const NodePtr node = handed_down(
        "$parameters: {name: items, path: /far, page_size: 5}\n"
        "retriever:\n"
        "  requester: {path: '', $parameters: {path: /near}, http_method: POST}\n");
    EXPECT_EQ(node->type(), "DeclarativeStream");
    EXPECT_EQ(node->text_of("name"), "items");
    const Node& retriever = *node->find("retriever");
    EXPECT_EQ(retriever.type(), "SimpleRetriever");
    const Node& requester = *retriever.find("requester");
    EXPECT_EQ(requester.type(), "HttpRequester");
    EXPECT_EQ(requester.text_of("path"), "/near");
    EXPECT_EQ(requester.text_of("http_method"), "POST");
    EXPECT_EQ(requester.find("$parameters")->text_of("path"), "/near");
}

TEST(Parameters, AreNotHandedIntoTheFieldOfTheirName)
{
    const NodePtr node =
        handed_down("$parameters: {retriever: x, k: 1}\nretriever: {requester: {}}\n");
    const Node& parameters = *node->find("retriever")->find("$parameters");
    EXPECT_EQ(parameters.find("retriever"), nullptr);
    EXPECT_EQ(parameters.text_of("k"), "1");
}

TEST(Parameters, LeaveSchemasAndMapsWithoutATypeAlone)
{
    const NodePtr node = handed_down(
        "$parameters: {k: 1}\nschema_loader: {schema: {type: object}}\nother: {a: {}}\n");
    EXPECT_EQ(node->find("schema_loader")->find("k"), nullptr);
    EXPECT_EQ(node->find("other")->find("k"), nullptr);
}

}  // namespace
}  // namespace rest
