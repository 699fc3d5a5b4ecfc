#include "pipeline/applier.hpp"

#include "base/hash.hpp"
#include "model/compatibility.hpp"
#include "pipeline/scored.hpp"

#include <algorithm>
#include <chrono>

namespace cx::pipeline {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

constexpr std::string_view mapping_prefix = "mapping:";

// The open rejects of the batch's origins that are older than those which are retried.
std::vector<std::string> older_rejects(const MappedBatch& batch,
                                       std::span<const std::string> retries, store::View& view)
{
    std::vector<model::Origin> origins;
    for (const MappedRecord& record : batch.records) origins.push_back(record.origin);
    const auto open = view.open_rejects(origins);
    std::vector<std::string> older;
    for (std::size_t i = 0; i < open.size(); ++i)
        for (const std::string& id : open[i])
            if (id < retries[i] && std::find(retries.begin(), retries.end(), id) == retries.end())
                older.push_back(id);
    return older;
}

}  // namespace

void LabelBook::add(const mapping::Mapping& mapping)
{
    const std::lock_guard lock(mutex_);
    widen(mapping.name(), mapping.labels());
    texts_["mapping:" + mapping.name()] = mapping.text();
}

void LabelBook::remember(store::View& view)
{
    const std::lock_guard lock(mutex_);
    std::vector<std::string> unversioned;
    for (const auto& [id, text] : texts_)
        if (id.starts_with(mapping_prefix) && id.find('@') == std::string::npos)
            unversioned.push_back(id.substr(mapping_prefix.size()));
    for (const std::string& mapping : unversioned)
        if (const auto kept = api::stored_labels(view, mapping)) widen(mapping, *kept);
}

void LabelBook::widen(const std::string& mapping, const api::LabelsByEntity& labels)
{
    api::LabelsByEntity all = labels;
    api::LabelsByEntity& known = mappings_[mapping];
    for (const auto& [entity, fields] : known)
        for (const auto& [field, set] : fields) all[entity][field].add(set);
    if (all != known) {
        former_.push_back(std::move(known));
        known = std::move(all);
    }
    texts_[api::labels_id(mapping)] = api::labels_text(known);
}

const std::map<std::string, model::LabelSet>* LabelBook::find(const std::string& mapping,
                                                              const std::string& entity,
                                                              store::View& view)
{
    const std::lock_guard lock(mutex_);
    auto found = mappings_.find(mapping);
    if (found == mappings_.end()) {
        auto kept = api::stored_labels(view, mapping).value_or(api::LabelsByEntity());
        found = mappings_.emplace(mapping, std::move(kept)).first;
    }
    const auto fields = found->second.find(entity);
    return fields == found->second.end() ? nullptr : &fields->second;
}

std::map<std::string, std::string> LabelBook::texts() const
{
    const std::lock_guard lock(mutex_);
    return texts_;
}

Applier::Applier(ApplierParts parts, LabelBook& labels)
    : parts_(std::move(parts)),
      identity_(parts_.identity.get()),
      labels_(labels),
      refusals_(parts_.erasure_key, identity_)
{
    refusals_.load(*parts_.store.view());
    labels_.remember(*parts_.store.view());
    unwritten_texts_ = labels_.texts();
    unwritten_texts_["config:" + parts_.config_id] = parts_.config_text;
    remember_schema(*parts_.store.view());
    last_seq_ = parts_.store.next_seq() - 1;
    judge_bands(*parts_.store.view());
}

// What an entity was when records were first made by its version; a later one has to differ in its
// version, too.
void Applier::remember_schema(store::View& view)
{
    for (const auto& [name, type] : parts_.schema.entities)
        if (!view.text(model::text_id(type)))
            unwritten_texts_[model::text_id(type)] = model::to_text(type);
}

void Applier::reconfigure(const std::string& config_id, const std::string& config_text)
{
    const WriterQueue::Place place = writer_.enter(false);
    parts_.config_id = config_id;
    labels_.remember(*parts_.store.view());
    for (auto& [id, text] : labels_.texts()) unwritten_texts_[id] = text;
    unwritten_texts_["config:" + config_id] = config_text;
}

telemetry::BatchFigures Applier::apply(const StreamContext& stream, const MappedBatch& batch,
                                       const BatchOptions& options)
{
    const WriterQueue::Place place = writer_.enter(options.first);
    return take(stream, batch, options, {}).figures;
}

