// What enrichers add to mapped entities, and what they do not.
#include "pipeline/enrich.hpp"

#include "base/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace cx::pipeline {
namespace {

using Status = plugin::PollResult::Status;

model::Field field(std::string name, std::string type)
{
    model::Field made;
    made.name = std::move(name);
    made.type = std::move(type);
    return made;
}

model::EntityType post_type()
{
    model::EntityType type;
    type.name = "social_post";
    type.kind = model::EntityKind::event;
    type.fields = {field("text", "text"), field("keywords", "tags"), field("about", "enum"),
                   field("sentiment", "object")};
    type.fields[2].list = true;
    type.fields[2].open = true;
    type.fields[2].values = {"brand"};
    type.fields[3].fields = {field("polarity", "enum"), field("score", "decimal"),
                             field("method", "text")};
    type.fields[3].fields[0].values = {"negative", "positive"};
    type.fields[3].fields[0].required = true;
    return type;
}

const model::EntityType& post()
{
    static const model::EntityType type = post_type();
    return type;
}

// Answers what a test tells it to.
class FakeEnricher final : public plugin::Enricher {
public:
    plugin::EnrichResult enrich(std::span<const std::string> values) override
    {
        ++calls;
        asked.insert(asked.end(), values.begin(), values.end());
        std::this_thread::sleep_for(pause);
        plugin::EnrichResult result;
        result.status = status;
        result.error = status == Status::ok ? "" : "no list of words";
        result.found.assign(values.size() + extra, answer);
        return result;
    }

    std::string answer = R"({"keywords":["B","a"],"sentiment":{"polarity":"positive"}})";
    Status status = Status::ok;
    std::chrono::milliseconds pause{0};
    std::size_t extra = 0;
    int calls = 0;
    std::vector<std::string> asked;
};

class EnrichTest : public ::testing::Test {
protected:
    EnrichStep step(std::string name = "keywords")
    {
        return {
            .plugin = std::move(name),
            .entity = "social_post",
            .reads = {{"text", "text"}},
            .writes = {{"about", "about"}, {"keywords", "keywords"}, {"sentiment", "sentiment"}},
            .enricher = &fake_};
    }
    Enrichment enrichment()
    {
        return {{step()}, [this](const std::string& why) { told_ += why; }};
    }
    MappedRecord record(const std::string& data, const model::EntityType& type = post())
    {
        MappedRecord made;
        model::Entity entity;
        entity.type = &type;
        entity.key = "k";
        entity.data = *json::parse(data);
        made.outcome.entities.push_back(std::move(entity));
        return made;
    }
    std::string data(std::size_t at = 0) { return json::write(entity(at).data); }
    std::string issues(std::size_t at = 0)
    {
        std::string text;
        for (const model::Issue& issue : entity(at).issues)
            text += (text.empty() ? "" : " ") + issue.path + ":" + issue.code;
        return text;
    }
    model::Entity& entity(std::size_t at) { return records_[at].outcome.entities.front(); }

