#include "webhook/sink.hpp"

#include <algorithm>
#include <chrono>

namespace webhook {
namespace {

// The hub offers the rest again; a call that lasts would be taken for one that hangs.
constexpr std::chrono::seconds call_time{5};

std::vector<std::string> keys_of(const SinkOptions& options)
{
    std::vector<std::string> keys;
    for (const std::string* secret : {&options.signing_secret, &options.previous_signing_secret}) {
        if (secret->empty()) continue;
        keys.push_back(key_of(*secret));
        if (keys.back().empty())
            throw cx::BadOptions("a signing secret that begins with whsec_ should go on in base64");
    }
    if (options.signing_secret.empty() && !keys.empty())
        throw cx::BadOptions("'previous_signing_secret' goes with 'signing_secret'");
    return keys;
}

cx::http::Settings settings_of(const SinkOptions& options)
{
    if (options.source.empty()) throw cx::BadOptions("option 'source' should not be empty");
    return {.url = options.url, .connection = options, .credentials = options};
}

// Whether the answer is about what was sent, rather than about where and by whom.
bool refuses_event(int status)
{
    constexpr int about_the_sink[] = {401, 403, 404, 405, 407, 415};
    return status >= 400 && status < 500 && cx::http::judge(status) == CX_FAILED &&
           std::find(std::begin(about_the_sink), std::end(about_the_sink), status) ==
               std::end(about_the_sink);
}

std::string id_of(cx_text change)
{
    const cx::Result<cx::json::Value> value = cx::json::parse(cx::view(change));
    return value ? value->text_of("seq") : "";
}

}  // namespace

WebhookSink::WebhookSink(SinkOptions options, cx::Host host)
    : options_(std::move(options)),
      keys_(keys_of(options_)),
      host_(host),
      http_(settings_of(options_), host)
{
}

std::size_t WebhookSink::next_batch(std::span<const cx_text> changes) const
{
    if (options_.mode == "structured") return 1;
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < changes.size() && count < options_.batch_size) {
        bytes += changes[count].size;
        if (count > 0 && bytes > options_.batch_bytes) break;
        ++count;
    }
    return count;
}

WebhookSink::Outcome WebhookSink::post(std::span<const cx_text> changes)
{
    const bool batched = options_.mode == "batched";
    cx::http::Request request{.method = "POST", .repeatable = true};
    request.content_type =
        batched ? "application/cloudevents-batch+json" : "application/cloudevents+json";
    const std::string trace = cx::http::traceparent(host_);
    for (const cx_text& change : changes) {
        if (!request.body.empty()) request.body += ',';
        request.body += event_of(cx::view(change), options_.source, trace);
    }
    if (batched) request.body = "[" + request.body + "]";
    std::string id = id_of(changes.front());
    if (changes.size() > 1) id += "-" + id_of(changes.back());
    request.headers = signed_headers(keys_, id, host_.now_us() / 1'000'000, request.body);
    request.headers.emplace_back("traceparent", trace);

    const cx::http::Answer answer = http_.send(request);
    if (answer.status.code == CX_OK) return {};
    if (refuses_event(answer.response.status)) return {.refusal = answer.status.why};
    return {.status = answer.status};
}

cx::Status WebhookSink::deliver(std::span<const cx_text> changes, cx::Receipt& out)
{
    const auto until = std::chrono::steady_clock::now() + call_time;
    std::size_t done = 0;
    std::size_t alone = 0;  // Up to here each goes by itself, for one of them was refused.
    while (done < changes.size()) {
        const std::span<const cx_text> rest = changes.subspan(done);
        const std::size_t count = done < alone ? 1 : next_batch(rest);
        Outcome outcome = post(rest.first(count));
        if (outcome.status.code != CX_OK) return outcome.status;
        if (!outcome.refusal.empty() && count > 1) {
            alone = done + count;
            continue;
        }
        if (!outcome.refusal.empty()) out.rejected(done, outcome.refusal);
        done += count;
        out.delivered(done);
        if (host_.stopping()) return cx::retry("the hub stops");
        if (std::chrono::steady_clock::now() >= until) break;
    }
    return cx::ok();
}

}  // namespace webhook
