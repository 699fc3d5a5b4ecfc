#include "segment/message.hpp"

#include <cx/abi.h>

#include <algorithm>
#include <array>

namespace segment {
namespace {

using cx::json::Value;

constexpr std::size_t message_bytes = 32U << 10;

bool is_known(std::string_view type)
{
    constexpr std::array<std::string_view, 6> types{"alias", "group",  "identify",
                                                    "page",  "screen", "track"};
    return std::find(types.begin(), types.end(), type) != types.end();
}

// Senders write "", null or 0 where they know nobody.
void drop_hollow_ids(Value& message)
{
    for (const char* const name : {"userId", "anonymousId", "previousId", "groupId"}) {
        const Value* const id = message.find(name);
        if (id && id->text().value_or("").empty()) message.as_object().erase(name);
    }
}

// What is missing for the message to say anything, as a code and a sentence, or nothing.
void check(const Value& value, Message& message)
{
    const std::string type = value.text_of("type");
    const bool somebody = value.find("userId") || value.find("anonymousId");
    if (!is_known(type)) {
        message.code = "segment.type";
        message.why = "the message has no type of the tracking API";
    } else if (type == "alias" ? !value.find("userId") || !value.find("previousId") : !somebody) {
        message.code = "segment.identity";
        message.why = type == "alias" ? "an alias needs userId and previousId"
                                      : "the message has neither userId nor anonymousId";
    } else if (type == "track" && value.text_of("event").empty()) {
        message.code = "segment.event";
        message.why = "a track message has no event";
    } else if (type == "group" && !value.find("groupId")) {
        message.code = "segment.group";
        message.why = "a group message has no groupId";
    }
}

Value completed(const Value& given, const Shared& shared)
{
    Value value = given;
    value.as_object().erase("writeKey");
    if (!shared.type.empty()) value["type"] = shared.type;
    if (!value.find("context") && shared.context.is_object()) value["context"] = shared.context;
    const bool dated = !value.text_of("timestamp").empty() ||
                       !value.text_of("originalTimestamp").empty() ||
                       !value.text_of("sentAt").empty();
    if (!dated && !shared.sent_at.empty())
        value["sentAt"] = shared.sent_at;
    else if (!dated)
        value["receivedAt"] = shared.received_at;
    drop_hollow_ids(value);
    return value;
}

}  // namespace

Message read_message(const Value& given, const Shared& shared)
{
    Message message;
    if (!given.is_object()) {
        message.payload = cx::json::write(given);
        message.code = "segment.message";
        message.why = "the message is no JSON object";
        return message;
    }
    const Value value = completed(given, shared);
    message.payload = cx::json::write(value);
    const std::string id = value.text_of("messageId");
    if (id.size() <= CX_KEY_BYTES) message.key = id;
    check(value, message);
    if (message.payload.size() > message_bytes) {
        message.code = "segment.too_large";
        message.why = "the message is longer than 32 KiB";
    }
    return message;
}

}  // namespace segment
