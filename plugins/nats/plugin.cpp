// What the library offers: a JetStream stream as a sink of changes.
#include "nats/sink.hpp"

CX_PLUGIN(nats_sink::NatsSink, nats_sink::sink_options, "nats",
          "Every change as a message of a NATS JetStream stream.")
