#include "api/router.hpp"

#include "base/text.hpp"

#include <span>

namespace cx::api {
namespace {

bool is_capture(std::string_view segment)
{
    return segment.starts_with('{');
}

bool is_rest(std::string_view segment)
{
    return segment.ends_with("...}");
}

// A path from its segments.
std::string joined(std::span<const std::string> segments)
{
    std::string path;
    for (const std::string& segment : segments) path += (path.empty() ? "" : "/") + segment;
    return path;
}

// How many segments are fixed where the path fits the template, -1 where it does not.
int fit(std::string_view pattern, const std::vector<std::string>& path,
        std::map<std::string, std::string>& captured)
{
    std::vector<std::string_view> segments = split(pattern.substr(1), '/');
    if (is_rest(segments.back())) {
        const std::string_view name = segments.back().substr(1, segments.back().size() - 5);
        segments.pop_back();
        if (segments.size() > path.size()) return -1;
        captured.emplace(name, joined(std::span(path).subspan(segments.size())));
    } else if (segments.size() != path.size()) {
        return -1;
    }
    int fixed = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (is_capture(segments[i])) {
            if (path[i].empty()) return -1;
            captured.emplace(segments[i].substr(1, segments[i].size() - 2), path[i]);
        } else if (segments[i] == path[i]) {
            ++fixed;
        } else {
            return -1;
        }
    }
    return fixed;
}

}  // namespace

Match match_route(Request& request)
{
    Match match;
    int best = -1;
    for (const Endpoint& endpoint : endpoints()) {
        std::map<std::string, std::string> captured;
        const int fixed = fit(endpoint.route.path, request.path, captured);
        if (fixed < 0 || fixed < best) continue;
        if (fixed > best) match = {};
        best = fixed;
        match.allow += (match.allow.empty() ? "" : ", ") + std::string(endpoint.route.method);
        if (endpoint.route.method != request.method && endpoint.route.method != "ANY") continue;
        match.endpoint = &endpoint;
        request.captured = std::move(captured);
    }
    return match;
}

}  // namespace cx::api
