// What the library offers.
#include "webhook/sink.hpp"

CX_PLUGIN_ROLES("webhook", "Changes to receivers of webhooks, as CloudEvents.",
                cx::role<webhook::WebhookSink, webhook::sink_options>())
