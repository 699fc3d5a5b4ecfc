#include "config/references.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace cx::config {
namespace {

constexpr std::string_view environment = "env:";
constexpr std::string_view secret = "secret:";

bool is_plain_name(std::string_view name)
{
    return !name.empty() && name.size() <= 128 && name.front() != '.' && name.front() != '-' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.';
           });
}

// The inside of the `${...}` that begins at `at`; nothing where it is not closed.
struct Reference {
    std::string_view inside;
    bool closed = false;
};

Reference reference_at(std::string_view text, std::size_t at)
{
    const std::size_t end = text.find('}', at);
    if (end == text.npos) return {};
    return {text.substr(at + 2, end - at - 2), true};
}

Replaced wrong(std::string message)
{
    return {"", "config.reference", std::move(message)};
}

// What a variable stands for; an error where it is not set and has no default.
Replaced variable(std::string_view inside)
{
    inside.remove_prefix(environment.size());
    const std::size_t dash = inside.find(":-");
    const std::string name(inside.substr(0, dash));
    if (!is_plain_name(name))
        return wrong(
            "'${env:...}' needs the name of an environment variable, as in ${env:NAME} or "
            "${env:NAME:-default}");
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
    const char* value = std::getenv(name.c_str());
    if (value && !is_utf8(value))
        return {"", "config.environment",
                fmt::format("environment variable '{}' is not UTF-8", name)};
    if (value) return {value, "", ""};
    if (dash != inside.npos) return {std::string(inside.substr(dash + 2)), "", ""};
    return {
        "", "config.environment",
        fmt::format("environment variable '{0}' is not set; set it, or write ${{env:{0}:-default}}",
                    name)};
}

}  // namespace

Replaced replace_environment(std::string_view text)
{
    std::string out;
    while (true) {
        const std::size_t at = text.find("${");
        out += text.substr(0, at);
        if (at == text.npos) return {std::move(out), "", ""};
        const Reference found = reference_at(text, at);
        if (!found.closed) return wrong("'${' is not closed with '}'");
        if (found.inside.starts_with(secret)) {
            if (!is_plain_name(found.inside.substr(secret.size())))
                return wrong("'${secret:...}' needs a name of letters, digits, '_', '-' and '.'");
            out += text.substr(at, found.inside.size() + 3);
        } else if (found.inside.starts_with(environment)) {
            Replaced value = variable(found.inside);
            if (!value.message.empty()) return value;
            out += value.text;
        } else {
            return wrong("'${...}' is ${env:NAME}, ${env:NAME:-default} or ${secret:NAME}");
        }
        text.remove_prefix(at + found.inside.size() + 3);
    }
}

std::vector<TextPart> secret_parts(std::string_view text)
{
    std::vector<TextPart> parts;
    std::string plain;
    while (!text.empty()) {
        if (text.starts_with("${secret:")) {
            if (!plain.empty()) parts.push_back({std::exchange(plain, {}), false});
            const std::string_view inside = reference_at(text, 0).inside;
            parts.push_back({std::string(inside.substr(secret.size())), true});
            text.remove_prefix(inside.size() + 3);
        } else {
            plain += text.front();
            text.remove_prefix(1);
        }
    }
    if (!plain.empty()) parts.push_back({std::move(plain), false});
    return parts;
}

bool mentions_secret(std::string_view text)
{
    const std::vector<TextPart> parts = secret_parts(text);
    return std::any_of(parts.begin(), parts.end(),
                       [](const TextPart& part) { return part.secret; });
}

bool is_environment_reference(std::string_view text)
{
    return text.starts_with("${env:") && text.find('}') == text.size() - 1 &&
           text.find(":-") == text.npos;
}

}  // namespace cx::config
