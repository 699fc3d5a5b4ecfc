// Records of bodies that come in pieces are those of the whole body.
#include "rest/decode/row_flow.hpp"

#include "rest/decode/decoder.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace rest {
namespace {

using cx::json::Array;
using cx::json::Value;

std::string packed(const std::string& text)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

// The records as JSON, or the code of the error.
std::string in_pieces(const std::string& component, std::string_view body, std::size_t piece)
{
    const auto flow = make_row_flow(*cx::json::parse(component));
    if (!flow) return "whole only";
    std::vector<Value> records;
    for (std::size_t at = 0; at < body.size(); at += piece)
        if (const auto taken = flow->take(body.substr(at, piece), false, records); !taken)
            return taken.error().code;
    if (const auto taken = flow->take({}, true, records); !taken) return taken.error().code;
    return cx::json::write(Array(records.begin(), records.end()));
}

std::string whole(const std::string& component, std::string_view body)
{
    const auto decoder = make_decoder(*cx::json::parse(component));
    const auto documents = (*decoder)->decode(body);
    return documents ? cx::json::write(Array(documents->begin(), documents->end()))
                     : documents.error().code;
}

constexpr const char* csv = R"({"type":"CsvDecoder"})";
constexpr const char* lines = R"({"type":"JsonlDecoder"})";

TEST(RowFlow, GivesInPiecesWhatTheWholeBodyHolds)
{
    for (const std::string body :
         {"id,name\n1,Ada\n2,\"a \"\"b\"\", c\nd\"\n", "\xEF\xBB\xBFid\r\n1\r\n\r\n2",
          "id,b\r1,\r2,x", "id\n", "", "id,b\n1,\"\"\n"})
        for (const std::size_t piece : {1U, 2U, 3U, 7U, 100U})
            EXPECT_EQ(in_pieces(csv, body, piece), whole(csv, body)) << body << " by " << piece;
    for (const std::string body : {"{\"a\":1}\n\n{\"a\":2}", "{\"a\":1}\r\n", ""})
        for (const std::size_t piece : {1U, 4U, 100U})
            EXPECT_EQ(in_pieces(lines, body, piece), whole(lines, body)) << body;
}

TEST(RowFlow, MistakesAreFoundWhereverTheyAreCut)
{
    for (const std::size_t piece : {1U, 100U}) {
        EXPECT_EQ(in_pieces(csv, "id\n\"1\n", piece), "rest.body");
        EXPECT_EQ(in_pieces(csv, "id\n1,2\n", piece), "rest.body");
        EXPECT_EQ(in_pieces(csv, "id\n\xFF\n", piece), "rest.body");
        EXPECT_EQ(in_pieces(lines, "{\"a\":\n", piece), "rest.body");
    }
    const std::string endless = "id\n\"" + std::string(row_bytes_max + 1, 'x');
    EXPECT_EQ(in_pieces(csv, endless, 1U << 20), "rest.body_size");
}

TEST(RowFlow, UnpacksOnTheWay)
{
    const std::string component = R"({"type":"GzipDecoder","decoder":{"type":"CsvDecoder"}})";
    const std::string body = packed("id\n1\n2\n");
    for (const std::size_t piece : {1U, 3U, 1000U}) {
        EXPECT_EQ(in_pieces(component, body, piece), R"([{"id":"1"},{"id":"2"}])");
        EXPECT_EQ(in_pieces(component, body + packed("3\n"), piece),
                  R"([{"id":"1"},{"id":"2"},{"id":"3"}])");
        EXPECT_EQ(in_pieces(component, "id\n1\n", piece), R"([{"id":"1"}])");
        EXPECT_EQ(in_pieces(component, body.substr(0, body.size() - 5), piece), "rest.body");
    }
}

TEST(RowFlow, WhatHasToBeReadWholeIsNone)
{
    EXPECT_EQ(in_pieces(R"({"type":"JsonDecoder"})", "{}", 1), "whole only");
    EXPECT_EQ(in_pieces(R"({"type":"ZipfileDecoder","decoder":{"type":"CsvDecoder"}})", "", 1),
              "whole only");
}

}  // namespace
}  // namespace rest
