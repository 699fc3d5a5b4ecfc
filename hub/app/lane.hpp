// One thread's work for one pipeline or sink: the plugin's instance, what runs it, and when to
// stop.
#pragma once

#include "app/plugin_side.hpp"
#include "pipeline/dispatcher.hpp"
#include "pipeline/receiver.hpp"
#include "pipeline/stream.hpp"
#include "plugin/plugin.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

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

    std::string library_;
    Mark written_;
    mutable bool stopping_ = false;  // Also read by the plugin; through std::atomic_ref alone.

protected:
    PluginSide side_;

public:
    // `settings`: a config::Pipeline or config::Sink; `kind` keeps the values of a pipeline's
    // plugin apart from those of a sink of its name.
    template <typename Settings>
    Lane(const Settings& settings, const std::string& kind, const PluginSide::Parts& parts,
         std::shared_ptr<plugin::Budget> budget)
        : library_(settings.library),
          written_(mark_of(library_)),
          side_(parts, settings.name, kind + "/" + settings.name, std::move(budget)),
          name(settings.name),
          isolation(settings.isolation)
    {
    }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // What the plugin may use; good as long as the lane lives.
    plugin::Host host() { return side_.host(&stopping_); }

    void ask_to_stop() { std::atomic_ref(stopping_).store(true); }
    bool stopping() const { return std::atomic_ref(stopping_).load(); }
    // Somebody has put another file where the plugin's library was.
    bool library_changed() const { return mark_of(library_) != written_; }

    const std::string name;
    const plugin::Isolation isolation;
    std::unique_ptr<plugin::Instance> instance;  // Ends before what it may use.
    std::thread thread;
};

// Of a pipeline: it reads a source, or takes what is sent to a receiver.
struct Connection : Lane {
    using Lane::Lane;
    // Before host(): the plugin reads what the receiver, made later, and the store have.
    void let_look_up()
    {
        side_.look_up_by([this](std::string_view stream, std::string_view key) {
            return receiver ? receiver->current(stream, key) : std::nullopt;
        });
    }
    void ask_to_stop()
    {
        Lane::ask_to_stop();
        if (receiver) receiver->stop();
    }

    std::vector<pipeline::StreamState> states() const
    {
        return receiver ? receiver->states() : runner->states();
    }

    std::shared_ptr<pipeline::PipelineRunner> runner;  // One of the two
    std::shared_ptr<pipeline::ReceiverRunner> receiver;
};

struct Destination : Lane {
    using Lane::Lane;
    std::shared_ptr<pipeline::Dispatcher> dispatcher;
};

}  // namespace cx::app
