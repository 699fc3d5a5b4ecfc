#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/unicode.hpp"

#include <algorithm>
#include <optional>

namespace cx::model {
namespace {

constexpr std::size_t url_bytes = 2048;

// Schemes that name a place; javascript:, data:, file: and the like run or hold something.
bool is_allowed_scheme(std::string_view scheme)
{
    constexpr std::string_view schemes = "http|https|ftp|ftps|at|android-app|ios-app";
    return one_of(schemes, scheme);
}

bool is_tracking(std::string_view name)
{
    constexpr std::string_view names =
        "gclid|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|ttclid|igshid|mc_cid|"
        "mc_eid|_hsenc|_hsmi|mkt_tok|n_media|n_query|n_rank|n_ad_group|n_ad|n_keyword_id|"
        "n_keyword|n_campaign_type";
    return name.substr(0, 4) == "utm_" || one_of(names, name);
}

bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

// RFC 3986 characters stay, escapes get capital digits, the rest is escaped.
std::string escaped(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~:/?[]@!$&'()*+,;=";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
            const auto digit = [](char d) { return d >= 'a' ? static_cast<char>(d - 32) : d; };
            out += {'%', digit(text[i + 1]), digit(text[i + 2])};
            i += 2;
        } else if (c < 0x80 && (std::isalnum(c) || plain.find(text[i]) != plain.npos)) {
            out += text[i];
        } else {
            out += {'%', hex[c >> 4U], hex[c & 0xfU]};
        }
    }
    return out;
}

std::string without_tracking(std::string_view query)
{
    std::string out;
    for (const std::string_view pair : split(query, '&')) {
        if (pair.empty() || is_tracking(ascii_lower(pair.substr(0, pair.find('='))))) continue;
        out += out.empty() ? "?" : "&";
        out += escaped(pair);
    }
    return out;
}

struct Authority {
    std::string text;
    bool had_credentials = false;
    bool valid = false;
};

// Names of the DNS; identifiers of app stores and of AT are taken as they are.
bool is_by_domain(std::string_view scheme)
{
    return one_of("http|https|ftp|ftps", scheme);
}

// Cuts ":8080" off; nothing where what follows the colon is no port.
std::optional<std::string_view> take_port(std::string_view& host)
{
    const std::size_t from =
        !host.empty() && host[0] == '[' ? std::min(host.find(']'), host.size()) : 0;
    const std::size_t colon = host.find(':', from);
    if (colon == host.npos) return std::string_view();
    const std::string_view port = host.substr(colon + 1);
    host = host.substr(0, colon);
    if (port.size() > 5 || port.find_first_not_of("0123456789") != port.npos) return std::nullopt;
    return port;
}

std::string host_to_ascii(std::string_view host)
{
    if (!host.empty() && host.back() == '.') host.remove_suffix(1);
    const bool address = host.size() > 3 && host.front() == '[' && host.back() == ']';
    if (!address) return domain_to_ascii(host);
    const std::string_view inner = host.substr(1, host.size() - 2);
    return inner.find_first_not_of("0123456789abcdefABCDEF:.") == inner.npos ? ascii_lower(host)
                                                                             : "";
}

Authority read_authority(std::string_view text, std::string_view scheme)
{
    Authority result;
    if (!is_by_domain(scheme)) {
        result.text = escaped(text);
        result.valid = !text.empty();
        return result;
    }
    if (const std::size_t at = text.rfind('@'); at != text.npos) {
        result.had_credentials = true;
        text.remove_prefix(at + 1);
    }
    const std::optional<std::string_view> port = take_port(text);
    if (!port) return result;
    result.text = host_to_ascii(text);
    result.valid = !result.text.empty();
    const bool usual = (scheme == "http" && *port == "80") || (scheme == "https" && *port == "443");
    if (!port->empty() && !usual) result.text += ":" + std::string(*port);
    return result;
}

}  // namespace

Converted convert_url(const json::Value& input, const ConvertContext&)
{
    const Input read = text_input(input);
    if (read.problem) return *read.problem;
    Converted result;
    std::string text = read.text;
    if (ascii_lower(text.substr(0, 4)) == "www.") {
        text.insert(0, "https://");
        warn(result, "url.fixed");
    }
    const std::size_t colon = text.find(':');
    if (colon == text.npos || colon == 0) return dropped("url.format");
    const std::string scheme = ascii_lower(text.substr(0, colon));
    if (!is_allowed_scheme(scheme)) return dropped("url.scheme");
    if (text.compare(colon, 3, "://") != 0) return dropped("url.format");

    std::string_view rest = std::string_view(text).substr(colon + 3);
    rest = rest.substr(0, rest.find('#'));
    const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
    const Authority authority = read_authority(rest.substr(0, authority_end), scheme);
    if (!authority.valid) return dropped("url.format");
    if (authority.had_credentials) warn(result, "url.credentials");
    rest.remove_prefix(authority_end);
    const std::size_t question = rest.find('?');
    std::string out = scheme + "://" + authority.text + escaped(rest.substr(0, question));
    if (question != rest.npos) out += without_tracking(rest.substr(question + 1));
    if (out.size() > url_bytes) return dropped("url.length");
    result.value = json::Value(std::move(out));
    return result;
}

}  // namespace cx::model
