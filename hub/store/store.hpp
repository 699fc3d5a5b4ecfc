// Everything the hub keeps, behind one set-wise interface. One engine today: SQLite (sqlite/), one
// file.
//
// Record versions are immutable, profiles are derived, ids are history. All versions share one
// order, `Seq`; so the version tables are history and outbox at once: a reader of changes follows
// seq. A store has one writer: a file lock and a lease row whose epoch each commit checks. Readers
// see one consistent snapshot per View.
//
// Failures of the engine (disk full, corruption, a lost lease) are StoreError exceptions; nothing
// of a failed commit is visible. No SQL type leaves store/<engine>. The contract suite
// tests/contract/store runs over every engine.
#pragma once

#include "base/clock.hpp"
#include "model/record.hpp"
#include "store/audit.hpp"
#include "store/change_set.hpp"
#include "store/erasure.hpp"
#include "store/matching.hpp"
#include "store/status.hpp"

#include <cx/result.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace cx::store {

class StoreError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// ---- What a batch reads ------------------------------------------------------------------------

// The current state of one canonical record.
struct RecordHead {
    RecordId id = 0;
    RecordKey key;
    model::EntityKind kind = model::EntityKind::party;
    int version = 0;                                   // Of the newest recorded version.
    RecordVersion::Op op = RecordVersion::Op::upsert;  // Of the current version, as all below.
    int in_force = 0;                                  // Its number.
    Timestamp occurred_at;
    Hash128 hash;
    std::string mapping;
    std::string owner;
    Origin origin;               // Whose word the record is: its holder.
    Timestamp said_at;           // When the holder last said it happened; zero: undated.
    std::string profile_id;      // Party records; the last one where removed.
    std::int64_t component = 0;  // Party records.
};

// What an origin says now of a record that another origin holds.
struct Claim {
    Timestamp said_at;  // When the origin says it happened; zero: undated.
    int version = 0;    // Of the record: what the origin says.
    Hash128 hash;       // Of that version, as the next.
    std::string mapping;
};

// What a source record emitted last, and when it said it happened.
struct OriginState {
    struct Claimed {
        RecordHead head;
        Claim claim;
    };

    bool known = false;
    Timestamp occurred_at;
    Hash128 payload_hash;
    std::vector<RecordHead> emitted;  // Records that this origin holds, removed ones included.
    std::vector<Claimed> claimed;     // Live records that it says too and another one holds.
};

struct KeyCarrier {
    RecordId record = 0;
    std::uint64_t skeleton = 0;
};

struct CandidateCarrier {
    RecordId record = 0;
    std::uint64_t names = 0;
    std::uint64_t traits = 0;
};

// A live party record with its current data.
struct PartyRecord {
    RecordId id = 0;
    RecordKey key;
    int version = 0;  // Of the current version.
    Timestamp occurred_at;
    Timestamp observed_at;
    std::string mapping;
    std::string data;  // Canonical JSON
    std::string profile_id;
    std::int64_t component = 0;
};

// ---- What the API and commands read ------------------------------------------------------------

// As of a point in time; Seq 0 in `at` means now.
struct MemberRow {
    RecordVersion version;  // The version in force.
    std::string profile_id;
};

// An entity (state or event) of a profile, or any record version for `entities`.
struct Change {
    Seq seq = 0;
    std::string kind;  // "profile", "entity", "event", "erase"
    std::optional<ProfileVersion> profile;
    std::optional<RecordVersion> record;
    std::string profile_id;               // Owner as of now for entities and events; may be empty.
    std::vector<std::string> erased_ids;  // Of kind erase: every id that named the profile
};

// Which changes a reader may still ask for: those after `floor`. Older versions stay as history,
// but nobody promises that all of them do.
struct FeedRange {
    Seq floor = 0;
    Seq newest = 0;
};

// Changes out of a snapshot, see View::snapshot.
struct SnapshotPage {
    std::vector<Change> changes;
    Seq next = 0;           // Where to go on
    bool complete = false;  // All is told that is true now; follow changes() after `next`.
};

// A steward's word with what became of it, for the audit.
struct DecisionLogRow {
    std::int64_t row = 0;
    DecisionRow decision;
};

// One consistent snapshot. Borrowed from the store; cheap to open, not to be held while waiting.
// [one thread]
class View {
public:
    virtual ~View() = default;

