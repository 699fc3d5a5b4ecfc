// What stewards say, and whatever else than records changes who is one person.
#include "pipeline/applier.hpp"
#include "pipeline/scored.hpp"
#include "unify/score.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <unordered_set>

namespace cx::pipeline {
namespace {

// The records that the decisions name and that live, each once, in their order.
std::vector<store::RecordHead> live_records_of(const std::vector<store::DecisionRow>& decisions,
                                               store::View& view)
{
    std::vector<model::RecordKey> named;
    std::set<model::RecordKey> known;
    for (const store::DecisionRow& row : decisions)
        for (const model::RecordKey* key : {&row.a, &row.b})
            if (known.insert(*key).second) named.push_back(*key);
    std::vector<store::RecordHead> live;
    for (auto& head : view.heads(named))
        if (head && head->op != model::RecordVersion::Op::remove) live.push_back(std::move(*head));
    return live;
}

// The records and all others of their components.
std::vector<model::RecordId> with_components(const std::vector<store::RecordHead>& records,
                                             store::View& view)
{
    std::set<std::int64_t> components;
    std::set<model::RecordId> all;
    for (const store::RecordHead& record : records) {
        components.insert(record.component);
        all.insert(record.id);
    }
    const std::vector<std::int64_t> ids(components.begin(), components.end());
    for (const model::RecordId id : view.component_members(ids)) all.insert(id);
    return {all.begin(), all.end()};
}

std::vector<model::RecordId> members_of(const unify::Resolution& resolution)
{
    std::vector<model::RecordId> members;
    for (const unify::Component& component : resolution.components)
        for (const unify::Member& member : component.members) members.push_back(member.id);
    return members;
}

}  // namespace

Applier::Decided Applier::decide(Word word, const Judge& accept)
{
    const WriterQueue::Place place = writer_.enter(false);
    Plan plan;
    plan.changes.recorded_at = parts_.clock.now();
    Decided decided;
    std::vector<model::RecordId> named_ids;
    {
        const std::unique_ptr<store::View> view = parts_.store.writer_view();
        const std::vector<store::RecordHead> named = live_records_of(word.decisions, *view);
        for (const store::RecordHead& head : named) named_ids.push_back(head.id);
        const std::vector<model::RecordId> touched = with_components(named, *view);
        word.decisions.insert(word.decisions.end(), word.kept.begin(), word.kept.end());
        BatchCandidates candidates(*view, identity(), {}, &cache_, word.decisions,
                                   {word.revoked.begin(), word.revoked.end()});
        for (store::DecisionRow& row : word.decisions) row.recorded_at = plan.changes.recorded_at;
        plan_profiles(plan, candidates, touched, {}, *view, "steward");
        if (!accept({plan.resolution, plan.profiles, candidates, *view, identity()}))
            return decided;
    }
    plan.changes.decisions = std::move(word.decisions);
    plan.changes.revoked_decisions = std::move(word.revoked);
    plan.changes.verdicts = std::move(word.verdicts);
    commit(plan);
    decided.committed = true;
    const std::unique_ptr<store::View> view = parts_.store.view();
    if (!plan.changes.verdicts.empty()) judge_bands(*view);
    for (const store::PartyRecord& party : view->parties(named_ids))
        if (std::find(decided.profiles.begin(), decided.profiles.end(), party.profile_id) ==
            decided.profiles.end())
            decided.profiles.push_back(party.profile_id);
    return decided;
}

void Applier::use(unify::ScoreModel weights)
{
    const WriterQueue::Place place = writer_.enter(false);
    parts_.identity.use(std::move(weights));
    identity_ = parts_.identity.get();
    judge_bands(*parts_.store.view());
}

void Applier::hold_scores(bool held)
{
    const WriterQueue::Place place = writer_.enter(false);
    unscored_.reset();
    if (!held) return;
    unscored_ = *identity_;
    unscored_->scorer.reset();
}

Applier::Regrouped Applier::reconsider(const std::vector<model::RecordId>& records)
{
    const WriterQueue::Place place = writer_.enter(false);
    Regrouped done;
    regroup(records, done);
    return done;
}

Applier::Regrouped Applier::reconsider(const std::vector<std::vector<model::RecordId>>& groups,
                                       const Workers& workers)
{
    const WriterQueue::Place place = writer_.enter(false);
    std::vector<Plan> plans(groups.size());
    workers.run(groups.size(), [&](std::size_t i) {
        const std::unique_ptr<store::View> view = parts_.store.view();
        FeatureCache cache(limits::cached_features / groups.size());
        plan_anew(plans[i], groups[i], *view, cache);
    });

    Regrouped done;
    std::unordered_set<model::RecordId> settled;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        // Two groups that grew together saw one state of their records: the later one looks again.
        const std::vector<model::RecordId> members = members_of(plans[i].resolution);
        const bool met = std::any_of(members.begin(), members.end(),
                                     [&](model::RecordId id) { return settled.contains(id); });
        if (met) {
            regroup(groups[i], done);
        } else {
            commit(plans[i]);
            done.merges += plans[i].profiles.merges;
            done.splits += plans[i].profiles.splits;
        }
        settled.insert(members.begin(), members.end());
    }
    return done;
}

void Applier::regroup(const std::vector<model::RecordId>& records, Regrouped& done)
{
    Plan plan;
    {
        const std::unique_ptr<store::View> view = parts_.store.writer_view();
        plan_anew(plan, records, *view, cache_);
    }
    commit(plan);
    done.merges += plan.profiles.merges;
    done.splits += plan.profiles.splits;
}

void Applier::plan_anew(Plan& plan, const std::vector<model::RecordId>& records, store::View& view,
                        FeatureCache& cache)
{
    plan.changes.recorded_at = parts_.clock.now();
    std::set<std::int64_t> components;
    for (const store::PartyRecord& party : view.parties(records))
        components.insert(party.component);
    const std::vector<std::int64_t> ids(components.begin(), components.end());
    BatchCandidates candidates(view, identity(), {}, &cache);
    plan_profiles(plan, candidates, view.component_members(ids), {}, view, "model");
}

void Applier::judge_bands(store::View& view)
{
    std::vector<BandPrecision> bands = precision_of(view, model_of(*identity_), parts_.floor);
    const unify::Scorer* const scorer = identity_->scorer.get();
    const int from = pipeline::trusted_from(bands);
    cautious_.reset();
    if (scorer && from > scorer->merge_from()) {
        cautious_ = *identity_;
        cautious_->scorer = std::make_shared<const unify::Scorer>(cautious(scorer->model(), from));
    }
    const std::lock_guard lock(precision_mutex_);
    precision_ = std::move(bands);
}

int Applier::trusted_from() const
{
    return pipeline::trusted_from(precision());
}

int Applier::merges_from() const
{
    const int trusted = trusted_from();
    const auto identity = parts_.identity.get();
    return identity->scorer ? std::max(trusted, identity->scorer->merge_from())
                            : std::numeric_limits<int>::max();
}

std::vector<BandPrecision> Applier::precision() const
{
    const std::lock_guard lock(precision_mutex_);
    return precision_;
}

}  // namespace cx::pipeline
