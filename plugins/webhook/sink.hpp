// The sink of the webhook plugin: posts changes as CloudEvents to one address, in their order.
#pragma once

#include "webhook/event.hpp"

#include <cx/http.hpp>
#include <cx/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace webhook {

struct SinkOptions : cx::http::Connection, cx::http::Credentials {
    std::string url;
    std::string mode = "batched";
    std::uint32_t batch_size = 100;
    std::uint32_t batch_bytes = 1U << 20;
    std::string source = "/cxhub";
    std::string signing_secret;
    std::string previous_signing_secret;
};

inline constexpr auto sink_options = cx::options_of<SinkOptions>(
    cx::option("url", &SinkOptions::url, "Where changes are posted.").required(),
    cx::option("mode", &SinkOptions::mode,
               "batched: several events a request, as a JSON array; structured: one event a "
               "request.")
        .one_of("batched", "structured"),
    cx::option("batch_size", &SinkOptions::batch_size, "Events in one request, at most.")
        .at_least(1)
        .at_most(500),
    cx::option("batch_bytes", &SinkOptions::batch_bytes,
               "Bytes of one request, roughly; a larger event goes alone.")
        .at_least(1024)
        .at_most(16 << 20),
    cx::option("source", &SinkOptions::source,
               "The attribute `source` of the events: a URI reference that names this hub."),
    cx::option("signing_secret", &SinkOptions::signing_secret,
               "Key of the signature (HMAC-SHA256, Standard Webhooks); whsec_ and base64, or any "
               "text. Without it requests are not signed.")
        .secret(),
    cx::option("previous_signing_secret", &SinkOptions::previous_signing_secret,
               "Signs as well, while receivers change over from it.")
        .secret(),
    cx::http::credential_options, cx::http::connection_options);

// 2xx is delivered. An answer that speaks of the event (4xx but those below) rejects it; several in
// one request are then sent one by one, so that only the one that is meant is lost. 408, 425, 429
// and 5xx come again; 401, 403, 404, 405, 407 and 415 speak of the sink's own configuration: they
// fail, and nothing is lost.
class WebhookSink final : public cx::Sink {
public:
    WebhookSink(SinkOptions options, cx::Host host);

    cx::Status deliver(std::span<const cx_text> changes, cx::Receipt& out) override;

private:
    struct Outcome {
        cx::Status status;
        std::string refusal;  // Status ok: why the receiver does not want what was sent
    };

    Outcome post(std::span<const cx_text> changes);
    // How many of these go into one request.
    std::size_t next_batch(std::span<const cx_text> changes) const;

    const SinkOptions options_;
    const std::vector<std::string> keys_;
    cx::Host host_;
    cx::http::Client http_;
};

}  // namespace webhook
