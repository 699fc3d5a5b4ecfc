#include "plugin/remote.hpp"

#include "base/limits.hpp"
#include "plugin/batch.hpp"
#include "plugin/child.hpp"
#include "plugin/reply.hpp"

#include <cx/sink.hpp>

#include <mutex>

namespace cx::plugin {
namespace {

constexpr std::uint32_t start_deadline_ms = 30'000;

class Remote final : public Instance,
                     private Source,
                     private Receiver,
                     private Sink,
                     private Enricher {
public:
    Remote(std::string library, std::string_view role, const json::Value& options, const Host& host,
           std::string binary)
        : library_(std::move(library)),
          role_(role),
          options_(json::write(options)),
          host_(host),
          binary_(std::move(binary))
    {
    }

    // Error codes: as start_remote.
    Result<Done> start();

    plugin::Source* source() override { return role_ == CX_SOURCE ? this : nullptr; }
    plugin::Receiver* receiver() override { return role_ == CX_RECEIVER ? this : nullptr; }
    plugin::Sink* sink() override { return role_ == CX_SINK ? this : nullptr; }
    plugin::Enricher* enricher() override { return role_ == CX_ENRICHER ? this : nullptr; }
    std::uint64_t restarts() const override { return restarts_; }

private:
    PollResult poll(const PollRequest& request) override;
    void committed(const std::string& stream, const std::string& cursor) override;
    ReceiveResult handle(const ReceiveRequest& request) override;
    DeliverResult deliver(std::span<const std::string> changes) override;
    EnrichResult enrich(std::span<const std::string> values) override;

    // Sends `texts` in parts, then the frame that ends them; false where the child is gone.
    bool send_texts(std::span<const std::string> texts, Kind end);
    // A child that runs, started again where the last one is gone; "" or why not.
    std::string ensure();
    // Waits for `answer`; on failure the child is dropped and the reason returned.
    std::string await(std::uint32_t patience_ms, const std::function<bool(const Frame&)>& on_frame);

    const std::string library_;
    const std::string role_;
    const std::string options_;
    const Host host_;
    const std::string binary_;
    std::mutex mutex_;  // poll and committed may come from two threads.
    std::unique_ptr<Child> child_;
    std::uint64_t restarts_ = 0;
};

Result<Done> Remote::start()
{
    auto child = Child::spawn(binary_, library_);
    if (!child) return child.error();
    child_ = *std::move(child);
    Encoder out;
    const bool has_state = host_.state_get && host_.state_put;
    out.text(role_).number((host_.log ? 1U : 0U) | (has_state ? 2U : 0U) |
                           (host_.now_us ? 4U : 0U) | (host_.take_budget ? 8U : 0U) |
                           (host_.trace_id ? 16U : 0U) | (host_.current && host_.page ? 32U : 0U));
    out.text(options_);
    if (!child_->send(Kind::start, out.take())) {
        child_.reset();
        return Error{"plugin.start", "the plugin's process does not listen"};
    }
    Error refused;
    const std::string lost = await(start_deadline_ms, [&](const Frame& frame) {
        if (frame.kind == Kind::started) return true;
        Decoder in(frame.body);
        refused = {std::string(in.text()), std::string(in.text())};
        return frame.kind == Kind::refused && !in.bad();
    });
    if (!lost.empty()) return Error{"plugin.start", lost};
    if (refused.code.empty()) return Done{};
    child_.reset();
    return refused;
}

std::string Remote::ensure()
{
    if (child_) return {};
    ++restarts_;
    const Result<Done> started = start();
    return started ? "" : started.error().message;
}

std::string Remote::await(std::uint32_t patience_ms,
                          const std::function<bool(const Frame&)>& on_frame)
{
    std::string lost = child_->await(host_, patience_ms, on_frame);
    if (!lost.empty()) child_.reset();
    return lost;
}

// False where the frame does not decode. A full batch is the child's fault and shows when it is
// finished.
bool add_records(const Frame& frame, Batch& batch)
{
    Decoder in(frame.body);
    while (!in.at_end()) {
        const std::uint64_t kind = in.number();
        const std::string_view key = in.text();
        const std::string_view payload = in.text();
        const std::string_view position = in.text();
        const bool is_reject = kind == 2;
        const std::string_view code = is_reject ? in.text() : std::string_view();
        const std::string_view why = is_reject ? in.text() : std::string_view();
        if (in.bad() || kind > 2) return false;
        const cx_record record{text(key), text(payload), text(position),
                               static_cast<std::int32_t>(kind)};
        if (is_reject)
            batch.add_reject(record, code, why);
        else
            batch.add(record);
    }
    return !in.bad();
}

PollResult Remote::poll(const PollRequest& request)
{
    const std::lock_guard lock(mutex_);
    Batch batch(request, Batch::Check::payloads);
    const auto postponed = [&](const std::string& why) {
        batch.set_error(why, 0);
        return batch.finish(CX_RETRY);
    };
    if (const std::string why = ensure(); !why.empty()) return postponed(why);
    Encoder out;
    out.text(request.stream).text(request.cursor).number(request.record_limit);
    out.number(request.byte_limit).number(request.wait_ms);
    if (!child_->send(Kind::poll, out.take())) {
        child_.reset();
        return postponed("the plugin's process is gone");
    }
    cx_status status = CX_FAILED;
    bool broken = false;
    const std::string lost =
        await(request.wait_ms + host_.call_deadline_ms, [&](const Frame& frame) {
            if (frame.kind == Kind::records) {
                broken = broken || !add_records(frame, batch);
                return false;
            }
            Decoder in(frame.body);
            status = static_cast<cx_status>(in.number());
            const std::string_view error = in.text();
            const auto retry_after_ms = static_cast<std::uint32_t>(in.number());
            const std::string_view cursor = in.text();
            const auto flags = static_cast<std::uint32_t>(in.number());
            batch.set_total(in.number());
            if (status == CX_OK)
                batch.set_cursor(cursor, flags);
            else
                batch.set_error(error, retry_after_ms);
            return frame.kind == Kind::polled && !in.bad() && !broken;
        });
    return lost.empty() ? batch.finish(status) : postponed(lost);
}

void Remote::committed(const std::string& stream, const std::string& cursor)
{
    const std::lock_guard lock(mutex_);
    // A child that is not there has nothing to release; the next one polls from the committed
    // cursor.
    if (!child_) return;
    Encoder out;
    out.text(stream).text(cursor);
    if (!child_->send(Kind::committed, out.take())) child_.reset();
}

std::string encoded(const ReceiveRequest& request)
{
    Encoder out;
    out.text(request.stream).text(request.method).text(request.path).text(request.remote);
    out.number(request.record_limit).number(request.byte_limit).text(request.body);
    for (const ReceiveRequest::Pairs* pairs : {&request.query, &request.headers}) {
        out.number(pairs->size());
        for (const auto& [name, value] : *pairs) out.text(name).text(value);
    }
    return out.take();
}

ReceiveResult Remote::handle(const ReceiveRequest& request)
{
    const std::lock_guard lock(mutex_);
    const PollRequest limits{.record_limit = request.record_limit,
                             .byte_limit = request.byte_limit};
    Batch batch(limits, Batch::Check::payloads);
    Reply reply;
    const auto postponed = [&](const std::string& why) {
        batch.set_error(why, 0);
        return reply.finish(batch.finish_request(CX_RETRY));
    };
    if (const std::string why = ensure(); !why.empty()) return postponed(why);
    if (!child_->send(Kind::handle, encoded(request))) {
        child_.reset();
        return postponed("the plugin's process is gone");
    }
    cx_status status = CX_FAILED;
    bool broken = false;
    const std::string lost = await(host_.call_deadline_ms, [&](const Frame& frame) {
        if (frame.kind == Kind::records) {
            broken = broken || !add_records(frame, batch);
            return false;
        }
        Decoder in(frame.body);
        status = static_cast<cx_status>(in.number());
        const std::string_view error = in.text();
        const auto retry_after_ms = static_cast<std::uint32_t>(in.number());
        if (status != CX_OK) batch.set_error(error, retry_after_ms);
        reply.set_status(static_cast<std::int64_t>(in.number()));
        const std::string_view media_type = in.text();
        const std::string_view body = in.text();
        if (!media_type.empty() || !body.empty()) reply.add_body(media_type, body);
        while (!in.at_end()) {
            const std::string_view name = in.text();
            reply.add_header(name, in.text());
        }
        return frame.kind == Kind::handled && !in.bad() && !broken;
    });
    return lost.empty() ? reply.finish(batch.finish_request(status)) : postponed(lost);
}

bool Remote::send_texts(std::span<const std::string> texts, Kind end)
{
    Encoder out;
    bool sent = true;
    for (const std::string& text : texts) {
        if (out.size() + text.size() > part_bytes && out.size() > 0)
            sent = sent && child_->send(Kind::changes, out.take());
        out.text(text);
    }
    if (out.size() > 0) sent = sent && child_->send(Kind::changes, out.take());
    sent = sent && child_->send(end, {});
    if (!sent) child_.reset();
    return sent;
}

EnrichResult Remote::enrich(std::span<const std::string> values)
{
    const std::lock_guard lock(mutex_);
    const auto postponed = [&](std::string why) {
        return EnrichResult{PollResult::Status::retry, std::move(why),
                            std::vector<std::string>(values.size())};
    };
    if (std::string why = ensure(); !why.empty()) return postponed(std::move(why));
    if (!send_texts(values, Kind::enrich)) return postponed("the plugin's process is gone");
    EnrichResult result;
    std::string lost = await(host_.call_deadline_ms, [&](const Frame& frame) {
        Decoder in(frame.body);
        if (frame.kind == Kind::records) {  // A part of what was found
            while (!in.at_end()) result.found.emplace_back(in.text());
            return result.found.size() > values.size() || in.bad();
        }
        result.status = to_status(static_cast<cx_status>(in.number()));
        result.error = clean_text(in.text(), CX_MESSAGE_BYTES);
        return frame.kind == Kind::enriched && !in.bad();
    });
    if (lost.empty() && result.found.size() != values.size()) {
        child_.reset();
        lost = "the plugin's process answered for other values and was killed";
    }
    for (std::string& found : result.found)
        if (found.size() > CX_ENRICHED_BYTES) found.clear();
    return lost.empty() ? result : postponed(std::move(lost));
}

DeliverResult Remote::deliver(std::span<const std::string> changes)
{
    const std::lock_guard lock(mutex_);
    DeliverResult result;
    const auto postponed = [&](std::string why) {
        DeliverResult empty;
        empty.status = PollResult::Status::retry;
        empty.error = std::move(why);
        return empty;
    };
    if (std::string why = ensure(); !why.empty()) return postponed(std::move(why));
    if (!send_texts(changes, Kind::deliver)) return postponed("the plugin's process is gone");
    std::string lost = await(host_.call_deadline_ms, [&](const Frame& frame) {
        Decoder in(frame.body);
        result.status = to_status(static_cast<cx_status>(in.number()));
        result.error = clean_text(in.text(), CX_MESSAGE_BYTES);
        result.retry_after_ms = static_cast<std::uint32_t>(in.number());
        result.delivered = in.number();
        while (!in.at_end()) {
            const std::size_t index = in.number();
            result.rejected.push_back({index, clean_text(in.text(), CX_MESSAGE_BYTES)});
        }
        return frame.kind == Kind::delivered && !in.bad() && result.delivered <= changes.size();
    });
    return lost.empty() ? result : postponed(std::move(lost));
}

}  // namespace

Result<std::unique_ptr<Instance>> start_remote(const std::string& library, std::string_view role,
                                               const json::Value& options, const Host& host,
                                               const std::string& binary)
{
    auto instance = std::make_unique<Remote>(library, role, options, host, binary);
    if (const Result<Done> started = instance->start(); !started) return started.error();
    return std::unique_ptr<Instance>(std::move(instance));
}

}  // namespace cx::plugin
