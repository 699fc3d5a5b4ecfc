// What the hub is to one plugin instance: its log, its small durable values, the hub's clock, the
// budget of its connection and the trace of the call at hand.
#pragma once

#include "base/clock.hpp"
#include "plugin/budget.hpp"
#include "plugin/plugin.hpp"
#include "store/store.hpp"
#include "telemetry/telemetry.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

    // Tells the payload of a stream's current record.
    using LookUp =
        std::function<std::optional<std::string>(std::string_view stream, std::string_view key)>;
    // Lets the plugin read the current records of the pipeline's streams.
    void look_up_by(LookUp look_up) { look_up_ = std::move(look_up); }

    plugin::Host host(const bool* stopping);

private:
    static PluginSide& of(void* self) { return *static_cast<PluginSide*>(self); }
    static void log(void* self, int level, const char* text, std::size_t size);
    static bool state_get(void* self, std::string_view key, std::string& value);
    static bool state_put(void* self, std::string_view key, std::string_view value);
    static std::int64_t now_us(void* self);
    static std::uint32_t take_budget(void* self, std::uint32_t requests);
    static std::string trace_id(void* self);
    static bool current(void* self, std::string_view stream, std::string_view key,
                        std::string& payload);
    static std::vector<plugin::Current> page(void* self, std::string_view stream,
                                             std::uint64_t position, std::uint32_t limit);

    Parts parts_;
    std::string name_;
    std::string owner_;
    std::shared_ptr<plugin::Budget> budget_;
    LookUp look_up_;
};

}  // namespace cx::app
