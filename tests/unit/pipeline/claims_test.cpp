// Entities that several source records emit: whose word counts, and that no order of arrival, batch
// or restart changes it.
#include "pipeline/claims.hpp"

#include "hub_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace cx::pipeline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Claims : public HubTest {
protected:
    std::string live(const std::string& entity, const std::string& key)
    {
        const auto records = hub_->live_records();
        const auto found = records.find("crm " + entity + " " + key);
        return found == records.end() ? "" : found->second;
    }
    std::string author() { return live("person", contact("author")); }
    std::size_t order_versions()
    {
        return hub_->store->view()->versions({"crm", "order", "erp.order@test:A"}).size();
    }
};

// A status of a social network, which names its author.
plugin::SourceRecord status(const std::string& id, int second, const std::string& name)
{
    return says(id, second, {visit(id, "author"), person("author", named(name))});
}

TEST_F(Claims, TheLatestWordCounts)
{
    hub_->take({status("1", 10, "Ada Byron"), status("3", 30, "Ada Lovelace")});
    EXPECT_THAT(author(), HasSubstr("Lovelace"));
    hub_->take({status("2", 20, "Ada King")});
    EXPECT_THAT(author(), HasSubstr("Lovelace"));
    hub_->take({status("1", 40, "Ada Byron")});
    EXPECT_THAT(author(), HasSubstr("Byron"));
}

TEST_F(Claims, WithTheLatestGoneTheOneBeforeCounts)
{
    hub_->take({status("1", 10, "Ada Byron"), status("2", 20, "Ada King"),
                status("3", 30, "Ada Lovelace")});
    const std::string profile = hub_->profile_of("author");
    hub_->take({gone("3")});
    EXPECT_THAT(author(), HasSubstr("King"));
    EXPECT_EQ(hub_->profile_of("author"), profile);
    EXPECT_EQ(hub_->profile(profile).golden.find("name")->text_of("full"), "Ada King");
    hub_->take({gone("1")});
    EXPECT_THAT(author(), HasSubstr("King"));
    hub_->take({gone("2")});
    EXPECT_THAT(hub_->live_records(), IsEmpty());
}

TEST_F(Claims, AWordThatCameLateKeepsTheEntityAlive)
{
    hub_->take({status("2", 20, "Ada King")});
    hub_->take({status("1", 10, "Ada Byron")});
    hub_->take({gone("2")});
    EXPECT_THAT(author(), HasSubstr("Byron"));
}

TEST_F(Claims, WhoSaysItTwiceAndTakesItBackTakesBackOnlyItsOwn)
{
    hub_->take({says("1", 10, {order("A", "x", "tea")}), says("2", 20, {order("A", "x", "ink")})});
    hub_->take({says("1", 30, {order("A", "x", "tea")})});
    EXPECT_THAT(live("order", "erp.order@test:A"), HasSubstr("tea"));
    hub_->take({says("1", 40, {})});
    EXPECT_THAT(live("order", "erp.order@test:A"), HasSubstr("ink"));
    hub_->take({says("1", 35, {order("A", "x", "tea")})});
    EXPECT_THAT(live("order", "erp.order@test:A"), HasSubstr("ink"));
}

TEST_F(Claims, AnOriginThatChangesItsMindCountsByItsNewWordAlone)
{
    hub_->take({status("1", 10, "Ada Byron"), status("2", 20, "Ada King")});
    hub_->take({status("1", 15, "Ada Noel")});
    EXPECT_THAT(author(), HasSubstr("King"));
    hub_->take({gone("2")});
    EXPECT_THAT(author(), HasSubstr("Noel"));
}

TEST_F(Claims, WhatSeveralSayAlikeIsWrittenOnce)
{
    for (const char* row : {"1", "2", "3"}) hub_->take({says(row, 0, {order("A", "x", "tea")})});
    EXPECT_EQ(order_versions(), 1U);
    hub_->take({gone("2")});
    hub_->take({gone("3")});
    EXPECT_EQ(order_versions(), 1U);
    EXPECT_THAT(hub_->live_records(), SizeIs(1));
    hub_->take({gone("1")});
    EXPECT_THAT(hub_->live_records(), IsEmpty());
}

