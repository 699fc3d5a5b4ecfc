#include "app/enrichers.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

namespace cx::app {

Result<std::shared_ptr<Enrichers>> Enrichers::start(const config::Stream& stream,
                                                    std::unique_ptr<PluginSide> side,
                                                    std::function<void(const std::string&)> tell)
{
    if (stream.enrich.empty()) return std::shared_ptr<Enrichers>();
    std::shared_ptr<Enrichers> made(new Enrichers(std::move(side)));
    plugin::Host host = made->side_ ? made->side_->host(&made->stopping_)
                                    : plugin::Host{.stopping = &made->stopping_};
    host.call_deadline_ms = limits::enrich_call_ms;
    std::vector<pipeline::EnrichStep> steps;
    for (const config::Enrich& enrich : stream.enrich) {
        auto instance = plugin::start(enrich.library, enrich.options, host, enrich.isolation,
                                      config::find_installation().binary, "cx.enricher/1");
        if (!instance)
            return Error{instance.error().code,
                         fmt::format("enricher '{}' of stream '{}': {}", enrich.plugin, stream.name,
                                     instance.error().message)};
        pipeline::EnrichStep step{.plugin = enrich.plugin,
                                  .entity = enrich.entity,
                                  .reads = {enrich.reads.begin(), enrich.reads.end()},
                                  .writes = {enrich.writes.begin(), enrich.writes.end()},
                                  .counts = {enrich.counts.begin(), enrich.counts.end()},
                                  .enricher = (*instance)->enricher()};
        made->instances_.push_back(std::move(*instance));
        steps.push_back(std::move(step));
    }
    made->enrichment_ = std::make_unique<pipeline::Enrichment>(std::move(steps), std::move(tell));
    return made;
}

}  // namespace cx::app
