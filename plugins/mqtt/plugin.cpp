// What the library offers.
#include "mqtt/source.hpp"

CX_PLUGIN(mqtt::MqttSource, mqtt::source_options, "mqtt",
          "Messages of an MQTT broker: JSON, text or Sparkplug B, none lost.")
