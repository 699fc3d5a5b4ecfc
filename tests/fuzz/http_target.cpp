// The target of an HTTP request: what was understood, written again with every byte escaped, means
// the same.
#include "api/exchange.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::fuzz {
namespace {

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return out;
}

std::string written(const api::Request& request)
{
    std::string out;
    for (const std::string& segment : request.path) out += "/" + escaped(segment);
    const char* separator = "?";
    for (const auto& [name, value] : request.query) {
        out += separator + escaped(name) + "=" + escaped(value);
        separator = "&";
    }
    return out;
}

void check_text(std::string_view text)
{
    promise(is_utf8(text), "a part of a target is UTF-8");
    const bool control = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    promise(!control, "a part of a target holds no control characters");
}

}  // namespace

void try_input(std::string_view input)
{
    api::Request request;
    if (!api::parse_target(input, request)) return;
    promise(!request.path.empty(), "a target has a path");
    for (const std::string& segment : request.path) check_text(segment);
    for (const auto& [name, value] : request.query) {
        check_text(name);
        check_text(value);
    }
    api::Request again;
    promise(api::parse_target(written(request), again), "an escaped target is one");
    promise(again.path == request.path && again.query == request.query,
            "an escaped target means the same");
}

}  // namespace cx::fuzz
