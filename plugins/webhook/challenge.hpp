// What senders ask once, to learn whether a receiver is one: each wants a text of its own back.
#pragma once

#include <cx/receiver.hpp>

namespace webhook {

// Answers the request where it is such a question:
//   Slack    {"type": "url_verification", "challenge": T} in the body  -> T
//   Meta     ?hub.mode=subscribe&hub.challenge=T                       -> T (the hub has looked at
//   the
//            verify token, see `auth`)
//   Okta     header X-Okta-Verification-Challenge: T                   -> {"verification": T}
//   CloudEvents webhooks: OPTIONS with WebHook-Request-Origin: T       -> WebHook-Allowed-Origin: T
// False: it is none.
bool answer_challenge(const cx::Request& request, cx::Response& response);

}  // namespace webhook
