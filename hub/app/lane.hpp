// One thread's work for one pipeline or sink: the plugin's instance, what runs it, and when to
// stop.
#pragma once

#include "base/clock.hpp"
#include "pipeline/dispatcher.hpp"
#include "pipeline/stream.hpp"
#include "plugin/plugin.hpp"
#include "telemetry/telemetry.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace cx::app {

class Lane {
private:
    using Mark = std::pair<std::filesystem::file_time_type, std::uintmax_t>;

    static Mark mark_of(const std::string& path)
    {
        std::error_code ignored;
        const auto time = std::filesystem::last_write_time(path, ignored);
        return {time, std::filesystem::file_size(path, ignored)};
    }
    static void speak(void* self, int level, const char* text, std::size_t size)
    {
        const auto* lane = static_cast<Lane*>(self);
        const auto bounded = static_cast<telemetry::LogLevel>(std::clamp(level, 0, 4));
        lane->telemetry_.plugin_log(lane->name, bounded, std::string_view(text, size));
    }

    std::string library_;
    Mark written_;
    telemetry::Telemetry& telemetry_;
    mutable bool stopping_ = false;  // Also read by the plugin; through std::atomic_ref alone.

public:
    Lane(std::string its_name, std::string library, plugin::Isolation its_isolation,
         telemetry::Telemetry& telemetry)
        : library_(std::move(library)),
          written_(mark_of(library_)),
          telemetry_(telemetry),
          name(std::move(its_name)),
          isolation(its_isolation)
    {
    }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // What the plugin may use; good as long as the lane lives.
    plugin::Host host() { return {.log = &Lane::speak, .self = this, .stopping = &stopping_}; }

    void ask_to_stop() { std::atomic_ref(stopping_).store(true); }
    bool stopping() const { return std::atomic_ref(stopping_).load(); }
    // Somebody has put another file where the plugin's library was.
    bool library_changed() const { return mark_of(library_) != written_; }

    const std::string name;
    const plugin::Isolation isolation;
    std::unique_ptr<plugin::Instance> instance;  // Ends before what it may use.
    std::thread thread;
};

struct Connection : Lane {
    using Lane::Lane;
    std::shared_ptr<pipeline::PipelineRunner> runner;
};

struct Destination : Lane {
    using Lane::Lane;
    std::shared_ptr<pipeline::Dispatcher> dispatcher;
};

}  // namespace cx::app
