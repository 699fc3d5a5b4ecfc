#include "sql/zone.hpp"

#include <fstream>
#include <iterator>
#include <string>

namespace sql {
namespace {

constexpr std::string_view folder = "/usr/share/zoneinfo/";
constexpr std::size_t header_bytes = 44;
constexpr std::size_t file_max = 1U << 20;

// Big-endian numbers of RFC 8536.
std::int64_t number(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    if (size == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    return static_cast<std::int64_t>(value);
}

// Sizes of the tables of one of the file's two halves.
struct Header {
    std::size_t standards, zones, leaps, changes, types, letters;

    static std::optional<Header> read(std::string_view bytes)
    {
        if (bytes.size() < header_bytes || !bytes.starts_with("TZif")) return std::nullopt;
        const auto count = [&](std::size_t i) {
            return static_cast<std::size_t>(number(bytes, 20 + 4 * i, 4)) & 0xffffU;
        };
        return Header{count(1), count(0), count(2), count(3), count(4), count(5)};
    }
    std::size_t bytes(std::size_t time_bytes) const
    {
        return changes * (time_bytes + 1) + types * 6 + letters + leaps * (time_bytes + 4) +
               standards + zones;
    }
};

std::optional<std::int64_t> fixed_offset(std::string_view name)
{
    if (name == "UTC" || name == "Z") return 0;
    const auto digit = [&](std::size_t at) { return name[at] >= '0' && name[at] <= '9'; };
    if (name.size() != 6 || (name[0] != '+' && name[0] != '-') || name[3] != ':') return {};
    if (!digit(1) || !digit(2) || !digit(4) || !digit(5)) return {};
    const auto two = [&](std::size_t at) {
        return (name[at] - '0') * std::int64_t{10} + (name[at + 1] - '0');
    };
    const std::int64_t seconds = two(1) * 3600 + two(4) * 60;
    return name[0] == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<Zone> Zone::read(std::string_view file)
{
    const auto old_half = Header::read(file);
    if (!old_half || file.size() < header_bytes + old_half->bytes(4)) return std::nullopt;
    file.remove_prefix(header_bytes + old_half->bytes(4));
    const auto half = Header::read(file);
    if (!half || file.size() < header_bytes + half->bytes(8) || half->types == 0)
        return std::nullopt;
    file.remove_prefix(header_bytes);
    const std::size_t kinds = half->changes * 8;
    const std::size_t types = kinds + half->changes;
    Zone zone;
    zone.first_ = number(file, types, 4);
    for (std::size_t i = 0; i < half->changes; ++i) {
        const auto type = static_cast<unsigned char>(file[kinds + i]);
        if (type >= half->types) return std::nullopt;
        zone.changes_.push_back({number(file, i * 8, 8), number(file, types + type * 6U, 4)});
    }
    return zone;
}

std::optional<Zone> Zone::find(std::string_view name)
{
    if (const auto offset = fixed_offset(name)) {
        Zone zone;
        zone.first_ = *offset;
        return zone;
    }
    if (name.empty() || name.front() == '/' || name.find("..") != std::string_view::npos)
        return std::nullopt;
    std::ifstream file(std::string(folder) + std::string(name), std::ios::binary);
    std::string bytes;
    for (std::istreambuf_iterator<char> at(file), end; at != end && bytes.size() < file_max; ++at)
        bytes += *at;
    return read(bytes);
}

std::int64_t Zone::to_utc(std::int64_t local_seconds) const
{
    std::int64_t offset = first_;
    for (const Change& change : changes_) {
        // Before the change by the old offset: the earlier of two. By the new one: skipped.
        if (local_seconds - offset < change.at || local_seconds - change.offset < change.at) break;
        offset = change.offset;
    }
    return local_seconds - offset;
}

}  // namespace sql
