#include "pipeline/records.hpp"

#include "pipeline/record_book.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace cx::pipeline {
namespace {

using model::RecordVersion;

// Reads the batch in the source's order, record by record.
class Differ {
public:
    explicit Differ(const RecordInputs& inputs) : in_(inputs), book_(inputs) { load(); }

    RecordChanges run()
    {
        for (const MappedRecord& record : in_.batch.records) {
            ++out_.counts.read;
            if (record.refusal)
                reject(record);
            else
                accept(record);
        }
        assert(out_.counts.accepted + out_.counts.rejected == out_.counts.read);
        book_.close(out_);
        return std::move(out_);
    }

private:
    struct OriginWork {
        bool known = false;
        Timestamp occurred_at;
        Hash128 payload_hash;
        std::set<model::RecordKey> emitted;  // live ones, held or claimed
    };
    void load()
    {
        std::vector<model::Origin> origins;
        std::vector<model::RecordKey> keys;
        for (const MappedRecord& record : in_.batch.records) {
            if (record.refusal) {
                if (in_.snapshot && !record.keyless) origins.push_back(record.origin);
                continue;
            }
            origins.push_back(record.origin);
            for (const model::Entity& entity : record.outcome.entities)
                keys.push_back(key_of(record, entity));
        }
        std::sort(origins.begin(), origins.end());
        origins.erase(std::unique(origins.begin(), origins.end()), origins.end());
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());

        load_origins(origins);
        for (auto& head : in_.view.heads(keys))
            if (head) book_.know(std::move(*head));
    }

    void load_origins(const std::vector<model::Origin>& origins)
    {
        auto states = in_.view.origins(origins);
        for (std::size_t i = 0; i < origins.size(); ++i) {
            OriginWork& work = origins_[origins[i]];
            work.known = states[i].known;
            work.occurred_at = states[i].occurred_at;
            work.payload_hash = states[i].payload_hash;
            for (store::RecordHead& head : states[i].emitted) {
                if (head.op == RecordVersion::Op::upsert) work.emitted.insert(head.key);
                book_.know(std::move(head));
            }
            for (store::OriginState::Claimed& claimed : states[i].claimed) {
                work.emitted.insert(claimed.head.key);
                book_.know_claim(origins[i], std::move(claimed));
            }
        }
    }

    Timestamp observed_at(const MappedRecord& record) const
    {
        return record.observed_at.value_or(in_.batch.observed_at);
    }

    static bool dated(const MappedRecord& record)
    {
        return record.outcome.occurred_at.value_or(Timestamp{}).micros != 0;
    }

    model::RecordKey key_of(const MappedRecord& record, const model::Entity& entity) const
    {
        return {record.origin.source, entity.type->name, entity.key};
    }

    void reject(const MappedRecord& record)
    {
        const Refusal& refusal = *record.refusal;
        ++out_.counts.rejected;
        ++out_.counts.rejected_by_code[refusal.code];
        out_.rejects.push_back({.id = in_.ids.next(),
                                .pipeline = in_.stream.pipeline,
                                .stream = in_.stream.stream,
                                .key = record.keyless ? "" : record.origin.key,
                                .position = record.position,
                                .code = refusal.code,
                                .config_line = refusal.config_line,
                                .why = refusal.why,
                                .remedy = refusal.remedy,
                                .payload = record.payload,
                                .recorded_at = in_.recorded_at});
        see(record);
    }

    // Its source still has it, though in words that cannot be stored: no snapshot misses it.
    void see(const MappedRecord& record)
    {
        if (!in_.snapshot || record.keyless) return;
        const OriginWork& origin = origins_[record.origin];
        if (!origin.known) return;
        out_.origins.push_back({.origin = record.origin,
                                .occurred_at = origin.occurred_at,
                                .payload_hash = origin.payload_hash,
                                .raw = "",
                                .observed_at = {}});
    }