TEST_F(Claims, SayingItAllAgainWritesNothing)
{
    const std::vector<plugin::SourceRecord> all{
        status("1", 10, "Ada Byron"), status("2", 20, "Ada King"), status("3", 0, "Ada Noel"),
        says("4", 5, {order("A", "x", "tea")}), says("5", 6, {order("A", "x", "ink")})};
    hub_->take(all);
    const auto before = hub_->store->view()->totals().last_seq;
    EXPECT_EQ(hub_->take(all).unchanged, all.size());
    EXPECT_EQ(hub_->store->view()->totals().last_seq, before);
}

TEST_F(Claims, ThePastKnowsWhoseWordCounted)
{
    hub_->take({status("1", 10, "Ada Byron")});
    const Timestamp first = clock_.now();
    tick();
    hub_->take({status("2", 20, "Ada King")});
    const Timestamp second = clock_.now();
    tick();
    hub_->take({gone("2")});
    const std::string profile = hub_->profile_of("author");
    const auto said = [&](Timestamp at) {
        std::vector<std::string> data;
        for (const store::MemberRow& member : hub_->store->view()->members(profile, at))
            data.push_back(member.version.data);
        return data;
    };
    EXPECT_THAT(said(first), ElementsAre(HasSubstr("Byron")));
    EXPECT_THAT(said(second), ElementsAre(HasSubstr("King")));
    EXPECT_THAT(said(clock_.now()), ElementsAre(HasSubstr("Byron")));
}

// ---- Any history in any order ------------------------------------------------------------------

struct Statement {
    std::string stream;
    plugin::SourceRecord record;

    model::Origin origin() const { return {"crm", stream, record.key}; }
};

class Histories {
public:
    explicit Histories(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return random_() % n; }
    template <typename T>
    void shuffle(std::vector<T>& list)
    {
        for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
    }

    // What each origin says, in its order. Without `loose` everything has a time of its own.
    std::vector<std::vector<Statement>> make(bool loose)
    {
        std::vector<std::vector<Statement>> history;
        for (const auto& [stream, key] :
             std::vector<std::pair<std::string, std::string>>{{"contacts", "1"},
                                                              {"contacts", "2"},
                                                              {"contacts", "3"},
                                                              {"posts", "1"},
                                                              {"posts", "2"}}) {
            std::vector<Statement>& said = history.emplace_back();
            int second = 0;
            for (std::size_t i = 0, n = 1 + below(5); i < n; ++i) {
                second += 1 + static_cast<int>(below(4));
                const bool undated = loose && below(4) == 0;
                if (loose && below(5) == 0)
                    said.push_back({stream, gone(key)});
                else
                    said.push_back({stream, says(key, undated ? 0 : second, emits(key))});
            }
        }
        return history;
    }

private:
    std::vector<Emit> emits(const std::string& key)
    {
        static constexpr std::array names{"Ada King", "Ada Byron", "Bo Berg"};
        static constexpr std::array emails{"ada@mail.org", "bo@mail.org", ""};
        std::vector<Emit> emits;
        for (const std::string& id : std::vector<std::string>{"desk", "author", "own" + key})
            if (below(2) == 0)
                emits.push_back(person(id, named(names[below(3)], emails[below(3)])));
        for (const char* id : {"A", "B"})
            if (below(2) == 0) emits.push_back(order(id, "desk", below(2) == 0 ? "tea" : "ink"));
        if (below(3) == 0) emits.push_back(visit("V", below(2) == 0 ? "desk" : "author"));
        return emits;
    }

    std::mt19937_64 random_;
};

// What must hold in the end, found from the statements alone: each origin's last word, and of
// several on one entity the latest.
std::map<std::string, std::string> expected_live(const std::vector<std::vector<Statement>>& history)
{
    std::map<std::string, std::pair<Rank, std::string>> best;
    for (const std::vector<Statement>& said : history) {
        int second = 0;
        const plugin::SourceRecord* last = nullptr;
        for (const Statement& statement : said) {
            const bool removes = statement.record.op == plugin::SourceRecord::Op::remove;
            if (!removes) {
                const int own = static_cast<int>(json::parse(statement.record.payload)
                                                     .value()
                                                     .find("second")
                                                     ->integer()
                                                     .value());
                second = std::max(second, own);
            }
            last = removes ? nullptr : &statement.record;
        }
        if (!last) continue;
        const Rank rank{at_second(second), said.front().origin()};
        const json::Value payload = json::parse(last->payload).value();
        for (const json::Value& emit : payload.find("emit")->as_array()) {
            const std::string key = "crm " + emit.text_of("entity") + " " + emit.text_of("key");
            auto& [best_rank, data] = best[key];
            if (!data.empty() && rank < best_rank) continue;
            best_rank = rank;
            data = json::write(*emit.find("data"));
        }
    }
    std::map<std::string, std::string> live;
    for (const auto& [key, word] : best) live[key] = word.second;
    return live;
}

