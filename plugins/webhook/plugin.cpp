// What the library offers.
#include "webhook/receiver.hpp"
#include "webhook/sink.hpp"

CX_PLUGIN_ROLES("webhook",
                "Records that systems send by themselves, and changes to receivers of webhooks.",
                cx::role<webhook::WebhookReceiver, cx::no_options>(),
                cx::role<webhook::WebhookSink, webhook::sink_options>())