    // For a batch; results line up with the input.
    virtual std::vector<OriginState> origins(std::span<const Origin> origins) = 0;
    virtual std::vector<std::optional<RecordHead>> heads(std::span<const RecordKey> keys) = 0;
    // What other origins than its holder say of a record now.
    virtual std::map<Origin, Claim> claims(RecordId record) = 0;
    // At most `limit` carriers of each key, ordered by record id. Removed records carry none.
    virtual std::vector<std::vector<KeyCarrier>> carriers(std::span<const KeyRow> keys,
                                                          std::size_t limit) = 0;
    virtual std::vector<std::vector<KeyRow>> keys_of(std::span<const RecordId> records) = 0;
    // The same for candidate keys, by their hashes. Of a key with `limit` or more it may answer so
    // many carriers that tell nothing: only that there are so many.
    virtual std::vector<std::vector<CandidateCarrier>> candidate_carriers(
        std::span<const std::uint64_t> hashes, std::size_t limit) = 0;
    virtual std::vector<CandidateKeys> candidate_keys_of(std::span<const RecordId> records) = 0;
    virtual std::vector<PartyRecord> parties(
        std::span<const RecordId> records) = 0;  // live ones only
    // Live party records of any of them, ascending, each once.
    virtual std::vector<RecordId> component_members(std::span<const std::int64_t> components) = 0;
    virtual std::vector<RecordId> profile_members(std::span<const std::string> profile_ids) = 0;
    virtual std::vector<DecisionRow> decisions(std::span<const RecordKey> records) = 0;
    // Scored pairs that name any of the records, each once, by pair.
    virtual std::vector<EdgeRow> edges_of(std::span<const RecordId> records) = 0;
    virtual std::string cursor(const std::string& pipeline, const std::string& stream) = 0;
    // Those that ever were; the newest version may be of kind removed.
    virtual std::map<std::string, ProfileVersion> newest_profiles(
        std::span<const std::string> ids) = 0;

    // Profiles. An alias resolves to the id of today; nothing for an id never given out or a
    // profile without records.
    virtual std::optional<std::string> resolve_profile(const std::string& id) = 0;
    // The version in force then; of kind removed where the profile was gone. Does not follow
    // aliases, nor do those below.
    virtual std::optional<ProfileVersion> profile(const std::string& id, Timestamp at = {}) = 0;
    virtual std::vector<ProfileVersion> profile_history(const std::string& id) = 0;
    virtual std::vector<LineageRow> lineage(
        const std::string& profile_id) = 0;  // rows that name it
    // Live members with their version in force: of those recorded by then, the last that came into
    // force.
    virtual std::vector<MemberRow> members(const std::string& profile_id, Timestamp at = {}) = 0;
    virtual std::vector<DecisionRow> decisions_at(std::span<const RecordKey> records,
                                                  Timestamp at) = 0;
    // Revoked ones too, in order of recording.
    virtual std::vector<DecisionRow> all_decisions_on(std::span<const RecordKey> records) = 0;
    virtual std::vector<std::string> profiles_with_key(const std::string& ns,
                                                       const std::string& value, int limit) = 0;
    virtual std::vector<std::string> profile_ids(const std::string& after,
                                                 int limit) = 0;  // in id order

    // Erasures. All that hangs on a live profile; nothing for an id that is none.
    virtual Belongings belongings(const std::string& profile_id) = 0;
    virtual bool restricted(const std::string& profile_id) = 0;
    // By its id, or by an id of the profile that it erased (the newest such).
    virtual std::optional<ErasureRow> erasure(const std::string& id) = 0;
    virtual std::vector<ErasureRow> erasures(const std::string& after_id, int limit) = 0;
    // Keyed hashes of erasures that are not lifted, each with the erasure's id.
    virtual std::vector<std::pair<Hash128, std::string>> refused_hashes() = 0;

    // Matching.
    virtual std::vector<EdgeRow> edges(const EdgeFilter& filter) = 0;
    virtual std::optional<EdgeRow> edge(const RecordPair& pair) = 0;
    // In the order in which they were said.
    virtual std::vector<VerdictRow> verdicts(std::int64_t after_row, int limit) = 0;
    virtual std::vector<ModelRow> models() = 0;  // Oldest first, without their texts
    virtual std::optional<ModelRow> model(const std::string& id) = 0;
    virtual std::optional<ModelRow> active_model() = 0;

