#include "unify/mailbox.hpp"

#include "base/text.hpp"
#include "model/email.hpp"
#include "unify/keys.hpp"
#include "unify/mail_domains.hpp"
#include "unify/name_words.hpp"
#include "unify/spelled_name.hpp"
#include "unify/text.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

constexpr std::size_t text_bytes = 254;        // RFC 5321, 4.5.3.1.3
constexpr std::size_t distinctive_digits = 3;  // Two are a year of birth as often as not.
constexpr std::size_t scrambled_letters = 12;  // Fewer are in other addresses, too.
constexpr std::size_t typo_letters = 5;        // A shorter name one letter off is another one.

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

std::size_t digits_in(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}

std::string letters_and_digits(std::string_view text)
{
    std::string out;
    for (const char32_t code : decode(text))
        if (is_letter(code) || (code >= '0' && code <= '9')) append_utf8(code, out);
    return out.empty() ? std::string(text) : out;
}

// Without the @ that a handle begins with.
std::string_view without_at(std::string_view text)
{
    while (text.starts_with('@') || trim(text).size() < text.size())
        text = trim(text.substr(text.starts_with('@') ? 1 : 0));
    return text;
}

// "k***" hides whose it is.
bool identifies_nobody(const std::string& key, bool has_domain)
{
    if (key.find('*') != key.npos || model::is_role_mailbox(key)) return true;
    if (has_domain) return model::is_placeholder_email(key);
    // What is one in front of a placeholder's domain is one alone, too.
    return is_placeholder_id(key) || model::is_placeholder_email(key + "@test.com");
}

// Could anybody tell whether Latin letters spell this name?
bool is_spelled_in_latin(std::span<const NameReading> names)
{
    return names.empty() || std::any_of(names.begin(), names.end(), [](const NameReading& reading) {
               return reading.script == Script::latin || reading.script == Script::hangul;
           });
}

bool is_distinctive(std::string_view local, std::span<const NameReading> names)
{
    if (digits_in(local) >= distinctive_digits) return true;
    return is_spelled_in_latin(names) && letters_beyond_name(local, names) >= another_word;
}

// Equal but for digits: 81 and 82 are two people's years, not a slip.
bool differ_in_digits_only(std::string_view a, std::string_view b)
{
    const auto next = [](std::string_view text, std::size_t from) {
        while (from < text.size() && is_digit(text[from])) ++from;
        return from;
    };
    std::size_t i = next(a, 0);
    std::size_t j = next(b, 0);
    while (i < a.size() && j < b.size()) {
        if (a[i] != b[j]) return false;
        i = next(a, i + 1);
        j = next(b, j + 1);
    }
    return i == a.size() && j == b.size();
}

bool is_long_enough(std::string_view local)
{
    return local.size() - digits_in(local) >= typo_letters;
}

bool a_slip_apart(std::string_view a, std::string_view b)
{
    return one_edit_apart(a, b) && is_long_enough(a) && is_long_enough(b) &&
           (a == b || !differ_in_digits_only(a, b));
}

// All letters of the shorter are in the other, in whatever order, as where "anna.meier@breslow.com"
// became "anna.meie@brreslow.com". Digits keep theirs: they tell namesakes apart.
bool is_scrambled(std::string_view a, std::string_view b)
{
    if (a.size() > b.size()) std::swap(a, b);
    return b.size() - a.size() <= 1 && a.size() >= scrambled_letters && a.front() == b.front() &&
           letters_in_common(a, b) == a.size() && digits_of(a) == digits_of(b);
}

// Of equal local parts that are not one mailbox.
MailboxMatch compare_equal_locals(const Mailbox& a, const Mailbox& b)
{
    return a.distinctive && b.distinctive ? MailboxMatch::local : MailboxMatch::unknown;
}

}  // namespace

Mailbox read_mailbox(std::string_view text, std::span<const NameReading> names)
{
    text = without_at(text);
    if (text.empty() || text.size() > text_bytes || !is_utf8(text)) return {};
    const std::size_t at = text.rfind('@');
    const bool has_domain = at != text.npos && at > 0 && at + 1 < text.size();
    Mailbox out;
    out.key = has_domain ? model::email_mailbox_key(text) : encode(fold(text));
    if (identifies_nobody(out.key, has_domain)) return {};
    const std::string_view key = out.key;
    const std::string_view local = has_domain ? key.substr(0, key.rfind('@')) : key;
    out.local = letters_and_digits(local);
    if (has_domain) out.domain = key.substr(key.rfind('@') + 1);
    out.distinctive = is_distinctive(local, names);
    return out;
}

MailboxMatch compare_mailboxes(const Mailbox& a, const Mailbox& b)
{
    if (a.key.empty() || b.key.empty()) return MailboxMatch::unknown;
    const bool logins = a.domain.empty() || b.domain.empty();
    if (logins) return a.local == b.local ? compare_equal_locals(a, b) : MailboxMatch::differ;
    if (a.key == b.key) return MailboxMatch::same;
    if (a.domain == b.domain)
        return a_slip_apart(a.local, b.local) ? MailboxMatch::near : MailboxMatch::differ;
    if (a.local != b.local)
        return is_scrambled(a.key, b.key) && !(is_provider(a.domain) && is_provider(b.domain))
                   ? MailboxMatch::near
                   : MailboxMatch::differ;
    return same_provider(a.domain, b.domain) || is_scrambled(a.key, b.key)
               ? MailboxMatch::near
               : compare_equal_locals(a, b);
}

}  // namespace cx::unify
