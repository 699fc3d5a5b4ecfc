#include "store/sqlite/writer.hpp"

#include "store/sqlite/batch_writer.hpp"
#include "store/sqlite/view.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace cx::store::sqlite {

Writer::Writer(const std::string& path, Clock& clock)
    : connection_(path, Connection::Mode::write), names_(connection_)
{
    take_lease(clock);
    load_counters();
}

void Writer::take_lease(Clock& clock)
{
    Query query = connection_.query(
        "UPDATE lease SET epoch = epoch + 1, pid = ?1, taken_at = ?2 RETURNING epoch");
    if (!query.bind(static_cast<std::int64_t>(::getpid()), clock.now()).next())
        throw StoreError("the store has no lease row");
    epoch_ = query.integer(0);
    query.next();
}

void Writer::check_lease()
{
    Query query = connection_.query("SELECT epoch, pid FROM lease WHERE one = 1");
    if (query.bind().next() && query.integer(0) == epoch_) return;
    throw StoreError(
        fmt::format("another writer (process {}) has taken the store over; this one writes no more",
                    query.integer(1)));
}

void Writer::load_counters()
{
    next_seq_ = 1 + connection_.integer(
                        "SELECT max((SELECT coalesce(max(seq), 0) FROM version),"
                        " (SELECT coalesce(max(seq), 0) FROM profile_version))");
    next_record_ = 1 + connection_.integer(
                           "SELECT max((SELECT coalesce(max(id), 0) FROM record),"
                           " (SELECT coalesce(max(record), 0) FROM erased_record))");
    restricted_ =
        connection_.integer("SELECT EXISTS (SELECT 1 FROM restriction WHERE lifted_at = 0)") != 0;
    unclean_ = connection_.integer("SELECT count(*) FROM erasure WHERE clean_at = 0") > 0;
}

void Writer::transact(const std::function<void()>& work)
{
    const std::lock_guard lock(mutex_);
    locked_transact(work);
}

void Writer::locked_transact(const std::function<void()>& work)
{
    try {
        connection_.query("BEGIN IMMEDIATE").run();
        check_lease();
        work();
        connection_.query("COMMIT").run();
    } catch (...) {
        roll_back();
        throw;
    }
    log_pages_ = connection_.log_pages();
}

void Writer::roll_back()
{
    names_.forget();
    try {
        // Some failures of the engine have rolled back already.
        if (connection_.in_transaction()) connection_.execute("ROLLBACK");
        load_counters();
    } catch (const StoreError&) {
        // The first failure is the one to tell. Where the file cannot even be read now, the next
        // call says so.
    }
}

std::unique_ptr<View> Writer::view(const std::string& path)
{
    mutex_.lock();
    return std::make_unique<SqliteView>(connection_, names_, path, [this] { mutex_.unlock(); });
}

Seq Writer::next_seq()
{
    const std::lock_guard lock(mutex_);
    return next_seq_;
}

RecordId Writer::next_record()
{
    const std::lock_guard lock(mutex_);
    return next_record_;
}

// Both lists ascend, no number is given twice, none is old. Returns the greatest.
Seq Writer::check_sequence(const ChangeSet& changes) const
{
    std::vector<Seq> all;
    all.reserve(changes.records.size() + changes.profiles.size());
    for (const RecordUpdate& update : changes.records) all.push_back(update.version.seq);
    const auto middle = all.insert(all.end(), changes.profiles.size(), 0);
    std::transform(changes.profiles.begin(), changes.profiles.end(), middle,
                   [](const ProfileVersion& profile) { return profile.seq; });
    const bool ascend = std::is_sorted(all.begin(), middle) && std::is_sorted(middle, all.end());
    std::inplace_merge(all.begin(), middle, all.end());
    const bool unique = std::adjacent_find(all.begin(), all.end()) == all.end();
    const bool fresh = all.empty() || all.front() >= next_seq_;
    if (!ascend || !unique || !fresh)
        throw StoreError(
            fmt::format("sequence numbers of a commit must ascend from {} on", next_seq_));
    return all.empty() ? next_seq_ - 1 : all.back();
}

// New records count on from next_record. Returns the greatest id.
RecordId Writer::check_records(const ChangeSet& changes) const
{
    RecordId last = next_record_ - 1;
    for (const RecordUpdate& update : changes.records) {
        if (update.version.record <= 0 ||
            (update.version.record > last && update.version.version != 1))
            throw StoreError("a record of a commit has neither a known id nor a new one");
        last = std::max(last, update.version.record);
    }
    return last;
}

CommitReport Writer::commit(const ChangeSet& changes)
{
    const std::lock_guard lock(mutex_);
    const Seq last_seq = check_sequence(changes);
    const RecordId last_record = check_records(changes);
    const std::int64_t rows_before = connection_.rows_changed();
    locked_transact([&] { BatchWriter(connection_, names_, changes, next_record_).write(); });
    if (changes.erasure) unclean_ = true;
    if (changes.restriction)
        restricted_ = connection_.integer(
                          "SELECT EXISTS (SELECT 1 FROM restriction WHERE lifted_at = 0)") != 0;
    next_seq_ = last_seq + 1;
    next_record_ = last_record + 1;
    return {.last_seq = last_seq,
            .rows_written = static_cast<std::size_t>(connection_.rows_changed() - rows_before)};
}

void Writer::while_quiet(const std::function<void()>& work)
{
    const std::lock_guard lock(mutex_);
    work();
}

}  // namespace cx::store::sqlite
