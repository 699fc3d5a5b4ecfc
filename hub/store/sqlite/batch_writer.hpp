// Writes one ChangeSet, table by table, inside the writer's transaction.
//
// Table by table and keys in their order, because what a commit costs is pages touched at random
// places.
#pragma once

#include "store/sqlite/connection.hpp"
#include "store/sqlite/names.hpp"

#include <map>
#include <unordered_map>

namespace cx::store::sqlite {

// What a commit adds to the kept totals (table `total`).
struct TotalsDelta {
    std::int64_t profiles = 0;
    std::int64_t records[3] = {0, 0, 0};  // By EntityKind.
    std::int64_t aliases = 0;
    std::int64_t rejects_open = 0;
    std::int64_t keys = 0;
    std::int64_t candidates_waiting = 0;
    std::int64_t edges = 0;
    std::int64_t reviews = 0;
};

void add_to_totals(Connection& connection, const TotalsDelta& delta);

class BatchWriter {
public:
    // Records with ids from `first_new_record` on are new in this batch.
    BatchWriter(Connection& connection, Names& names, const ChangeSet& changes,
                RecordId first_new_record);

    // Throws StoreError where the set contradicts the store: a record version that does not follow
    // the newest, an unknown record. Nothing is visible then, for the caller rolls back.
    void write();

private:
    struct KeyChange {
        enum class Kind { insert, replace, remove };

        std::int64_t ns;
        RecordId record;
        KeyRow row;
        Kind kind;
    };
    struct CandidateChange {
        std::uint64_t hash;
        RecordId record;
        const CandidateKeys* keys;  // Null: it goes.
    };
    struct RecordRow {
        int newest = 0;
        bool live = false;
        std::int64_t origin = 0;
        std::string owner;
        Timestamp time;
    };
    struct OriginRow {
        std::int64_t id = 0;
        Timestamp occurred_at;
        bool known = false;  // The source said so itself, rather than a record that names it.
        Hash128 payload_hash;
        std::int64_t generation = 0;
    };

    void write_stream();
    void write_texts();
    void write_origins();
    std::int64_t write_origin(const OriginUpdate& update);
    std::optional<OriginRow> find_origin(const Origin& origin);
    std::int64_t origin_id(const Origin& origin);
    void write_records();
    void write_version(const RecordVersion& version, bool becomes_current);
    void publish(Seq seq, std::size_t stored_bytes);
    void insert_record(const RecordUpdate& update);
    void update_record(const RecordUpdate& update);
    RecordRow find_record(const RecordVersion& version);
    void write_claims();
    void write_assignments();
    void write_keys();
    void collect_keys(const KeysUpdate& update, std::vector<KeyChange>& changes);
    void write_candidate_keys();  // candidate_index.cpp
    void collect_candidates(const KeysUpdate& update, std::vector<CandidateChange>& changes);
    void erase_candidate_keys(RecordId record);
    void note_former_owner(const std::string& owner, RecordId record);
    void write_restriction();
    void write_erasure();  // batch_erasure.cpp
    void erase_record(RecordId record);
    void erase_former_versions();
    void erase_origin(const Origin& origin, bool shared);
    void erase_profile_versions();
    void erase_mentions();
    void erase_decisions();
    void erase_rejects();
    void write_erasure_rows();
    void write_profiles();
    void write_profile_row(const ProfileVersion& profile);
    void write_aliases();
    void write_lineage();
    bool has_open_rejects(std::int64_t pipeline, std::int64_t stream);
    void resolve_rejects();
    void write_rejects();
    void write_decisions();
    void write_edges();  // batch_matching.cpp
    std::map<RecordPair, EdgeRow> former_edges();
    void insert_edge(const EdgeRow& edge);
    void count_edge(EdgeRow::State state, int n);
    void write_verdicts();
    void erase_matching(RecordId record);
    void write_feed();

    bool is_new(RecordId record) const { return record >= first_new_record_; }

    Connection& connection_;
    Names& names_;
    const ChangeSet& changes_;
    RecordId first_new_record_;
    TotalsDelta totals_;
    std::int64_t published_bytes_ = 0;  // As stored
    Seq published_seq_ = 0;
    std::map<Origin, std::int64_t> origin_ids_;
    std::unordered_map<RecordId, const Assignment*>
        assignments_;  // Of new records, until they are inserted.
};

}  // namespace cx::store::sqlite
