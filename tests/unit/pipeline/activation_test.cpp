// A model that comes into force: under load, over crashes, back again; and what was scored by the
// one before still adds up.
#include "hub_test.hpp"
#include "pipeline/scored.hpp"
#include "pipeline/training.hpp"
#include "population.hpp"
#include "unify/resolve.hpp"

#include <span>
#include <thread>

namespace cx::pipeline::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Crash {};

// Joins more than the shipped weights do,
unify::ScoreModel generous()
{
    unify::ScoreModel model = unify::default_score_model();
    model.id = "generous";
    model.prior = 1.0 / 10;
    model.overrule_above = -1;
    return model;
}

// and less.
unify::ScoreModel strict()
{
    unify::ScoreModel model = unify::default_score_model();
    model.id = "strict";
    model.prior = 1e-7;
    return model;
}

class Activating : public HubTest {
protected:
    Activating() { open(); }

    void open()
    {
        training_ = std::make_unique<Training>(Training::Parts{.store = *hub_->store,
                                                               .applier = *hub_->applier,
                                                               .identity = *hub_->identity,
                                                               .telemetry = *hub_->telemetry,
                                                               .ids = ids_,
                                                               .clock = clock_,
                                                               .automatic = false});
    }
    void crash()
    {
        training_.reset();
        restart();
        open();
    }
    void keep(const unify::ScoreModel& model)
    {
        hub_->store->save_model(
            {.id = model.id, .created_at = clock_.now(), .text = unify::to_text(model)});
    }
    void settle()
    {
        while (training_->step()) {
        }
    }
    // Acts, with a crash at the nth write of it and of what follows, and starts again; was there
    // one?
    template <typename Act>
    bool crashes_at(int nth, const Act& act)
    {
        int calls = 0;
        bool crashed = false;
        hub_->store->hook = [&](std::string_view, bool) {
            if (++calls != nth) return;
            crashed = true;
            throw Crash{};
        };
        try {
            static_cast<void>(act());
            settle();
        } catch (const Crash&) {
        }
        crash();
        settle();
        return crashed;
    }
    void invent(unsigned seed, int people)
    {
        for (const auto& record :
             cx::testing::PopulationMaker(seed, {.shared_phone = 80, .alone = 20, .members_max = 8})
                 .people(people))
            told_[std::to_string(told_.size() + 1)] = record.data;
    }
    void take(std::span<const std::string> ids)
    {
        std::vector<plugin::SourceRecord> records;
        for (const std::string& id : ids)
            records.push_back(says(id, ++second_, {person(id, told_.at(id))}));
        hub_->take(std::move(records));
    }
    std::vector<std::string> ids() const
    {
        std::vector<std::string> all;
        for (const auto& [id, data] : told_) all.push_back(id);
        return all;
    }
    // From scratch, by these weights.
    Partition expected(unify::ScoreModel weights) const
    {
        ActiveIdentity identity(unify::default_model());
        identity.use(std::move(weights));
        std::vector<unify::Member> members;
        for (const auto& [id, data] : told_)
            members.push_back({static_cast<model::RecordId>(members.size()) + 1,
                               unify::extract_shared(person_key(id), json::parse(data).value(),
                                                     *identity.get())});
        Partition partition;
        for (const auto& component : unify::resolve_all(members, {}, *identity.get()).components) {
            std::vector<std::set<std::string>> clusters(component.cluster_count());
            for (std::size_t i = 0; i < component.members.size(); ++i)
                clusters[component.cluster_of[i]].insert("crm " +
                                                         component.members[i].features->record.key);
            partition.insert(clusters.begin(), clusters.end());
        }
        return partition;
    }
    // Prior, levels and frequencies, by what the hub tells of the pair.
    double sum_of(const store::EdgeRow& edge)
    {
        const json::Value told = hub_->reasons->terms(edge);
        const auto number = [](const json::Value& of, const char* name) {
            return of.find(name) ? std::stod(of.text_of(name)) : 0.0;
        };
        double sum = number(told, "prior");
        for (const json::Value& term : told.find("terms")->as_array()) {
            EXPECT_TRUE(term.find("bits")) << term.text_of("fact");
            sum += number(term, "bits") + number(term, "frequency");
        }
        return sum;
    }
    void expect_that_all_add_up(std::size_t least)
    {
        std::size_t seen = 0;
        for (const auto state : {store::EdgeRow::State::merged, store::EdgeRow::State::review})
            for (const auto& edge : hub_->store->view()->edges({.state = state, .limit = 5000})) {
                ++seen;
                EXPECT_EQ(sum_of(edge), edge.weight / 1024.0) << edge.model;
            }
        EXPECT_GE(seen, least);
    }

    std::unique_ptr<Training> training_;
    std::map<std::string, std::string> told_;
    int second_ = 0;
};

