#include "pipeline/derivation.hpp"

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "pipeline/batch_candidates.hpp"
#include "unify/features.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace cx::pipeline {
namespace {

// Kept as JSON: what made the keys, and the last record done where not all are.
constexpr const char* state_owner = "~identity";
constexpr const char* state_key = "derived";

}  // namespace

Derivation::Derivation(Parts parts)
    : parts_(std::move(parts)),
      by_(fmt::format("{}:{}", unify::features_version, to_hex(hash128(parts_.rules))))
{
    const auto text = parts_.store.get_state(state_owner, state_key);
    const auto kept = text ? json::parse(*text) : Result<json::Value>(json::Value());
    if (kept && kept->text_of("by") == by_) {
        if (const json::Value* const after = kept->find("after")) after_ = after->integer();
        return;
    }
    if (parts_.store.view()->totals().party_records > 0) {
        after_ = 0;
        parts_.training.cluster_again();
        parts_.telemetry.note(telemetry::LogLevel::info,
                              "the rules of identity are others than those that the records were "
                              "matched by: all are matched again");
    }
    keep();
}

void Derivation::keep()
{
    json::Object told{{"by", by_}};
    if (after_) told.emplace("after", *after_);
    parts_.store.put_state(state_owner, state_key, json::write(told));
}

bool Derivation::step()
{
    if (!after_) return false;
    std::vector<model::RecordId> page;
    for (const auto& head : parts_.store.view()->party_heads(*after_, limits::derived_page))
        page.push_back(head.id);
    if (page.empty()) {
        // What was clustered meanwhile went by keys of both kinds. A crash behind it says it twice.
        parts_.training.cluster_again();
        after_.reset();
    } else {
        parts_.applier.derive_keys(page);
        after_ = page.back();
    }
    keep();
    return after_.has_value();
}

void Applier::derive_keys(const std::vector<model::RecordId>& records)
{
    const WriterQueue::Place place = writer_.enter(false);
    Plan plan;
    plan.changes.recorded_at = parts_.clock.now();
    {
        const std::unique_ptr<store::View> view = parts_.store.writer_view();
        std::map<model::RecordId, PartyChange> unchanged;
        for (const store::PartyRecord& party : view->parties(records)) {
            Result<json::Value> data = json::parse(party.data);
            if (!data) throw store::StoreError("a record's data is not JSON: the store is damaged");
            unchanged[party.id] = {.id = party.id,
                                   .key = party.key,
                                   .data = std::make_shared<json::Value>(std::move(*data)),
                                   .mapping = {}};
        }
        const BatchCandidates candidates(*view, identity(), std::move(unchanged));
        plan.changes.keys = candidates.key_updates();
    }
    commit(plan);
}

}  // namespace cx::pipeline