// Everything in force but ids and recorded times.
std::string canonical(Hub& hub)
{
    std::string text;
    for (const auto& [key, data] : hub.live_records()) text += key + " " + data + "\n";
    const auto view = hub.store->view();
    std::set<std::string> lines;
    view->each_version([&](const model::RecordVersion& version) {
        if (version.current && version.kind == model::EntityKind::party &&
            version.op == model::RecordVersion::Op::upsert)
            lines.insert(version.key.key + " " + to_rfc3339(version.occurred_at));
        return true;
    });
    view->each_profile([&](const model::ProfileVersion& profile) {
        std::string line = json::write(profile.golden);
        for (const model::Provenance& reason : profile.provenance)
            line += fmt::format(" {} <- {} {}", reason.field, reason.record.key, reason.rule);
        lines.insert(line);
        return true;
    });
    for (const std::string& line : lines) text += line + "\n";
    for (const auto& members : hub.partition())
        text += fmt::format("{}\n", fmt::join(members, " "));
    return text;
}

class ClaimHistories : public HubTest {
protected:
    // In batches of random size, with a restart now and then.
    std::string after(const std::vector<Statement>& arrivals, Histories& dice,
                      const std::map<std::string, std::string>& expected)
    {
        const Folder folder;
        auto hub = std::make_unique<Hub>(folder.path(), clock_, ids_);
        const std::size_t most = 1 + dice.below(arrivals.size());
        for (std::size_t i = 0; i < arrivals.size();) {
            std::vector<plugin::SourceRecord> batch;
            const std::string& stream = arrivals[i].stream;
            for (; i < arrivals.size() && batch.size() < most && arrivals[i].stream == stream; ++i)
                batch.push_back(arrivals[i].record);
            tick();
            hub->take_from(stream, std::move(batch));
            if (dice.below(4) == 0) {
                hub.reset();
                hub = std::make_unique<Hub>(folder.path(), clock_, ids_);
            }
        }
        EXPECT_THAT(hub->store->check(), IsEmpty());
        EXPECT_EQ(hub->live_records(), expected);
        return canonical(*hub);
    }
};

#ifdef CX_SANITIZED
constexpr std::uint64_t seeds = 4;
#else
constexpr std::uint64_t seeds = 60;
#endif

TEST_F(ClaimHistories, DatedWordsCountAlikeInAnyOrder)
{
    for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        Histories dice(seed);
        const auto history = dice.make(false);
        std::vector<Statement> arrivals;
        for (const auto& said : history) arrivals.insert(arrivals.end(), said.begin(), said.end());
        const auto expected = expected_live(history);
        std::set<std::string> states;
        for (int i = 0; i < 5; ++i) {
            states.insert(after(arrivals, dice, expected));
            dice.shuffle(arrivals);
        }
        EXPECT_THAT(states, SizeIs(1));
    }
}

// A deletion and a word without a time follow what their own origin said before; what others say in
// between changes nothing.
TEST_F(ClaimHistories, OriginsCountAlikeHoweverTheyInterleave)
{
    for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        Histories dice(seed);
        const auto history = dice.make(true);
        std::vector<std::size_t> turns;
        for (std::size_t i = 0; i < history.size(); ++i)
            turns.insert(turns.end(), history[i].size(), i);
        const auto expected = expected_live(history);
        std::set<std::string> states;
        for (int i = 0; i < 5; ++i) {
            std::vector<Statement> arrivals;
            std::vector<std::size_t> next(history.size(), 0);
            for (const std::size_t turn : turns) arrivals.push_back(history[turn][next[turn]++]);
            states.insert(after(arrivals, dice, expected));
            dice.shuffle(turns);
        }
        EXPECT_THAT(states, SizeIs(1));
    }
}

}  // namespace
}  // namespace cx::pipeline::testing
