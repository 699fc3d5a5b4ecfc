#include "segment/receiver.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>
#include <string>

namespace segment {
namespace {

using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

constexpr std::size_t body_bytes = 500'000;
constexpr std::size_t batch_messages = 2500;

// Last part of a path -> what it takes; the short names are those of browsers and phones.
struct Call {
    std::string_view name;
    std::string_view type;
};
constexpr std::array calls{
    Call{"batch", "batch"}, Call{"b", "batch"},        Call{"import", "batch"},
    Call{"track", "track"}, Call{"t", "track"},        Call{"identify", "identify"},
    Call{"page", "page"},   Call{"i", "identify"},     Call{"p", "page"},
    Call{"s", "screen"},    Call{"screen", "screen"},  Call{"group", "group"},
    Call{"g", "group"},     Call{"alias", "alias"},    Call{"a", "alias"},
    Call{"m", "metrics"},   Call{"metrics", "metrics"}};

std::string_view type_of(std::string_view path)
{
    if (path.starts_with("v1/")) path.remove_prefix(3);
    while (path.ends_with('/')) path.remove_suffix(1);
    const auto found = std::find_if(calls.begin(), calls.end(),
                                    [&](const Call& call) { return call.name == path; });
    return found == calls.end() ? std::string_view() : found->type;
}

cx::Status answer(cx::Response& response, int status, std::string_view why)
{
    response.status(status);
    Object body{{"success", status < 300}};
    if (!why.empty()) body.emplace("message", why);
    response.json(body);
    return cx::ok();
}

// The messages of a body; nothing where it has none.
std::optional<Array> messages_of(Value& body, std::string_view type)
{
    if (type != "batch") {
        Array only;
        only.push_back(std::move(body));
        return only;
    }
    Value* const batch = body.find("batch");
    if (!batch || !batch->is_array()) return std::nullopt;
    return std::move(batch->as_array());
}

// RFC 3339 in UTC.
std::string time_text(std::int64_t now_us)
{
    const std::time_t seconds = now_us / 1'000'000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const std::size_t length =
        std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), length};
}

Shared shared_of(const Value& body, std::string_view type)
{
    Shared shared;
    if (type != "batch") {
        shared.type = type;
        return shared;
    }
    if (const Value* const context = body.find("context")) shared.context = *context;
    shared.sent_at = body.text_of("sentAt");
    return shared;
}

void write(const Message& message, std::size_t index, cx::BatchWriter& out)
{
    const std::string position = "message " + std::to_string(index);
    const cx::Record record{.key = message.key, .payload = message.payload, .position = position};
    if (message.code.empty())
        out.record(record);
    else
        out.reject(record, message.code, message.why);
}

}  // namespace

cx::Status SegmentReceiver::handle(const cx::Request& request, cx::BatchWriter& out,
                                   cx::Response& response)
{
    const std::string_view type = type_of(request.path);
    if (type.empty()) return answer(response, 404, "there is no such call of the tracking API");
    if (request.method != "POST") {
        response.header("Allow", "POST");
        return answer(response, 405, "calls of the tracking API are posted");
    }
    // Figures of the browser library about itself.
    if (type == "metrics") return answer(response, 200, "");
    if (request.body.size() > body_bytes)
        return answer(response, 413, "a request is at most 500 KB");
    cx::Result<Value> body = cx::json::parse(request.body);
    if (!body || !body->is_object()) return answer(response, 400, "the body is no JSON object");
    Shared shared = shared_of(*body, type);
    shared.received_at = time_text(host_.now_us());
    const std::optional<Array> messages = messages_of(*body, type);
    if (!messages) return answer(response, 400, "a batch has a list of messages, 'batch'");
    if (messages->size() > std::min<std::size_t>(batch_messages, request.record_limit))
        return answer(response, 413, "a batch is at most 2500 messages");
    for (std::size_t i = 0; i < messages->size(); ++i)
        write(read_message((*messages)[i], shared), i, out);
    return answer(response, 200, "");
}

}  // namespace segment
