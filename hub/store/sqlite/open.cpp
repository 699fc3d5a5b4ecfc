// Opening: whose file is it, may we write, is it of our version.
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace cx::store {
namespace sqlite {
namespace {

using Opened = Result<std::unique_ptr<Store>>;

Error refusal(Fit fit, const std::string& path)
{
    switch (fit) {
        case Fit::newer:
            return {"store.version",
                    fmt::format("{} was written by a newer version of this program; use that one, "
                                "or restore a backup made by this one",
                                path)};
        case Fit::older:
            return {"store.open",
                    fmt::format("{} was written by an older version of this program; open it once "
                                "with `cxhub run` or `cxhub import`, which bring it up to date",
                                path)};
        case Fit::foreign:
            return {"store.open", fmt::format("{} is a database, but not a store of cxhub", path)};
        case Fit::empty:
            return {"store.open", fmt::format("{} is empty", path)};
        case Fit::current:
            break;
    }
    return {"store.open", path};
}

Error failure(const StoreError& error, const std::string& path)
{
    const auto* engine = dynamic_cast<const EngineError*>(&error);
    const bool corrupt = engine && engine->corrupt();
    return {corrupt ? "store.corrupt" : "store.open",
            corrupt
                ? fmt::format("{} is damaged or no store: {}; restore a backup", path, error.what())
                : fmt::format("cannot open {}: {}", path, error.what())};
}

// Makes the file where it is missing, so that it is never readable by others, and closes an
// existing one to them. SQLite gives its log files the same mode.
void make_private(const std::string& path)
{
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) throw StoreError(std::strerror(errno));
    struct stat status = {};
    const bool open_to_others = ::fstat(file, &status) == 0 && (status.st_mode & 0077U) != 0;
    const bool failed = open_to_others && ::fchmod(file, 0600) != 0;
    ::close(file);
    if (failed) throw StoreError("its mode cannot be set to 0600");
}

Opened open_writer(const std::string& path, const OpenOptions& options, Clock& clock)
{
    const std::string lock_path = path + ".lock";
    std::optional<FileLock> lock = FileLock::take(lock_path);
    if (!lock) {
        return Error{
            "store.busy",
            fmt::format("{} is in use by process {}; stop it first, or let this command talk "
                        "to it",
                        path, FileLock::holder(lock_path))};
    }
    make_private(path);
    {
        Connection connection(path, Connection::Mode::write);
        const Fit fit = examine(connection);
        if (fit == Fit::newer || fit == Fit::foreign) return refusal(fit, path);
        migrate(connection);
    }
    return std::unique_ptr<Store>(std::make_unique<SqliteStore>(
        SqliteStore::Parts{.path = path,
                           .lock = std::move(*lock),
                           .writer = std::make_unique<Writer>(path, clock),
                           .read_connections = options.read_connections,
                           .immutable = false,
                           .committed = options.committed}));
}

// A store whose log files are absent and cannot be made beside it (a read-only folder) is read as
// it lies there.
bool must_be_immutable(const std::string& path)
{
    try {
        Connection connection(path, Connection::Mode::read);
        examine(connection);
        return false;
    } catch (const EngineError& error) {
        if (!error.cannot_open() || std::filesystem::exists(path + "-wal")) throw;
        return true;
    }
}

Opened open_reader(const std::string& path, int read_connections)
{
    if (!std::filesystem::exists(path))
        return Error{"store.open", fmt::format("{} does not exist", path)};
    const bool immutable = must_be_immutable(path);
    {
        Connection connection(path, Connection::Mode::read, immutable);
        if (const Fit fit = examine(connection); fit != Fit::current) return refusal(fit, path);
    }
    return std::unique_ptr<Store>(
        std::make_unique<SqliteStore>(SqliteStore::Parts{.path = path,
                                                         .lock = {},
                                                         .writer = nullptr,
                                                         .read_connections = read_connections,
                                                         .immutable = immutable}));
}

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<Store>> open_sqlite(const OpenOptions& options, Clock& clock)
{
    std::string path = options.path;
    try {
        // One file has one lock, by whatever way it is named.
        path = std::filesystem::weakly_canonical(std::filesystem::absolute(options.path)).string();
        return options.read_only ? sqlite::open_reader(path, options.read_connections)
                                 : sqlite::open_writer(path, options, clock);
    } catch (const StoreError& error) {
        return sqlite::failure(error, path);
    } catch (const std::filesystem::filesystem_error& error) {
        return Error{"store.open", fmt::format("cannot open {}: {}", path, error.code().message())};
    }
}

}  // namespace cx::store
