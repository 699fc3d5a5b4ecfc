#include "rest/decode/decoder.hpp"

#include <gmock/gmock.h>

namespace rest {
namespace {

using cx::json::Value;

// `more`: further members of the component.
std::string extract(const std::string& path, const std::string& document,
                    const std::string& more = "")
{
    const auto extractor = Extractor::make(
        *cx::json::parse(R"({"type":"DpathExtractor","field_path":)" + path + more + "}"));
    if (!extractor) return extractor.error().message;
    const Value config = *cx::json::parse(R"({"name":"rows"})");
    std::vector<Value> records;
    const auto done =
        extractor->extract(*cx::json::parse(document), Scope(0).set("config", &config), records);
    if (!done) return done.error().code;
    std::string out;
    for (const Value& one : records) out += cx::json::write(one);
    return out;
}

TEST(ExtractorTest, FindsRecordsAtAPath)
{
    EXPECT_EQ(extract("[]", R"([{"a":1},{"a":2}])"), R"({"a":1}{"a":2})");
    EXPECT_EQ(extract("[]", R"({"a":1})"), R"({"a":1})");
    EXPECT_EQ(extract(R"(["data"])", R"({"data":[{"a":1}]})"), R"({"a":1})");
    EXPECT_EQ(extract(R"(["data","x"])", R"({"data":{"x":{"a":1}}})"), R"({"a":1})");
    EXPECT_EQ(extract(R"(["{{ config['name'] }}"])", R"({"rows":[{"a":1}]})"), R"({"a":1})");
    EXPECT_EQ(extract(R"(["data", 0])", R"({"data":[{"a":1},{"a":2}]})"), R"({"a":1})");
}

TEST(ExtractorTest, TakesAnyMemberForAStar)
{
    EXPECT_EQ(extract(R"(["*"])", R"({"x":{"a":1},"y":{"a":2}})"), R"({"a":1}{"a":2})");
    EXPECT_EQ(extract(R"(["list","*","item"])",
                      R"({"list":[{"item":{"a":1}},{},{"item":[{"a":2},{"a":3}]}]})"),
              R"({"a":1}{"a":2}{"a":3})");
    EXPECT_EQ(extract(R"(["**","item"])", R"({"q":{"item":{"a":1}},"item":{"a":0}})"),
              R"({"a":0}{"a":1})");
}

TEST(ExtractorTest, AnObjectOfRecordsGivesEachItsName)
{
    const std::string by_name = R"(,"name_field":"id")";
    EXPECT_EQ(
        extract(R"(["people"])", R"({"people":{"p1":{"a":1},"p2":{"a":2},"p3":null}})", by_name),
        R"({"a":1,"id":"p1"}{"a":2,"id":"p2"})");
    EXPECT_EQ(extract(R"(["people"])", R"({"people":[{"id":"p1"}]})", by_name), R"({"id":"p1"})");
    EXPECT_EQ(extract(R"(["people"])", R"({"people":{}})", by_name), "");
    EXPECT_EQ(extract(R"(["people"])", R"({"people":{"p1":7}})", by_name), "rest.record");
}

TEST(ExtractorTest, NothingIsNoRecordAndAScalarAnError)
{
    EXPECT_EQ(extract(R"(["data"])", "{}"), "");
    EXPECT_EQ(extract(R"(["data"])", R"({"data":null})"), "");
    EXPECT_EQ(extract(R"(["data"])", R"({"data":[]})"), "");
    EXPECT_EQ(extract(R"(["data"])", R"({"data":7})"), "rest.record");
    EXPECT_EQ(extract(R"(["data"])", R"({"data":[{},7]})"), "rest.record");
    EXPECT_EQ(extract(R"(["{{ x }}"])", "{}"),
              "1:4: unknown variable 'x'; here are config, parameters");
}

}  // namespace
}  // namespace rest
