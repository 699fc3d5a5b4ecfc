// A read transaction over a borrowed connection. Its methods stand in view_batch.cpp (what a batch
// reads), view_profile.cpp (profiles and their past), view_record.cpp (records, exports),
// view_feed.cpp (changes), view_matching.cpp, view_erasure.cpp and view_status.cpp.
#pragma once

#include "store/sqlite/connection.hpp"
#include "store/sqlite/names.hpp"

#include <functional>
#include <memory>

namespace cx::store::sqlite {

// A connection of the pool with the words it has learnt.
struct Reader {
    Reader(const std::string& path, bool immutable)
        : connection(path, Connection::Mode::read, immutable), names(connection)
    {
    }
    Connection connection;
    Names names;
};

class SqliteView final : public View {
public:
    // The snapshot is that of this moment. `path` is where the size of the store is asked. `ended`
    // is called when the connection is not used any more, also where this throws.
    SqliteView(Connection& connection, Names& names, std::string path, std::function<void()> ended);
    ~SqliteView() override;

    std::vector<OriginState> origins(std::span<const Origin> origins) override;
    std::vector<std::optional<RecordHead>> heads(std::span<const RecordKey> keys) override;
    std::map<Origin, Claim> claims(RecordId record) override;
    std::vector<std::vector<KeyCarrier>> carriers(std::span<const KeyRow> keys,
                                                  std::size_t limit) override;
    std::vector<std::vector<KeyRow>> keys_of(std::span<const RecordId> records) override;
    std::vector<std::vector<CandidateCarrier>> candidate_carriers(
        std::span<const std::uint64_t> hashes, std::size_t limit) override;
    std::vector<CandidateKeys> candidate_keys_of(std::span<const RecordId> records) override;
    std::vector<PartyRecord> parties(std::span<const RecordId> records) override;
    std::vector<RecordId> component_members(std::span<const std::int64_t> components) override;
    std::vector<RecordId> profile_members(std::span<const std::string> profile_ids) override;
    std::vector<DecisionRow> decisions(std::span<const RecordKey> records) override;
    std::vector<EdgeRow> edges_of(std::span<const RecordId> records) override;
    std::string cursor(const std::string& pipeline, const std::string& stream) override;
    std::map<std::string, ProfileVersion> newest_profiles(
        std::span<const std::string> ids) override;

    std::optional<std::string> resolve_profile(const std::string& id) override;
    std::optional<ProfileVersion> profile(const std::string& id, Timestamp at) override;
    std::vector<ProfileVersion> profile_history(const std::string& id) override;
    std::vector<LineageRow> lineage(const std::string& profile_id) override;
    std::vector<MemberRow> members(const std::string& profile_id, Timestamp at) override;
    std::vector<DecisionRow> decisions_at(std::span<const RecordKey> records,
                                          Timestamp at) override;
    std::vector<DecisionRow> all_decisions_on(std::span<const RecordKey> records) override;
    std::vector<std::string> profiles_with_key(const std::string& ns, const std::string& value,
                                               int limit) override;
    std::vector<std::string> profile_ids(const std::string& after, int limit) override;

    std::vector<EdgeRow> edges(const EdgeFilter& filter) override;
    std::optional<EdgeRow> edge(const RecordPair& pair) override;
    std::vector<VerdictRow> verdicts(std::int64_t after_row, int limit) override;
    std::vector<ModelRow> models() override;
    std::optional<ModelRow> model(const std::string& id) override;
    std::optional<ModelRow> active_model() override;

    std::optional<RecordVersion> current(const std::string& entity, const std::string& key,
                                         const std::string& source) override;
    std::vector<RecordVersion> versions(const RecordKey& key) override;
    std::optional<RecordVersion> version_of(RecordId record, int number) override;
    std::vector<RecordVersion> owned(std::span<const std::string> owners, const std::string& entity,
                                     bool events_only, Timestamp before, int limit) override;
    std::vector<std::string> owner_keys(const std::string& profile_id) override;
    std::vector<std::string> owner_keys_of(std::span<const RecordId> records) override;
    std::string profile_of_owner(const std::string& owner) override;
    std::vector<Change> changes(Seq after, int limit) override;
    FeedRange feed() override;
    SnapshotPage snapshot(Seq after, int limit) override;
    void each_version(const std::function<bool(const RecordVersion&)>& visit) override;
    void each_profile(const std::function<bool(const ProfileVersion&)>& visit) override;
    std::vector<PartyHead> party_heads(RecordId after, int limit) override;
    void each_member(
        const std::function<bool(const RecordKey&, const std::string&)>& visit) override;
    std::vector<RawRow> raw_page(const std::string& source, const std::string& stream,
                                 std::int64_t after, int limit) override;
    std::uint64_t raw_count(const std::string& source, const std::string& stream) override;

    bool restricted(const std::string& profile_id) override;
    Belongings belongings(const std::string& profile_id) override;
    std::optional<ErasureRow> erasure(const std::string& id) override;
    std::vector<ErasureRow> erasures(const std::string& after_id, int limit) override;
    std::vector<std::pair<Hash128, std::string>> refused_hashes() override;

    std::vector<StreamStatus> streams() override;
    std::vector<SinkStatus> sinks() override;
    std::vector<RejectRow> rejects(const RejectFilter& filter) override;
    std::optional<RejectRow> reject(const std::string& id) override;
    std::vector<std::vector<std::string>> open_rejects(std::span<const Origin> origins) override;
    std::vector<DecisionRow> all_decisions() override;
    std::vector<TokenRow> tokens() override;
    std::vector<AccessRow> accesses(const LogFilter& filter) override;
    std::vector<AuditRow> audit(const LogFilter& filter) override;
    std::vector<DecisionLogRow> decision_log(std::int64_t after_row, int limit) override;
    std::optional<std::string> raw(const Origin& origin) override;
    std::optional<std::string> text(const std::string& id) override;
    Totals totals() override;

private:
    Query query(Sql sql) { return connection_.query(sql); }
    void add_owning_states(std::vector<std::string>& owners);
    std::string profile_with(const std::string& owner);
    std::vector<DecisionRow> decisions_on(std::span<const RecordKey> records, Timestamp at,
                                          bool revoked_too);
    std::vector<Change> in_step(Query& records, Query& profiles, int limit);
    std::optional<RecordVersion> version_at(RecordId record, Timestamp at);
    std::vector<MemberRow> members_now(const std::string& profile_id);
    void note_erasure(Change& change);
    void collect_parties(Belongings& all);
    void collect_owned(Belongings& all);
    void collect_origins(Belongings& all);
    Belonging belonging(RecordId id);
    std::vector<std::string> erased_ids(const std::string& erasure);
    ErasureRow erasure_row(const Query& query);
    void add_codes(StreamStatus& status, std::int64_t pipeline, std::int64_t stream);

    Connection& connection_;
    Names& names_;
    std::string path_;
    std::function<void()> ended_;
};

}  // namespace cx::store::sqlite
