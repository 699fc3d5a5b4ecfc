// The Segment HTTP tracking API, as its client libraries speak it.
//
// The hub has made sure of the write key (`auth: {kind: basic}`) and undone gzip.
#pragma once

#include "segment/message.hpp"

#include <cx/plugin.hpp>

#include <array>
#include <span>
#include <string_view>

namespace segment {

inline constexpr std::array<cx::RejectCode, 6> reject_table{{
    {"segment.event", "A track message names no event.", "Give track() the name of an event."},
    {"segment.group", "A group message names no group.", "Give group() a groupId."},
    {"segment.identity", "A message does not tell whose it is.",
     "Send userId or anonymousId with every message; alias needs userId and previousId."},
    {"segment.message", "An element of a batch is no JSON object.",
     "Send messages as objects, as the client libraries do."},
    {"segment.too_large", "A message is longer than 32 KiB.",
     "Send fewer properties; long texts belong elsewhere."},
    {"segment.type", "A message has no type of the tracking API.",
     "Types are identify, track, page, screen, group and alias."},
}};

class SegmentReceiver final : public cx::Receiver {
public:
    static constexpr std::span<const cx::RejectCode> reject_codes = reject_table;

    SegmentReceiver(cx::NoOptions, cx::Host host) : host_(host) {}

    cx::Status handle(const cx::Request& request, cx::BatchWriter& out,
                      cx::Response& response) override;

private:
    const cx::Host host_;
};

}  // namespace segment
