#include "pipeline/records.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace cx::pipeline {
namespace {

using model::RecordVersion;
using store::RecordHead;

Hash128 version_hash(RecordVersion::Op op, std::string_view data)
{
    return op == RecordVersion::Op::remove ? Hash128{} : hash128(data);
}

// The batch's working copy of what the store knows; later records of the batch see what earlier
// ones did.
class Differ {
public:
    explicit Differ(const RecordInputs& inputs) : in_(inputs), next_record_(inputs.next_record)
    {
        load();
    }

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
        return std::move(out_);
    }

private:
    struct OriginWork {
        bool known = false;
        Timestamp occurred_at;
        Hash128 payload_hash;
        std::set<model::RecordKey> emitted;  // live ones
    };

    void load()
    {
        std::vector<model::Origin> origins;
        std::vector<model::RecordKey> keys;
        for (const MappedRecord& record : in_.batch.records) {
            if (record.refusal) continue;
            origins.push_back(record.origin);
            for (const model::Entity& entity : record.outcome.entities)
                keys.push_back(key_of(record, entity));
        }
        std::sort(origins.begin(), origins.end());
        origins.erase(std::unique(origins.begin(), origins.end()), origins.end());
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());

        load_origins(origins);
        std::vector<model::Origin> others;
        for (const auto& head : in_.view.heads(keys)) {
            if (!head || !heads_.emplace(head->key, *head).second) continue;
            if (!origins_.contains(head->origin)) others.push_back(head->origin);
        }
        load_origins(others);
    }

    void load_origins(const std::vector<model::Origin>& origins)
    {
        if (origins.empty()) return;
        const auto states = in_.view.origins(origins);
        for (std::size_t i = 0; i < origins.size(); ++i) {
            OriginWork& work = origins_[origins[i]];
            work.known = states[i].known;
            work.occurred_at = states[i].occurred_at;
            work.payload_hash = states[i].payload_hash;
            for (const RecordHead& head : states[i].emitted) {
                if (head.op == RecordVersion::Op::upsert) work.emitted.insert(head.key);
                heads_.emplace(head.key, head);
            }
        }
    }

    static bool dated(const MappedRecord& record)
    {
        return record.outcome.occurred_at.value_or(Timestamp{}).micros != 0;
    }

    // Until when its origin has said what the record says. An origin that says the same again later
    // confirms it, though nothing is written.
    Timestamp confirmed_at(const RecordHead& head) const
    {
        const auto origin = origins_.find(head.origin);
        if (head.op == RecordVersion::Op::remove || origin == origins_.end())
            return head.occurred_at;
        return std::max(head.occurred_at, origin->second.occurred_at);
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
                                .key = record.origin.key,
                                .position = record.position,
                                .code = refusal.code,
                                .config_line = refusal.config_line,
                                .why = refusal.why,
                                .remedy = refusal.remedy,
                                .payload = record.payload,
                                .recorded_at = in_.recorded_at});
    }

    void accept(const MappedRecord& record)
    {
        ++out_.counts.accepted;
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
            changed |= put(record, entity, key, occurred_at, older ? &origin : nullptr);
            count_issues(entity);
        }
        if (!older) {
            for (const model::RecordKey& key : origin.emitted)
                if (!emitted.contains(key)) changed |= remove(record, key, occurred_at);
            origin.emitted = std::move(emitted);
        }
        if (std::any_of(record.outcome.entities.begin(), record.outcome.entities.end(),
                        [](const model::Entity& entity) { return !entity.issues.empty(); }))
            ++out_.counts.with_issues;
        if (record.outcome.entities.empty() && !record.removed)
            ++out_.counts.filtered;
        else if (!changed)
            ++out_.counts.unchanged;
        note_origin(record, origin, occurred_at, older);
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
        out_.origins.push_back(
            {.origin = record.origin,
             .occurred_at = origin.occurred_at,
             .payload_hash = origin.payload_hash,
             .raw = in_.stream.keep_raw && news && !older ? record.payload : ""});
    }

    // Writes a version of one entity; true where something was written. `newer` is given when the
    // origin has already said something later than this version.
    bool put(const MappedRecord& record, const model::Entity& entity, const model::RecordKey& key,
             Timestamp occurred_at, const OriginWork* newer)
    {
        RecordVersion version{.key = key,
                              .kind = entity.type->kind,
                              .op = RecordVersion::Op::upsert,
                              .occurred_at = occurred_at,
                              .observed_at = in_.batch.observed_at,
                              .recorded_at = in_.recorded_at,
                              .origin = record.origin,
                              .mapping = in_.stream.mapping->name(),
                              .owner = entity.owner,
                              .time = entity.time,
                              .data = json::write(entity.data),
                              .issues = entity.issues};
        version.hash = version_hash(version.op, version.data);

        const auto found = heads_.find(key);
        if (found == heads_.end()) {
            RecordHead head{.id = next_record_++, .key = key, .kind = entity.type->kind};
            write(head, version, true, &entity.data);
            if (newer) {
                // The source took it back before we ever saw it.
                RecordVersion gone = removal(head, record, newer->occurred_at);
                write(head, gone, true, nullptr);
            }
            heads_.emplace(key, head);
            return true;
        }
        RecordHead& head = found->second;
        const Timestamp confirmed = confirmed_at(head);
        if (!dated(record)) version.occurred_at = std::max(occurred_at, confirmed);
        if (newer || version.occurred_at < confirmed) {
            if (known_version(key, version)) return false;
            write(head, version, false, nullptr);
            return true;
        }
        if (says_nothing_new(head, version, confirmed)) return false;
        write(head, version, true, &entity.data);
        return true;
    }

    // The time of a party's version decides which values survive and which version is in force, so
    // saying the same again later is a version of its own. For the others the origin's time is
    // enough: a member's ledger is not written again with each new entry. Another origin that says
    // the same takes over where it is later, so that a withdrawal by the former removes nothing.
    static bool says_nothing_new(const RecordHead& head, const RecordVersion& version,
                                 Timestamp confirmed)
    {
        if (head.op == RecordVersion::Op::remove || head.hash != version.hash) return false;
        const bool same_time = version.occurred_at == confirmed;
        const bool confirms =
            head.origin == version.origin &&
            (head.kind != model::EntityKind::party || version.occurred_at == head.occurred_at);
        return confirms || (same_time && head.origin != version.origin);
    }

    bool remove(const MappedRecord& record, const model::RecordKey& key, Timestamp occurred_at)
    {
        RecordHead& head = heads_.at(key);
        // Another origin speaks for it now, or it is gone already.
        if (head.op == RecordVersion::Op::remove || head.origin != record.origin) return false;
        RecordVersion gone = removal(head, record, occurred_at);
        write(head, gone, true, nullptr);
        return true;
    }

    RecordVersion removal(const RecordHead& head, const MappedRecord& record,
                          Timestamp occurred_at) const
    {
        return {.key = head.key,
                .kind = head.kind,
                .op = RecordVersion::Op::remove,
                .occurred_at = occurred_at,
                .observed_at = in_.batch.observed_at,
                .recorded_at = in_.recorded_at,
                .origin = record.origin,
                .mapping = in_.stream.mapping->name(),
                .owner = head.owner};
    }

    void write(RecordHead& head, RecordVersion& version, bool current, const json::Value* data)
    {
        version.record = head.id;
        version.version = ++head.version;
        version.current = current;
        if (current) {
            if (head.kind == model::EntityKind::party) note_party(head, version, data);
            head.op = version.op;
            head.occurred_at = version.occurred_at;
            head.hash = version.hash;
            head.origin = version.origin;
            head.owner = version.owner;
        }
        out_.records.push_back({.version = version, .becomes_current = current});
    }

    void note_party(const RecordHead& head, const RecordVersion& version, const json::Value* data)
    {
        auto [found, first] = out_.parties.try_emplace(head.id);
        PartyChange& party = found->second;
        if (first && head.op == RecordVersion::Op::upsert) {
            party.profile_id = head.profile_id;
            party.component = head.component;
        }
        party.id = head.id;
        party.key = head.key;
        party.version = version.version;
        party.occurred_at = version.occurred_at;
        party.observed_at = version.observed_at;
        party.mapping = version.mapping;
        party.data.reset();
        if (data) party.data = *data;
    }

    // A late version that was kept before, so that reading a source again adds no history.
    bool known_version(const model::RecordKey& key, const RecordVersion& version)
    {
        for (const RecordVersion& kept : in_.view.versions(key))
            if (kept.hash == version.hash && kept.occurred_at == version.occurred_at) return true;
        for (const store::RecordUpdate& update : out_.records)
            if (update.version.key == key && update.version.hash == version.hash &&
                update.version.occurred_at == version.occurred_at)
                return true;
        return false;
    }

    void count_issues(const model::Entity& entity)
    {
        for (const model::Issue& issue : entity.issues) {
            ++out_.counts.issues_by_code[issue.code];
            ++out_.issues[{entity.type->name, issue.code}];
        }
    }

    const RecordInputs& in_;
    model::RecordId next_record_;
    std::map<model::Origin, OriginWork> origins_;
    std::map<model::RecordKey, RecordHead> heads_;
    RecordChanges out_;
};

}  // namespace

RecordChanges change_records(const RecordInputs& inputs)
{
    return Differ(inputs).run();
}

}  // namespace cx::pipeline
