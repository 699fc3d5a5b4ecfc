#include "http/proxy.hpp"

#include <cx/plugin.hpp>

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <cstdlib>

namespace cx::http {
namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// "shop.example" and ".shop.example" name the domain and all below it; a port behind ':' narrows
// it.
bool names_host(std::string_view entry, const Url& url)
{
    entry = trimmed(entry);
    if (entry == "*") return true;
    const std::size_t colon = entry.rfind(':');
    if (colon != std::string_view::npos && entry.find(':') == colon) {
        if (entry.substr(colon + 1) != std::to_string(url.port)) return false;
        entry = entry.substr(0, colon);
    }
    while (!entry.empty() && (entry.front() == '.' || entry.front() == '*')) entry.remove_prefix(1);
    if (entry.empty()) return false;
    const std::string_view host = url.host;
    return host == entry || (host.ends_with(entry) && host[host.size() - entry.size() - 1] == '.');
}

bool is_exempt(std::string_view list, const Url& url)
{
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        if (names_host(list.substr(0, comma), url)) return true;
        if (comma == std::string_view::npos) return false;
        list.remove_prefix(comma + 1);
    }
    return false;
}

std::string decoded(const std::string& text)
{
    std::string out;
    Poco::URI::decode(text, out);
    return out;
}

// Where `text` is no address nothing of it is told: it may hold a password.
Proxy read(const std::string& text, const char* where)
{
    try {
        const Poco::URI uri(text.find("://") == std::string::npos ? "http://" + text : text);
        if (uri.getScheme() == "http" && !uri.getHost().empty()) {
            const std::string& user_info = uri.getUserInfo();
            const std::size_t colon = user_info.find(':');
            Proxy proxy{.host = uri.getHost(), .port = uri.getPort()};
            proxy.user = decoded(user_info.substr(0, colon));
            if (colon != std::string::npos) proxy.password = decoded(user_info.substr(colon + 1));
            return proxy;
        }
    } catch (const Poco::Exception&) {
        // Told below.
    }
    throw BadOptions(std::string(where) +
                     " should be an address such as http://proxy.example:3128");
}

}  // namespace

std::string from_environment(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::optional<Proxy> proxy_for(const Url& url, const Connection& options,
                               const Environment& environment)
{
    if (options.proxy == "none") return {};
    if (!options.proxy.empty()) {
        Proxy proxy = read(options.proxy, "option 'proxy'");
        if (!options.proxy_user.empty()) proxy.user = options.proxy_user;
        if (!options.proxy_password.empty()) proxy.password = options.proxy_password;
        return proxy;
    }
    const auto either = [&](const char* small, const char* capital) {
        std::string value = environment(small);
        return value.empty() && capital ? environment(capital) : value;
    };
    std::string named =
        url.secure ? either("https_proxy", "HTTPS_PROXY") : either("http_proxy", nullptr);
    if (named.empty()) named = either("all_proxy", "ALL_PROXY");
    if (named.empty() || url.is_loopback() || is_exempt(either("no_proxy", "NO_PROXY"), url))
        return {};
    return read(named, url.secure ? "HTTPS_PROXY" : "http_proxy");
}

}  // namespace cx::http
