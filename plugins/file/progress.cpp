#include "file/progress.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace file {
namespace {

using cx::json::Value;

constexpr std::uint64_t head_bytes_max = 256;

std::int64_t number(const Value& object, std::string_view name)
{
    const Value* member = object.find(name);
    return member ? member->integer().value_or(0) : 0;
}

std::uint64_t natural(const Value& object, std::string_view name)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(number(object, name), 0));
}

bool flag(const Value& object, std::string_view name)
{
    const Value* member = object.find(name);
    return member && member->is_bool() && member->as_bool();
}

Value to_json(const FileProgress& file)
{
    Value out;
    out["dev"] = file.facts.device;
    out["ino"] = file.facts.inode;
    out["size"] = file.facts.size;
    out["mtime"] = file.facts.modified_ns;
    if (file.done) out["done"] = true;
    if (file.mark.offset > 0) {
        out["offset"] = file.mark.offset;
        out["line"] = file.mark.line;
    }
    if (!file.encoding.empty()) out["encoding"] = file.encoding;
    if (file.head_bytes > 0) {
        out["head"] = file.head_bytes;
        out["hash"] = file.head_hash;
    }
    return out;
}

FileProgress file_from(const Value& in)
{
    FileProgress file;
    file.facts = {natural(in, "dev"), natural(in, "ino"), natural(in, "size"), number(in, "mtime")};
    file.done = flag(in, "done");
    file.mark = {natural(in, "offset"), std::max<std::uint64_t>(natural(in, "line"), 1)};
    file.encoding = in.text_of("encoding");
    file.head_bytes = std::min(natural(in, "head"), head_bytes_max);
    file.head_hash = in.text_of("hash");
    return file;
}

FileProgress from_start(const Facts& facts)
{
    FileProgress file;
    file.facts = facts;
    return file;
}

// Whether `found` can be the file that `file` tells of, with nothing but more at its end.
bool continues(const FileProgress& file, const Found& found)
{
    if (!file.facts.same_file(found.facts) || found.facts.size < file.facts.size) return false;
    if (file.facts == found.facts || file.head_bytes == 0) return true;
    return hash_of_head(found.path, file.head_bytes) == file.head_hash;
}

}  // namespace

std::string to_cursor(const Progress& progress)
{
    Value files = cx::json::Object{};
    for (const auto& [path, file] : progress.files) files[path] = to_json(file);
    Value cursor;
    cursor["files"] = std::move(files);
    if (progress.ended) cursor["ended"] = true;
    if (progress.stale) cursor["stale"] = true;
    return cx::json::write(cursor);
}

cx::Result<Progress> from_cursor(std::string_view cursor)
{
    Progress progress;
    if (cursor.empty()) return progress;
    const cx::Result<Value> parsed = cx::json::parse(cursor);
    const Value* files = parsed ? parsed->find("files") : nullptr;
    if (!files || !files->is_object())
        return cx::Error{"file.cursor", "the cursor is none of this plugin's; rewind the stream"};
    for (const auto& [path, file] : files->as_object()) progress.files[path] = file_from(file);
    progress.ended = flag(*parsed, "ended");
    progress.stale = flag(*parsed, "stale");
    return progress;
}

void reconcile_whole(const std::vector<Found>& found, Progress& progress)
{
    std::map<std::string, FileProgress> files;
    for (const Found& now : found) {
        const auto known = progress.files.find(now.path);
        const bool same = known != progress.files.end() && known->second.facts == now.facts;
        files[now.path] = same ? known->second : from_start(now.facts);
    }
    progress.files = std::move(files);
    progress.ended = progress.stale = false;
}

void reconcile_snapshot(const std::vector<Found>& found, Progress& progress)
{
    const auto unchanged = [&] {
        return found.size() == progress.files.size() &&
               std::all_of(found.begin(), found.end(), [&](const Found& now) {
                   const auto known = progress.files.find(now.path);
                   return known != progress.files.end() && known->second.facts == now.facts;
               });
    };
    if (unchanged() && !(progress.ended && progress.stale)) return;
    const bool new_generation = progress.ended;
    std::map<std::string, FileProgress> files;
    bool stale = !new_generation && progress.stale;
    for (const Found& now : found) {
        const auto known = progress.files.find(now.path);
        const bool same = known != progress.files.end() && known->second.facts == now.facts;
        files[now.path] = same && !new_generation ? known->second : from_start(now.facts);
    }
    for (const auto& [path, file] : progress.files) {
        const auto now = files.find(path);
        const bool reread = now == files.end() || now->second != file;
        if (!new_generation && reread && (file.done || file.mark.offset > 0)) stale = true;
    }
    progress = {std::move(files), false, stale};
}

void reconcile_follow(const std::vector<Found>& found, Progress& progress)
{
    std::map<std::string, FileProgress> files;
    for (const Found& now : found) {
        // A rotated file goes on under its new name.
        const auto known =
            std::find_if(progress.files.begin(), progress.files.end(),
                         [&](const auto& entry) { return continues(entry.second, now); });
        FileProgress& file = files[now.path];
        file = known == progress.files.end() ? from_start(now.facts) : known->second;
        file.done = file.done && file.facts == now.facts;
        file.facts = now.facts;
    }
    progress = {std::move(files), false, false};
}

std::string hash_of_head(const std::string& path, std::uint64_t bytes)
{
    std::array<char, head_bytes_max> head{};
    if (bytes > head.size()) return {};
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return {};
    const ssize_t got = ::pread(fd, head.data(), bytes, 0);
    ::close(fd);
    if (got < 0 || static_cast<std::uint64_t>(got) != bytes) return {};
    return content_key({head.data(), bytes});
}

}  // namespace file
