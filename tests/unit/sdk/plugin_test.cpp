// The glue between a C++ class and the border.
#include <cx/plugin.hpp>

#include <gmock/gmock.h>

namespace cx {
namespace {

struct SharedOptions {
    std::string token;
    std::string encoding = "utf-8";
};
struct TableOptions {
    std::string path;
    std::string encoding = "utf-8";
};
constexpr auto shared_options =
    options(option("token", &SharedOptions::token, "Token.").required().secret(),
            option("encoding", &SharedOptions::encoding, "Encoding."));
constexpr auto table_options = options(option("path", &TableOptions::path, "Path.").required(),
                                       option("encoding", &TableOptions::encoding, "Encoding."));

class Tables final : public Source {
public:
    static constexpr const auto& stream_options = table_options;

    Tables(SharedOptions shared, StreamOptions<TableOptions> streams)
        : shared_(shared), streams_(streams)
    {
        if (shared_.token == "throw") throw 1;
    }
    Status poll(const Poll& poll, BatchWriter& out) override
    {
        if (poll.stream == "throw") throw 1;
        const auto table = streams_.find(poll.stream);
        if (table == streams_.end()) return failed("no such stream");
        out.cursor(table->second.path + " " + table->second.encoding);
        return ok();
    }

private:
    SharedOptions shared_;
    StreamOptions<TableOptions> streams_;
};

struct Told {
    std::string refused;
    std::string error;
    std::string cursor;
};

cx_writer writer_to(Told& told)
{
    return {&told,
            [](void*, const cx_record*) -> cx_status { return CX_OK; },
            [](void* self, const cx_record*, cx_text, cx_text why) -> cx_status {
                static_cast<Told*>(self)->refused = view(why);
                return CX_OK;
            },
            [](void* self, cx_text next, std::uint32_t) {
                static_cast<Told*>(self)->cursor = view(next);
            },
            [](void*, std::uint64_t) {},
            [](void* self, cx_text why, std::uint32_t) {
                static_cast<Told*>(self)->error = view(why);
            }};
}

const cx_host quiet_host = {nullptr, [](void*, const char*) -> const void* { return nullptr; },
                            [](void*) -> std::int32_t { return 0; }};

class GlueTest : public testing::Test {
protected:
    ~GlueTest() override
    {
        if (plugin_) entry_.get()->roles[0].destroy(plugin_);
    }
    bool create(const std::string& options)
    {
        const cx_writer writer = writer_to(told_);
        plugin_ = entry_.get()->roles[0].create(&quiet_host, text(options), &writer);
        return plugin_ != nullptr;
    }
    cx_status poll(const std::string& stream)
    {
        const cx_writer writer = writer_to(told_);
        const cx_poll request{text(stream), {}, 1, 0, 1};
        return static_cast<const cx_source*>(entry_.get()->roles[0].calls)
            ->poll(plugin_, &request, &writer);
    }

    detail::Entry entry_{"tables", "1", "Tables.", {role<Tables, shared_options>()}};
    Told told_;
    cx_plugin* plugin_ = nullptr;
};

TEST_F(GlueTest, LaysAStreamsOptionsOverTheSharedOnes)
{
    ASSERT_TRUE(create(
        R"({"token":"t","encoding":"cp949","streams":{"a":{"path":"p"},"b":{"path":"q","encoding":"utf-16"}}})"))
        << told_.refused;
    EXPECT_EQ(poll("a"), CX_OK);
    EXPECT_EQ(told_.cursor, "p cp949");
    EXPECT_EQ(poll("b"), CX_OK);
    EXPECT_EQ(told_.cursor, "q utf-16");
}

TEST_F(GlueTest, NamesTheStreamOfAWrongOption)
{
    EXPECT_FALSE(create(R"({"token":"t","streams":{"a":{"pth":"p"}}})"));
    EXPECT_EQ(told_.refused, "stream 'a': unknown option 'pth', known are path, encoding");
    EXPECT_FALSE(create(R"({"token":"t","streams":{"a":{}}})"));
    EXPECT_EQ(told_.refused, "stream 'a': option 'path' is required: Path.");
    EXPECT_FALSE(create(R"({"token":"t","streams":[1]})"));
    EXPECT_EQ(told_.refused, "option 'streams' should be an object");
}

TEST_F(GlueTest, RefusesWhatIsNoObject)
{
    EXPECT_FALSE(create("[1]"));
    EXPECT_FALSE(create("{"));
    EXPECT_EQ(told_.refused, "the options are not a JSON object");
}

TEST_F(GlueTest, LetsNothingThrownPass)
{
    EXPECT_FALSE(create(R"({"token":"throw"})"));
    EXPECT_EQ(told_.error, "the plugin threw something unknown");
    ASSERT_TRUE(create(R"({"token":"t"})"));
    EXPECT_EQ(poll("throw"), CX_FAILED);
    EXPECT_EQ(poll("none"), CX_FAILED);
    EXPECT_EQ(told_.error, "no such stream");
}

TEST_F(GlueTest, DescribesItself)
{
    const cx_entry& entry = *entry_.get();
    EXPECT_EQ(entry.abi, CX_ABI);
    ASSERT_EQ(entry.role_count, 1U);
    EXPECT_STREQ(entry.roles[0].id, CX_SOURCE);
    EXPECT_TRUE(json::parse(entry.roles[0].options_json)->find("properties")->find("token"));
    EXPECT_TRUE(json::parse(entry.roles[0].stream_options_json)->find("properties")->find("path"));
}

}  // namespace
}  // namespace cx
