// Starts the probe plugin in either isolation.
#pragma once

#include "plugin/plugin.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cx::plugin {

// A host that remembers.
struct ProbeHost {
    ProbeHost()
    {
        face.self = this;
        face.stopping = &stopping;
        face.log = [](void* self, int, const char* text, std::size_t size) {
            auto& host = *static_cast<ProbeHost*>(self);
            const std::lock_guard lock(host.mutex);
            host.lines.emplace_back(text, size);
        };
        face.state_get = [](void* self, std::string_view key, std::string& value) {
            const auto& values = static_cast<ProbeHost*>(self)->state;
            const auto found = values.find(std::string(key));
            if (found != values.end()) value = found->second;
            return found != values.end();
        };
        face.state_put = [](void* self, std::string_view key, std::string_view value) {
            static_cast<ProbeHost*>(self)->state[std::string(key)] = value;
            return true;
        };
        face.now_us = [](void*) -> std::int64_t { return 1234567; };
        face.take_budget = [](void*, std::uint32_t requests) -> std::uint32_t {
            return requests > 1 ? 700 + requests : 0;
        };
        face.trace_id = [](void* self) { return static_cast<ProbeHost*>(self)->trace; };
    }

    Host face;
    bool stopping = false;
    std::mutex mutex;
    std::vector<std::string> lines;
    std::map<std::string, std::string> state;
    std::string trace;
};

inline std::string probe_library()
{
    return std::string(CX_BUILD_DIR) + "/tests/plugins/probe.so";
}

inline std::string test_host_binary()
{
    return std::string(CX_BUILD_DIR) + "/tests/unit/plugin/plugin_test_host";
}

inline Result<std::unique_ptr<Instance>> start_probe(const ProbeHost& host, Isolation isolation,
                                                     const std::string& options,
                                                     std::string_view role)
{
    return start(probe_library(), *json::parse(options), host.face, isolation, test_host_binary(),
                 role);
}

inline PollRequest request(const std::string& stream, const std::string& cursor = "")
{
    return {.stream = stream,
            .cursor = cursor,
            .record_limit = 100,
            .byte_limit = 16U << 20,
            .wait_ms = 0};
}

}  // namespace cx::plugin
