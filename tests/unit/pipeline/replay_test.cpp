// Kept payloads mapped again: what changes, what stays, what goes first.
#include "pipeline/replay.hpp"

#include "base/limits.hpp"
#include "hub_test.hpp"

namespace cx::pipeline::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// As SelfMapping, but every person has a nickname of its choice.
class Nicknamed final : public mapping::Mapping {
public:
    explicit Nicknamed(std::string nickname) : nickname_(std::move(nickname))
    {
        labels_["person"]["nickname"] = model::LabelSet({"pii.direct"});
    }
    const std::string& name() const override { return self_.name(); }
    mapping::Outcome apply(const json::Value& record,
                           const mapping::SourceFacts& facts) const override
    {
        mapping::Outcome outcome = self_.apply(record, facts);
        for (model::Entity& entity : outcome.entities) {
            if (nickname_ == "none") {
                outcome.entities.clear();
                outcome.rejection = mapping::Rejection{
                    .code = "mapping.required", .why = "a field is missing", .mark = {}};
                break;
            }
            entity.data["nickname"] = nickname_;
        }
        return outcome;
    }
    const std::map<std::string, std::map<std::string, model::LabelSet>>& labels() const override
    {
        return labels_;
    }
    const std::string& text() const override { return nickname_; }
    std::string describe() const override { return {}; }

private:
    SelfMapping self_;
    std::string nickname_;
    std::map<std::string, std::map<std::string, model::LabelSet>> labels_;
};

class Replaying : public HubTest {
protected:
    Replaying()
    {
        std::vector<plugin::SourceRecord> records;
        for (int i = 0; i < limits::replay_records + 3; ++i) {
            const std::string id = std::to_string(i);
            records.push_back(says(id, 0, {person(id, named("Ada King", "a" + id + "@b.org"))}));
        }
        hub_->take(std::move(records));
    }

    Replays replays()
    {
        return {*hub_->store, *hub_->applier, *hub_->telemetry,
                clock_,       schema(),       [this] { return busy_-- > 0; }};
    }
    StreamContext with(const std::string& nickname)
    {
        StreamContext stream = hub_->stream("crm", "contacts");
        stream.mapping = std::make_shared<Nicknamed>(nickname);
        return stream;
    }
    static std::int64_t number(const json::Value& told, const char* name)
    {
        return told.find(name)->integer().value_or(-1);
    }
    std::string nickname(const std::string& id)
    {
        return hub_->golden_text(hub_->profile_of(id), "nickname");
    }

    int busy_ = 0;
};

TEST_F(Replaying, WithTheSameMappingNothingChanges)
{
    const model::Seq before = hub_->applier->last_seq();
    const json::Value told = replays().page(hub_->stream("crm", "contacts"), false);
    EXPECT_EQ(number(told, "read"), limits::replay_records);
    EXPECT_EQ(number(told, "unchanged"), limits::replay_records);
    EXPECT_EQ(number(told, "changed"), 0);
    EXPECT_EQ(number(told, "total"), limits::replay_records + 3);
    EXPECT_EQ(hub_->applier->last_seq(), before);
}

TEST_F(Replaying, AnotherMappingChangesWhatItSays)
{
    const StreamContext stream = with("Countess");
    const auto read = hub_->store->view()->streams().at(0).counts.read;
    const Timestamp success = hub_->store->view()->streams().at(0).last_success;
    tick(100);
    const Timestamp observed = hub_->versions("1").at(0).observed_at;
    EXPECT_EQ(number(replays().page(stream, false), "changed"), limits::replay_records);
    EXPECT_NE(nickname("1").find("Countess"), std::string::npos);
    EXPECT_EQ(hub_->versions("1").at(1).observed_at, observed) << "it was read then";
    const json::Value rest = replays().page(stream, false);
    EXPECT_EQ(number(rest, "read"), 3);
    EXPECT_TRUE(rest.find("next")->is_null());
    EXPECT_EQ(hub_->store->view()->streams().at(0).counts.read, read) << "nothing was read anew";
    EXPECT_EQ(hub_->store->view()->streams().at(0).last_success, success);
}

