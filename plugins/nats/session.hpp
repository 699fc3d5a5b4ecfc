// One connection to one server of the cluster, with its JetStream context. The library's own
// reconnecting is off: a lost connection is given up, and the next delivery makes a new one to
// whoever answers.
#pragma once

#include "nats/acks.hpp"
#include "nats/options.hpp"

#include <cx/source.hpp>

#include <nats/nats.h>

#include <memory>
#include <string>

namespace nats_sink {

struct Message {
    std::string subject;
    std::string id;
    std::string_view data;
};

class Session {
public:
    // Error: retry or failed; no secret in its words.
    static cx::Status open(const Settings& settings, const std::string& server,
                           const std::shared_ptr<Acks>& acks, std::unique_ptr<Session>& out);

    // Whether the stream is there, made where that is wanted.
    cx::Status prepare(const Settings& settings, const std::string& subjects);
    // Sends; the answer goes to the acks.
    cx::Status publish(const Settings& settings, const Message& message);
    bool closed() const;
    std::size_t payload_bytes_max() const;

private:
    struct Destroy {
        void operator()(natsConnection* connection) const { natsConnection_Destroy(connection); }
        void operator()(jsCtx* context) const { jsCtx_Destroy(context); }
        void operator()(natsOptions* options) const { natsOptions_Destroy(options); }
        void operator()(natsMsg* message) const { natsMsg_Destroy(message); }
        void operator()(jsStreamInfo* info) const { jsStreamInfo_Destroy(info); }
    };
    template <typename T>
    using Owned = std::unique_ptr<T, Destroy>;

    static natsStatus configure(natsOptions* options, const Settings& settings,
                                const std::string& server, void* acks);

    Owned<natsConnection> connection_;
    Owned<jsCtx> context_;  // Ends before its connection
};

}  // namespace nats_sink
