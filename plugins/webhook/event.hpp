// Changes as CloudEvents 1.0, and the signature over a request that carries them.
#pragma once

#include <cx/http.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace webhook {

// One change of the hub as a CloudEvent in JSON, `data` being the change exactly as it is given:
//   id       its seq, so that (source, id) tells one that comes again
//   type     cxhub.profile.updated, cxhub.order.upsert: what it is of and what happened
//   subject  the profile, where there is one
//   time     when the hub recorded it
//   traceparent  of the request that carries it, for those who pass events on
// docs/guides/receive-webhooks.md tells it to receivers.
std::string event_of(std::string_view change, std::string_view source,
                     std::string_view traceparent);

// The bytes behind "whsec_", which are base64, or the text itself. Nothing where the base64 is
// none.
std::string key_of(const std::string& secret);

// Headers of Standard Webhooks: webhook-id, webhook-timestamp (seconds) and webhook-signature,
// which holds "v1," and the base64 of HMAC-SHA256(key, id.timestamp.body) for each key, a blank
// between.
cx::http::Headers signed_headers(const std::vector<std::string>& keys, const std::string& id,
                                 std::int64_t timestamp, std::string_view body);

}  // namespace webhook
