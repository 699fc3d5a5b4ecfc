#include "store/sqlite/sqlite_store.hpp"

#include "store/sqlite/backup.hpp"
#include "store/sqlite/check.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/scrub.hpp"

#include <algorithm>

namespace cx::store::sqlite {
namespace {

// With a longer log a page that changes often is moved into the file less often, at the price of
// disk space and of a longer recovery.
constexpr int worth_a_checkpoint_pages = (128 << 20) / page_bytes;
// Where nobody calls checkpoint() in time, commit does it.
constexpr int overdue_pages = (1 << 30) / page_bytes;

}  // namespace

SqliteStore::SqliteStore(Parts parts)
    : path_(std::move(parts.path)),
      immutable_(parts.immutable),
      committed_(std::move(parts.committed)),
      lock_(std::move(parts.lock)),
      writer_(std::move(parts.writer)),
      readers_(path_, std::max(parts.read_connections, 1), immutable_)
{
    if (writer_) checkpointer_ = std::make_unique<Connection>(path_, Connection::Mode::checkpoint);
}

Writer& SqliteStore::writer()
{
    if (!writer_) throw StoreError("the store is open for reading only");
    return *writer_;
}

std::unique_ptr<View> SqliteStore::view()
{
    Reader* const reader = readers_.take().release();
    return std::make_unique<SqliteView>(reader->connection, reader->names, path_, [this, reader] {
        readers_.give_back(std::unique_ptr<Reader>(reader));
    });
}

CommitReport SqliteStore::commit(const ChangeSet& changes)
{
    const CommitReport report = writer().commit(changes);
    if (!changes.texts.empty()) ++texts_written_;
    if (committed_) committed_();
    if (writer().log_pages() > overdue_pages) checkpoint_overdue();
    return report;
}

std::int64_t SqliteStore::begin_snapshot(const std::string& pipeline, const std::string& stream)
{
    return writer().begin_snapshot(pipeline, stream);
}

std::vector<Origin> SqliteStore::snapshot_missing(const std::string& pipeline,
                                                  const std::string& stream,
                                                  std::int64_t generation, std::uint64_t& known)
{
    return writer().snapshot_missing(pipeline, stream, generation, known);
}

void SqliteStore::end_snapshot(const std::string& pipeline, const std::string& stream,
                               std::int64_t generation)
{
    writer().end_snapshot(pipeline, stream, generation);
}

void SqliteStore::save_reject_state(const std::string& id, const std::string& state)
{
    writer().save_reject_state(id, state);
}

void SqliteStore::put_state(const std::string& pipeline, const std::string& key,
                            const std::string& value)
{
    writer().put_state(pipeline, key, value);
}

std::optional<std::string> SqliteStore::get_state(const std::string& pipeline,
                                                  const std::string& key)
{
    return writer().get_state(pipeline, key);
}

void SqliteStore::checkpoint()
{
    if (writer().log_pages() < worth_a_checkpoint_pages) return;
    const std::lock_guard lock(checkpoint_mutex_);
    checkpointer_->checkpoint(false);  // The bulk, beside the writer.
    // The little that came meanwhile: with nothing left, the writer starts the log over.
    writer().while_quiet([&] { checkpointer_->checkpoint(false); });
}

bool SqliteStore::activate_model(const std::string& id, Timestamp now)
{
    return writer().activate_model(id, now);
}

bool SqliteStore::any_restricted()
{
    if (writer_) return writer_->any_restricted();
    std::call_once(asked_restricted_, [&] {
        Connection connection(path_, Connection::Mode::read, immutable_);
        restricted_ = connection.integer(
                          "SELECT EXISTS (SELECT 1 FROM restriction WHERE lifted_at = 0)") != 0;
    });
    return restricted_;
}

bool SqliteStore::lift_erasure(const std::string& id, const std::string& actor, Timestamp now)
{
    return writer().lift_erasure(id, actor, now);
}

// The log first: its pages go into the file, then it is cut to nothing. What the file's pages still
// hold between their rows is overwritten in place.
bool SqliteStore::scrub(Timestamp now)
{
    if (!writer().unclean()) return true;
    const std::lock_guard lock(checkpoint_mutex_);
    return writer().clean(
        [&] {
            if (!checkpointer_->checkpoint(true)) return false;
            overwrite_gaps(*checkpointer_);
            return true;
        },
        now);
}

void SqliteStore::checkpoint_overdue()
{
    try {
        checkpoint();
    } catch (const StoreError&) {
        // The commit is done all the same; what hinders the checkpoint will hinder the next commit,
        // which says so.
    }
}

std::vector<std::string> SqliteStore::check()
{
    // A connection of its own: this reads everything, and requests keep theirs.
    Connection connection(path_, Connection::Mode::read, immutable_);
    return find_problems(connection);
}

void SqliteStore::backup(const std::string& path)
{
    back_up(path_, path, immutable_);
}

}  // namespace cx::store::sqlite
