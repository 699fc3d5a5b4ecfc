// Server-sent events: out of pieces, behind a break, until the hub stops.
#include "reading.hpp"
#include "rest/read/event_parser.hpp"

#include <chrono>

namespace rest::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<std::string> parsed(EventParser& parser, const std::string& text, std::size_t piece)
{
    std::vector<Event> events;
    for (std::size_t at = 0; at < text.size(); at += piece)
        parser.take(std::string_view(text).substr(at, piece), events);
    std::vector<std::string> out;
    for (const Event& event : events)
        out.push_back(event.type + "=" + event.data + (event.too_large ? " too large" : ""));
    return out;
}

TEST(EventParser, TakesEventsOutOfPiecesOfAnySize)
{
    const std::string text =
        "\xEF\xBB\xBF: hello\nevent: update\ndata: {\"a\":\ndata: 1}\nid: 7\n\n"
        ":thump\r\n\r\ndata:x\r\n\r\nevent: empty\n\nid\rdata\rretry: 2500\r\rdata: never";
    for (const std::size_t piece : {1U, 2U, 3U, 1000U}) {
        EventParser parser;
        EXPECT_THAT(parsed(parser, text, piece),
                    ElementsAre("update={\"a\":\n1}", "message=x", "message="));
        EXPECT_EQ(parser.last_id(), "");  // The last one took it back
        EXPECT_EQ(parser.pause(), std::chrono::milliseconds(2500));
        parser.restart();
        EXPECT_THAT(parsed(parser, "data: y\n\n", piece), ElementsAre("message=y"));
    }
}

TEST(EventParser, TellsOfWhatIsTooLargeAndGoesOn)
{
    EventParser parser;
    const std::string large = "data: " + std::string(event_bytes_max + 10, 'x') + "\nid: 3\n\n";
    EXPECT_THAT(parsed(parser, large + "data: y\n\n", 4096),
                ElementsAre("message= too large", "message=y"));
    EXPECT_EQ(parser.last_id(), "3");
    std::string many;
    for (int i = 0; i < 3; ++i) many += "data: " + std::string(event_bytes_max / 2, 'x') + "\n";
    EXPECT_THAT(parsed(parser, many + "\n", 4096), ElementsAre("message= too large"));
}

class EventsTest : public ReadingTest {
protected:
    EventsTest()
    {
        manifest_ = one_stream(
            "    primary_key: id\n"
            "    retriever:\n"
            "      type: ServerSentEventsRetriever\n"
            "      requester: {url_base: 'https://api.example.com/v1', path: live}\n"
            "      event_types: [update, delete]\n"
            "      text_field: id\n"
            "      type_field: _event\n"
            "      since_option: {inject_into: request_parameter, field_name: since}\n"
            "      record_selector:\n"
            "        extractor: {field_path: []}\n"
            "        removed_when: \"{{ record['_event'] == 'delete' }}\"\n");
        answer_ = [this](const Received&) {
            return Reply{.bytes =
                             "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n" +
                             chunks_,
                         .close = close_};
        };
    }
    static std::string chunk(const std::string& text)
    {
        std::string size(8, '0');
        const int digits = std::snprintf(size.data(), size.size(), "%zx", text.size());
        return size.substr(0, static_cast<std::size_t>(digits)) + "\r\n" + text + "\r\n";
    }

    std::string chunks_;
    bool close_ = false;
};

TEST_F(EventsTest, AreRecordsAndRemovalsByTheirTypes)
{
    chunks_ = chunk(":thump\n\nevent: update\nid: e1\ndata: {\"id\":\"1\",\"te") +
              chunk("xt\":\"a\"}\n\nevent: filters_changed\ndata: {}\n\n") +
              chunk("event: delete\nid: e2\ndata: 1234567890123456789\n\n");
    run();
    EXPECT_EQ(status_.code, CX_OK) << status_.why;
    EXPECT_THAT(keys_, ElementsAre("1", "1234567890123456789"));
    EXPECT_EQ(payloads_[0], R"({"_event":"update","id":"1","text":"a"})");
    EXPECT_EQ(payloads_[1], "");
    EXPECT_THAT(cursor_, HasSubstr(R"("token":"e2")"));
    EXPECT_EQ(server_.received().at(0).header("accept"), "text/event-stream");
    EXPECT_EQ(server_.received().at(0).header("last-event-id"), "");
}

TEST_F(EventsTest, TheConnectionStaysBetweenPolls)
{
    chunks_ = chunk(":thump\n\n");
    for (int polls = 0; polls < 3; ++polls) {
        EXPECT_FALSE(poll());
        EXPECT_EQ(status_.code, CX_OK) << status_.why;
    }
    EXPECT_THAT(server_.received(), SizeIs(1));
}

