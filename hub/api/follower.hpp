// One reader that follows the changes as server-sent events.
//
// It sleeps until something is committed, reads from its own position, and holds no connection of
// the store while the listener writes. What it is about to hand out is in the access log first. Its
// token is looked at anew each second and before each page, so a revoked one ends the stream.
#pragma once

#include "api/routes.hpp"

namespace cx::api {

// The answer that goes on, or 410 (kept no longer), 429 (too many follow), 400 (Last-Event-ID is no
// position). Reads on behind Last-Event-ID, else behind `after`, else behind the newest change.
Answer follow_changes(const Call& call);

}  // namespace cx::api
