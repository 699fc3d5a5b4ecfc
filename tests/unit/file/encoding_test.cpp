#include "files.hpp"

#include <iconv.h>
#include <zlib.h>

namespace file {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string korean = "이름,도시\n김민준,서울\n\"이, 서연\",부산\n";
const std::vector<std::string> korean_rows = {R"({"이름":"김민준","도시":"서울"})",
                                              R"({"이름":"이, 서연","도시":"부산"})"};

std::string encoded(const std::string& text, const char* name)
{
    const iconv_t handle = ::iconv_open(name, "UTF-8");
    std::string out(text.size() * 4, '\0');
    char* in = const_cast<char*>(text.data());
    std::size_t in_left = text.size();
    char* to = out.data();
    std::size_t room = out.size();
    EXPECT_NE(::iconv(handle, &in, &in_left, &to, &room), static_cast<std::size_t>(-1));
    ::iconv_close(handle);
    out.resize(out.size() - room);
    return out;
}

std::string gzipped(const std::string& text)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(text.size() + 1000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

class EncodingTest : public FilesTest {};

TEST_F(EncodingTest, FindsOutTheEncoding)
{
    EXPECT_EQ(read_text(korean).payloads, korean_rows);
    EXPECT_EQ(read_text("\xef\xbb\xbf" + korean).payloads, korean_rows);
    EXPECT_EQ(read_text(encoded(korean, "CP949")).payloads, korean_rows);
    EXPECT_EQ(read_text("\xff\xfe" + encoded(korean, "UTF-16LE")).payloads, korean_rows);
    EXPECT_EQ(read_text("\xfe\xff" + encoded(korean, "UTF-16BE")).payloads, korean_rows);
}

TEST_F(EncodingTest, TakesTheEncodingItIsTold)
{
    settings_.encoding = "cp949";
    EXPECT_EQ(read_text(encoded(korean, "CP949")).payloads, korean_rows);
    settings_.encoding = "utf-16le";
    EXPECT_EQ(read_text(encoded(korean, "UTF-16LE")).payloads, korean_rows);
    settings_.encoding = "utf-16be";
    EXPECT_EQ(read_text(encoded(korean, "UTF-16BE")).payloads, korean_rows);
}

TEST_F(EncodingTest, RejectsOnlyTheRowWithInvalidBytes)
{
    for (const char* name : {"utf-8", "cp949"}) {
        settings_.encoding = name;
        const std::string ada = encoded("이름\n가\n", name[0] == 'u' ? "UTF-8" : "CP949");
        const Taken taken = read_text(ada + "x\xff\n" + "b\n");
        EXPECT_THAT(taken.rejects, ElementsAre("file.encoding@f.csv:3")) << name;
        EXPECT_THAT(taken.payloads, ElementsAre(R"({"이름":"가"})", R"({"이름":"b"})")) << name;
    }
}

TEST_F(EncodingTest, RejectsOnlyTheRowWithAnUnpairedSurrogate)
{
    std::string text =
        encoded("a\nx\n", "UTF-16LE") + std::string("\x00\xd8", 2) + encoded("\ny\n", "UTF-16LE");
    const Taken taken = read_text("\xff\xfe" + text);
    EXPECT_THAT(taken.rejects, ElementsAre("file.encoding@f.csv:3"));
    EXPECT_THAT(taken.payloads, ElementsAre(R"({"a":"x"})", R"({"a":"y"})"));
}

TEST_F(EncodingTest, OneDamagedRowDoesNotTurnUtf8IntoCp949)
{
    const Taken taken = read_text(korean + "\xb0\xa1,x\n");
    EXPECT_EQ(taken.payloads, korean_rows);
    EXPECT_THAT(taken.rejects, ElementsAre("file.encoding@f.csv:4"));
}

TEST_F(EncodingTest, FailsOnAHeaderInAnotherEncoding)
{
    settings_.encoding = "utf-8";
    const Taken taken = read_text(encoded(korean, "CP949"));
    EXPECT_EQ(taken.status.code, CX_FAILED);
    EXPECT_THAT(taken.status.why,
                HasSubstr("its header line is not utf-8; option 'encoding' names another"));
}

TEST_F(EncodingTest, ReadsAJsonArrayInCp949)
{
    const Taken taken =
        read_text(encoded(R"([{"이름":"똠방각하"},{"이름":"펲시"}])", "CP949"), "f.json");
    EXPECT_THAT(taken.payloads, ElementsAre(R"({"이름":"똠방각하"})", R"({"이름":"펲시"})"));
}

TEST_F(EncodingTest, UnpacksGzipAlsoInSeveralMembers)
{
    write("f.csv.gz", gzipped(korean));
    EXPECT_EQ(read("f.csv.gz").payloads, korean_rows);
    write("f.csv.gz", gzipped("a\n1\n") + gzipped("2\n") + std::string(512, '\0'));
    EXPECT_THAT(read("f.csv.gz").payloads, ElementsAre(R"({"a":"1"})", R"({"a":"2"})"));
    write("f.csv.gz", gzipped("\xff\xfe" + encoded(korean, "UTF-16LE")));
    EXPECT_EQ(read("f.csv.gz").payloads, korean_rows);
}

TEST_F(EncodingTest, NeverTakesTruncatedGzipForComplete)
{
    std::string text = "id,name\n";
    for (int i = 0; i < 300; ++i) text += std::to_string(i * 7919 % 1000) + ",someone\n";
    const std::string packed = gzipped(text);
    for (std::size_t size = 20; size < packed.size(); size += 7) {
        write("f.csv.gz", packed.substr(0, size));
        const Taken taken = read("f.csv.gz");
        EXPECT_EQ(taken.status.code, CX_RETRY) << size;
        EXPECT_THAT(taken.status.why, HasSubstr("the file is incomplete")) << size;
    }
}

TEST_F(EncodingTest, TellsDamagedGzip)
{
    std::string packed = gzipped(korean + std::string(5000, 'x') + "\n");
    packed[packed.size() - 6] ^= 0x55;  // In the checksum.
    write("f.csv.gz", packed);
    EXPECT_THAT(read("f.csv.gz").status.why, HasSubstr("damaged"));
}

TEST_F(EncodingTest, ResumesInTheMiddleOfEveryKindOfFile)
{
    std::string text = "id,도시\n";
    for (int i = 0; i < 500; ++i) text += std::to_string(i) + ",서울 " + std::to_string(i) + "\n";
    settings_.key = {"id"};
    const std::vector<std::string> kinds = {text,
                                            "\xef\xbb\xbf" + text,
                                            encoded(text, "CP949"),
                                            "\xff\xfe" + encoded(text, "UTF-16LE"),
                                            gzipped(text),
                                            gzipped("\xfe\xff" + encoded(text, "UTF-16BE"))};
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        write("f.csv", kinds[kind]);
        std::vector<std::string> keys;
        std::string cursor;
        for (int polls = 0; polls < 100; ++polls) {
            // A new stream each time, as after a restart.
            const Taken taken = poll_once(stream("f.csv"), cursor, 7);
            keys.insert(keys.end(), taken.keys.begin(), taken.keys.end());
            cursor = taken.cursor;
            if (!taken.more_now) break;
        }
        ASSERT_EQ(keys.size(), 500U) << kind;
        for (std::size_t i = 0; i < keys.size(); ++i) ASSERT_EQ(keys[i], std::to_string(i)) << kind;
    }
}

}  // namespace
}  // namespace file