TEST_F(EventsTest, ABreakIsPausedForAndGoneOnBehindTheLastEvent)
{
    chunks_ = chunk("event: update\nid: e1\ndata: {\"id\":1}\n\nevent: update\nid: e2\ndata: {\"i");
    close_ = true;
    run();
    EXPECT_THAT(keys_, ElementsAre("1"));
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_EQ(status_.retry_after_ms, 1000U);
    chunks_ = chunk("event: update\nid: e2\ndata: {\"id\":2}\n\n");
    close_ = false;
    run();
    EXPECT_THAT(keys_, ElementsAre("2"));
    EXPECT_EQ(server_.received().at(1).header("last-event-id"), "e1");
    EXPECT_EQ(parameter(server_.received().at(1), "since"), "e1");
    // And after a restart of the hub.
    restart();
    chunks_ = chunk("event: update\nid: e3\ndata: {\"id\":3}\n\n");
    run();
    EXPECT_THAT(keys_, ElementsAre("3"));
    EXPECT_EQ(server_.received().at(2).header("last-event-id"), "e2");
}

TEST_F(EventsTest, OneThatGivesNoRecordIsARejectAndTakesNoOtherAlong)
{
    manifest_.replace(manifest_.find("field_path: []"), 14, "field_path: [item]");
    const std::string large(event_bytes_max + 10, 'x');
    chunks_ = chunk(
        "event: update\nid: e1\ndata: {\"item\":{\"id\":1}}\n\n"
        "event: update\nid: e2\ndata: {\"id\":2,\"item\":\"broken\"}\n\n"
        "event: update\nid: e3\ndata: {\"item\":[{\"id\":3},4]}\n\n"
        "event: other\nid: e4\ndata: " +
        large + "\n\nevent: update\nid: e5\ndata: " + large +
        "\n\nevent: update\nid: e6\ndata: {\"item\":{\"id\":6}}\n\n");
    for (int polls = 0; polls < 100 && keys_.size() < 2; ++polls) poll(1);  // A batch of one
    EXPECT_EQ(status_.code, CX_OK) << status_.why;
    EXPECT_THAT(keys_, ElementsAre("1", "6"));
    EXPECT_THAT(rejects_, ElementsAre("rest.event", "rest.event", "rest.event"));
    EXPECT_THAT(rejected_[0], HasSubstr(R"("item":"broken")"));
    EXPECT_THAT(rejected_[1], HasSubstr(R"("item":[{"id":3},4])"));
    EXPECT_EQ(rejected_[2], R"({"event":"update","id":"e5"})");
    EXPECT_THAT(cursor_, HasSubstr(R"("token":"e6")"));
    EXPECT_THAT(server_.received(), SizeIs(1));
}

TEST_F(EventsTest, OneThatCannotBeTransformedIsARejectToo)
{
    manifest_ +=
        "    transformations:\n"
        "      - type: AddFields\n"
        "        fields: [{path: [twice], value: \"{{ record['n'] * 2 / record['n'] }}\"}]\n";
    chunks_ = chunk(
        "event: update\nid: e1\ndata: {\"id\":1,\"n\":0}\n\n"
        "event: update\nid: e2\ndata: {\"id\":2,\"n\":4}\n\n");
    run();
    EXPECT_THAT(keys_, ElementsAre("2"));
    EXPECT_THAT(rejects_, ElementsAre("rest.event"));
    EXPECT_THAT(rejected_, ElementsAre(HasSubstr(R"("n":0)")));
    EXPECT_THAT(cursor_, HasSubstr(R"("token":"e2")"));
}

TEST_F(EventsTest, ConnectionsWithoutAnEventArePausedForLongerAndLonger)
{
    close_ = true;
    std::vector<std::uint32_t> pauses;
    for (int polls = 0; polls < 8; ++polls) {
        poll();
        pauses.push_back(status_.retry_after_ms);
    }
    EXPECT_THAT(pauses, ElementsAre(1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000));
    chunks_ = chunk("retry: 90000\n\n");
    poll();
    EXPECT_EQ(status_.code, CX_RETRY) << status_.why;
    EXPECT_EQ(status_.retry_after_ms, 90'000U);
}

TEST_F(EventsTest, WhatIsNoStreamOfEventsIsRefused)
{
    answer_ = [](const Received&) {
        return reply(200, "{}", "Content-Type: application/json\r\n");
    };
    poll();
    EXPECT_EQ(status_.code, CX_FAILED);
    answer_ = [](const Received&) { return reply(429, "{}", "Retry-After: 9\r\n"); };
    poll();
    EXPECT_EQ(status_.retry_after_ms, 9000U);
}

TEST_F(EventsTest, APollReturnsSoonWhereNothingComes)
{
    chunks_ = chunk(":thump\n\n");
    poll();
    const auto begin = std::chrono::steady_clock::now();
    poll();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(600));
}

}  // namespace
}  // namespace rest::testing
