// The one writer of records and profiles: plans what a batch or a steward changes and commits it
// whole.
//
// One batch, one call chain, one transaction: records, identity, profiles, rejects and the source's
// cursor commit together, or nothing does. Calls are serialised here. [any-thread]
#pragma once

#include "api/mapping_labels.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "pipeline/active_identity.hpp"
#include "pipeline/mapped_batch.hpp"
#include "pipeline/precision.hpp"
#include "pipeline/profiles.hpp"
#include "pipeline/records.hpp"
#include "pipeline/refusals.hpp"
#include "pipeline/workers.hpp"
#include "pipeline/writer_queue.hpp"
#include "store/store.hpp"
#include "telemetry/telemetry.hpp"

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

namespace cx::pipeline {

struct ApplierParts {
    store::Store& store;
    const model::Schema& schema;
    ActiveIdentity& identity;
    IdGenerator& ids;
    Clock& clock;
    std::string config_id;
    std::string config_text;
    bool backfill = false;         // Changes come from an import.
    std::string erasure_key = {};  // Of the hashes that refuse what was erased
    PrecisionFloor floor = {};
    Workers workers = {};  // Who take part in planning what is committed
};

// Labels of mappings, by the name that record versions carry: those of this configuration, else
// what the store kept.
class LabelBook {
public:
    // A mapping without a version may have had other labels before: a value made by it then has
    // them still, so its labels only grow. [any-thread]
    void add(const mapping::Mapping& mapping);
    void remember(store::View& view);  // Adds what the store keeps of the mappings added.
    // [any-thread] The pointer lives as long as the book.
    const std::map<std::string, model::LabelSet>* find(const std::string& mapping,
                                                       const std::string& entity,
                                                       store::View& view);
    // What the store keeps of every mapping added: "labels:<mapping>" and "mapping:<mapping>", its
    // text.
    std::map<std::string, std::string> texts() const;

private:
    void widen(const std::string& mapping, const api::LabelsByEntity& labels);

    mutable std::mutex mutex_;
    std::map<std::string, api::LabelsByEntity> mappings_;
    std::deque<api::LabelsByEntity> former_;  // Somebody may still look at them.
    std::map<std::string, std::string> texts_;
};

struct BatchOptions {
    std::optional<std::string> cursor;  // To store with the batch
    std::optional<std::int64_t> snapshot_generation;
    bool count = true;    // False: the hub's own removals, no records read
    bool first = false;   // A sender waits for it.
    bool settles = true;  // False: no new word of the source, so that its open rejects stay
};

class Applier {
public:
    Applier(ApplierParts parts, LabelBook& labels);

    // Throws store::StoreError; then nothing of the batch is visible.
    telemetry::BatchFigures apply(const StreamContext& stream, const MappedBatch& batch,
                                  const BatchOptions& options);

    // As apply, for records that were set aside before, uncounted: `rejects` lines up with the
    // batch, which has no refused record. Those that are no longer open are left out, unless the
    // mapping tells when things happened, which then decides as ever; `taken` tells which were not.
    struct Retried {
        telemetry::BatchFigures figures;
        std::vector<bool> taken;
    };
    Retried retry(const StreamContext& stream, MappedBatch batch, std::vector<std::string> rejects);

    // As apply, for payloads that the store kept, uncounted. Those of origins that have said
    // something else since are left out and counted in `overtaken`. A dry run commits nothing;
    // `changes` is what it would.
    struct Replayed {
        RecordChanges changes;
        telemetry::BatchFigures figures;
        std::size_t overtaken = 0;
    };
    Replayed replay(const StreamContext& stream, MappedBatch batch, bool dry_run);

    // A steward's word. Re-clusters the records that its decisions name. `accept` sees what would
    // become of it before it is committed and may refuse it.
    struct Word {
        std::vector<store::DecisionRow> decisions;
        std::vector<std::string> revoked;  // Ids of decisions
        // Pairs of revoked decisions that go on, under new ids; nothing changes for them.
        std::vector<store::DecisionRow> kept;
        std::vector<store::VerdictRow> verdicts;
    };
    struct Expected {
        const unify::Resolution& resolution;
        const ProfileChanges& profiles;
        const BatchCandidates& candidates;  // Every member of the resolution, as it is before.
        store::View& view;
        const unify::IdentityModel& identity;
    };
    struct Decided {
        bool committed = false;
        std::vector<std::string> profiles;  // Of the records named, in their order
    };
    using Judge = std::function<bool(const Expected&)>;
    Decided decide(Word word, const Judge& accept);

