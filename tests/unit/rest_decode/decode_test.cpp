#include "rest/decode/decoder.hpp"
#include "rest/decode/formats.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include <fstream>

namespace rest {
namespace {

using cx::json::Value;
using testing::HasSubstr;

std::string decode(std::string_view component, std::string_view body)
{
    const auto decoder = make_decoder(*cx::json::parse(component));
    if (!decoder) return decoder.error().code + ": " + decoder.error().message;
    const auto documents = (*decoder)->decode(body);
    if (!documents) return documents.error().code + ": " + documents.error().message;
    std::string out;
    for (const Value& one : *documents) out += (out.empty() ? "" : " ") + cx::json::write(one);
    return out;
}

std::string gzipped(std::string_view text)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(text.size() + 1024, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

TEST(DecodeTest, Json)
{
    EXPECT_EQ(decode("null", R"({"a":1})"), R"({"a":1})");
    EXPECT_EQ(decode(R"({"type":"JsonDecoder"})", "\xEF\xBB\xBF[1]"), "[1]");
    EXPECT_EQ(decode("null", ""), "");
    EXPECT_EQ(decode("null", " \r\n"), "");
    EXPECT_EQ(decode("null", "<html>secret</html>"),
              "rest.body: the body is no JSON (json.syntax)");
}

TEST(DecodeTest, Lines)
{
    EXPECT_EQ(decode(R"({"type":"JsonlDecoder"})", "{\"a\":1}\r\n\n[2]"), R"({"a":1} [2])");
    EXPECT_EQ(decode(R"({"type":"JsonlDecoder"})", "{}\n{secret"),
              "rest.body: line 2 of the body is no JSON");
    EXPECT_EQ(decode(R"({"type":"IterableDecoder"})", "a\nb\n"),
              R"({"record":"a"} {"record":"b"})");
}

TEST(DecodeTest, Csv)
{
    const char* csv = R"({"type":"CsvDecoder"})";
    EXPECT_EQ(decode(csv, "id,name\n1,\"a \"\"b\"\", c\"\r\n2,\n"),
              R"({"id":"1","name":"a \"b\", c"} {"id":"2","name":""})");
    EXPECT_EQ(decode(csv, "a,b\n1\n"), R"({"a":"1"})");
    EXPECT_EQ(decode(csv, "a\n\"x\ny\"\n"), R"({"a":"x\ny"})");
    EXPECT_EQ(decode(csv, "a\n1,2\n"), "rest.body: row 2 has more fields than the first");
    EXPECT_EQ(decode(csv, "a\n\"1"), "rest.body: a quote in row 2 does not close");
    EXPECT_EQ(decode(R"({"type":"CsvDecoder","delimiter":"\\t"})", "a\tb\n1\t2"),
              R"({"a":"1","b":"2"})");
    EXPECT_EQ(decode(R"({"type":"CsvDecoder","encoding":"latin-1"})", "a\n\xE9"),
              "{\"a\":\"\xC3\xA9\"}");
    EXPECT_EQ(decode(csv, "a\n\xE9"), "rest.body: the body is no UTF-8");
    EXPECT_EQ(decode(R"({"type":"CsvDecoder","set_values_to_none":["","NA"]})", "a,b,c\n,NA,x"),
              R"({"a":null,"b":null,"c":"x"})");
    EXPECT_EQ(decode(R"({"type":"CsvDecoder","delimiter":"ab"})", ""),
              "rest.option: 'delimiter' is one character");
}

TEST(DecodeTest, Xml)
{
    const char* xml = R"({"type":"XmlDecoder"})";
    EXPECT_EQ(
        decode(xml, "<?xml version=\"1.0\"?><r><a x=\"1\">t</a><b/><c><d>1</d><d>2</d></c> </r>"),
        R"({"r":{"a":{"#text":"t","@x":"1"},"b":null,"c":{"d":["1","2"]}}})");
    EXPECT_EQ(decode(xml, "<r><a>x &amp; y<![CDATA[<z>]]></a><n:b xmlns:n=\"u\">1</n:b></r>"),
              R"({"r":{"a":"x & y<z>","n:b":{"#text":"1","@xmlns:n":"u"}}})");
    EXPECT_THAT(decode(xml, "<r><a></r>"), HasSubstr("rest.body: the body is no XML, line 1"));
    EXPECT_THAT(decode(xml, "<!DOCTYPE r [<!ENTITY a \"x\">]><r>&a;</r>"),
                HasSubstr("document type"));
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    EXPECT_THAT(decode(xml, deep), HasSubstr("rest.body: "));
}

TEST(DecodeTest, PackedBodies)
{
    const char* component = R"({"type":"GzipDecoder","decoder":{"type":"JsonlDecoder"}})";
    EXPECT_EQ(decode(component, gzipped("{\"a\":1}\n{\"a\":2}")), R"({"a":1} {"a":2})");
    EXPECT_EQ(decode(component, gzipped("{\"a\":1}\n") + gzipped("{\"a\":2}")),
              R"({"a":1} {"a":2})");
    EXPECT_EQ(decode(component, "{\"a\":1}"), R"({"a":1})");  // Unpacked on its way already
    const std::string packed = gzipped(std::string(1000, '1'));
    EXPECT_EQ(decode(component, packed.substr(0, packed.size() - 12)),
              "rest.body: the packed body is broken");
    EXPECT_EQ(decode(R"({"type":"CompositeRawDecoder","parser":{"type":"GzipParser","inner_parser":
                     {"type":"CsvParser"}}})",
                     gzipped("a\n1")),
              R"({"a":"1"})");
    const auto bomb = decode::gunzip(gzipped(std::string(1 << 20, ' ')), 1000);
    ASSERT_FALSE(bomb);
    EXPECT_EQ(bomb.error().code, "rest.body_size");
}

TEST(DecodeTest, Zip)
{
    // One stored file "a" that holds [7], as `zip -0` writes it.
    const std::string local(
        "PK\x03\x04\x0A\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\x03\0\0\0\x01\0\0\0a[7]", 34);
    std::string central(
        "PK\x01\x02\x0A\0\x0A\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\0\0\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0\0\0"
        "\0\0\0\0\0\0\0"
        "a",
        47);
    std::string end("PK\x05\x06\0\0\0\0\x01\0\x01\0\x2F\0\0\0\x22\0\0\0\0\0", 22);
    const std::string zip = local + central + end;
    const char* component = R"({"type":"ZipfileDecoder","decoder":{"type":"JsonDecoder"}})";
    EXPECT_EQ(decode(component, zip), "[7]");
    EXPECT_EQ(decode(component, zip.substr(0, 50)), "rest.body: the packed body is broken");
}

TEST(DecodeTest, MoreValuesThanMemoryHasRoomForAreNotTaken)
{
    std::string list = "[0";
    for (std::size_t i = 0; i < values_max; ++i) list += ",0";
    list += "]";
    EXPECT_THAT(decode(R"({"type":"JsonDecoder"})", list), HasSubstr("rest.body_size"));
    EXPECT_THAT(decode(R"({"type":"JsonlDecoder"})", std::string(values_max + 1, '\n') + "{}"),
                HasSubstr("rest.body_size"));
}

TEST(DecodeTest, NamesWhatItDoesNotKnow)
{
    EXPECT_EQ(decode(R"({"type":"CustomDecoder"})", ""),
              "rest.component: there is no decoder 'CustomDecoder'");
    std::string deep = R"({"type":"JsonDecoder"})";
    for (int i = 0; i < 20; ++i) deep = R"({"type":"GzipDecoder","decoder":)" + deep + "}";
    EXPECT_EQ(decode(deep, ""), "rest.option: decoders are nested too deeply");
}

}  // namespace
}  // namespace rest
