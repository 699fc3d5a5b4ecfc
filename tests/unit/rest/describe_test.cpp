// What a manifest says of itself: options, streams, and what keeps a stream from running.
#include "rest/manifest/describe.hpp"

#include "reading.hpp"

namespace rest {
namespace {

using cx::json::Value;
using ::testing::HasSubstr;
using testing::one_stream;
using testing::plain_stream;

Value described(const std::string& text)
{
    const cx::Result<Value> value = describe(text);
    EXPECT_TRUE(value) << (value ? "" : value.error().message);
    return value ? *value : Value();
}

const Value& stream(const Value& description, std::size_t index = 0)
{
    return description.find("streams")->as_array().at(index);
}

TEST(Describe, TellsStreamsWithKeyCursorAndModes)
{
    const Value value = described(plain_stream(
        "",
        "    incremental_sync:\n"
        "      {type: DatetimeBasedCursor, cursor_field: updated_at, datetime_format: '%s',\n"
        "       start_datetime: {datetime: '0'}}\n"));
    EXPECT_EQ(value.text_of("version"), "1");
    EXPECT_EQ(cx::json::write(stream(value)),
              R"({"cursor":"updated_at","key":[["id"]],"missing":[],)"
              R"("modes":["incremental","whole","snapshot"],"name":"items","runs":true})");
}

TEST(Describe, GivesTheSpecificationInOurDialect)
{
    const Value value = described(
        plain_stream() +
        "spec:\n"
        "  connection_specification:\n"
        "    type: object\n"
        "    required: [token]\n"
        "    properties:\n"
        "      token: {type: string, airbyte_secret: true, title: Token, order: 0}\n"
        "      size: {type: [integer, 'null'], default: 50, description: Of a page.}\n"
        "      login: {type: object, oneOf: [{properties: {key: {airbyte_secret: true}}}]}\n");
    const Value& options = *value.find("options");
    EXPECT_EQ(cx::json::write(*options.find("required")), R"(["token"])");
    const Value& properties = *options.find("properties");
    EXPECT_EQ(cx::json::write(*properties.find("token")),
              R"({"description":"Token","type":"string","x-cx-secret":true})");
    EXPECT_EQ(cx::json::write(*properties.find("size")),
              R"({"default":50,"description":"Of a page.","type":"integer"})");
    EXPECT_THAT(cx::json::write(*properties.find("login")), HasSubstr(R"("x-cx-secret":true)"));
}

TEST(Describe, RefusesTheStreamWithAnUnknownComponentAndNotTheManifest)
{
    const Value value = described(
        plain_stream() +
        "  - name: others\n"
        "    retriever:\n"
        "      requester: {url_base: 'https://x.example', path: o}\n"
        "      record_selector: {extractor: {type: CustomRecordExtractor, class_name: a.B}}\n"
        "  - name: reports\n"
        "    retriever: {type: StateRetriever}\n");
    EXPECT_EQ(cx::json::write(*stream(value).find("runs")), "true");
    EXPECT_EQ(cx::json::write(*stream(value, 1).find("runs")), "false");
    EXPECT_EQ(cx::json::write(*stream(value, 1).find("missing")),
              R"(["CustomRecordExtractor a.B"])");
    EXPECT_EQ(cx::json::write(*stream(value, 2).find("missing")), R"(["StateRetriever"])");
}

TEST(Describe, KnowsWhatASlipMeant)
{
    const Value value =
        described(one_stream("    retriever:\n"
                             "      requester: {url_base: 'https://x.example', path: a}\n"
                             "      record_selector: {extractor: {feild_path: []}}\n"
                             "      paginator:\n"
                             "        type: DefaultPaginator\n"
                             "        pagination_strategy: {type: PageIncrment}\n"));
    EXPECT_THAT(cx::json::write(*stream(value).find("missing")),
                HasSubstr("manifest.yaml:10: there is no PageIncrment, did you mean "
                          "'PageIncrement'?"));
    EXPECT_THAT(cx::json::write(*value.find("warnings")),
                HasSubstr("unknown field 'feild_path' of DpathExtractor, did you mean "
                          "'field_path'?"));
}

TEST(Describe, WarnsOfUnknownFieldsWithTheirLine)
{
    const Value value =
        described(one_stream("    retriever:\n"
                             "      requester: {url_base: 'https://x.example', path: a}\n"
                             "      record_selector:\n"
                             "        extractor: {field_path: []}\n"
                             "        colour: red\n"));
    EXPECT_EQ(cx::json::write(*value.find("warnings")),
              R"(["manifest.yaml:9: unknown field 'colour' of RecordSelector"])");
}

TEST(Describe, NamesTheExpressionThatDoesNotCompile)
{
    const Value value =
        described(one_stream("    retriever:\n"
                             "      requester:\n"
                             "        url_base: https://x.example\n"
                             "        path: \"{{ record['id'] }}\"\n"
                             "      record_selector: {extractor: {field_path: []}}\n"));
    EXPECT_EQ(cx::json::write(*stream(value).find("runs")), "false");
    const std::string missing = cx::json::write(*stream(value).find("missing"));
    EXPECT_THAT(missing, HasSubstr("manifest.yaml:8: HttpRequester.path: "));
    EXPECT_THAT(missing, HasSubstr("record"));
}

TEST(Describe, WantsWhatIsRequired)
{
    const Value value =
        described(one_stream("    retriever:\n"
                             "      requester: {url_base: 'https://x.example'}\n"));
    EXPECT_THAT(cx::json::write(*stream(value).find("missing")),
                HasSubstr("SimpleRetriever wants the field 'record_selector'"));
}

TEST(Describe, RefusesWhatIsNoManifest)
{
    EXPECT_EQ(describe("a: [").error().code, "rest.manifest");
    EXPECT_THAT(describe("version: '1'\n").error().message, HasSubstr("no streams"));
    EXPECT_THAT(describe("streams: ['#/definitions/no']\n").error().message,
                HasSubstr("there is no '#/definitions/no'"));
}

}  // namespace
}  // namespace rest