    // What is clustered from here on goes by these weights.
    void use(unify::ScoreModel weights);
    // While held, records are joined by rules alone: all are clustered again afterwards.
    void hold_scores(bool held);

    // Clusters the components of these records again, as whatever says who is one person has
    // changed.
    struct Regrouped {
        std::uint64_t merges = 0;
        std::uint64_t splits = 0;
    };
    Regrouped reconsider(const std::vector<model::RecordId>& records);
    // The same for several groups, planned side by side and committed in turn.
    Regrouped reconsider(const std::vector<std::vector<model::RecordId>>& groups,
                         const Workers& workers);
    // Makes the keys of these records anew, as other rules have made them; clusters nobody
    // (derivation.cpp).
    void derive_keys(const std::vector<model::RecordId>& records);

    // Takes out all that belongs to a profile (erase.cpp); nothing where there is none.
    std::optional<store::Erasure> erase(const std::string& profile_id, const std::string& actor,
                                        const std::string& reason);
    // Lets it come back; false where the erasure is lifted already or is none.
    bool lift_erasure(const std::string& id, const std::string& actor);

    // Keeps a profile's data from use, or ends that (restrict.cpp); false where nothing changes.
    bool restrict(const std::string& profile_id, bool on, const std::string& actor,
                  const std::string& reason);
    // Of each band of probability, as of the newest verdict. [any-thread]
    std::vector<BandPrecision> precision() const;
    int trusted_from() const;  // See pipeline::trusted_from. [any-thread]
    int merges_from() const;   // The weight from which pairs are merged. [any-thread]
    // How often a batch that goes first had to wait for another. [any-thread]
    std::uint64_t waits_of_first() const { return writer_.waits_of_first(); }
    // What is committed from here on is of this configuration; the book has its mappings already.
    void reconfigure(const std::string& config_id, const std::string& config_text);

    // Seq of the newest commit, so that readers of changes need not ask the store. [any-thread]
    model::Seq last_seq() const { return last_seq_.load(std::memory_order_acquire); }

private:
    struct Plan {
        store::ChangeSet changes;
        ProfileChanges profiles;
        unify::Resolution resolution;
        double resolve_seconds = 0;
        Workers workers = {};  // Who help to plan it
    };

    struct Taken {
        RecordChanges records;
        telemetry::BatchFigures figures;
    };
    // Under the writer's lock, as are those below.
    Taken take(const StreamContext& stream, const MappedBatch& batch, const BatchOptions& options,
               std::span<const std::string> retries);
    unify::Resolution resolve_whole(std::vector<model::RecordId> touched,
                                    BatchCandidates& candidates) const;
    void extract_features(std::map<model::RecordId, PartyChange>& parties) const;
    void plan_profiles(Plan& plan, BatchCandidates& candidates,
                       const std::vector<model::RecordId>& touched,
                       const std::map<model::RecordId, PartyChange>& parties, store::View& view,
                       const std::string& cause);
    void plan_anew(Plan& plan, const std::vector<model::RecordId>& records, store::View& view,
                   FeatureCache& cache);
    void regroup(const std::vector<model::RecordId>& records, Regrouped& done);
    store::CommitReport commit(Plan& plan);
    void remember_schema(store::View& view);
    void judge_bands(store::View& view);
    // In force, but for what is held and bands that are stopped.
    const unify::IdentityModel& identity() const
    {
        if (unscored_) return *unscored_;
        return cautious_ ? *cautious_ : *identity_;
    }

    ApplierParts parts_;
    std::shared_ptr<const unify::IdentityModel> identity_;  // In force; guarded by writer_
    LabelBook& labels_;
    WriterQueue writer_;
    FeatureCache cache_{limits::cached_features};  // Guarded by writer_
    Refusals refusals_;                            // Guarded by writer_
    std::map<std::string, std::string> unwritten_texts_;
    std::atomic<model::Seq> last_seq_{0};
    std::optional<unify::IdentityModel> cautious_;  // Guarded by writer_
    std::optional<unify::IdentityModel> unscored_;  // Guarded by writer_
    mutable std::mutex precision_mutex_;
    std::vector<BandPrecision> precision_;  // Guarded by it
};

}  // namespace cx::pipeline
