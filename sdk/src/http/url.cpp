#include "http/url.hpp"

#include <cx/http.hpp>

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/URI.h>

#include <algorithm>
#include <cctype>

namespace cx::http {

std::string Url::authority() const
{
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == (secure ? 443 : 80) ? name : name + ":" + std::to_string(port);
}

std::string Url::text() const
{
    return (secure ? "https://" : "http://") + authority() + path;
}

bool Url::is_loopback() const
{
    Poco::Net::IPAddress address;
    return host == "localhost" ||
           (Poco::Net::IPAddress::tryParse(host, address) && address.isLoopback());
}

std::optional<Url> parse_url(std::string_view text)
{
    const bool clean = std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    });
    if (!clean) return {};
    try {
        const Poco::URI uri{std::string(text)};
        const std::string& scheme = uri.getScheme();
        if ((scheme != "http" && scheme != "https") || uri.getHost().empty() ||
            !uri.getUserInfo().empty())
            return {};
        Url url;
        url.secure = scheme == "https";
        url.host = uri.getHost();
        if (url.host.size() > 2 && url.host.front() == '[' && url.host.back() == ']')
            url.host = url.host.substr(1, url.host.size() - 2);
        std::transform(url.host.begin(), url.host.end(), url.host.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        url.port = uri.getPort();
        // As it was written: taking a path apart and joining it again may change it.
        const std::size_t begin = text.find_first_of("/?#", text.find("://") + 3);
        if (begin != std::string_view::npos) url.path = text.substr(begin, text.find('#') - begin);
        if (!url.path.empty() && url.path.front() != '/') url.path.insert(0, "/");
        return url;
    } catch (const Poco::Exception&) {
        return {};
    }
}

std::string encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

std::string shown(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
    std::string_view rest = url.substr(begin);
    rest = rest.substr(0, rest.find_first_of("?#"));
    const std::size_t at = rest.substr(0, rest.find('/')).rfind('@');
    if (at != std::string_view::npos) rest = rest.substr(at + 1);
    return std::string(url.substr(0, begin)) + std::string(rest);
}

}  // namespace cx::http