TEST_F(Replaying, ItsPlaceOutlivesARestart)
{
    replays().page(with("Countess"), false);
    restart();
    const json::Value rest = replays().page(with("Countess"), false);
    EXPECT_GT(number(rest, "from"), 0);
    EXPECT_EQ(number(rest, "read"), 3);
    // Done: the next one begins again, as does one with another mapping or that is told to.
    EXPECT_EQ(number(replays().page(with("Countess"), false), "from"), 0);
    EXPECT_EQ(number(replays().page(with("Duchess"), false), "from"), 0);
    EXPECT_GT(number(replays().page(with("Duchess"), false), "from"), 0);
    replays().page(with("Countess"), false);
    EXPECT_EQ(number(replays().page(with("Countess"), true), "from"), 0);
}

TEST_F(Replaying, WhatTheSourceHasSaidSinceStays)
{
    Replays replays = this->replays();
    hub_->take({says("1", 0, {person("1", named("Bea Lord", "b@b.org"))})});
    const json::Value told = replays.page(with("Countess"), false);
    EXPECT_EQ(number(told, "overtaken"), 0) << "the newest payload is the one that is kept";
    EXPECT_NE(nickname("1").find("Countess"), std::string::npos);
}

TEST_F(Replaying, AnOvertakenPayloadIsLeftOut)
{
    const StreamContext stream = with("Countess");
    plugin::PollResult polled;
    polled.records.push_back(says("1", 0, {person("1", named("Old Word", "a1@b.org"))}));
    const Applier::Replayed replayed =
        hub_->applier->replay(stream, map_batch(stream, std::move(polled), clock_.now()), false);
    EXPECT_EQ(replayed.overtaken, 1U);
    EXPECT_THAT(replayed.changes.records, IsEmpty());
    EXPECT_THAT(hub_->versions("1"), SizeIs(1));
}

TEST_F(Replaying, ADryRunTellsAndChangesNothing)
{
    const model::Seq before = hub_->applier->last_seq();
    const json::Value told = replays().dry_page(with("Countess"), 0, model::Accepts());
    EXPECT_EQ(number(told, "changed"), limits::replay_records);
    EXPECT_EQ(number(*told.find("entities")->find("person"), "changed"), limits::replay_records);
    EXPECT_EQ(number(*told.find("fields"), "person.nickname"), limits::replay_records);
    ASSERT_THAT(told.find("samples")->as_array(), SizeIs(limits::replay_samples));
    EXPECT_EQ(hub_->applier->last_seq(), before);
    EXPECT_EQ(number(replays().dry_page(with("Countess"), number(told, "next"), {}), "read"), 3);
}

TEST_F(Replaying, ADryRunShowsPersonalValuesToThoseAloneWhoAcceptThem)
{
    const auto shown = [&](const model::Accepts& accepts) {
        return json::write(*replays().dry_page(with("Countess"), 0, accepts).find("samples"));
    };
    EXPECT_EQ(shown(model::Accepts()).find("Countess"), std::string::npos);
    EXPECT_NE(shown(model::Accepts()).find("(personal)"), std::string::npos);
}

TEST_F(Replaying, WhatIsRefusedNowBecomesAReject)
{
    const json::Value told = replays().page(with("none"), false);
    EXPECT_EQ(number(told, "rejected"), limits::replay_records);
    EXPECT_EQ(number(*told.find("rejected_by_code"), "mapping.required"), limits::replay_records);
    EXPECT_NE(hub_->profile_of("1"), "") << "what was stored stays";
    const auto open = [&] { return hub_->store->view()->totals().rejects_open; };
    EXPECT_EQ(open(), static_cast<std::uint64_t>(limits::replay_records));
    tick();
    replays().page(with("none"), true);
    EXPECT_EQ(open(), static_cast<std::uint64_t>(limits::replay_records)) << "told once";
}

TEST_F(Replaying, AnOpenRejectStaysOpen)
{
    hub_->take({bad("1")});
    replays().page(with("Countess"), false);
    EXPECT_EQ(hub_->store->view()->totals().rejects_open, 1U) << "the source has not said it anew";
}

TEST_F(Replaying, SourcesGoFirst)
{
    busy_ = 2;
    replays().page(with("Countess"), false);
    EXPECT_EQ(busy_, -1) << "it has waited until nobody worked";
    busy_ = 1'000'000;
    replays().page(with("Countess"), false);
    EXPECT_LT(busy_, 1'000'000);
}

}  // namespace
}  // namespace cx::pipeline::testing
