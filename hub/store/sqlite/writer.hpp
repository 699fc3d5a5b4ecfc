// The one writer of a store: transactions, sequence numbers, small facts. [any-thread] unless said
// otherwise; each call waits for its turn.
#pragma once

#include "store/sqlite/connection.hpp"
#include "store/sqlite/names.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace cx::store::sqlite {

// What table stream_code counts.
enum class CodeCount { rejected, issue };

// Sets the state of a reject; returns by how much the number of open ones changed.
int set_reject_state(Connection& connection, const std::string& id, const std::string& state);

class Writer {
public:
    // Takes the lease row: a writer that had it before fails from now on.
    Writer(const std::string& path, Clock& clock);

    Seq next_seq();
    RecordId next_record();
    CommitReport commit(const ChangeSet& changes);
    // Holds the writer's turn until it ends, in the thread that took it.
    std::unique_ptr<View> view(const std::string& path);

    std::int64_t begin_snapshot(const std::string& pipeline, const std::string& stream);
    std::vector<Origin> snapshot_missing(const std::string& pipeline, const std::string& stream,
                                         std::int64_t generation, std::uint64_t& known);
    void end_snapshot(const std::string& pipeline, const std::string& stream,
                      std::int64_t generation);

    void save_sink(const SinkStatus& status);
    void append_access(std::span<const AccessRow> rows);
    void save_token(const TokenRow& token);
    void save_reject_state(const std::string& id, const std::string& state);
    void put_state(const std::string& pipeline, const std::string& key, const std::string& value);
    std::optional<std::string> get_state(const std::string& pipeline, const std::string& key);
    std::uint64_t purge_raw(Timestamp before);
    Seq trim_feed(Timestamp before, std::uint64_t bytes_max);

    void append_audit(const AuditRow& row);
    Purged purge(const PurgeBefore& before);  // writer_retention.cpp

    void index_candidates(std::uint64_t slice, std::uint64_t slices);  // candidate_index.cpp

    bool save_model(const ModelRow& model);  // writer_models.cpp, as the next two
    bool activate_model(const std::string& id, Timestamp now);
    std::optional<std::string> roll_back_model();

    bool lift_erasure(const std::string& id, const std::string& actor, Timestamp now);
    bool any_restricted() const { return restricted_; }
    // Whether an erasure is committed whose bytes may still be in the file or its log.
    bool unclean() const { return unclean_; }
    // Runs `work`, which cleans the file, while nothing is written, and without old pages in
    // memory that a later commit would write back. Notes its success.
    bool clean(const std::function<bool()>& work, Timestamp now);

    // Pages in the write-ahead log after the newest commit. Does not wait.
    int log_pages() const { return log_pages_; }
    // Runs `work` while nothing is written.
    void while_quiet(const std::function<void()>& work);

private:
    // Access rows that become durable together.
    struct AccessGroup {
        std::vector<AccessRow> rows;
        bool led = false;
        bool done = false;
        std::exception_ptr failure;
    };

    std::uint64_t purge_in_slices(const std::function<int()>& slice);
    void resolve_refusals(const std::string& erasure);
    int purge_rejects(Timestamp before);
    int purge_access(Timestamp before);
    int purge_audit(Timestamp before);
    void transact(const std::function<void()>& work);
    void locked_transact(const std::function<void()>& work);
    void roll_back();
    void take_lease(Clock& clock);
    void check_lease();
    void load_counters();
    Seq check_sequence(const ChangeSet& changes) const;
    RecordId check_records(const ChangeSet& changes) const;
    void write_access(const std::vector<AccessRow>& rows);
    void lead(const std::shared_ptr<AccessGroup>& group, std::unique_lock<std::mutex>& lock);

    // Guards what stands below, down to the next mutex. A view holds it, and its owner may ask for
    // numbers meanwhile.
    std::recursive_mutex mutex_;
    Connection connection_;
    Names names_;
    std::int64_t epoch_ = 0;
    Seq next_seq_ = 1;
    RecordId next_record_ = 1;
    std::atomic<int> log_pages_ = 0;
    std::atomic<bool> unclean_ = false;
    std::atomic<bool> restricted_ = false;

    std::mutex access_mutex_;  // Guards the group that is forming, and the groups' flags.
    std::condition_variable access_written_;
    std::shared_ptr<AccessGroup> forming_ = std::make_shared<AccessGroup>();
};

}  // namespace cx::store::sqlite
