// E-mail addresses and login names as evidence beyond the equal address.
#pragma once

#include "unify/reading.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cx::unify {

enum class MailboxMatch : std::uint8_t {
    unknown,  // One of them is empty, or equal local parts merely spell the name
    same,     // One mailbox in any spelling (model::email_mailbox_key)
    near,  // A slip of the hand: one edit in the local part or the domain, an alias of the domain
    // Equal local parts at different providers or of login names, which say more than the name
    local,
    differ,
};

// "kim.minsu84@gmail.com" and its parts. A login name or a handle ("@kim.minsu84") has no domain.
struct Mailbox {
    std::string key;     // model::email_mailbox_key, or the folded login name
    std::string local;   // Letters and digits of the local part, without the +tag
    std::string domain;  // Empty: a login name
    // Beyond the letters of the person's own name (family, given, initials, in any order and with
    // usual separators) the local part has at least three digits or another word of at least three
    // letters; only then is it evidence of its own.
    bool distinctive = false;

    auto operator<=>(const Mailbox&) const = default;
};

// `text` is an address in canonical form, or a login name. Empty where it is a placeholder or a
// role mailbox, which identify nobody.
Mailbox read_mailbox(std::string_view text, std::span<const NameReading> names);

// Symmetric.
MailboxMatch compare_mailboxes(const Mailbox& a, const Mailbox& b);

}  // namespace cx::unify
