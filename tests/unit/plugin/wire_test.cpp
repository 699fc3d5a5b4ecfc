#include "plugin/wire.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace cx::plugin {
namespace {

using namespace std::chrono_literals;

class WireTest : public testing::Test {
protected:
    WireTest()
    {
        int fds[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
        near_ = std::make_unique<Channel>(fds[0]);
        far_ = std::make_unique<Channel>(fds[1]);
        far_fd_ = fds[1];
    }

    std::unique_ptr<Channel> near_;
    std::unique_ptr<Channel> far_;
    int far_fd_ = -1;
    Frame frame_;
};

TEST_F(WireTest, CarriesFramesInOrder)
{
    ASSERT_TRUE(near_->send(Kind::poll, "one", 1s));
    ASSERT_TRUE(near_->send(Kind::stop, "", 1s));
    ASSERT_EQ(far_->receive(frame_, 1s), Channel::Outcome::frame);
    EXPECT_EQ(frame_.kind, Kind::poll);
    EXPECT_EQ(frame_.body, "one");
    ASSERT_EQ(far_->receive(frame_, 1s), Channel::Outcome::frame);
    EXPECT_EQ(frame_.kind, Kind::stop);
    EXPECT_EQ(far_->receive(frame_, 10ms), Channel::Outcome::timeout);
}

TEST_F(WireTest, CarriesFramesLargerThanTheSocketHolds)
{
    const std::string body(4 << 20, 'x');
    std::thread sender([&] { EXPECT_TRUE(near_->send(Kind::records, body, 10s)); });
    EXPECT_EQ(far_->receive(frame_, 10s), Channel::Outcome::frame);
    sender.join();
    EXPECT_EQ(frame_.body, body);
}

TEST_F(WireTest, GivesUpOnAReaderThatDoesNotRead)
{
    EXPECT_FALSE(near_->send(Kind::records, std::string(4 << 20, 'x'), 50ms));
}

TEST_F(WireTest, RefusesAFrameThatIsTooLong)
{
    EXPECT_FALSE(near_->send(Kind::records, std::string(frame_bytes, 'x'), 1s));
    const std::uint32_t size = frame_bytes + 1;
    ASSERT_EQ(::write(far_fd_, &size, sizeof size), static_cast<ssize_t>(sizeof size));
    EXPECT_EQ(near_->receive(frame_, 1s), Channel::Outcome::closed);
}

TEST_F(WireTest, NoticesThatTheOtherSideIsGone)
{
    far_.reset();
    EXPECT_EQ(near_->receive(frame_, 1s), Channel::Outcome::closed);
    EXPECT_FALSE(near_->send(Kind::poll, "x", 1s));
}

TEST(DecoderTest, ReadsWhatWasWritten)
{
    Encoder out;
    out.number(7).text("seven").text("");
    const std::string body = out.take();
    Decoder in(body);
    EXPECT_EQ(in.number(), 7U);
    EXPECT_EQ(in.text(), "seven");
    EXPECT_EQ(in.text(), "");
    EXPECT_TRUE(in.at_end());
    EXPECT_FALSE(in.bad());
}

TEST(DecoderTest, SaysSoWhenABodyIsCut)
{
    Encoder out;
    out.number(7).text("seven");
    const std::string body = out.take();
    for (std::size_t size = 0; size < body.size(); ++size) {
        Decoder in(std::string_view(body).substr(0, size));
        in.number();
        in.text();
        EXPECT_TRUE(in.bad()) << size;
    }
}

}  // namespace
}  // namespace cx::plugin
