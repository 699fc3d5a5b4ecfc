#include "websocket/message.hpp"

#include <cx/abi.h>
#include <cx/plugin.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace websocket {
namespace {

// Of a cursor; it goes into an address and into each of ours.
constexpr std::size_t cursor_bytes_max = 500;

std::vector<std::string> split(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        const std::size_t dot = path.find('.');
        parts.emplace_back(path.substr(0, dot));
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return parts;
}

// 32 hexadecimal digits.
std::string content_key(const std::string& message)
{
    std::array<char, 33> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(fingerprint(message)),
                  static_cast<unsigned long long>(fingerprint(message + '\n')));
    return digits.data();
}

}  // namespace

std::uint64_t fingerprint(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

MessageReader::MessageReader(const std::string& stream, const StreamOptions& options)
    : operation_(split(options.operation)),
      removes_(options.removes),
      cursor_(split(options.cursor))
{
    const auto bad = [&](const char* why) {
        throw cx::BadOptions("stream '" + stream + "': " + why);
    };
    if (operation_.empty() != removes_.empty())
        bad("options 'operation' and 'removes' go together");
    for (const std::string& path : options.key) key_.emplace_back(path, split(path));
    if (options.where.is_null()) return;
    if (!options.where.is_object()) bad("option 'where' should be an object, as {kind: commit}");
    for (const auto& [path, wanted] : options.where.as_object()) {
        Filter filter{split(path), {}};
        const auto values = wanted.is_array() ? wanted.as_array() : cx::json::Array{wanted};
        for (const cx::json::Value& value : values) {
            if (!value.text()) bad("option 'where' should hold texts or lists of texts");
            filter.values.push_back(*value.text());
        }
        where_.push_back(std::move(filter));
    }
}

bool MessageReader::matches() const
{
    return std::all_of(where_.begin(), where_.end(), [&](const Filter& filter) {
        const auto found = checked_.text_at(filter.path);
        return found &&
               std::find(filter.values.begin(), filter.values.end(), *found) != filter.values.end();
    });
}

// The first reason counts.
void MessageReader::reject(Item& item, const char* code, std::string why)
{
    if (item.kind == Item::Kind::reject) return;
    item.kind = Item::Kind::reject;
    item.code = code;
    item.why = std::move(why);
}

void MessageReader::read_key(Item& item) const
{
    for (const auto& [name, path] : key_) {
        const std::string part = checked_.text_at(path).value_or("");
        if (part.empty()) reject(item, "websocket.key", "there is no '" + name + "'");
        item.key += item.key.empty() ? part : "|" + part;
    }
    if (key_.empty()) item.key = content_key(item.payload);
    if (item.key.size() <= CX_KEY_BYTES) return;
    reject(item, "websocket.key", "the key is too long");
    item.key.clear();
}

Item MessageReader::read(std::string message, bool cut)
{
    Item item;
    if (cut) {
        reject(item, "websocket.too_long", "it has more than a megabyte");
        item.payload = "{}";
        return item;
    }
    if (const auto read = checked_.read(message); !read) {
        reject(item, "websocket.json", read.error().message);
        // What is refused is shown as far as it is text.
        cx::json::Value shown = cx::json::Object{};
        if (cx::json::is_utf8(message)) shown["message"] = message.substr(0, CX_PAYLOAD_BYTES / 8);
        item.payload = cx::json::is_utf8(shown.text_of("message")) ? cx::json::write(shown) : "{}";
        return item;
    }
    item.payload = std::move(message);
    if (!cursor_.empty()) item.cursor = checked_.text_at(cursor_).value_or("");
    if (item.cursor.size() > cursor_bytes_max) item.cursor.clear();
    if (!matches()) return item;
    item.kind = Item::Kind::record;
    const std::string operation =
        operation_.empty() ? "" : checked_.text_at(operation_).value_or("");
    if (std::find(removes_.begin(), removes_.end(), operation) != removes_.end())
        item.kind = Item::Kind::removal;
    read_key(item);
    item.print = fingerprint(item.key + '\n' + item.cursor);
    return item;
}

}  // namespace websocket
