#include "console/console.hpp"

#include "base/hash.hpp"
#include "console/page.hpp"

#include <algorithm>
#include <vector>

namespace cx::console {
namespace {

std::string_view media_type(std::string_view name)
{
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    return "image/svg+xml";
}

}  // namespace

std::span<const File> files()
{
    static const std::vector<File> all = [] {
        std::vector<File> rows;
        for (const Text& text : page())
            rows.push_back({.name = text.name,
                            .media_type = media_type(text.name),
                            .text = text.text,
                            .etag = '"' + to_hex(hash128(text.text)) + '"'});
        return rows;
    }();
    return all;
}

const File* find(std::string_view name)
{
    const std::string_view wanted = name.empty() ? "index.html" : name;
    const auto found = std::find_if(files().begin(), files().end(),
                                    [&](const File& file) { return file.name == wanted; });
    return found == files().end() ? nullptr : &*found;
}

}  // namespace cx::console
