#include "webhook/receiver.hpp"

#include <cx/plugin.hpp>

CX_PLUGIN_ROLES("webhook", "Records that systems send by themselves: webhooks and CloudEvents.",
                cx::role<webhook::WebhookReceiver, cx::no_options>())
