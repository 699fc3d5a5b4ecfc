// Other rules of identity: the records that are there are matched by them as if they had come
// today.
#include "pipeline/derivation.hpp"

#include "hub_test.hpp"
#include "population.hpp"
#include "unify/resolve.hpp"

#include <fmt/format.h>

namespace cx::pipeline::testing {
namespace {

struct Crash {};

// Proposes on one key, and of the mailboxes' providers one is nobody's.
unify::IdentityModel poorer()
{
    unify::IdentityModel model = unify::default_model();
    model.candidates = {{.name = "street", .parts = {unify::KeyPart::street}}};
    model.namespaces["phone"].cap = 1;
    model.namespaces["email"].links = unify::NamespaceRule::Links::never;
    return model;
}

class Deriving : public HubTest {
protected:
    Deriving()
    {
        const cx::testing::PopulationRates families{
            .shared_phone = 80, .alone = 20, .members_max = 8};
        for (const auto& made : cx::testing::PopulationMaker(7, families).people(300))
            told_.push_back(made.data);
    }

    void open(const unify::IdentityModel& rules, const std::string& text)
    {
        derivation_.reset();
        training_.reset();
        hub_.reset();
        hub_ = std::make_unique<Hub>(folder_.path(), clock_, ids_, rules);
        training_ = std::make_unique<Training>(Training::Parts{.store = *hub_->store,
                                                               .applier = *hub_->applier,
                                                               .identity = *hub_->identity,
                                                               .telemetry = *hub_->telemetry,
                                                               .ids = ids_,
                                                               .clock = clock_,
                                                               .automatic = false});
        derivation_ = std::make_unique<Derivation>(Derivation::Parts{.store = *hub_->store,
                                                                     .applier = *hub_->applier,
                                                                     .training = *training_,
                                                                     .telemetry = *hub_->telemetry,
                                                                     .rules = text});
    }
    void open_rich() { open(unify::default_model(), "rich"); }
    void open_poor() { open(poorer(), "poor"); }
    void settle()
    {
        while (derivation_->step() || training_->step()) {
        }
    }
    void take(std::size_t from, std::size_t end)
    {
        std::vector<plugin::SourceRecord> records;
        for (std::size_t i = from; i < end; ++i)
            records.push_back(
                says(std::to_string(i), ++second_, {person(std::to_string(i), told_[i])}));
        hub_->take(std::move(records));
    }
    Partition expected(const unify::IdentityModel& model) const
    {
        std::vector<unify::Member> members;
        for (std::size_t i = 0; i < told_.size(); ++i)
            if (!gone_.contains(i))
                members.push_back({static_cast<model::RecordId>(i) + 1,
                                   unify::extract_shared(person_key(std::to_string(i)),
                                                         json::parse(told_[i]).value(), model)});
        Partition partition;
        for (const auto& component : unify::resolve_all(members, {}, model).components) {
            std::vector<std::set<std::string>> clusters(component.cluster_count());
            for (std::size_t i = 0; i < component.members.size(); ++i)
                clusters[component.cluster_of[i]].insert("crm " +
                                                         component.members[i].features->record.key);
            partition.insert(clusters.begin(), clusters.end());
        }
        return partition;
    }
    // Of every record, as the index has them.
    std::set<std::string> keys()
    {
        std::set<std::string> lines;
        const auto view = hub_->store->view();
        for (const auto& head : view->party_heads(0, 10'000)) {
            const model::RecordId ids[] = {head.id};
            const auto rows = view->keys_of(ids);
            for (const store::KeyRow& row : rows.front())
                lines.insert(fmt::format("{} {} {}", head.key.key, row.ns, row.value));
            const auto candidates = view->candidate_keys_of(ids);
            for (const std::uint64_t hash : candidates.front().hashes)
                lines.insert(fmt::format("{} {}", head.key.key, hash));
        }
        return lines;
    }

    std::vector<std::string> told_;
    std::set<std::size_t> gone_;
    std::unique_ptr<Training> training_;
    std::unique_ptr<Derivation> derivation_;
    int second_ = 0;
};

TEST_F(Deriving, EndsAsIfTheRecordsHadComeByTheNewRules)
{
    open_rich();
    take(0, told_.size());
    const std::set<std::string> rich = keys();
    ASSERT_EQ(hub_->partition(), expected(unify::default_model()));
    ASSERT_NE(expected(unify::default_model()), expected(poorer()));

    open_poor();
    EXPECT_LT(training_->progress(), 1) << "said from the beginning";
    settle();
    EXPECT_EQ(hub_->partition(), expected(poorer()));
    EXPECT_LT(keys().size(), rich.size());
    EXPECT_EQ(training_->progress(), 1);

    open_rich();
    settle();
    EXPECT_EQ(hub_->partition(), expected(unify::default_model()));
    EXPECT_EQ(keys(), rich);
}

TEST_F(Deriving, WithTheSameRulesIsNothingToDo)
{
    open_rich();
    EXPECT_FALSE(derivation_->step()) << "nobody is there";
    take(0, 50);
    open_rich();
    const auto seq = hub_->store->view()->totals().last_seq;
    EXPECT_FALSE(derivation_->step());
    EXPECT_FALSE(training_->step());
    EXPECT_EQ(hub_->store->view()->totals().last_seq, seq);
}

// A store of a hub that did not tell what it derived keys by.
TEST_F(Deriving, AStoreThatDoesNotTellIsDerivedOnce)
{
    hub_.reset();
    hub_ = std::make_unique<Hub>(folder_.path(), clock_, ids_, poorer());
    take(0, told_.size());
    open_rich();
    settle();
    EXPECT_EQ(hub_->partition(), expected(unify::default_model()));
    open_rich();
    EXPECT_FALSE(derivation_->step());
}

TEST_F(Deriving, RecordsThatComeChangeAndGoMeanwhileAreMatchedByTheNewRules)
{
    open_poor();
    const std::size_t half = told_.size() / 2;
    take(0, half);
    open_rich();
    std::size_t at = 0;
    for (; at < 20; ++at) {
        static_cast<void>(derivation_->step() || training_->step());
        told_[at] = told_[at + 30];
        take(at, at + 1);
        take(half + at, half + at + 1);
        gone_.insert(half - 1 - at);
        hub_->take({gone(std::to_string(half - 1 - at))});
    }
    settle();
    take(half + at, told_.size());
    EXPECT_EQ(hub_->partition(), expected(unify::default_model()));
}

TEST_F(Deriving, ACrashAtAnyWriteEndsInTheSamePartition)
{
    told_.resize(120);
    open_rich();
    take(0, told_.size());
    const std::set<std::string> rich = keys();
    bool crashed = true;
    for (int nth = 1; crashed; ++nth) {
        ASSERT_LT(nth, 50);
        open_poor();
        settle();
        ASSERT_EQ(hub_->partition(), expected(poorer()));
        int calls = 0;
        crashed = false;
        open_rich();
        hub_->store->hook = [&](std::string_view, bool) {
            if (++calls != nth) return;
            crashed = true;
            throw Crash{};
        };
        try {
            settle();
        } catch (const Crash&) {
        }
        open_rich();
        settle();
        EXPECT_EQ(hub_->partition(), expected(unify::default_model())) << "crash at " << nth;
        EXPECT_EQ(keys(), rich);
    }
}

}  // namespace
}  // namespace cx::pipeline::testing
