// The enrichers of one stream: their plugins' instances, and what lets them look at its batches.
#pragma once

#include "app/plugin_side.hpp"
#include "config/config.hpp"
#include "pipeline/enrich.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cx::app {

class Enrichers {
public:
    // Starts them; nothing where the stream has none. `side` is what they may use of the hub;
    // without it they get no more than the time. `tell` hears why one failed.
    static Result<std::shared_ptr<Enrichers>> start(const config::Stream& stream,
                                                    std::unique_ptr<PluginSide> side,
                                                    std::function<void(const std::string&)> tell);
    Enrichers(const Enrichers&) = delete;
    Enrichers& operator=(const Enrichers&) = delete;

    // Lives as long as `these`.
    static std::shared_ptr<pipeline::Enrichment> enrichment(const std::shared_ptr<Enrichers>& these)
    {
        return these ? std::shared_ptr<pipeline::Enrichment>(these, these->enrichment_.get())
                     : nullptr;
    }
    void ask_to_stop() { __atomic_store_n(&stopping_, true, __ATOMIC_RELEASE); }

private:
    explicit Enrichers(std::unique_ptr<PluginSide> side) : side_(std::move(side)) {}

    std::unique_ptr<PluginSide> side_;
    bool stopping_ = false;
    std::vector<std::unique_ptr<plugin::Instance>> instances_;  // End before what they may use.
    std::unique_ptr<pipeline::Enrichment> enrichment_;
};

}  // namespace cx::app
