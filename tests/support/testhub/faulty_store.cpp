#include "testhub/faulty_store.hpp"

namespace cx::pipeline::testing {

store::CommitReport FaultyStore::commit(const store::ChangeSet& changes)
{
    ask("commit", false);
    last_commit = inner_->commit(changes);
    ask("commit", true);
    return last_commit;
}

std::int64_t FaultyStore::begin_snapshot(const std::string& pipeline, const std::string& stream)
{
    ask("begin_snapshot", false);
    const std::int64_t generation = inner_->begin_snapshot(pipeline, stream);
    ask("begin_snapshot", true);
    return generation;
}

std::vector<store::Origin> FaultyStore::snapshot_missing(const std::string& pipeline,
                                                         const std::string& stream,
                                                         std::int64_t generation,
                                                         std::uint64_t& known)
{
    return inner_->snapshot_missing(pipeline, stream, generation, known);
}

void FaultyStore::end_snapshot(const std::string& pipeline, const std::string& stream,
                               std::int64_t generation)
{
    ask("end_snapshot", false);
    inner_->end_snapshot(pipeline, stream, generation);
    ask("end_snapshot", true);
}

void FaultyStore::save_sink(const store::SinkStatus& status)
{
    ask("save_sink", false);
    inner_->save_sink(status);
    ask("save_sink", true);
}

void FaultyStore::append_access(std::span<const store::AccessRow> rows)
{
    inner_->append_access(rows);
}

void FaultyStore::save_reject_state(const std::string& id, const std::string& state)
{
    inner_->save_reject_state(id, state);
}

void FaultyStore::put_state(const std::string& pipeline, const std::string& key,
                            const std::string& value)
{
    ask("put_state", false);
    inner_->put_state(pipeline, key, value);
    ask("put_state", true);
}

std::optional<std::string> FaultyStore::get_state(const std::string& pipeline,
                                                  const std::string& key)
{
    return inner_->get_state(pipeline, key);
}

bool FaultyStore::scrub(Timestamp now)
{
    ask("scrub", false);
    const bool clean = inner_->scrub(now);
    ask("scrub", true);
    return clean;
}

FaultyStore::Hook fail_nth(std::string call, int n, bool done)
{
    return [call = std::move(call), left = n, done](std::string_view name, bool is_done) mutable {
        if (name == call && is_done == done && --left == 0)
            throw store::StoreError("the disk says no");
    };
}

}  // namespace cx::pipeline::testing