    // Records.
    // Any source where none is named, then a live record before a removed one.
    virtual std::optional<RecordVersion> current(const std::string& entity, const std::string& key,
                                                 const std::string& source = {}) = 0;
    virtual std::vector<RecordVersion> versions(const RecordKey& key) = 0;
    virtual std::optional<RecordVersion> version_of(RecordId record, int number) = 0;
    // State and event records hanging on the given owner keys ("ns:value"), newest time first;
    // `entity` empty: all kinds. Before `before` (exclusive; zero: from the newest).
    virtual std::vector<RecordVersion> owned(std::span<const std::string> owners,
                                             const std::string& entity, bool events_only,
                                             Timestamp before, int limit) = 0;
    // Owner keys of a profile: the own keys and identifiers of its members, and the keys of its
    // states on which other records hang. Keys of a namespace "~..." only propose candidates:
    // nothing hangs on them.
    virtual std::vector<std::string> owner_keys(const std::string& profile_id) = 0;
    // The same of these records, were they one profile.
    virtual std::vector<std::string> owner_keys_of(std::span<const RecordId> records) = 0;
    // Whose a record is that hangs on this owner key; empty while nobody has the key.
    virtual std::string profile_of_owner(const std::string& owner) = 0;

    // Changes after `after`, in order. Party record versions are not changes, nor are late versions
    // of entities that never came into force.
    virtual std::vector<Change> changes(Seq after, int limit) = 0;
    virtual FeedRange feed() = 0;
    // Of the changes after `after` those that are still the newest of their profile or record,
    // removed ones included, in order. Read on with `next` until a page is complete; whatever
    // changes meanwhile comes behind `next`, so from 0 on this tells all there is without a gap.
    virtual SnapshotPage snapshot(Seq after, int limit) = 0;
    // Every record version or every profile, in a stable order, for exports; the callback returns
    // false to stop.
    virtual void each_version(const std::function<bool(const RecordVersion&)>& visit) = 0;
    virtual void each_profile(const std::function<bool(const ProfileVersion&)>& visit) = 0;
    // Live party records after `after` in order of their ids, at most `limit`.
    struct PartyHead {
        RecordId id = 0;
        RecordKey key;
        std::int64_t component = 0;
    };
    virtual std::vector<PartyHead> party_heads(RecordId after, int limit) = 0;
    virtual void each_member(
        const std::function<bool(const RecordKey&, const std::string& profile_id)>& visit) = 0;
    // The newest raw payload of each origin of a stream that still has one, in order of first
    // arrival, by pages for replay: at most `limit` behind position `after` (0: from the first).
    struct RawRow {
        std::int64_t position = 0;
        Origin origin;
        Timestamp observed_at;
        std::string payload;
    };
    virtual std::vector<RawRow> raw_page(const std::string& source, const std::string& stream,
                                         std::int64_t after, int limit) = 0;
    virtual std::uint64_t raw_count(const std::string& source, const std::string& stream) = 0;

    virtual std::vector<StreamStatus> streams() = 0;
    virtual std::vector<SinkStatus> sinks() = 0;
    virtual std::vector<RejectRow> rejects(const RejectFilter& filter) = 0;
    virtual std::optional<RejectRow> reject(const std::string& id) = 0;
    // Ids of the open rejects of each origin, oldest first; results line up with the input.
    virtual std::vector<std::vector<std::string>> open_rejects(std::span<const Origin> origins) = 0;
    virtual std::vector<DecisionRow> all_decisions() = 0;
    virtual std::vector<TokenRow> tokens() = 0;
    virtual std::vector<AccessRow> accesses(const LogFilter& filter) = 0;
    virtual std::vector<AuditRow> audit(const LogFilter& filter) = 0;
    // In the order in which they were said, revoked ones included.
    virtual std::vector<DecisionLogRow> decision_log(std::int64_t after_row, int limit) = 0;
    // The payload that a source record last had, where it is still kept.
    virtual std::optional<std::string> raw(const Origin& origin) = 0;
    virtual std::optional<std::string> text(const std::string& id) = 0;
    virtual Totals totals() = 0;
};

class Store {
public:
    virtual ~Store() = default;

    // Waits for a free read connection. [any-thread]
    virtual std::unique_ptr<View> view() = 0;
    // The same for whoever is about to commit: what others commit does not make it read pages
    // again, as it does to a view. Nobody else writes while it lives, so neither may the caller.
    // [writer]
    virtual std::unique_ptr<View> writer_view() = 0;

