// The store put together: one writer, a pool of readers, a connection for checkpoints.
#pragma once

#include "store/sqlite/lease.hpp"
#include "store/sqlite/pool.hpp"
#include "store/sqlite/writer.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace cx::store::sqlite {

class SqliteStore final : public Store {
public:
    struct Parts {
        std::string path;
        FileLock lock;
        std::unique_ptr<Writer> writer;  // Null in a store opened for reading only.
        int read_connections = 4;
        bool immutable = false;
        std::function<void()> committed = {};
    };

    explicit SqliteStore(Parts parts);

    std::unique_ptr<View> view() override;
    std::unique_ptr<View> writer_view() override { return writer().view(path_); }

    std::uint64_t texts_written() const override { return texts_written_.load(); }
    Seq next_seq() override { return writer().next_seq(); }
    RecordId next_record() override { return writer().next_record(); }
    CommitReport commit(const ChangeSet& changes) override;

    std::int64_t begin_snapshot(const std::string& pipeline, const std::string& stream) override;
    std::vector<Origin> snapshot_missing(const std::string& pipeline, const std::string& stream,
                                         std::int64_t generation, std::uint64_t& known) override;
    void end_snapshot(const std::string& pipeline, const std::string& stream,
                      std::int64_t generation) override;

    void save_sink(const SinkStatus& status) override { writer().save_sink(status); }
    void append_access(std::span<const AccessRow> rows) override { writer().append_access(rows); }
    void save_token(const TokenRow& token) override { writer().save_token(token); }
    void save_reject_state(const std::string& id, const std::string& state) override;
    void put_state(const std::string& pipeline, const std::string& key,
                   const std::string& value) override;
    std::optional<std::string> get_state(const std::string& pipeline,
                                         const std::string& key) override;
    std::uint64_t purge_raw(Timestamp before) override { return writer().purge_raw(before); }
    void append_audit(const AuditRow& row) override { writer().append_audit(row); }
    Purged purge(const PurgeBefore& before) override { return writer().purge(before); }
    void index_candidates(std::uint64_t slice, std::uint64_t slices) override
    {
        writer().index_candidates(slice, slices);
    }
    bool save_model(const ModelRow& model) override { return writer().save_model(model); }
    bool activate_model(const std::string& id, Timestamp now) override;
    std::optional<std::string> roll_back_model() override { return writer().roll_back_model(); }
    bool any_restricted() override;
    bool lift_erasure(const std::string& id, const std::string& actor, Timestamp now) override;
    bool scrub(Timestamp now) override;
    Seq trim_feed(Timestamp before, std::uint64_t bytes_max) override
    {
        return writer().trim_feed(before, bytes_max);
    }

    void checkpoint() override;
    std::vector<std::string> check() override;
    void backup(const std::string& path) override;

private:
    Writer& writer();
    void checkpoint_overdue();

    // In this order: the connections end before the lock does.
    std::string path_;
    bool immutable_;
    std::function<void()> committed_;
    FileLock lock_;
    std::unique_ptr<Writer> writer_;
    std::mutex checkpoint_mutex_;
    std::unique_ptr<Connection> checkpointer_;
    Pool readers_;
    // Of a store opened for reading, as it was when first asked.
    std::once_flag asked_restricted_;
    bool restricted_ = false;
    std::atomic<std::uint64_t> texts_written_ = 0;
};

}  // namespace cx::store::sqlite
