#include "rest/read/url.hpp"

#include <cx/http.hpp>

#include <algorithm>
#include <cctype>

namespace rest {
namespace {

std::size_t origin_end(std::string_view url)
{
    const std::size_t host = url.find("://");
    if (host == std::string_view::npos) return 0;
    return std::min(url.find_first_of("/?#", host + 3), url.size());
}

}  // namespace

std::string origin_of(std::string_view url)
{
    std::string origin(url.substr(0, origin_end(url)));
    std::transform(origin.begin(), origin.end(), origin.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool secure = origin.starts_with("https://");
    if (!secure && !origin.starts_with("http://")) return {};
    const std::size_t host = origin.find("://") + 3;
    if (origin.find('@') != std::string::npos || host == origin.size()) return {};
    const std::size_t port = origin.rfind(':');
    const std::size_t bracket = origin.rfind(']');
    const bool named = port >= host && (bracket == std::string::npos || port > bracket);
    if (!named) origin += secure ? ":443" : ":80";
    return origin;
}

std::string_view behind_origin(std::string_view url)
{
    return url.substr(origin_end(url));
}

bool is_absolute(std::string_view url)
{
    return url.starts_with("http://") || url.starts_with("https://") ||
           url.starts_with("HTTP://") || url.starts_with("HTTPS://");
}

std::string joined(std::string_view base, std::string_view path)
{
    if (is_absolute(path)) return std::string(path);
    if (path.empty()) return std::string(base);
    while (base.ends_with('/')) base.remove_suffix(1);
    while (path.starts_with('/')) path.remove_prefix(1);
    return std::string(base) + "/" + std::string(path);
}

bool has_query_key(std::string_view url, std::string_view key)
{
    const std::size_t query = url.find('?');
    if (query == std::string_view::npos) return false;
    const std::string encoded = cx::http::encoded(key);
    std::string_view rest = url.substr(query + 1);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view name = rest.substr(0, std::min(rest.find('='), end));
        if (name == key || name == encoded) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

bool is_loopback(std::string_view origin)
{
    const std::size_t host = origin.find("://");
    if (host == std::string_view::npos) return false;
    const std::string_view name = origin.substr(host + 3);
    return name.starts_with("127.") || name.starts_with("localhost:") || name.starts_with("[::1]");
}

}  // namespace rest
