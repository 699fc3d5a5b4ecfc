#include "api/trace.hpp"

#include "hub_fixture.hpp"

namespace cx::api {
namespace {

const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string header = "00-" + trace + "-00f067aa0ba902b7-01";

TEST(TraceId, IsReadFromATraceparent)
{
    EXPECT_EQ(trace_id_of(header), trace);
    EXPECT_EQ(trace_id_of("cc-" + trace + "-00f067aa0ba902b7-01-more"), trace) << "a later version";
}

TEST(TraceId, IsNotTakenFromWhatIsNone)
{
    for (const std::string& bad :
         {std::string(), std::string("00"), trace, "00-" + trace + "-00f067aa0ba902b7",
          "ff-" + trace + "-00f067aa0ba902b7-01", "00-" + trace + "-00f067aa0ba902b7-01-more",
          "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01",
          "00-" + trace + "-0000000000000000-01", "00-" + trace + "-00f067aa0ba902b7-0g",
          std::string("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"),
          header + std::string(500, '-')})
        EXPECT_EQ(trace_id_of(bad), "") << bad;
}

class TraceTest : public HubTest {};

TEST_F(TraceTest, IsEchoedWhereItIsOne)
{
    const auto echoed = [&](const std::string& given) {
        return http(server_->api_port(), "GET", "/v1/tokens/self",
                    {{"Authorization", "Bearer " + reader_}, {"traceparent", given}})
            .header("traceparent");
    };
    EXPECT_EQ(echoed(header), header);
    EXPECT_EQ(echoed("00-no-trace-01"), "");
}

TEST_F(TraceTest, ALogLineCarriesTheTraceOfItsRequestOnly)
{
    server_.reset();
    telemetry::LogOptions options;
    options.level = telemetry::LogLevel::debug;
    telemetry_ = telemetry::make_telemetry(options, clock_);
    start({});
    testing::internal::CaptureStderr();
    http(server_->api_port(), "GET", "/v1/nowhere", {{"traceparent", header}});
    http(server_->api_port(), "GET", "/v1/nowhere");
    const std::string log = testing::internal::GetCapturedStderr();
    const std::size_t first = log.find(R"("trace_id":")" + trace + '"');
    EXPECT_NE(first, std::string::npos) << log;
    EXPECT_EQ(log.rfind("trace_id"), log.find("trace_id")) << log;
}

}  // namespace
}  // namespace cx::api