TEST_F(Activating, AFirstLoadIsScoredOnceAllAreThere)
{
    invent(15, 300);
    const std::vector<std::string> all = ids();
    ASSERT_TRUE(training_->begin_first_load());
    hub_->applier->hold_scores(true);
    for (std::size_t at = 0; at < all.size(); at += 50)
        take(std::span(all).subspan(at, std::min<std::size_t>(50, all.size() - at)));
    EXPECT_EQ(hub_->store->view()->totals().edges, 0U);
    hub_->applier->hold_scores(false);
    settle();
    EXPECT_GT(hub_->store->view()->totals().edges, 0U);
    EXPECT_EQ(hub_->partition(), expected(unify::default_score_model()));
    EXPECT_FALSE(training_->begin_first_load()) << "it was the last";
}

TEST_F(Activating, SeveralPlannersEndInTheSamePartition)
{
    invent(17, 400);
    take(ids());
    for (const std::size_t planners : {2, 8}) {
        for (unify::ScoreModel weights : {generous(), strict()}) {
            weights.id += std::to_string(planners);
            keep(weights);
            ASSERT_TRUE(training_->activate(weights.id, "ann"));
            // Pages become small, so that groups of one page grow together.
            while (training_->step(1, workers(planners))) {
            }
            EXPECT_EQ(hub_->partition(), expected(weights)) << weights.id;
            EXPECT_THAT(hub_->store->check(), IsEmpty());
        }
    }
}

TEST_F(Activating, AFirstLoadThatCrashesIsScoredByWhoeverComesNext)
{
    invent(16, 200);
    const std::vector<std::string> all = ids();
    const std::size_t half = all.size() / 2;
    ASSERT_TRUE(training_->begin_first_load());
    hub_->applier->hold_scores(true);
    take(std::span(all).first(half));
    crash();
    EXPECT_TRUE(training_->begin_first_load()) << "an import may go on with it";
    crash();
    take(std::span(all).subspan(half));
    settle();
    EXPECT_EQ(hub_->partition(), expected(unify::default_score_model()));
}

TEST_F(Activating, UnderLoadEndsAsFromScratch)
{
    invent(11, 500);
    const std::vector<std::string> all = ids();
    const std::size_t half = all.size() / 2;
    take(std::span(all).first(half));
    keep(generous());
    ASSERT_TRUE(training_->activate("generous", "ann"));
    std::thread load([&] {
        for (std::size_t at = half; at < all.size(); at += 7)
            take(std::span(all).subspan(at, std::min<std::size_t>(7, all.size() - at)));
    });
    settle();
    load.join();
    EXPECT_EQ(training_->progress(), 1);
    EXPECT_EQ(hub_->partition(), expected(generous()));
    EXPECT_NE(expected(generous()), expected(unify::default_score_model()));
}

TEST_F(Activating, RecordsThatChangeAndGoBetweenThePagesAreClusteredByTheNewModel)
{
    invent(12, 700);
    const std::vector<std::string> all = ids();
    take(all);
    keep(strict());
    ASSERT_TRUE(training_->activate("strict", "ann"));
    std::size_t at = 0;
    bool more = true;
    while (more || at < 40) {
        more = training_->step();
        const std::string& changed = all[at];
        const std::string& removed = all[all.size() - 1 - at];
        told_[changed] = told_[all[at + 100]];
        take({{changed}});
        hub_->take({gone(removed)});
        told_.erase(removed);
        ++at;
    }
    EXPECT_EQ(hub_->partition(), expected(strict()));
}

TEST_F(Activating, ACrashAtAnyStepEndsInTheSamePartition)
{
    invent(13, 160);
    take(ids());
    keep(generous());
    const Partition shipped = expected(unify::default_score_model());
    const Partition other = expected(generous());
    ASSERT_EQ(hub_->partition(), shipped);
    ASSERT_NE(shipped, other);
    bool crashed = true;
    for (int nth = 1; crashed; ++nth) {
        crashed = crashes_at(nth, [&] { return training_->activate("generous", "ann"); });
        const bool active = hub_->store->view()->active_model().has_value();
        EXPECT_EQ(hub_->partition(), active ? other : shipped) << "crash at write " << nth;
        EXPECT_EQ(training_->progress(), 1);
        if (active) {
            ASSERT_TRUE(training_->roll_back("ann"));
            settle();
        }
        ASSERT_EQ(hub_->partition(), shipped) << "taken back after " << nth;
        ASSERT_LT(nth, 100);
    }
}