Applier::Retried Applier::retry(const StreamContext& stream, MappedBatch batch,
                                std::vector<std::string> rejects)
{
    const WriterQueue::Place place = writer_.enter(false);
    Retried retried;
    retried.taken.resize(batch.records.size(), false);
    std::vector<MappedRecord> records;
    std::vector<std::string> ids;
    {
        const std::unique_ptr<store::View> view = parts_.store.view();
        for (std::size_t i = 0; i < batch.records.size(); ++i) {
            const auto row = view->reject(rejects[i]);
            if (!row) continue;
            const bool dated =
                batch.records[i].outcome.occurred_at.value_or(Timestamp{}).micros != 0;
            if (row->state != "open" && !(row->state == "resolved" && dated)) continue;
            retried.taken[i] = true;
            records.push_back(std::move(batch.records[i]));
            ids.push_back(std::move(rejects[i]));
        }
    }
    if (records.empty()) return retried;
    batch.records = std::move(records);
    retried.figures = take(stream, batch, {.count = false}, ids).figures;
    return retried;
}

Applier::Replayed Applier::replay(const StreamContext& stream, MappedBatch batch, bool dry_run)
{
    const WriterQueue::Place place = writer_.enter(false);
    Replayed replayed;
    {
        const std::unique_ptr<store::View> view = parts_.store.view();
        std::vector<model::Origin> origins;
        for (const MappedRecord& record : batch.records) origins.push_back(record.origin);
        const std::vector<store::OriginState> states = view->origins(origins);
        std::vector<MappedRecord> records;
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (states[i].payload_hash == hash128(batch.records[i].payload))
                records.push_back(std::move(batch.records[i]));
            else
                ++replayed.overtaken;
        }
        batch.records = std::move(records);
        if (dry_run) {
            replayed.changes = change_records({.stream = stream,
                                               .batch = batch,
                                               .view = *view,
                                               .next_record = parts_.store.next_record(),
                                               .recorded_at = parts_.clock.now(),
                                               .ids = parts_.ids});
            return replayed;
        }
    }
    if (batch.records.empty()) return replayed;
    Taken taken = take(stream, batch, {.count = false, .settles = false}, {});
    replayed.changes = std::move(taken.records);
    replayed.figures = std::move(taken.figures);
    return replayed;
}

Applier::Taken Applier::take(const StreamContext& stream, const MappedBatch& mapped,
                             const BatchOptions& options, std::span<const std::string> retries)
{
    const std::optional<MappedBatch> screened = refusals_.screen(mapped);
    const MappedBatch& batch = screened ? *screened : mapped;
    const auto start = std::chrono::steady_clock::now();
    Plan plan;
    Taken taken;
    RecordChanges& records = taken.records;
    {
        const std::unique_ptr<store::View> view = parts_.store.writer_view();
        const Timestamp now = parts_.clock.now();
        records = change_records({.stream = stream,
                                  .batch = batch,
                                  .view = *view,
                                  .next_record = parts_.store.next_record(),
                                  .recorded_at = now,
                                  .ids = parts_.ids,
                                  .snapshot = options.snapshot_generation.has_value()});
        for (const auto& [id, change] : records.parties) cache_.forget(id);
        plan.workers = parts_.workers;
        extract_features(records.parties);
        BatchCandidates candidates(*view, identity(), records.parties, &cache_);
        plan.changes.recorded_at = now;
        plan_profiles(plan, candidates, candidates.touched(), records.parties, *view, "record");
        plan.changes.keys = candidates.key_updates();
        plan.changes.index_later = unscored_.has_value();
        if (!retries.empty()) plan.changes.resolved_rejects = older_rejects(batch, retries, *view);
    }
    plan.changes.pipeline = stream.pipeline;
    plan.changes.stream = stream.stream;
    plan.changes.cursor = options.cursor;
    plan.changes.snapshot_generation = options.snapshot_generation;
    if (options.count) plan.changes.counts = records.counts;
    plan.changes.origins = std::move(records.origins);
    plan.changes.records = std::move(records.records);
    plan.changes.claims = std::move(records.claims);
    plan.changes.rejects = std::move(records.rejects);
    plan.changes.closed_rejects.assign(retries.begin(), retries.end());
    if (retries.empty() && options.settles) plan.changes.accepted = std::move(records.accepted);
    plan.resolve_seconds = seconds_since(start);

    const auto commit_start = std::chrono::steady_clock::now();
    const store::CommitReport report = commit(plan);
    records.records = std::move(plan.changes.records);

    telemetry::BatchFigures& figures = taken.figures;
    figures.commit_seconds = seconds_since(commit_start);
    figures.resolve_seconds = plan.resolve_seconds;
    figures.rows_written = report.rows_written;
    figures.last_seq = report.last_seq;
    if (options.count) {
        figures.read = records.counts.read;
        figures.accepted = records.counts.accepted;
        figures.rejected = records.counts.rejected;
        figures.filtered = records.counts.filtered;
        figures.unchanged = records.counts.unchanged;
        figures.with_issues = records.counts.with_issues;
        figures.rejected_by_code = records.counts.rejected_by_code;
        figures.issues = std::move(records.issues);
        figures.keywords = std::move(records.keywords);
    }
    figures.edges = plan.resolution.edges;
    figures.merges = plan.profiles.merges;
    figures.splits = plan.profiles.splits;
    figures.profiles_created = plan.profiles.created;
    figures.profiles_removed = plan.profiles.removed;
    figures.suspended_keys = plan.resolution.suspended_keys;
    figures.oversized_components = plan.profiles.oversized_components;
    figures.largest_component = plan.profiles.largest_component;
    return taken;
}

