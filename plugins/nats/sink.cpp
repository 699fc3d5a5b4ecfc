#include "nats/sink.hpp"

#include "nats/wave.hpp"

#include <fmt/format.h>

namespace nats_sink {
namespace {

constexpr std::chrono::milliseconds slice{100};
constexpr std::size_t header_bytes = 512;  // More than our headers ever take.

SubjectTemplate template_of(const Settings& settings)
{
    auto parsed = SubjectTemplate::parse(settings.subject);
    if (!parsed) throw cx::BadOptions(parsed.error().message);
    return *std::move(parsed);
}

}  // namespace

struct NatsSink::Prepared {
    cx::json::Value change;
    Message message;
};

NatsSink::NatsSink(Settings settings, cx::Host host)
    : settings_(std::move(settings)), host_(host), subject_(template_of(settings_))
{
    if (settings_.servers.empty()) throw cx::BadOptions("option 'servers' names no server");
    if (settings_.certificate.empty() != settings_.key.empty())
        throw cx::BadOptions("options 'certificate' and 'key' belong together");
}

// One server after the other, beginning behind the one that was lost.
cx::Status NatsSink::connect()
{
    cx::Status last = cx::retry("no server");
    for (std::size_t i = 0; i < settings_.servers.size(); ++i) {
        if (host_.stopping()) return cx::retry("the hub stops");
        const std::string& server = settings_.servers[server_++ % settings_.servers.size()];
        last = Session::open(settings_, server, acks_, session_);
        if (last.code != CX_OK) continue;
        last = session_->prepare(settings_, subject_.pattern());
        if (last.code == CX_OK) return last;
        session_.reset();
    }
    return last;
}

cx::Status NatsSink::deliver(std::span<const cx_text> changes, cx::Receipt& out)
{
    if (session_ && session_->closed()) session_.reset();
    if (!session_)
        if (cx::Status status = connect(); status.code != CX_OK) return status;
    std::vector<Prepared> all;
    for (const cx_text& text : changes) {
        auto change = cx::json::parse(cx::view(text));
        Prepared prepared{.change = change ? *std::move(change) : cx::json::Value()};
        prepared.message = {.subject = subject_.of(prepared.change),
                            .id = settings_.id_prefix + prepared.change.text_of("seq"),
                            .data = cx::view(text)};
        all.push_back(std::move(prepared));
    }
    for (std::size_t begin = 0; begin < all.size();)
        if (cx::Status status = deliver_wave(all, begin, out); status.code != CX_OK) {
            session_.reset();  // What it still brings is known by its id.
            return status;
        }
    return cx::ok();
}

cx::Status NatsSink::deliver_wave(const std::vector<Prepared>& all, std::size_t& begin,
                                  cx::Receipt& out)
{
    Wave wave;
    acks_->clear();
    std::size_t end = begin;
    cx::Status sent = cx::ok();
    for (; end < all.size() && sent.code == CX_OK; ++end) {
        const Message& message = all[end].message;
        if (!wave.takes(all[end].change, message.data.size())) break;
        wave.add(all[end].change, message.data.size());
        acks_->expect(message.id);
        if (message.data.size() + header_bytes > session_->payload_bytes_max()) {
            acks_->told(message.id,
                        {.error = "it is larger than the server's max_payload", .refused = true});
            continue;
        }
        sent = session_->publish(settings_, message);
        if (sent.code != CX_OK) acks_->told(message.id, {.error = sent.why});
    }
    if (cx::Status waited = wait_for_acks(); waited.code != CX_OK && sent.code == CX_OK)
        sent = waited;
    const cx::Status judged = judge(all, end, begin, out);
    return judged.code == CX_OK ? sent : judged;
}

cx::Status NatsSink::wait_for_acks()
{
    // The library gives up by itself; this is for a thread of it that hangs.
    const auto deadline =
        std::chrono::steady_clock::now() + settings_.ack_timeout + std::chrono::seconds(2);
    while (!acks_->wait(slice)) {
        if (host_.stopping()) return cx::retry("the hub stops");
        if (const std::string words = acks_->complaint(); !words.empty())
            return cx::failed("NATS: " + words);
        if (session_->closed()) return cx::retry("the connection to NATS is lost");
        if (std::chrono::steady_clock::now() > deadline)
            return cx::retry("the stream does not confirm");
    }
    return cx::ok();
}

// The prefix that is done. What was confirmed behind a gap is sent again and known by its id.
cx::Status NatsSink::judge(const std::vector<Prepared>& all, std::size_t end, std::size_t& begin,
                           cx::Receipt& out)
{
    for (; begin < end; ++begin) {
        const Acks::Outcome outcome = acks_->outcome(all[begin].message.id);
        if (!outcome.known) return cx::retry("the stream has not confirmed a message");
        if (outcome.refused)
            out.rejected(begin, outcome.error);
        else if (!outcome.error.empty())
            return cx::retry(
                fmt::format("stream '{}' refuses a message: {}", settings_.stream, outcome.error));
        out.delivered(begin + 1);
    }
    return cx::ok();
}

}  // namespace nats_sink
