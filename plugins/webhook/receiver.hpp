// Takes what systems send by themselves: a JSON object or a list of them, or CloudEvents.
#pragma once

#include <cx/plugin.hpp>

#include <array>
#include <span>
#include <string>
#include <vector>

namespace webhook {

struct ReceiverOptions {
    std::vector<std::string> key;
    std::string items;
    std::vector<std::string> headers;
};

inline constexpr auto receiver_stream_options = cx::options(
    cx::option("key", &ReceiverOptions::key,
               "Where the key of a record stands in it, as data.customer.id; several are joined. "
               "Without it an event's source and id are the key, or the record's content."),
    cx::option("items", &ReceiverOptions::items,
               "Where the list of records stands in a body, as data.items; without it the body is "
               "one record, or a list of them."),
    cx::option("headers", &ReceiverOptions::headers,
               "Headers to put into each record, below 'headers', by their names in lower case."));

inline constexpr std::array<cx::RejectCode, 2> receiver_rejects{{
    {"webhook.event", "A CloudEvent breaks the rules of its version 1.0.",
     "Correct it at its sender: specversion 1.0, id, source and type are needed."},
    {"webhook.object", "An element of a list is no JSON object.",
     "Let the option 'items' name the list of records, or correct the sender."},
}};

class WebhookReceiver final : public cx::Receiver {
public:
    static constexpr const auto& stream_options = receiver_stream_options;
    static constexpr std::span<const cx::RejectCode> reject_codes = receiver_rejects;

    WebhookReceiver(cx::NoOptions, cx::StreamOptions<ReceiverOptions> streams)
        : streams_(std::move(streams))
    {
    }

    cx::Status handle(const cx::Request& request, cx::BatchWriter& out,
                      cx::Response& response) override;

private:
    const cx::StreamOptions<ReceiverOptions> streams_;
};

}  // namespace webhook
