// What the hub is to one plugin instance: its log, its small durable values, the hub's clock, the
// budget of its connection and the trace of the call at hand.
#pragma once

#include "base/clock.hpp"
#include "plugin/budget.hpp"
#include "plugin/plugin.hpp"
#include "store/store.hpp"
#include "telemetry/telemetry.hpp"

#include <memory>
#include <string>

namespace cx::app {

// Lives as long as the instance that it was made for. Values are kept under `owner`, so a pipeline
// and a sink of one name have their own.
class PluginSide {
public:
    struct Parts {
        telemetry::Telemetry& telemetry;
        store::Store& store;
        Clock& clock;
    };

    PluginSide(const Parts& parts, std::string name, std::string owner,
               std::shared_ptr<plugin::Budget> budget)
        : parts_(parts),
          name_(std::move(name)),
          owner_(std::move(owner)),
          budget_(std::move(budget))
    {
    }
    PluginSide(const PluginSide&) = delete;
    PluginSide& operator=(const PluginSide&) = delete;

    plugin::Host host(const bool* stopping);

private:
    static PluginSide& of(void* self) { return *static_cast<PluginSide*>(self); }
    static void log(void* self, int level, const char* text, std::size_t size);
    static bool state_get(void* self, std::string_view key, std::string& value);
    static bool state_put(void* self, std::string_view key, std::string_view value);
    static std::int64_t now_us(void* self);
    static std::uint32_t take_budget(void* self, std::uint32_t requests);
    static std::string trace_id(void* self);

    Parts parts_;
    std::string name_;
    std::string owner_;
    std::shared_ptr<plugin::Budget> budget_;
};

}  // namespace cx::app
