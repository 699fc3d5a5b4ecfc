// The hub as a connector sees it, for tests: a clock that is set, values that are kept, a budget.
#pragma once

#include <cx/host.hpp>
#include <cx/source.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace cx::http::testing {

class TestHost {
public:
    TestHost() : face_{this, &extension, &asked_to_stop} {}
    TestHost(const TestHost&) = delete;
    TestHost& operator=(const TestHost&) = delete;

    cx::Host host() { return cx::Host(&face_); }

    std::atomic<bool> stopping{false};
    std::int64_t now_us = 1'700'000'000'000'000;
    bool keeps = true;      // Whether there is cx.state/1 at all
    bool puts_work = true;  // Whether a put becomes durable
    std::map<std::string, std::string> values;
    std::function<std::uint32_t()> budget;
    std::vector<std::string> lines;
    std::string trace;  // Of the call at hand

private:
    static TestHost& of(void* self) { return *static_cast<TestHost*>(self); }
    static const void* extension(void* self, const char* id)
    {
        static const cx_log log = {
            [](void* to, std::int32_t, cx_text line) { of(to).lines.emplace_back(view(line)); }};
        static const cx_state state = {
            [](void* to, cx_text key, void (*found)(void*, cx_text), void* with) -> cx_status {
                const auto value = of(to).values.find(std::string(view(key)));
                if (value != of(to).values.end()) found(with, text(value->second));
                return CX_OK;
            },
            [](void* to, cx_text key, cx_text value) -> cx_status {
                if (!of(to).puts_work) return CX_RETRY;
                of(to).values[std::string(view(key))] = view(value);
                return CX_OK;
            }};
        static const cx_clock clock = {[](void* to) -> std::int64_t { return of(to).now_us; }};
        static const cx_budget taken = {
            [](void* to, std::uint32_t) -> std::uint32_t { return of(to).budget(); }};
        static const cx_trace_context context = {
            [](void* to) -> cx_text { return text(of(to).trace); }};
        const std::string_view name = id;
        if (name == CX_LOG) return &log;
        if (name == CX_STATE && of(self).keeps) return &state;
        if (name == CX_CLOCK) return &clock;
        if (name == CX_TRACE_CONTEXT) return &context;
        if (name == CX_BUDGET && of(self).budget) return &taken;
        return nullptr;
    }
    static std::int32_t asked_to_stop(void* self) { return of(self).stopping ? 1 : 0; }

    cx_host face_;
};

}  // namespace cx::http::testing
