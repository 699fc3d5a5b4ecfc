#include "unify/mail_domains.hpp"

#include "unify/text.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

constexpr std::size_t typo_bytes = 8;      // A shorter domain one letter off is another one.
constexpr std::size_t company_bytes = 10;  // The same for domains that nobody knows.

// Where people have mailboxes. Two of these are never slips of each other (gmail.com, ymail.com).
// Source: the domains that providers offer at registration, by their own help pages.
constexpr std::string_view providers[] = {
    "gmail.com",      "naver.com",      "daum.net",       "hanmail.net",   "nate.com",
    "kakao.com",      "korea.com",      "hanmir.com",     "paran.com",     "dreamwiz.com",
    "freechal.com",   "empas.com",      "empal.com",      "chol.com",      "lycos.co.kr",
    "hotmail.com",    "hotmail.co.kr",  "hotmail.co.uk",  "hotmail.fr",    "outlook.com",
    "outlook.kr",     "live.com",       "live.co.kr",     "live.co.uk",    "msn.com",
    "yahoo.com",      "yahoo.co.kr",    "yahoo.co.jp",    "yahoo.co.uk",   "yahoo.fr",
    "yahoo.de",       "ymail.com",      "rocketmail.com", "icloud.com",    "me.com",
    "mac.com",        "aol.com",        "mail.com",       "email.com",     "gmx.com",
    "gmx.net",        "gmx.de",         "web.de",         "t-online.de",   "proton.me",
    "protonmail.com", "pm.me",          "zoho.com",       "yandex.com",    "yandex.ru",
    "mail.ru",        "qq.com",         "163.com",        "126.com",       "sina.com",
    "foxmail.com",    "comcast.net",    "verizon.net",    "att.net",       "sbcglobal.net",
    "bellsouth.net",  "cox.net",        "charter.net",    "earthlink.net", "btinternet.com",
    "orange.fr",      "wanadoo.fr",     "free.fr",        "laposte.net",   "libero.it",
    "docomo.ne.jp",   "softbank.ne.jp", "ezweb.ne.jp",    "fastmail.com"};

struct Alias {
    std::string_view domain;
    std::string_view provider;
};

// One mailbox under two domains, by the providers' own help pages.
constexpr Alias aliases[] = {
    {"hanmail.net", "daum.net"}, {"googlemail.com", "gmail.com"}, {"me.com", "icloud.com"},
    {"mac.com", "icloud.com"},   {"protonmail.com", "proton.me"}, {"protonmail.ch", "proton.me"},
    {"pm.me", "proton.me"},      {"yandex.ru", "yandex.com"},     {"ya.ru", "yandex.com"},
    {"gmx.net", "gmx.de"},       {"fastmail.fm", "fastmail.com"}};

// Providers with one domain only: another ending is a slip ("naver.co", "gmail.co.kr").
constexpr Alias single_domains[] = {{"gmail", "gmail.com"},   {"naver", "naver.com"},
                                    {"daum", "daum.net"},     {"hanmail", "hanmail.net"},
                                    {"nate", "nate.com"},     {"kakao", "kakao.com"},
                                    {"icloud", "icloud.com"}, {"dreamwiz", "dreamwiz.com"}};

// The provider that was meant, or the domain itself.
std::string_view meant(std::string_view domain)
{
    if (is_provider(domain)) return domain;
    const std::string_view label = domain.substr(0, domain.find('.'));
    for (const Alias& single : single_domains)
        if (label == single.domain) return single.provider;
    for (const std::string_view provider : providers)
        if (provider.size() >= typo_bytes && one_edit_apart(domain, provider)) return provider;
    return domain;
}

std::string_view without_alias(std::string_view domain)
{
    for (const Alias& alias : aliases)
        if (domain == alias.domain) return alias.provider;
    return domain;
}

}  // namespace

bool is_provider(std::string_view domain)
{
    return std::find(std::begin(providers), std::end(providers), domain) != std::end(providers);
}

bool same_provider(std::string_view a, std::string_view b)
{
    if (a == b) return true;
    const std::string_view meant_a = without_alias(meant(without_alias(a)));
    const std::string_view meant_b = without_alias(meant(without_alias(b)));
    if (meant_a == meant_b) return true;
    return !is_provider(meant_a) && !is_provider(meant_b) &&
           std::min(a.size(), b.size()) >= company_bytes && one_edit_apart(a, b);
}

}  // namespace cx::unify
