// A store that fails on demand, around a real one.
#pragma once

#include "store/store.hpp"

#include <functional>
#include <memory>

namespace cx::pipeline::testing {

class FaultyStore final : public store::Store {
public:
    // Called around each write with its name ("commit", "save_sink", "end_snapshot", ...) and
    // whether it is done; what it throws the caller gets.
    using Hook = std::function<void(std::string_view call, bool done)>;

    explicit FaultyStore(std::unique_ptr<store::Store> inner) : inner_(std::move(inner)) {}

    Hook hook;
    store::CommitReport last_commit;

    std::unique_ptr<store::View> view() override { return inner_->view(); }
    std::unique_ptr<store::View> writer_view() override { return inner_->writer_view(); }
    std::uint64_t texts_written() const override { return inner_->texts_written(); }
    store::Seq next_seq() override { return inner_->next_seq(); }
    store::RecordId next_record() override { return inner_->next_record(); }
    store::CommitReport commit(const store::ChangeSet& changes) override;
    std::int64_t begin_snapshot(const std::string& pipeline, const std::string& stream) override;
    std::vector<store::Origin> snapshot_missing(const std::string& pipeline,
                                                const std::string& stream, std::int64_t generation,
                                                std::uint64_t& known) override;
    void end_snapshot(const std::string& pipeline, const std::string& stream,
                      std::int64_t generation) override;
    void save_sink(const store::SinkStatus& status) override;
    void append_access(std::span<const store::AccessRow> rows) override;
    void save_token(const store::TokenRow& token) override { inner_->save_token(token); }
    void save_reject_state(const std::string& id, const std::string& state) override;
    void put_state(const std::string& pipeline, const std::string& key,
                   const std::string& value) override;
    std::optional<std::string> get_state(const std::string& pipeline,
                                         const std::string& key) override;
    std::uint64_t purge_raw(Timestamp before) override { return inner_->purge_raw(before); }
    void append_audit(const store::AuditRow& row) override { inner_->append_audit(row); }
    store::Purged purge(const store::PurgeBefore& before) override { return inner_->purge(before); }
    void index_candidates(std::uint64_t slice, std::uint64_t slices) override
    {
        ask("index_candidates", false);
        inner_->index_candidates(slice, slices);
        ask("index_candidates", true);
    }
    bool save_model(const store::ModelRow& model) override { return inner_->save_model(model); }
    bool activate_model(const std::string& id, Timestamp now) override
    {
        ask("activate_model", false);
        const bool activated = inner_->activate_model(id, now);
        ask("activate_model", true);
        return activated;
    }
    std::optional<std::string> roll_back_model() override
    {
        ask("roll_back_model", false);
        auto active = inner_->roll_back_model();
        ask("roll_back_model", true);
        return active;
    }
    bool any_restricted() override { return inner_->any_restricted(); }
    bool lift_erasure(const std::string& id, const std::string& actor, Timestamp now) override
    {
        return inner_->lift_erasure(id, actor, now);
    }
    bool scrub(Timestamp now) override;
    store::Seq trim_feed(Timestamp before, std::uint64_t bytes_max) override
    {
        return inner_->trim_feed(before, bytes_max);
    }
    void checkpoint() override { inner_->checkpoint(); }
    std::vector<std::string> check() override { return inner_->check(); }
    void backup(const std::string& path) override { inner_->backup(path); }

private:
    void ask(std::string_view call, bool done) const
    {
        if (hook) hook(call, done);
    }

    std::unique_ptr<store::Store> inner_;
};

// Fails the n-th call (1: the next) of this name, before or after it was done; then no more.
FaultyStore::Hook fail_nth(std::string call, int n, bool done = false);

}  // namespace cx::pipeline::testing
