#include "store/sqlite/connection.hpp"

#include "store/sqlite/codec.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>
#include <sqlite3.h>

namespace cx::store::sqlite {

struct Slot {
    SQLite::Statement statement;
    bool busy = false;
};

namespace {

constexpr int busy_timeout_ms = 10'000;
// A checkpoint that must find no reader gives up soon, for the writer stands still meanwhile.
constexpr int truncate_timeout_ms = 500;
// Bytes of page cache. The writer's holds the inner pages and hot leaves of all indexes of a store
// of some million records; a reader's one request.
constexpr int writer_cache_kib = 64 << 10;
constexpr int reader_cache_kib = 16 << 10;
// The log shrinks to this size when it starts over, so that a burst does not keep its disk space.
constexpr int log_bytes_kept = 256 << 20;

[[noreturn]] void fail(const SQLite::Exception& error)
{
    throw EngineError(fmt::format("the store's engine says: {} (code {})", error.what(),
                                  error.getExtendedErrorCode()),
                      error.getErrorCode());
}

// Runs `work` and turns the package's exception into ours.
template <typename Work>
auto guarded(Work&& work)
{
    try {
        return work();
    } catch (const SQLite::Exception& error) {
        fail(error);
    }
}

int open_flags(Connection::Mode mode)
{
    // Each connection has one thread at a time, so SQLite's own mutexes are idle weight.
    const int access =
        mode == Connection::Mode::read ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE;
    return access | SQLite::OPEN_NOMUTEX | SQLite::OPEN_URI;
}

// A path as a URI, so that no character of it has a meaning.
std::string to_uri(const std::string& path, bool immutable)
{
    std::string uri = "file:";
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-' || c == '_';
        if (plain)
            uri += c;
        else
            uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
    return immutable ? uri + "?immutable=1" : uri;
}

int remember_log_pages(void* pages, sqlite3*, const char*, int count)
{
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

}  // namespace

bool EngineError::corrupt() const
{
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool EngineError::cannot_open() const
{
    return code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

Query::Query(Slot& slot) : slot_(&slot)
{
    slot_->busy = true;
}

Query::Query(std::unique_ptr<Slot> own) : slot_(own.get()), own_(std::move(own)) {}

Query::Query(Query&& other) noexcept : slot_(other.slot_), own_(std::move(other.own_))
{
    other.slot_ = nullptr;
}

Query::~Query()
{
    if (!slot_) return;
    slot_->statement.tryReset();
    slot_->busy = false;
}

void Query::rewind()
{
    slot_->statement.tryReset();
}

bool Query::next()
{
    return guarded([&] { return slot_->statement.executeStep(); });
}

void Query::run()
{
    guarded([&] { slot_->statement.exec(); });
}

bool Query::null(int column) const
{
    return slot_->statement.getColumn(column).isNull();
}

bool Query::is_blob(int column) const
{
    return slot_->statement.getColumn(column).isBlob();
}

std::int64_t Query::integer(int column) const
{
    return slot_->statement.getColumn(column).getInt64();
}

std::string Query::text(int column) const
{
    const SQLite::Column value = slot_->statement.getColumn(column);
    const auto* data = static_cast<const char*>(value.getBlob());
    return data ? std::string(data, static_cast<std::size_t>(value.getBytes())) : std::string();
}

std::string Query::id(int column) const
{
    return is_blob(column) ? uuid_from_bytes(text(column)) : text(column);
}

Hash128 Query::hash(int column) const
{
    return hash_from_bytes(text(column));
}

void Query::set(int index, std::int64_t value)
{
    guarded([&] { slot_->statement.bind(index, value); });
}

void Query::set(int index, std::nullptr_t)
{
    guarded([&] { slot_->statement.bind(index); });
}

void Query::set(int index, const std::string& value)
{
    guarded([&] { slot_->statement.bind(index, value); });
}

void Query::set(int index, const Borrowed& value)
{
    guarded([&] { slot_->statement.bindNoCopy(index, value.text); });
}

void Query::set(int index, const Bytes& value)
{
    guarded([&] {
        slot_->statement.bind(index, static_cast<const void*>(value.bytes.data()),
                              static_cast<int>(value.bytes.size()));
    });
}

void Query::set(int index, const Id& value)
{
    if (value.text.empty()) return set(index, nullptr);
    const std::string bytes = uuid_to_bytes(value.text);
    if (bytes.empty()) return set(index, value.text);
    set(index, Bytes{bytes});
}

void Query::set(int index, const OrNull& value)
{
    if (value.text.empty()) return set(index, nullptr);
    set(index, value.text);
}

void Query::set(int index, const Hash128& value)
{
    set(index, Bytes{hash_to_bytes(value)});
}

Connection::Connection(const std::string& path, Mode mode, bool immutable)
{
    guarded([&] {
        database_ = std::make_unique<SQLite::Database>(to_uri(path, immutable), open_flags(mode),
                                                       busy_timeout_ms);
    });
    const int cache_kib = mode == Mode::write ? writer_cache_kib : reader_cache_kib;
    // A schema that somebody slipped into the file must not run functions (trusted_schema); rows
    // refer to each other by the writer's care and `check`, not by foreign keys, which would read a
    // page for each row written.
    execute(
        fmt::format("PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=OFF; PRAGMA mmap_size=0;"
                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-{};",
                    cache_kib));
    if (mode == Mode::read) return;
    execute(
        fmt::format("PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=0;"
                    "PRAGMA journal_size_limit={};",
                    log_bytes_kept));
    if (mode == Mode::write)
        sqlite3_wal_hook(database_->getHandle(), remember_log_pages, &log_pages_);
}

Connection::~Connection() = default;

Query Connection::query(Sql sql)
{
    return guarded([&] {
        const auto prepare = [&] {
            return std::unique_ptr<Slot>(new Slot{SQLite::Statement(*database_, sql.text)});
        };
        std::unique_ptr<Slot>& slot = slots_[sql.text];
        if (!slot) slot = prepare();
        // A statement in use further up the call chain is left alone.
        return slot->busy ? Query(prepare()) : Query(*slot);
    });
}

void Connection::execute(const std::string& script)
{
    guarded([&] { database_->exec(script); });
}

std::int64_t Connection::integer(const std::string& sql)
{
    return guarded([&] { return database_->execAndGet(sql).getInt64(); });
}

std::string Connection::text(const std::string& sql)
{
    return guarded([&] { return database_->execAndGet(sql).getString(); });
}

bool Connection::in_transaction() const
{
    return sqlite3_get_autocommit(database_->getHandle()) == 0;
}

std::int64_t Connection::last_row_id() const
{
    return database_->getLastInsertRowid();
}

std::int64_t Connection::rows_changed() const
{
    return sqlite3_total_changes64(database_->getHandle());
}

sqlite3* Connection::handle()
{
    return database_->getHandle();
}

bool Connection::checkpoint(bool truncate)
{
    if (truncate) sqlite3_busy_timeout(database_->getHandle(), truncate_timeout_ms);
    int pages = 0;
    int moved = 0;
    const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    const int code =
        sqlite3_wal_checkpoint_v2(database_->getHandle(), nullptr, mode, &pages, &moved);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
    if (code != SQLITE_OK)
        throw EngineError(fmt::format("the store's log cannot be moved into its file: {} (code {})",
                                      sqlite3_errstr(code), code),
                          code & 0xff);
    return moved == pages;
}

}  // namespace cx::store::sqlite
