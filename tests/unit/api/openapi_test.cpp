// The document is linted here, since no meta-schema of OpenAPI 3.1 is at hand: what generators of
// clients trip over.
#include "api/server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace cx::api {
namespace {

void each_reference(const json::Value& value, std::vector<std::string>& found)
{
    if (value.is_array())
        for (const json::Value& element : value.as_array()) each_reference(element, found);
    if (!value.is_object()) return;
    for (const auto& [name, member] : value.as_object()) {
        if (name == "$ref" && member.is_string())
            found.push_back(member.as_string());
        else
            each_reference(member, found);
    }
}

const json::Value* resolve(const json::Value& document, const std::string& reference)
{
    const json::Value* at = &document;
    std::size_t from = 2;  // Past "#/".
    while (at && from <= reference.size()) {
        const std::size_t slash = std::min(reference.find('/', from), reference.size());
        at = at->find(reference.substr(from, slash - from));
        from = slash + 1;
    }
    return at;
}

class OpenApiTest : public testing::Test {
protected:
    template <typename Visit>
    void each_operation(Visit visit)
    {
        for (const auto& [path, methods] : document_.find("paths")->as_object())
            for (const auto& [method, operation] : methods.as_object())
                visit(path, method, operation);
    }

    const json::Value document_ = openapi();
};

TEST_F(OpenApiTest, HasARowForEveryRouteAndNoOther)
{
    EXPECT_EQ(document_.text_of("openapi"), "3.1.0");
    EXPECT_FALSE(document_.find("info")->text_of("title").empty());
    EXPECT_FALSE(document_.find("info")->text_of("version").empty());
    std::size_t count = 0;
    each_operation([&](auto&&...) { ++count; });
    EXPECT_EQ(count, routes().size());
}

TEST_F(OpenApiTest, EveryReferenceResolves)
{
    std::vector<std::string> references;
    each_reference(document_, references);
    EXPECT_GT(references.size(), 50U);
    for (const std::string& reference : references) {
        ASSERT_TRUE(reference.starts_with("#/")) << reference;
        EXPECT_NE(resolve(document_, reference), nullptr) << reference;
    }
}

TEST_F(OpenApiTest, EverySchemaIsUsed)
{
    std::vector<std::string> references;
    each_reference(document_, references);
    for (const auto& [name, schema] : document_.find("components")->find("schemas")->as_object())
        EXPECT_NE(std::find(references.begin(), references.end(), "#/components/schemas/" + name),
                  references.end())
            << name;
}

TEST_F(OpenApiTest, OperationIdsAreUniqueAndNamed)
{
    std::set<std::string> seen;
    each_operation([&](const std::string& path, const std::string&, const json::Value& operation) {
        EXPECT_TRUE(seen.insert(operation.text_of("operationId")).second) << path;
        EXPECT_FALSE(operation.text_of("operationId").empty()) << path;
        EXPECT_TRUE(operation.text_of("summary").ends_with(".")) << path;
        EXPECT_FALSE(operation.find("security")->as_array().empty()) << path;
    });
}

TEST_F(OpenApiTest, PathParametersAreDeclaredOnceAndRequired)
{
    each_operation([&](const std::string& path, const std::string&, const json::Value& operation) {
        std::set<std::string> declared;
        for (const json::Value& parameter : operation.find("parameters")->as_array()) {
            EXPECT_NE(parameter.find("schema"), nullptr) << path;
            if (parameter.text_of("in") != "path") continue;
            EXPECT_TRUE(parameter.find("required")->as_bool()) << path;
            EXPECT_TRUE(declared.insert(parameter.text_of("name")).second) << path;
            EXPECT_NE(path.find("{" + parameter.text_of("name") + "}"), std::string::npos) << path;
        }
        EXPECT_EQ(declared.size(),
                  static_cast<std::size_t>(std::count(path.begin(), path.end(), '{')))
            << path;
    });
}

TEST_F(OpenApiTest, EveryAnswerHasASchema)
{
    each_operation([&](const std::string& path, const std::string& method,
                       const json::Value& operation) {
        for (const auto& [status, response] : operation.find("responses")->as_object()) {
            const json::Value* const whole =
                response.find("$ref") ? resolve(document_, response.text_of("$ref")) : &response;
            ASSERT_NE(whole, nullptr);
            EXPECT_FALSE(whole->text_of("description").empty()) << path << status;
            for (const auto& [media_type, content] : whole->find("content")->as_object())
                EXPECT_NE(content.find("schema"), nullptr) << path << status << media_type;
        }
        EXPECT_NE(operation.find("responses")->find("200"), nullptr) << path;
        EXPECT_NE(operation.find("responses")->find("401"), nullptr) << path;
        EXPECT_TRUE(!operation.find("requestBody") || method == "post") << path;
    });
}

}  // namespace
}  // namespace cx::api
