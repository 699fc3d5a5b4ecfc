// Questions about canonical e-mail addresses ("Local@example.com").
#pragma once

#include <string>
#include <string_view>

namespace cx::model {

// What two equal addresses share: the whole in lower case. (RFC 5321 lets the local part depend on
// case; no provider of people's mailboxes does.)
std::string email_match_key(std::string_view canonical);

// The mailbox behind the spelling: email_match_key without +tags, at Gmail without dots,
// hanmail.net as daum.net and googlemail.com as gmail.com. A second key, for providers whose rules
// are known only.
std::string email_mailbox_key(std::string_view canonical);

// True where many people or none read it: info@, noreply@, sales@, office@ ...
bool is_role_mailbox(std::string_view canonical);

// True for what is typed to get past a form: test@test.com, no@email.com, a@a.com.
bool is_placeholder_email(std::string_view canonical);

}  // namespace cx::model
