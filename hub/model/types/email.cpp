#include "model/email.hpp"

#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/unicode.hpp"

#include <algorithm>
#include <array>

namespace cx::model {
namespace {

constexpr std::size_t local_bytes = 64;     // RFC 5321, 4.5.3.1
constexpr std::size_t address_bytes = 254;  // RFC 5321, 4.5.3.1.3 without the angle brackets

bool is_local_character(unsigned char c)
{
    // RFC 5322 atext, and everything above ASCII as RFC 6531 allows.
    return c >= 0x80 || std::isalnum(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~.").find(static_cast<char>(c)) !=
               std::string_view::npos;
}

bool is_local_part(std::string_view local)
{
    return !local.empty() && local.size() <= local_bytes && local.front() != '.' &&
           local.back() != '.' && local.find("..") == local.npos &&
           std::all_of(local.begin(), local.end(),
                       [](char c) { return is_local_character(static_cast<unsigned char>(c)); });
}

// A name with a top-level domain: letters, or an A-label.
bool is_mail_domain(std::string_view domain)
{
    const std::size_t dot = domain.rfind('.');
    if (dot == domain.npos || dot == 0) return false;
    const std::string_view top = domain.substr(dot + 1);
    if (top.size() < 2) return false;
    return top.substr(0, 4) == "xn--" ||
           std::all_of(top.begin(), top.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// The address in "mailto:a@b.c?subject=x", "Ada <a@b.c>" and "<a@b.c>".
std::string_view bare_address(std::string_view text)
{
    const std::size_t open = text.rfind('<');
    if (open != text.npos && text.back() == '>')
        text = trim(text.substr(open + 1, text.size() - open - 2));
    constexpr std::string_view scheme = "mailto:";
    if (ascii_lower(text.substr(0, scheme.size())) == scheme)
        text = text.substr(scheme.size(), text.find('?') - scheme.size());
    return text;
}

std::string_view local_of(std::string_view address)
{
    return address.substr(0, address.rfind('@'));
}

std::string_view domain_of(std::string_view address)
{
    const std::size_t at = address.rfind('@');
    return at == address.npos ? std::string_view() : address.substr(at + 1);
}

}  // namespace

Converted convert_email(const json::Value& input, const ConvertContext&)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    if (is_placeholder_word(read.text)) return dropped("email.placeholder");

    const std::string_view text = bare_address(read.text);
    const std::size_t at = text.rfind('@');
    if (at == text.npos || !is_local_part(text.substr(0, at))) return dropped("email.format");
    const std::string domain = domain_to_ascii(text.substr(at + 1));
    if (!is_mail_domain(domain)) return dropped("email.format");

    std::string address = std::string(text.substr(0, at)) + "@" + domain;
    if (address.size() > address_bytes) return dropped("email.format");
    if (is_placeholder_email(address)) return dropped("email.placeholder");
    const bool role = is_role_mailbox(address);
    return role ? kept_with(std::move(address), "email.role") : kept(std::move(address));
}

// "k***@n***.com": enough to recognise one's own.
json::Value mask_email(const json::Value& canonical)
{
    const std::string text = canonical.text().value_or("");
    const std::string_view domain = domain_of(text);
    if (domain.empty()) return "***";
    const std::u32string local = to_points(local_of(text));
    return to_utf8(local.substr(0, 1)) + "***@" + std::string(domain.substr(0, 1)) + "***" +
           std::string(domain.substr(domain.rfind('.')));
}

std::string email_match_key(std::string_view canonical)
{
    return lower(canonical);
}

std::string email_mailbox_key(std::string_view canonical)
{
    const std::string key = lower(canonical);
    std::string local(local_of(key));
    std::string domain(domain_of(key));
    if (domain == "googlemail.com") domain = "gmail.com";
    if (domain == "hanmail.net") domain = "daum.net";
    const std::size_t plus = local.find('+');
    if (plus != local.npos && plus > 0) local.resize(plus);
    if (domain == "gmail.com") std::erase(local, '.');
    return local + "@" + domain;
}

bool is_role_mailbox(std::string_view canonical)
{
    // RFC 2142 and the names that companies give to shared mailboxes.
    constexpr std::string_view roles =
        "abuse|accounting|accounts|admin|administrator|billing|biz|career|careers|contact|"
        "contactus|cs|customer|customerservice|desk|do-not-reply|do_not_reply|donotreply|"
        "enquiries|enquiry|feedback|finance|ceo|help|helpdesk|hello|hostmaster|hr|info|"
        "information|inquiry|invoice|jobs|legal|mail|mailer-daemon|marketing|master|news|"
        "newsletter|no-reply|no_reply|no.reply|noreply|office|order|orders|payment|"
        "postmaster|pr|press|privacy|purchase|purchasing|reception|recruit|reply|root|"
        "sales|security|service|services|shop|staff|store|support|system|team|tech|trade|"
        "voc|webmaster";
    const std::string local = lower(local_of(canonical));
    return one_of(roles, std::string_view(local).substr(0, local.find('+')));
}

bool is_placeholder_email(std::string_view canonical)
{
    constexpr std::string_view locals =
        "noemail|no-email|no_email|nomail|no-mail|noaddress|none|null|na|n/a|notprovided|"
        "nobody|unknown|undefined|asdf|qwerty|abc@abc|xxx|dummy|fake";
    constexpr std::string_view domains =
        "test.com|test.co.kr|email.com|mail.com|a.com|aa.com|aaa.com|abc.com|asdf.com|"
        "xxx.com|none.com|noemail.com|nomail.com|no.com|null.com|domain.com|example.com";
    constexpr std::string_view tries =
        "test|tester|testtest|no|a|aa|aaa|abc|asdf|x|user|email|mail|none";
    const std::string local = lower(local_of(canonical));
    const std::string domain(domain_of(canonical));
    if (one_of(locals, local)) return true;
    if (domain.find('.') != domain.npos && local == domain.substr(0, domain.find('.')) &&
        one_of(tries, local))
        return true;
    return domain != "example.com" ? one_of(domains, domain) && one_of(tries, local)
                                   : local == "test";
}

}  // namespace cx::model
