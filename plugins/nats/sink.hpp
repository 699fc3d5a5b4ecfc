// Changes as messages of a JetStream stream. A change is delivered when the stream has confirmed
// it; Nats-Msg-Id lets the stream drop what comes twice.
#pragma once

#include "nats/session.hpp"
#include "nats/subject.hpp"

#include <cx/plugin.hpp>

#include <optional>
#include <vector>

namespace nats_sink {

class NatsSink final : public cx::Sink {
public:
    NatsSink(Settings settings, cx::Host host);

    cx::Status deliver(std::span<const cx_text> changes, cx::Receipt& out) override;

private:
    struct Prepared;

    cx::Status connect();
    // Sends a wave from `begin` on and waits for it; moves `begin` behind what is done.
    cx::Status deliver_wave(const std::vector<Prepared>& all, std::size_t& begin, cx::Receipt& out);
    cx::Status wait_for_acks();
    cx::Status judge(const std::vector<Prepared>& all, std::size_t end, std::size_t& begin,
                     cx::Receipt& out);

    Settings settings_;
    cx::Host host_;
    SubjectTemplate subject_;
    std::shared_ptr<Acks> acks_ = Acks::make();
    std::unique_ptr<Session> session_;
    std::size_t server_ = 0;  // The next to be tried
};

}  // namespace nats_sink
