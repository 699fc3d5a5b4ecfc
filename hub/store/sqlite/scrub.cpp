#include "store/sqlite/scrub.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace cx::store::sqlite {
namespace {

constexpr std::int64_t chunk_bytes = 4 << 20;
constexpr std::size_t file_header_bytes = 100;  // At the start of the first page.
// The first byte of a page that is no tree is the high byte of a page number; up to here it cannot
// be taken for the kind of a tree's page.
constexpr std::int64_t pages_max = 0x02000000;

// The file by the engine's own handle: to open and close it once more would drop the process's
// locks on it.
class File {
public:
    explicit File(Connection& connection)
    {
        if (sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file_) !=
                SQLITE_OK ||
            !file_ || !file_->pMethods)
            throw StoreError("the store's file cannot be reached to clean it");
        check(file_->pMethods->xFileSize(file_, &size_));
    }

    std::int64_t size() const { return size_; }
    void read(unsigned char* to, std::int64_t bytes, std::int64_t at)
    {
        check(file_->pMethods->xRead(file_, to, static_cast<int>(bytes), at));
    }
    void write(const unsigned char* from, std::size_t bytes, std::int64_t at)
    {
        check(file_->pMethods->xWrite(file_, from, static_cast<int>(bytes), at));
    }
    void sync() { check(file_->pMethods->xSync(file_, SQLITE_SYNC_FULL)); }

private:
    static void check(int code)
    {
        if (code != SQLITE_OK)
            throw EngineError(
                std::string("the store's file cannot be cleaned: ") + sqlite3_errstr(code),
                code & 0xff);
    }

    sqlite3_file* file_ = nullptr;
    sqlite3_int64 size_ = 0;
};

struct Gap {
    std::size_t from = 0;
    std::size_t to = 0;
};

std::size_t two_bytes(const unsigned char* at)
{
    return static_cast<std::size_t>(at[0]) << 8U | at[1];
}

// The gap of a tree's page (https://www.sqlite.org/fileformat2.html, 1.6); nothing for other pages.
std::optional<Gap> gap_of(const unsigned char* page, std::size_t page_bytes, bool first)
{
    const std::size_t head = first ? file_header_bytes : 0;
    const unsigned char kind = page[head];
    const bool inner = kind == 2 || kind == 5;
    if (!inner && kind != 10 && kind != 13) return {};
    const std::size_t rows = two_bytes(page + head + 3);
    std::size_t content = two_bytes(page + head + 5);
    if (content == 0) content = 65536;
    const std::size_t pointers_end = head + (inner ? 12 : 8) + 2 * rows;
    if (pointers_end >= content || content > page_bytes) return {};
    return Gap{.from = pointers_end, .to = content};
}

}  // namespace

void overwrite_gaps(Connection& connection)
{
    const std::int64_t page_bytes = connection.integer("PRAGMA page_size");
    File file(connection);
    if (file.size() / page_bytes >= pages_max)
        throw StoreError("the store is too large to be cleaned in place; make a backup and use it");
    const std::vector<unsigned char> zeros(static_cast<std::size_t>(page_bytes), 0);
    std::vector<unsigned char> chunk(chunk_bytes);
    for (std::int64_t at = 0; at < file.size(); at += chunk_bytes) {
        const std::int64_t bytes = std::min(chunk_bytes, file.size() - at);
        file.read(chunk.data(), bytes, at);
        for (std::int64_t page = 0; page + page_bytes <= bytes; page += page_bytes) {
            const unsigned char* const start = chunk.data() + page;
            const auto gap = gap_of(start, static_cast<std::size_t>(page_bytes), at + page == 0);
            if (!gap) continue;
            const bool dirty = std::any_of(start + gap->from, start + gap->to,
                                           [](unsigned char byte) { return byte != 0; });
            if (dirty)
                file.write(zeros.data(), gap->to - gap->from,
                           at + page + static_cast<std::int64_t>(gap->from));
        }
    }
    file.sync();
}

}  // namespace cx::store::sqlite