    // Grows whenever texts are committed, so that what was read of them can be forgotten.
    // [any-thread]
    virtual std::uint64_t texts_written() const = 0;

    // The next numbers to use; the caller counts on from them. [writer]
    virtual Seq next_seq() = 0;
    virtual RecordId next_record() = 0;

    // All or nothing, durable on return. [writer]
    virtual CommitReport commit(const ChangeSet& changes) = 0;

    // Snapshots. Opens a generation, or continues the open one; tells origins of the stream that
    // say a live record and were not seen in it (`known`: how many say one at all); ends it.
    // [writer]
    virtual std::int64_t begin_snapshot(const std::string& pipeline, const std::string& stream) = 0;
    virtual std::vector<Origin> snapshot_missing(const std::string& pipeline,
                                                 const std::string& stream, std::int64_t generation,
                                                 std::uint64_t& known) = 0;
    virtual void end_snapshot(const std::string& pipeline, const std::string& stream,
                              std::int64_t generation) = 0;

    // Small durable facts. [any-thread]; each waits for the writer's turn.
    virtual void save_sink(const SinkStatus& status) = 0;
    virtual void append_access(
        std::span<const AccessRow> rows) = 0;  // group-committed: durable on return
    virtual void append_audit(const AuditRow& row) = 0;
    virtual void save_token(const TokenRow& token) = 0;  // insert or replace by id
    virtual void save_reject_state(const std::string& id, const std::string& state) = 0;
    virtual void put_state(const std::string& pipeline, const std::string& key,
                           const std::string& value) = 0;
    virtual std::optional<std::string> get_state(const std::string& pipeline,
                                                 const std::string& key) = 0;

    // Candidate keys that commits left out of the index, see ChangeSet::index_later. Adds those
    // whose hash is in the next slice of `slices` equal ones, `slice` from 0 on; after the last
    // none is left out any more. May be done again from the first on after a crash. [writer]
    virtual void index_candidates(std::uint64_t slice, std::uint64_t slices) = 0;

    // Keeps a candidate, in the place of one with the same id. False where that id is or was
    // active.
    virtual bool save_model(const ModelRow& model) = 0;
    // Makes a model active and retires the one that was; false where there is none of this id or it
    // is active.
    virtual bool activate_model(const std::string& id, Timestamp now) = 0;
    // Retires the active model for the one that was active before it was made so: its id, empty
    // where there was none before. Nothing where none is active.
    virtual std::optional<std::string> roll_back_model() = 0;

    // Whether any profile is restricted, without a look into the file. [any-thread]
    virtual bool any_restricted() = 0;
    // Lets what an erasure refuses come back; false where it is lifted already or is none.
    virtual bool lift_erasure(const std::string& id, const std::string& actor, Timestamp now) = 0;
    // Finishes erasures: leaves nothing of what was deleted in any byte of the file and its log.
    // False: readers are in the way, call again. Cheap where nothing is to do. [any-thread]
    virtual bool scrub(Timestamp now) = 0;

    // Drops raw payloads and rejects' payloads recorded before the time; returns how many.
    virtual std::uint64_t purge_raw(Timestamp before) = 0;

    // Drops rows of logs recorded before their times, in slices, so that nobody waits long.
    virtual Purged purge(const PurgeBefore& before) = 0;
    // Raises the feed's floor: changes recorded before the time may go, and the oldest while they
    // are more than so many bytes together. A mark is set at most every limits::feed_mark_s, so the
    // floor lags by that. Returns it.
    virtual Seq trim_feed(Timestamp before, std::uint64_t bytes_max) = 0;

    // Moves the write-ahead log into the file when it is worth it; from the thread that has time.
    // [any-thread]
    virtual void checkpoint() = 0;
    virtual std::vector<std::string> check() = 0;  // Integrity problems, none when sound.
    virtual void backup(
        const std::string& path) = 0;  // A consistent copy, with mode 0600; refuses to overwrite.
};

struct OpenOptions {
    std::string path;
    bool read_only = false;  // No lease; fails where the file does not exist.
    int read_connections = 4;
    std::function<void()> committed = {};  // Called after each commit. [writer]
};

// Opens or creates. Error codes: store.open, store.busy (message names the pid that holds it),
// store.version (newer than this program), store.corrupt.
Result<std::unique_ptr<Store>> open_sqlite(const OpenOptions& options, Clock& clock);

}  // namespace cx::store