// With everybody who was one component with a reached record: what joined them may be weighed
// otherwise by now, and a profile may not stay with both.
unify::Resolution Applier::resolve_whole(std::vector<model::RecordId> touched,
                                         BatchCandidates& candidates) const
{
    for (;;) {
        unify::Resolution resolution = unify::resolve(touched, candidates, identity());
        std::vector<model::RecordId> members;
        for (const unify::Component& component : resolution.components)
            for (const unify::Member& member : component.members) members.push_back(member.id);
        candidates.load(members);
        const std::vector<model::RecordId> left = candidates.left_behind(members);
        if (left.empty()) return resolution;
        touched.insert(touched.end(), left.begin(), left.end());
    }
}

void Applier::extract_features(std::map<model::RecordId, PartyChange>& parties) const
{
    std::vector<PartyChange*> changed;
    for (auto& [id, change] : parties)
        if (change.data) changed.push_back(&change);
    parts_.workers.for_each(changed.size(), [&](std::size_t i) {
        changed[i]->features =
            unify::extract_shared(changed[i]->key, *changed[i]->data, identity());
    });
}

void Applier::plan_profiles(Plan& plan, BatchCandidates& candidates,
                            const std::vector<model::RecordId>& touched,
                            const std::map<model::RecordId, PartyChange>& parties,
                            store::View& view, const std::string& cause)
{
    plan.resolution = resolve_whole(touched, candidates);
    const MappingLabels labels = [&](const std::string& mapping, const std::string& entity) {
        return labels_.find(mapping, entity, view);
    };
    plan.profiles = change_profiles({.resolution = plan.resolution,
                                     .candidates = candidates,
                                     .changes = parties,
                                     .view = view,
                                     .schema = parts_.schema,
                                     .identity = *identity_,
                                     .labels = labels,
                                     .ids = parts_.ids,
                                     .recorded_at = plan.changes.recorded_at,
                                     .config_id = parts_.config_id,
                                     .cause = cause,
                                     .backfill = parts_.backfill,
                                     .workers = plan.workers});
    std::vector<model::RecordId> gone;
    for (const auto& [id, change] : parties)
        if (!change.data) gone.push_back(id);
    ScoredPairs scored = scored_pairs(plan.resolution, gone, identity());
    plan.changes.edges = std::move(scored.edges);
    plan.changes.edges_of = std::move(scored.of);
}

// Numbers the versions and commits. Records come first, so that whoever follows the changes can
// look up what a profile version names.
store::CommitReport Applier::commit(Plan& plan)
{
    store::ChangeSet& changes = plan.changes;
    model::Seq seq = parts_.store.next_seq();
    const model::Seq first = seq;
    for (store::RecordUpdate& update : changes.records) update.version.seq = seq++;
    for (model::ProfileVersion& version : plan.profiles.profiles) {
        version.seq = seq++;
        if (changes.erasure && version.profile_id == changes.erasure->what.profiles.front())
            changes.erasure->seq = version.seq;
    }
    for (store::LineageRow& row : plan.profiles.lineage) row.seq = seq - (seq > first ? 1 : 0);
    changes.profiles = std::move(plan.profiles.profiles);
    changes.assignments = std::move(plan.profiles.assignments);
    changes.aliases = std::move(plan.profiles.aliases);
    changes.lineage = std::move(plan.profiles.lineage);
    changes.texts = unwritten_texts_;
    store::CommitReport report;
    try {
        report = parts_.store.commit(changes);
    } catch (const store::StoreError&) {
        // What failed may be durable all the same; readers of changes go by what is there.
        last_seq_.store(parts_.store.next_seq() - 1, std::memory_order_release);
        throw;
    }
    unwritten_texts_.clear();
    last_seq_.store(report.last_seq, std::memory_order_release);
    return report;
}

}  // namespace cx::pipeline
