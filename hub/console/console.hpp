// The console: a static page for stewards and administrators, which the API serves at /console/.
//
// The page holds no data and no token of its own; it calls the API like any other application, with
// the token that somebody signs in with and that stays in the page's memory.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cx::console {

struct File {
    std::string_view name;  // "main.js"
    std::string_view media_type;
    std::string_view text;  // Lives as long as the program.
    std::string etag;       // With its quotes.
};

// All files of the page. [any-thread]
std::span<const File> files();
// The file of a name, "" being the page itself; null where there is none.
const File* find(std::string_view name);

// What the page may do: its own files and its own API, nothing inline, nothing from elsewhere.
inline constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

}  // namespace cx::console