    void accept(const MappedRecord& record)
    {
        ++out_.counts.accepted;
        resolve_rejects(record);
        OriginWork& origin = origins_[record.origin];
        // What has no time of its own, as a deletion, follows what its origin said before.
        const Timestamp occurred_at =
            dated(record) ? *record.outcome.occurred_at : origin.occurred_at;
        const bool older = origin.known && occurred_at < origin.occurred_at;

        std::set<model::RecordKey> emitted;
        bool changed = false;
        for (const model::Entity& entity : record.outcome.entities) {
            const model::RecordKey key = key_of(record, entity);
            if (!emitted.insert(key).second) continue;
            if (entity.mention && book_.lives(key)) continue;
            const RecordVersion version = version_of(record, entity, key, occurred_at);
            changed |= older ? book_.keep(version, entity.data, removal(record, origin.occurred_at))
                             : book_.say(version, entity.data);
            count_issues(entity);
        }
        if (!older) {
            for (const model::RecordKey& key : origin.emitted)
                if (!emitted.contains(key))
                    changed |= book_.withdraw(key, removal(record, occurred_at));
            origin.emitted = std::move(emitted);
        }
        if (std::any_of(record.outcome.entities.begin(), record.outcome.entities.end(),
                        [](const model::Entity& entity) { return !entity.issues.empty(); }))
            ++out_.counts.with_issues;
        if (record.outcome.entities.empty() && !record.removed)
            ++out_.counts.filtered;
        else if (!changed)
            ++out_.counts.unchanged;
        if (changed)
            for (const std::string& word : record.keywords) ++out_.keywords[word];
        note_origin(record, origin, occurred_at, older);
    }

    // What was set aside of this record is set right, in the batch or before it.
    void resolve_rejects(const MappedRecord& record)
    {
        out_.accepted.push_back(
            {.key = record.keyless ? "" : record.origin.key, .position = record.position});
        for (store::RejectRow& row : out_.rejects) {
            const bool same =
                row.key.empty() ? row.position == record.position : row.key == record.origin.key;
            if (same) row.state = "resolved";
        }
    }

    // The origin's row is written where it tells something new, or a snapshot must mark it as seen.
    void note_origin(const MappedRecord& record, OriginWork& origin, Timestamp occurred_at,
                     bool older)
    {
        const Hash128 payload_hash = hash128(record.payload);
        const bool news = !origin.known || payload_hash != origin.payload_hash ||
                          occurred_at != origin.occurred_at;
        if (older && !in_.snapshot) return;
        if (!older) {
            origin.occurred_at = occurred_at;
            origin.payload_hash = payload_hash;
        }
        origin.known = true;
        if (!news && !in_.snapshot) return;
        const bool keep = in_.stream.keep_raw || in_.stream.raw_stays;
        out_.origins.push_back({.origin = record.origin,
                                .occurred_at = origin.occurred_at,
                                .payload_hash = origin.payload_hash,
                                .raw = keep && news && !older ? record.payload : "",
                                .observed_at = observed_at(record),
                                .raw_stays = in_.stream.raw_stays,
                                .raw_goes = in_.stream.raw_stays && record.removed && !older});
    }

    RecordVersion version_of(const MappedRecord& record, const model::Entity& entity,
                             const model::RecordKey& key, Timestamp occurred_at) const
    {
        RecordVersion version{.key = key,
                              .kind = entity.type->kind,
                              .op = RecordVersion::Op::upsert,
                              // So that whatever somebody says of it is later.
                              .occurred_at = entity.mention ? Timestamp{} : occurred_at,
                              .observed_at = observed_at(record),
                              .recorded_at = in_.recorded_at,
                              .origin = record.origin,
                              .mapping = in_.stream.mapping->name(),
                              .owner = entity.owner,
                              .time = entity.time,
                              .data = json::write(entity.data),
                              .issues = entity.issues};
        version.hash = hash128(version.data);
        return version;
    }

    // Without the record that it is of.
    RecordVersion removal(const MappedRecord& record, Timestamp occurred_at) const
    {
        return {.op = RecordVersion::Op::remove,
                .occurred_at = occurred_at,
                .observed_at = observed_at(record),
                .recorded_at = in_.recorded_at,
                .origin = record.origin,
                .mapping = in_.stream.mapping->name()};
    }

    void count_issues(const model::Entity& entity)
    {
        for (const model::Issue& issue : entity.issues) {
            ++out_.counts.issues_by_code[issue.code];
            ++out_.issues[{entity.type->name, issue.code}];
        }
    }

    const RecordInputs& in_;
    RecordBook book_;
    std::map<model::Origin, OriginWork> origins_;
    RecordChanges out_;
};

}  // namespace

RecordChanges change_records(const RecordInputs& inputs)
{
    return Differ(inputs).run();
}

}  // namespace cx::pipeline
