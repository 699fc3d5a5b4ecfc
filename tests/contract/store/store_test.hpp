// A store in a folder of its own, and a builder of commits that reads like the story a test tells.
#pragma once

#include "engines.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace cx::store {

// The n-th profile id: a UUIDv7, ascending with n.
std::string pid(int n);

// 12:00:00 plus `seconds` on a day in 2026.
Timestamp at(std::int64_t seconds);

// Builds one ChangeSet; numbers count on from the store's.
class Batch {
public:
    Batch(Store& store, Timestamp recorded_at);

    ChangeSet set;

    // A new person of source crm from origin (crm, contacts, `key`) with its own key "crm:<key>",
    // in a component of its own.
    RecordId person(const std::string& key, const std::string& profile,
                    const std::string& data = "{}");
    // A new record that hangs on an owner.
    RecordId order(const std::string& key, const std::string& owner, Timestamp time,
                   const std::string& data = "{}");
    RecordId event(const std::string& key, const std::string& owner, Timestamp time);
    // One more version of the person crm:<key>.
    RecordVersion& person_version(RecordId id, const std::string& key, int version,
                                  const std::string& data, Timestamp occurred_at = {},
                                  bool becomes_current = true);
    RecordVersion& remove_person(RecordId id, const std::string& key, int version);
    ProfileVersion& profile(const std::string& id, int version, ProfileVersion::Kind kind,
                            const std::string& name = "Ada");
    void lineage(RecordId record, const std::string& from, const std::string& to,
                 const std::string& detail);
    void assign(RecordId record, const std::string& profile, std::int64_t component);
    void keys(RecordId record, std::vector<KeyRow> keys);
    void candidates(RecordId record, CandidateKeys keys);
    // A record of the stream crm/contacts was read and accepted.
    void stream(const std::string& cursor, std::uint64_t read = 1);

    Seq next() { return seq_++; }

private:
    RecordVersion& add(RecordVersion version, bool becomes_current = true);
    RecordId owned(model::EntityKind kind, const std::string& entity, const std::string& key,
                   const std::string& owner, Timestamp time, const std::string& data);

    Seq seq_;
    RecordId record_;
};

RecordKey person_key(const std::string& key);
Origin person_origin(const std::string& key);

class StoreTest : public ::testing::TestWithParam<Engine> {
protected:
    StoreTest();
    ~StoreTest() override;

    Result<std::unique_ptr<Store>> open(bool read_only = false);
    void reopen();
    Batch batch() { return {*store_, clock_.now()}; }
    CommitReport commit(const Batch& batch) { return store_->commit(batch.set); }
    std::unique_ptr<View> view() { return store_->view(); }
    void tick(std::int64_t seconds) { clock_.advance_ms(seconds * 1000); }
    std::string path() const { return (folder_ / "hub.db").string(); }

    // Person `key` alone in profile `profile`, committed.
    RecordId commit_person(const std::string& key, const std::string& profile);
    // Moves record b (crm:<key_b>) from profile `gone` into `kept`, committed.
    void commit_merge(RecordId a, RecordId b, const std::string& kept, const std::string& gone);

    std::filesystem::path folder_;
    ManualClock clock_{at(0)};
    std::unique_ptr<Store> store_;
};

std::vector<std::string> keys_of(const std::vector<MemberRow>& members);

}  // namespace cx::store

#define CX_OVER_ENGINES(suite)                                                            \
    INSTANTIATE_TEST_SUITE_P(Engines, suite, ::testing::ValuesIn(::cx::store::engines()), \
                             [](const auto& engine) { return engine.param.name; })
