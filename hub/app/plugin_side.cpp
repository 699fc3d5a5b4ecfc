#include "app/plugin_side.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::app {

plugin::Host PluginSide::host(const bool* stopping)
{
    return {.log = &log,
            .self = this,
            .stopping = stopping,
            .state_get = &state_get,
            .state_put = &state_put,
            .now_us = &now_us,
            .take_budget = budget_ ? &take_budget : nullptr,
            .trace_id = &trace_id,
            .current = look_up_ ? &current : nullptr,
            .page = look_up_ ? &page : nullptr};
}

void PluginSide::log(void* self, int level, const char* text, std::size_t size)
{
    const auto bounded = static_cast<telemetry::LogLevel>(std::clamp(level, 0, 4));
    of(self).parts_.telemetry.plugin_log(of(self).name_, bounded, std::string_view(text, size));
}

// A store that fails must not throw through the plugin: it has no value now.
bool PluginSide::state_get(void* self, std::string_view key, std::string& value)
{
    try {
        auto found = of(self).parts_.store.get_state(of(self).owner_, std::string(key));
        if (!found || found->empty()) return false;  // Empty: removed.
        value = *std::move(found);
        return true;
    } catch (const store::StoreError& error) {
        of(self).parts_.telemetry.note(telemetry::LogLevel::error, error.what());
        return false;
    }
}

bool PluginSide::state_put(void* self, std::string_view key, std::string_view value)
{
    try {
        of(self).parts_.store.put_state(of(self).owner_, std::string(key), std::string(value));
        return true;
    } catch (const store::StoreError& error) {
        of(self).parts_.telemetry.note(telemetry::LogLevel::error, error.what());
        return false;
    }
}

std::int64_t PluginSide::now_us(void* self)
{
    return of(self).parts_.clock.now().micros;
}

std::uint32_t PluginSide::take_budget(void* self, std::uint32_t requests)
{
    return of(self).budget_->take(requests);
}

bool PluginSide::current(void* self, std::string_view stream, std::string_view key,
                         std::string& payload)
{
    try {
        std::optional<std::string> found = of(self).look_up_(stream, key);
        if (!found) return false;
        payload = *std::move(found);
        return true;
    } catch (const store::StoreError& error) {
        of(self).parts_.telemetry.note(telemetry::LogLevel::error, error.what());
        return false;
    }
}

std::vector<plugin::Current> PluginSide::page(void* self, std::string_view stream,
                                              std::uint64_t position, std::uint32_t limit)
{
    std::vector<plugin::Current> rows;
    try {
        const auto view = of(self).parts_.store.view();
        for (store::View::RawRow& row :
             view->raw_page(of(self).name_, std::string(stream),
                            static_cast<std::int64_t>(position), static_cast<int>(limit)))
            rows.push_back({static_cast<std::uint64_t>(row.position), std::move(row.origin.key),
                            std::move(row.payload)});
    } catch (const store::StoreError& error) {
        of(self).parts_.telemetry.note(telemetry::LogLevel::error, error.what());
    }
    return rows;
}

std::string PluginSide::trace_id(void*)
{
    return telemetry::TraceScope::current();
}

}  // namespace cx::app
