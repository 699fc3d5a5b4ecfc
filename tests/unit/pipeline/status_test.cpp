// What `cxhub status` reads: for all that is not as it should be the cause, and a remedy that names
// what to type.
#include "hub_test.hpp"
#include "pipeline/admin.hpp"

namespace cx::pipeline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class StatusTold : public HubTest {
protected:
    StatusTold()
    {
        StreamSettings settings{.context = hub_->stream("crm", "contacts"), .snapshot = true};
        runner_ = hub_->runner("crm", source_, {settings});
        dispatcher_ = hub_->dispatcher({.name = "warehouse", .from_beginning = true}, sink_);
        operations_.configure(
            {.streams = {settings}, .runners = {runner_}, .dispatchers = {dispatcher_}});
        source_.fault = [this] { return answer_; };
    }

    void step()
    {
        for (int i = 0; i < 4; ++i) {
            tick(120);
            runner_->step();
            dispatcher_->step();
        }
    }
    json::Value of(const char* list)
    {
        const json::Value status = operations_.status();
        return status.find(list)->as_array().at(0);
    }
    static std::string text(const json::Value& entry, const char* member, const char* part)
    {
        const json::Value* const trouble = entry.find(member);
        return trouble && trouble->is_object() ? trouble->text_of(part) : "";
    }

    ScriptedSource source_;
    ScriptedSink sink_;
    std::optional<plugin::PollResult> answer_;
    std::shared_ptr<PipelineRunner> runner_;
    std::shared_ptr<Dispatcher> dispatcher_;
    Operations operations_{{.store = *hub_->store,
                            .applier = *hub_->applier,
                            .telemetry = *hub_->telemetry,
                            .clock = clock_,
                            .schema = schema()}};
};

TEST_F(StatusTold, WhatIsWellHasNothingToTell)
{
    step();
    EXPECT_EQ(text(of("pipelines"), "last_error", "cause"), "");
    EXPECT_EQ(text(of("pipelines"), "attention", "cause"), "");
    EXPECT_EQ(text(of("sinks"), "last_error", "cause"), "");
}

TEST_F(StatusTold, AStreamThatFailedNamesTheCommandThatTriesItAtOnce)
{
    answer_ = poll_failed("a.csv: there is no such file");
    step();
    const json::Value stream = of("pipelines");
    EXPECT_EQ(stream.text_of("state"), "failed");
    EXPECT_EQ(text(stream, "last_error", "cause"), "a.csv: there is no such file");
    EXPECT_THAT(text(stream, "last_error", "remedy"),
                AllOf(HasSubstr("correct what the cause names"),
                      HasSubstr("at once after cxhub pipeline run DIR crm contacts")));
    answer_.reset();
    step();
    EXPECT_EQ(text(of("pipelines"), "last_error", "cause"), "");
}

TEST_F(StatusTold, AStreamThatComesRightByItselfAsksForNoWork)
{
    answer_ = poll_again("the connection broke off");
    step();
    EXPECT_THAT(text(of("pipelines"), "last_error", "remedy"),
                AllOf(HasSubstr("it is tried again by itself"), Not(HasSubstr("reload"))));
}

TEST_F(StatusTold, ASinkTellsWhetherItIsTheDestinationOrTheConfiguration)
{
    hub_->take({says("1", 10, {person("1", named("Ada King"))})});
    sink_.behave = [](auto) {
        return plugin::DeliverResult{.status = plugin::PollResult::Status::retry, .error = "away"};
    };
    step();
    EXPECT_THAT(text(of("sinks"), "last_error", "remedy"),
                AllOf(HasSubstr("see to the destination"), Not(HasSubstr("reload"))));
    sink_.behave = [](auto) {
        return plugin::DeliverResult{.status = plugin::PollResult::Status::failed, .error = "401"};
    };
    step();
    EXPECT_EQ(of("sinks").text_of("state"), "failed");
    EXPECT_THAT(text(of("sinks"), "last_error", "remedy"), HasSubstr("cxhub reload DIR"));
}

TEST_F(StatusTold, APauseAndAHeldDumpNameTheirCommands)
{
    source_.add_dump("contacts", {says("1", 10, {person("1", named("Ada King"))}),
                                  says("2", 10, {person("2", named("Bob King"))})});
    step();
    source_.add_dump("contacts", {says("1", 10, {person("1", named("Ada King"))})});
    step();
    EXPECT_EQ(of("pipelines").text_of("state"), "held");
    EXPECT_THAT(text(of("pipelines"), "attention", "cause"), HasSubstr("misses 1 of 2 records"));
    EXPECT_THAT(text(of("pipelines"), "attention", "remedy"),
                HasSubstr("cxhub pipeline accept DIR crm contacts"));
    ASSERT_TRUE(operations_.control("crm", "contacts", api::Admin::Control::pause));
    EXPECT_EQ(of("pipelines").text_of("state"), "paused");
    EXPECT_EQ(text(of("pipelines"), "attention", "remedy"),
              "cxhub pipeline resume DIR crm contacts");
}

}  // namespace
}  // namespace cx::pipeline::testing