TEST_F(Activating, ACrashWhileItIsTakenBackEndsInTheSamePartition)
{
    invent(14, 120);
    take(ids());
    keep(generous());
    const Partition shipped = expected(unify::default_score_model());
    const Partition other = expected(generous());
    ASSERT_NE(shipped, other);
    bool crashed = true;
    for (int nth = 1; crashed; ++nth) {
        if (!hub_->store->view()->active_model()) {
            ASSERT_TRUE(training_->activate("generous", "ann"));
            settle();
        }
        crashed = crashes_at(nth, [&] { return training_->roll_back("ann"); });
        const bool active = hub_->store->view()->active_model().has_value();
        EXPECT_EQ(hub_->partition(), active ? other : shipped) << "crash at write " << nth;
        ASSERT_LT(nth, 100);
    }
}

TEST_F(Activating, WhatAModelScoredAddsUpWhenAnotherIsInForce)
{
    invent(15, 200);
    take(ids());
    expect_that_all_add_up(20);
    keep(generous());
    keep(strict());
    // Nothing is clustered again yet: all is scored by the shipped weights.
    ASSERT_TRUE(training_->activate("generous", "ann"));
    expect_that_all_add_up(20);
    settle();
    const auto scored = hub_->store->view()->edges({.state = store::EdgeRow::State::merged});
    ASSERT_FALSE(scored.empty());
    EXPECT_EQ(scored[0].model, "generous");
    // Scored by one that is retired now, and after a restart.
    ASSERT_TRUE(training_->activate("strict", "ann"));
    expect_that_all_add_up(20);
    crash();
    expect_that_all_add_up(20);
}

TEST_F(Activating, OfAModelThatIsGoneOnlyFactsAndLevelsAreTold)
{
    invent(16, 60);
    take(ids());
    auto edges = hub_->store->view()->edges({.state = store::EdgeRow::State::merged});
    ASSERT_FALSE(edges.empty());
    edges[0].model = "nobody-knows";
    const json::Value told = hub_->reasons->terms(edges[0]);
    EXPECT_FALSE(told.find("prior"));
    ASSERT_FALSE(told.find("terms")->as_array().empty());
    EXPECT_FALSE(told.find("terms")->as_array()[0].find("bits"));
}

class NotOne : public Activating {
protected:
    void take_one(const std::string& id, const std::string& data)
    {
        told_[id] = data;
        take({{id}});
    }
    json::Value told(const std::string& one, const std::string& other)
    {
        return hub_->reasons->why_not(hub_->profile_of(one), hub_->profile_of(other)).value();
    }
};

TEST_F(NotOne, TellsTheNearestPairAndTheBitsThatAreMissing)
{
    take_one("1", R"({"name":{"full":"Oriwin Tolmar"},"occupation":"river pilot"})");
    take_one("2", R"({"name":{"full":"Oriwin Tolmer"},"occupation":"river pilots",)"
                  R"("contact_points":[{"kind":"email","email":"river@naver.com"}]})");
    take_one("3", named("Oriwin Fenhurst", "river@naver.com", "+821023456789"));
    ASSERT_NE(hub_->profile_of("1"), hub_->profile_of("2"));
    const json::Value apart = told("1", "2");
    const json::Value* const best = apart.find("best");
    ASSERT_TRUE(best);
    EXPECT_EQ(best->find("a")->text_of("key"), person_key("1").key);
    EXPECT_EQ(best->find("b")->text_of("key"), person_key("2").key);
    EXPECT_EQ(best->text_of("proposed"), "true");
    EXPECT_FALSE(best->find("veto"));
    const auto edges = hub_->store->view()->edges({.state = store::EdgeRow::State::review});
    const auto of_both = std::find_if(edges.begin(), edges.end(), [&](const auto& edge) {
        return std::min(edge.pair.a, edge.pair.b) == 1 && std::max(edge.pair.a, edge.pair.b) == 2;
    });
    ASSERT_NE(of_both, edges.end());
    EXPECT_EQ(std::stod(best->text_of("weight")), of_both->weight / 1024.0);
    const int enough = hub_->identity->get()->scorer->merge_from();
    EXPECT_EQ(std::stod(best->text_of("missing")), (enough - of_both->weight) / 1024.0);
}

TEST_F(NotOne, TellsTheVetoAndThatNobodyComparesThem)
{
    take_one("1", R"({"name":{"full":"Bo Berg"},"birth_date":"1950-01-22"})");
    take_one("2", R"({"name":{"full":"Bo Berg"},"birth_date":"1987-08-09"})");
    take_one("3", named("Cassette Quarlowe"));
    EXPECT_EQ(told("1", "2").find("best")->text_of("veto"), "birth_date");
    EXPECT_EQ(told("1", "3").find("best")->text_of("proposed"), "false");
    EXPECT_EQ(told("1", "1").text_of("same"), "true");
    EXPECT_FALSE(told("1", "1").find("best"));
    ASSERT_TRUE(hub_->steward->forbid(hub_->profile_of("1"), hub_->profile_of("2"), "ann", "two"));
    EXPECT_EQ(told("1", "2").find("best")->text_of("veto"), "decision");
}

}  // namespace
}  // namespace cx::pipeline::testing
