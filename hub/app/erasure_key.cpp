#include "app/erasure_key.hpp"

#include "base/keyed_hash.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace cx::app {
namespace {

constexpr std::size_t key_characters_min = 32;

Error failure(const std::string& path, const std::string& why)
{
    return {"hub.erasure_key", fmt::format("{}: {}", path, why)};
}

Result<std::string> read_key(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string key(trim(text));
    if (!file || key.size() < key_characters_min)
        return failure(path, "is no key; restore it from a backup");
    return key;
}

// Whole and on the disk, or not there at all.
Result<std::string> make_key(const std::string& path)
{
    const std::string key = random_key();
    const std::string draft = path + ".new";
    const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return failure(path, std::strerror(errno));
    const bool written =
        ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
        ::fsync(file) == 0;
    ::close(file);
    if (!written || ::rename(draft.c_str(), path.c_str()) != 0)
        return failure(path, std::strerror(errno));
    return key;
}

bool in_use(const std::string& key, store::View& view)
{
    const std::string id = KeyedHash(key).key_id();
    std::string after;
    while (true) {
        const auto rows = view.erasures(after, 1000);
        for (const store::ErasureRow& row : rows)
            if (row.lifted_at.micros == 0 && row.key_id != id) return false;
        if (rows.empty()) return true;
        after = rows.back().id;
    }
}

}  // namespace

Result<std::string> erasure_key(const std::string& store_path, store::Store& store)
{
    const std::string path = store_path + ".erasure-key";
    auto key = std::filesystem::exists(path) ? read_key(path) : make_key(path);
    if (!key) return key;
    if (!in_use(*key, *store.view()))
        return failure(path,
                       "is not the key with which people were erased from this store; restore the "
                       "file that lay beside the store, else they would be taken in again");
    return key;
}

}  // namespace cx::app