    FakeEnricher fake_;
    std::vector<MappedRecord> records_;
    std::string told_;
    Timestamp now_{1'700'000'000'000'000};
};

TEST_F(EnrichTest, AddsWhatWasFoundThroughTheFieldsTypes)
{
    records_.push_back(record(R"({"text":"차향은 최고","language":"ko"})"));
    enrichment().apply(records_, now_);
    EXPECT_THAT(fake_.asked, ::testing::ElementsAre(R"({"text":"차향은 최고"})"));
    EXPECT_EQ(
        data(),
        R"({"keywords":["a","b"],"language":"ko","sentiment":{"polarity":"positive"},"text":"차향은 최고"})");
    EXPECT_EQ(issues(), "");
}

TEST_F(EnrichTest, WhatIsDeclaredSoIsCountedAsItIsKept)
{
    EnrichStep counted = step();
    counted.counts = {"keywords"};
    records_.push_back(record(R"({"text":"x"})"));
    records_.push_back(record(R"({"text":"x","keywords":["own"]})"));
    Enrichment({counted}, {}).apply(records_, now_);
    EXPECT_THAT(records_[0].keywords, ::testing::ElementsAre("a", "b"));
    EXPECT_THAT(records_[1].keywords, ::testing::IsEmpty()) << "found by nobody";
    records_[0] = record(R"({"text":"x"})");
    enrichment().apply(records_, now_);
    EXPECT_THAT(records_[0].keywords, ::testing::IsEmpty()) << "not declared";
}

TEST_F(EnrichTest, WhatTheMappingFilledStays)
{
    records_.push_back(record(R"({"text":"x","keywords":["own"]})"));
    enrichment().apply(records_, now_);
    EXPECT_EQ(data(), R"({"keywords":["own"],"sentiment":{"polarity":"positive"},"text":"x"})");
}

TEST_F(EnrichTest, LooksOnlyAtWhatItIsFor)
{
    static const model::EntityType other = [] {
        model::EntityType type = post_type();
        type.name = "interaction";
        return type;
    }();
    records_.push_back(record(R"({"text":"x"})", other));
    records_.push_back(record(R"({"url":"nothing to read"})"));
    records_.push_back(record(
        R"({"text":"x","about":["b"],"keywords":["a"],"sentiment":{"polarity":"negative"}})"));
    records_.push_back(record(R"({"text":"x"})"));
    records_.back().refusal = Refusal{.code = "mapping.key"};
    enrichment().apply(records_, now_);
    EXPECT_EQ(fake_.calls, 0);
}

TEST_F(EnrichTest, DropsWhatDoesNotFitAndTellsIt)
{
    fake_.answer =
        R"({"keywords":{"no":"list"},"about":"brand","sentiment":{"polarity":"glad"},"other":1})";
    records_.push_back(record(R"({"text":"x"})"));
    enrichment().apply(records_, now_);
    EXPECT_EQ(data(), R"({"text":"x"})");
    EXPECT_EQ(issues(),
              "/about:value.kind /keywords:value.kind /sentiment/polarity:enum.unknown "
              "/sentiment/polarity:list.required");
}

TEST_F(EnrichTest, AnAnswerThatIsNoObjectFailedForThatEntity)
{
    fake_.answer = "[1]";
    records_.push_back(record(R"({"text":"x"})"));
    enrichment().apply(records_, now_);
    EXPECT_EQ(issues(), "/about:enrich.failed /keywords:enrich.failed /sentiment:enrich.failed");
}

TEST_F(EnrichTest, FindingNothingIsNoFailure)
{
    fake_.answer = "";
    records_.push_back(record(R"({"text":"x"})"));
    enrichment().apply(records_, now_);
    EXPECT_EQ(data(), R"({"text":"x"})");
    EXPECT_EQ(issues(), "");
}

TEST_F(EnrichTest, AFailureHoldsUpNobody)
{
    for (const Status status : {Status::retry, Status::failed}) {
        fake_.status = status;
        records_ = {record(R"({"text":"x","about":["b"]})")};
        told_.clear();
        enrichment().apply(records_, now_);
        EXPECT_EQ(data(), R"({"about":["b"],"text":"x"})");
        EXPECT_EQ(issues(), "/keywords:enrich.failed /sentiment:enrich.failed");
        EXPECT_EQ(told_, "enricher 'keywords': no list of words");
    }
}

TEST_F(EnrichTest, AnAnswerForOthersFailed)
{
    fake_.extra = 1;
    records_.push_back(record(R"({"text":"x"})"));
    enrichment().apply(records_, now_);
    EXPECT_EQ(data(), R"({"text":"x"})");
    EXPECT_THAT(issues(), ::testing::HasSubstr("enrich.failed"));
}

TEST_F(EnrichTest, AsksInParts)
{
    for (std::size_t i = 0; i < limits::enrich_values * 2 + 1; ++i)
        records_.push_back(record(R"({"text":"x"})"));
    enrichment().apply(records_, now_);
    EXPECT_EQ(fake_.calls, 3);
    EXPECT_EQ(fake_.asked.size(), limits::enrich_values * 2 + 1);
    EXPECT_THAT(data(limits::enrich_values * 2), ::testing::HasSubstr("positive"));
}

TEST_F(EnrichTest, HasSoMuchTimeForABatch)
{
    fake_.pause = std::chrono::milliseconds(limits::enrich_batch_ms / 2 + 100);
    for (std::size_t i = 0; i < limits::enrich_values * 4; ++i)
        records_.push_back(record(R"({"text":"x"})"));
    enrichment().apply(records_, now_);
    EXPECT_EQ(fake_.calls, 2);
    EXPECT_THAT(data(limits::enrich_values * 2 - 1), ::testing::HasSubstr("positive"));
    EXPECT_EQ(data(limits::enrich_values * 2), R"({"text":"x"})");
    EXPECT_EQ(issues(limits::enrich_values * 2),
              "/about:enrich.late /keywords:enrich.late /sentiment:enrich.late");
}

TEST_F(EnrichTest, ALaterStepReadsWhatAnEarlierWrote)
{
    FakeEnricher second;
    second.answer = R"({"about":["brand"]})";
    EnrichStep later = step("second");
    later.reads = {{"words", "keywords"}};
    later.writes = {{"about", "about"}};
    later.enricher = &second;
    records_.push_back(record(R"({"text":"x"})"));
    Enrichment both({step(), later}, nullptr);
    both.apply(records_, now_);
    EXPECT_THAT(second.asked, ::testing::ElementsAre(R"({"words":["a","b"]})"));
    EXPECT_THAT(data(), ::testing::HasSubstr(R"("about":["brand"])"));
}

TEST_F(EnrichTest, IsPartOfMappingABatch)
{
    // A stream whose enrichment is set has it applied wherever its records are mapped.
    StreamContext context{.pipeline = "p", .instance = "i", .stream = "s", .mapping = nullptr};
    context.enrichment = std::make_shared<Enrichment>(std::vector<EnrichStep>{step()}, nullptr);
    const MappedBatch batch = map_batch(context, {}, now_);
    EXPECT_TRUE(batch.records.empty());
    EXPECT_EQ(fake_.calls, 0);
}

}  // namespace
}  // namespace cx::pipeline
