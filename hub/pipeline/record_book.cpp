#include "pipeline/record_book.hpp"

#include <algorithm>

namespace cx::pipeline {
namespace {

using model::Origin;
using model::RecordKey;
using model::RecordVersion;
using store::Claim;
using store::RecordHead;

bool gets_a_date(Timestamp before, Timestamp now)
{
    return before.micros == 0 && now.micros != 0;
}

// The time of a party's version decides which values survive; of the others the origin's time is
// enough, once the version has one at all.
bool time_stands(const RecordHead& head, Timestamp said_at)
{
    if (head.kind == model::EntityKind::party) return said_at == head.occurred_at;
    return !gets_a_date(head.occurred_at, said_at);
}

// What is in force is what the claim says, so that its origin can hold the record as it is.
bool stands(const RecordHead& head, const Claim& claim)
{
    return head.hash == claim.hash && head.mapping == claim.mapping &&
           time_stands(head, claim.said_at);
}

Claim claim_of(const RecordHead& head)
{
    return {.said_at = head.said_at,
            .version = head.in_force,
            .hash = head.hash,
            .mapping = head.mapping};
}

Claim claim_of(const RecordVersion& version)
{
    return {.said_at = version.occurred_at,
            .version = version.version,
            .hash = version.hash,
            .mapping = version.mapping};
}

}  // namespace

void RecordBook::know(RecordHead head)
{
    const RecordKey key = head.key;
    records_.try_emplace(key, Work{.head = std::move(head), .claims = {}});
}

void RecordBook::know_claim(const Origin& origin, store::OriginState::Claimed claimed)
{
    const RecordKey key = claimed.head.key;
    know(std::move(claimed.head));
    records_.at(key).claims.load(origin, std::move(claimed.claim));
}

bool RecordBook::lives(const RecordKey& key) const
{
    const auto found = records_.find(key);
    return found != records_.end() && found->second.head.op == RecordVersion::Op::upsert;
}

bool RecordBook::say(const RecordVersion& version, const json::Value& data)
{
    const auto found = records_.find(version.key);
    if (found == records_.end()) {
        create(version, data);
        return true;
    }
    Work& work = found->second;
    if (work.head.op == RecordVersion::Op::remove) {
        write(work, version, &data);
        return true;
    }
    if (work.head.origin == version.origin) return say_again(work, version, data);
    const Rank holder{work.head.said_at, work.head.origin};
    if (Rank{version.occurred_at, version.origin} < holder) return claim(work, version);
    take_over(work, version, data);
    return true;
}

bool RecordBook::keep(const RecordVersion& version, const json::Value& data,
                      const RecordVersion& removal)
{
    const auto found = records_.find(version.key);
    if (found == records_.end()) {
        remove(create(version, data), removal);  // It was taken back before we ever saw it.
        return true;
    }
    if (is_kept(version)) return false;
    write_late(found->second, version);
    return true;
}

bool RecordBook::withdraw(const RecordKey& key, const RecordVersion& removal)
{
    Work& work = records_.at(key);
    if (work.head.op == RecordVersion::Op::remove) return false;
    if (work.head.origin != removal.origin) return work.claims.withdraw(removal.origin);
    if (const auto heir = work.claims.latest(work.head.id, in_.view))
        inherit(work, heir->first, heir->second);
    else
        remove(work, removal);
    return true;
}

void RecordBook::close(RecordChanges& changes)
{
    changes.records = std::move(updates_);
    changes.parties = std::move(parties_);
    for (const auto& [key, work] : records_) {
        work.claims.append_updates(work.head.id, changes.claims);
        if (work.handed_over)
            changes.claims.push_back({.record = work.head.id,
                                      .origin = work.head.origin,
                                      .kind = store::ClaimUpdate::Kind::holds});
    }
}

RecordBook::Work& RecordBook::create(const RecordVersion& version, const json::Value& data)
{
    know({.id = next_record_++, .key = version.key, .kind = version.kind});
    Work& work = records_.at(version.key);
    work.claims.complete();
    write(work, version, &data);
    return work;
}

// The holder of a party that says the same again later gives it a version, since the time decides
// which values survive. For the others its time is enough: a member's ledger is not written again
// with each new entry.
bool RecordBook::say_again(Work& work, const RecordVersion& version, const json::Value& data)
{
    RecordHead& head = work.head;
    head.said_at = version.occurred_at;
    if (head.hash == version.hash && time_stands(head, version.occurred_at)) return false;
    write(work, version, &data);
    return true;
}

// What an origin says while another goes on holding the record.
bool RecordBook::claim(Work& work, const RecordVersion& version)
{
    const Claim* before = work.claims.of(version.origin);
    if (before && before->hash == version.hash &&
        !gets_a_date(before->said_at, version.occurred_at)) {
        work.claims.confirm(version.origin, version.occurred_at);
        return false;
    }
    Claim claim = claim_of(version);
    const bool same = work.head.hash == claim.hash && work.head.mapping == claim.mapping &&
                      !gets_a_date(work.head.occurred_at, version.occurred_at);
    claim.version = same ? work.head.in_force : write_late(work, version);
    work.claims.say(version.origin, std::move(claim));
    return true;
}

// An origin with the latest word; the former holder is left with a claim.
void RecordBook::take_over(Work& work, const RecordVersion& version, const json::Value& data)
{
    work.claims.withdraw(version.origin);
    work.claims.say(work.head.origin, claim_of(work.head));
    if (!stands(work.head, claim_of(version))) return write(work, version, &data);
    work.head.origin = version.origin;
    work.head.said_at = version.occurred_at;
    work.handed_over = true;
}

// The holder has taken its word back.
void RecordBook::inherit(Work& work, const Origin& heir, const Claim& claim)
{
    work.claims.withdraw(heir);
    if (stands(work.head, claim)) {
        work.head.origin = heir;
        work.head.said_at = claim.said_at;
        work.handed_over = true;
        return;
    }
    RecordVersion version = kept_version(work.head, claim.version);
    version.origin = heir;
    version.occurred_at = claim.said_at;
    version.recorded_at = in_.recorded_at;
    const Result<json::Value> data = json::parse(version.data);
    if (!data) throw store::StoreError("a record's data is not JSON: the store is damaged");
    write(work, std::move(version), &*data);
}

void RecordBook::remove(Work& work, RecordVersion removal)
{
    removal.key = work.head.key;
    removal.kind = work.head.kind;
    removal.owner = work.head.owner;
    write(work, std::move(removal), nullptr);
}

// In force from now on.
void RecordBook::write(Work& work, RecordVersion version, const json::Value* data)
{
    RecordHead& head = work.head;
    version.record = head.id;
    version.version = ++head.version;
    version.current = true;
    if (head.kind == model::EntityKind::party) note_party(head, version, data);
    head.op = version.op;
    head.in_force = version.version;
    head.occurred_at = version.occurred_at;
    head.hash = version.hash;
    head.mapping = version.mapping;
    head.owner = version.owner;
    head.origin = version.origin;
    head.said_at = version.occurred_at;
    work.handed_over = false;
    updates_.push_back({.version = std::move(version), .becomes_current = true});
}

// Returns its number.
int RecordBook::write_late(Work& work, RecordVersion version)
{
    version.record = work.head.id;
    version.version = ++work.head.version;
    version.current = false;
    updates_.push_back({.version = std::move(version), .becomes_current = false});
    return work.head.version;
}

void RecordBook::note_party(const RecordHead& head, const RecordVersion& version,
                            const json::Value* data)
{
    auto [found, first] = parties_.try_emplace(head.id);
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
    party.data = data ? std::make_shared<json::Value>(*data) : nullptr;
}

// A late version that was written before, so that reading a source again adds no history.
bool RecordBook::is_kept(const RecordVersion& version) const
{
    for (const RecordVersion& kept : in_.view.versions(version.key))
        if (kept.hash == version.hash && kept.occurred_at == version.occurred_at) return true;
    return std::any_of(updates_.begin(), updates_.end(), [&](const store::RecordUpdate& update) {
        return update.version.key == version.key && update.version.hash == version.hash &&
               update.version.occurred_at == version.occurred_at;
    });
}

RecordVersion RecordBook::kept_version(const RecordHead& head, int number) const
{
    for (const store::RecordUpdate& update : updates_)
        if (update.version.record == head.id && update.version.version == number)
            return update.version;
    std::optional<RecordVersion> kept = in_.view.version_of(head.id, number);
    if (!kept) throw store::StoreError("a claim names no version: the store is damaged");
    return std::move(*kept);
}

}  // namespace cx::pipeline
