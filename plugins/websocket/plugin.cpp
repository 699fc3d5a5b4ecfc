// What the library offers.
#include "websocket/source.hpp"

CX_PLUGIN(websocket::WebSocketSource, websocket::source_options, "websocket",
          "JSON messages of a WebSocket feed, such as Bluesky's Jetstream.")
