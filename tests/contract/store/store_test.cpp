#include "store_test.hpp"

#include <fmt/format.h>
#include <stdlib.h>

namespace cx::store {

std::string pid(int n)
{
    return fmt::format("0199a1b2-0000-7000-8000-{:012x}", n);
}

Timestamp at(std::int64_t seconds)
{
    return {(1'790'000'000 + seconds) * micros_per_second};
}

RecordKey person_key(const std::string& key)
{
    return {"crm", "person", "crm:" + key};
}

Origin person_origin(const std::string& key)
{
    return {"crm", "contacts", key};
}

Batch::Batch(Store& store, Timestamp recorded_at)
    : seq_(store.next_seq()), record_(store.next_record())
{
    set.recorded_at = recorded_at;
}

RecordVersion& Batch::add(RecordVersion version, bool becomes_current)
{
    version.seq = seq_++;
    version.mapping = "crm/contact@1";
    version.observed_at = set.recorded_at;
    version.hash = hash128(version.data);
    set.records.push_back({std::move(version), becomes_current});
    return set.records.back().version;
}

RecordId Batch::person(const std::string& key, const std::string& profile, const std::string& data)
{
    const RecordId id = record_++;
    set.origins.push_back({person_origin(key), {}, hash128(data), ""});
    RecordVersion version;
    version.record = id;
    version.key = person_key(key);
    version.version = 1;
    version.origin = person_origin(key);
    version.data = data;
    add(version);
    assign(id, profile, id);
    keys(id, {{"crm", key, 7, false}});
    lineage(id, "", profile, "created");
    return id;
}

RecordId Batch::owned(model::EntityKind kind, const std::string& entity, const std::string& key,
                      const std::string& owner, Timestamp time, const std::string& data)
{
    RecordVersion version;
    version.record = record_++;
    version.key = {"shop", entity, "shop:" + key};
    version.kind = kind;
    version.version = 1;
    version.origin = {"shop", "orders", key};
    version.owner = owner;
    version.time = time;
    version.data = data;
    return add(version).record;
}

RecordId Batch::order(const std::string& key, const std::string& owner, Timestamp time,
                      const std::string& data)
{
    return owned(model::EntityKind::state, "order", key, owner, time, data);
}

RecordId Batch::event(const std::string& key, const std::string& owner, Timestamp time)
{
    return owned(model::EntityKind::event, "interaction", key, owner, time, "{}");
}

RecordVersion& Batch::person_version(RecordId id, const std::string& key, int version,
                                     const std::string& data, Timestamp occurred_at,
                                     bool becomes_current)
{
    RecordVersion row;
    row.record = id;
    row.key = person_key(key);
    row.version = version;
    row.origin = person_origin(key);
    row.data = data;
    row.occurred_at = occurred_at;
    return add(row, becomes_current);
}

RecordVersion& Batch::remove_person(RecordId id, const std::string& key, int version)
{
    RecordVersion& row = person_version(id, key, version, "");
    row.op = RecordVersion::Op::remove;
    keys(id, {});
    return row;
}

ProfileVersion& Batch::profile(const std::string& id, int version, ProfileVersion::Kind kind,
                               const std::string& name)
{
    ProfileVersion profile;
    profile.seq = seq_++;
    profile.profile_id = id;
    profile.version = version;
    profile.kind = kind;
    profile.entity = "person";
    profile.config_id = "config-1";
    if (kind != ProfileVersion::Kind::removed) profile.golden = json::Object{{"name", name}};
    set.profiles.push_back(std::move(profile));
    return set.profiles.back();
}

void Batch::lineage(RecordId record, const std::string& from, const std::string& to,
                    const std::string& detail)
{
    set.lineage.push_back({seq_, set.recorded_at, record, from, to, "record", detail});
}

void Batch::assign(RecordId record, const std::string& profile, std::int64_t component)
{
    set.assignments.push_back({record, profile, component});
}

void Batch::keys(RecordId record, std::vector<KeyRow> keys)
{
    set.keys.push_back({record, std::move(keys), {}});
}

void Batch::candidates(RecordId record, CandidateKeys keys)
{
    set.keys.push_back({record, {}, std::move(keys)});
}

void Batch::stream(const std::string& cursor, std::uint64_t read)
{
    set.pipeline = "crm";
    set.stream = "contacts";
    set.cursor = cursor;
    set.counts.read += read;
    set.counts.accepted += read;
}

StoreTest::StoreTest()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "cxhub-store-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    reopen();
}

StoreTest::~StoreTest()
{
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Result<std::unique_ptr<Store>> StoreTest::open(bool read_only)
{
    return GetParam().open({.path = path(), .read_only = read_only, .read_connections = 4}, clock_);
}

void StoreTest::reopen()
{
    store_.reset();
    auto opened = open();
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
}

RecordId StoreTest::commit_person(const std::string& key, const std::string& profile)
{
    Batch batch = this->batch();
    const RecordId id = batch.person(key, profile, R"({"id":")" + key + "\"}");
    batch.profile(profile, 1, ProfileVersion::Kind::created, key);
    commit(batch);
    return id;
}

void StoreTest::commit_merge(RecordId a, RecordId b, const std::string& kept,
                             const std::string& gone)
{
    Batch batch = this->batch();
    batch.assign(b, kept, a);
    batch.lineage(b, gone, kept, "merged");
    batch.profile(kept, 2, ProfileVersion::Kind::merged);
    batch.profile(gone, 2, ProfileVersion::Kind::removed).merged_into = kept;
    batch.set.aliases.push_back({gone, b});
    commit(batch);
}

std::vector<std::string> keys_of(const std::vector<MemberRow>& members)
{
    std::vector<std::string> keys;
    for (const MemberRow& member : members) keys.push_back(member.version.key.key);
    return keys;
}

}  // namespace cx::store
