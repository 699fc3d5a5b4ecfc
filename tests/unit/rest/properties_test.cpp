// Which fields a stream asks for: a list, or what the system lists, in chunks that are put
// together.
#include "reading.hpp"

namespace rest::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PropertiesTest : public ReadingTest {
protected:
    // `properties`: the parameter `fields` of the request.
    static std::string stream(const std::string& properties)
    {
        return one_stream(
            "    primary_key: id\n"
            "    retriever:\n"
            "      requester:\n"
            "        url_base: https://api.example.com/v1\n"
            "        path: items\n"
            "        request_parameters:\n"
            "          archived: 'false'\n"
            "          fields:\n"
            "            type: QueryProperties\n" +
            properties +
            "      paginator:\n"
            "        type: DefaultPaginator\n"
            "        page_token_option: {inject_into: request_parameter, field_name: after}\n"
            "        pagination_strategy: {type: CursorPagination, cursor_value: '{{ response.next "
            "}}'}\n"
            "      record_selector: {extractor: {field_path: [data]}}\n");
    }
};

TEST_F(PropertiesTest, AreOneParameterWithCommasBetween)
{
    manifest_ = stream("            property_list: [name, email]\n");
    answer_ = [](const Received&) { return reply(200, items(1, 1)); };
    EXPECT_THAT(run(), ElementsAre("1"));
    EXPECT_THAT(targets(), ElementsAre("/v1/items?archived=false&fields=name%2Cemail"));
}

TEST_F(PropertiesTest, AreAskedForInChunksAndPutTogetherPageByPage)
{
    manifest_ = stream(
        "            property_list: [a, b, c]\n"
        "            always_include_properties: [x]\n"
        "            property_chunking: {type: PropertyChunking, property_limit_type: "
        "property_count, "
        "property_limit: 2, record_merge_strategy: {type: GroupByKeyMergeStrategy, key: id}}\n");
    answer_ = [](const Received& got) {
        const bool second = parameter(got, "after") == "p2";
        std::string values = parameter(got, "fields");
        std::string properties;
        for (const char name : {'a', 'b', 'c', 'x'})
            if (values.find(name) != std::string::npos)
                properties += std::string(properties.empty() ? "" : ",") + '"' + name + R"(":1)";
        const std::string id = second ? "2" : "1";
        return reply(200, R"({"data":[{"id":)" + id + R"(,"p":{)" + properties + "}}]" +
                              (second ? "}" : R"(,"next":"p2"})"));
    };
    EXPECT_THAT(run(), ElementsAre("1", "2"));
    EXPECT_THAT(payloads_, ElementsAre(R"({"id":1,"p":{"a":1,"b":1,"c":1,"x":1}})",
                                       R"({"id":2,"p":{"a":1,"b":1,"c":1,"x":1}})"));
    EXPECT_THAT(targets(), ElementsAre("/v1/items?archived=false&fields=x%2Ca%2Cb",
                                       "/v1/items?archived=false&fields=x%2Cc",
                                       "/v1/items?archived=false&fields=x%2Ca%2Cb&after=p2",
                                       "/v1/items?archived=false&fields=x%2Cc&after=p2"));
}

TEST_F(PropertiesTest, AreWhatTheSystemListsAskedOnce)
{
    manifest_ = stream(
        "            property_list:\n"
        "              type: PropertiesFromEndpoint\n"
        "              property_field_path: [name]\n"
        "              retriever:\n"
        "                requester: {url_base: 'https://api.example.com/v1', path: properties}\n"
        "                record_selector: {extractor: {field_path: [results]}}\n"
        "            property_chunking: {property_limit_type: characters, property_limit: 12, "
        "record_merge_strategy: {type: GroupByKeyMergeStrategy, key: [id]}}\n");
    answer_ = [](const Received& got) {
        if (got.target == "/v1/properties")
            return reply(200, R"({"results":[{"name":"abc"},{"name":"def"},{"name":"ghi"}]})");
        return reply(200, items(1, 2));
    };
    EXPECT_THAT(run(), ElementsAre("1", "2")) << status_.why;
    EXPECT_THAT(targets(),
                ElementsAre("/v1/properties", "/v1/items?archived=false&fields=abc%2Cdef",
                            "/v1/items?archived=false&fields=ghi"));
}

TEST_F(PropertiesTest, TroubleWithOneChunkGivesNoHalfRecords)
{
    manifest_ = stream(
        "            property_list: [a, b]\n"
        "            property_chunking: {property_limit_type: property_count, property_limit: 1, "
        "record_merge_strategy: {type: GroupByKeyMergeStrategy, key: id}}\n");
    bool busy = true;
    answer_ = [&](const Received& got) {
        return busy && parameter(got, "fields") == "b" ? reply(503) : reply(200, items(1, 1));
    };
    EXPECT_FALSE(poll());
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_TRUE(keys_.empty());
    busy = false;
    EXPECT_THAT(run(), ElementsAre("1"));
}

TEST_F(PropertiesTest, MayStandInABodyAndChunksWantAKey)
{
    manifest_ = one_stream(
        "    primary_key: id\n"
        "    retriever:\n"
        "      requester:\n"
        "        url_base: https://api.example.com/v1\n"
        "        path: search\n"
        "        http_method: POST\n"
        "        query_properties: {property_list: [a, b]}\n"
        "        request_body_json: {properties: '{{ query_properties }}'}\n"
        "      record_selector: {extractor: {field_path: [data]}}\n");
    answer_ = [](const Received&) { return reply(200, items(1, 1)); };
    EXPECT_THAT(run(), ElementsAre("1"));
    EXPECT_EQ(server_.received().at(0).body, R"({"properties":["a","b"]})");
    manifest_ = stream(
        "            property_list: [a]\n"
        "            property_chunking: {property_limit_type: property_count, property_limit: "
        "1}\n");
    try {
        restart();
        FAIL() << "refused nothing";
    } catch (const cx::BadOptions& bad) {
        EXPECT_THAT(bad.what(), HasSubstr("record_merge_strategy"));
    }
}

}  // namespace
}  // namespace rest::testing
