#include "app/cassette.hpp"
#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/enrichers.hpp"
#include "base/limits.hpp"
#include "pipeline/mapped_batch.hpp"
#include "plugin/plugin.hpp"
#include "store/store.hpp"
#include "unify/features.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <thread>

namespace cx::app {
namespace {

// Profiles that share a key with the entity which may link. Empty where there is no store yet.
std::set<std::string> near_profiles(store::View* view, const model::Entity& entity,
                                    const std::string& source, const unify::IdentityModel& identity)
{
    std::set<std::string> profiles;
    if (!view || entity.type->kind != model::EntityKind::party) return profiles;
    const unify::Features features =
        unify::extract({source, entity.type->name, entity.key}, entity.data, identity);
    for (const unify::MatchKey& key : features.keys) {
        const unify::NamespaceRule* rule = identity.find(key.ns.substr(0, key.ns.find('@')));
        if (!rule || rule->links == unify::NamespaceRule::Links::never) continue;
        for (const std::string& id : view->profiles_with_key(key.ns, key.value, 3))
            profiles.insert(id);
    }
    return profiles;
}

void show(const pipeline::MappedRecord& record, store::View* view,
          const unify::IdentityModel& identity)
{
    fmt::print("record {} {}\n", record.origin.key, record.position);
    if (record.refusal) {
        fmt::print("  rejected  {}: {}{}{}\n", record.refusal->code, record.refusal->why,
                   record.refusal->config_line.empty() ? "" : " at ", record.refusal->config_line);
        return;
    }
    for (const model::Entity& entity : record.outcome.entities) {
        fmt::print("  {} {}\n    {}\n", entity.type->name, entity.key, json::write(entity.data));
        for (const model::Issue& issue : entity.issues)
            fmt::print("    issue {} at {}\n", issue.code, issue.path);
        const auto profiles = near_profiles(view, entity, record.origin.source, identity);
        for (const std::string& id : profiles) fmt::print("    shares a key with profile {}\n", id);
        if (profiles.empty() && entity.type->kind == model::EntityKind::party)
            fmt::print("    would be a new profile\n");
    }
    if (record.outcome.entities.empty())
        fmt::print("  filtered: no block of the mapping applies\n");
}

const config::Pipeline* find_source(const config::Config& configuration, const std::string& name)
{
    for (const config::Pipeline& pipeline : configuration.pipelines) {
        if (pipeline.name != name) continue;
        if (!pipeline.receives) return &pipeline;
        complain(fmt::format("pipeline '{}' receives: run the hub, and send it a request", name));
        return nullptr;
    }
    complain(fmt::format("there is no pipeline '{}'", name));
    return nullptr;
}

// Polls until there are records or nothing more; a system that asks for a short pause gets it.
plugin::PollResult poll_patiently(plugin::Source& source, plugin::PollRequest request)
{
    using Status = plugin::PollResult::Status;
    int waits = 0;
    for (int polls = 1;; ++polls) {
        plugin::PollResult polled = source.poll(request);
        if (polled.status == Status::retry && polled.retry_after_ms > 0 &&
            polled.retry_after_ms <= limits::try_wait_ms && waits++ < limits::try_waits) {
            fmt::print(stderr, "{}; waiting {:.1f} s\n", polled.error,
                       polled.retry_after_ms / 1000.0);
            std::this_thread::sleep_for(std::chrono::milliseconds(polled.retry_after_ms));
            continue;
        }
        const bool found = !polled.records.empty() || !polled.rejects.empty();
        if (polled.status != Status::ok || found || !polled.more_now || polls == limits::try_polls)
            return polled;
        request.cursor = polled.next_cursor;
    }
}

int try_streams(const TryArguments& arguments, const config::Config& configuration,
                const config::Pipeline& pipeline, plugin::Source& source)
{
    SystemClock clock;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<store::View> view;
    if (::access(configuration.store_path.c_str(), R_OK) == 0)
        if (auto opened =
                store::open_sqlite({.path = configuration.store_path, .read_only = true}, clock)) {
            store = std::move(*opened);
            view = store->view();
        }
    for (const config::Stream& stream : pipeline.streams) {
        if (!arguments.stream.empty() && stream.name != arguments.stream) continue;
        plugin::PollResult polled = poll_patiently(source, {.stream = stream.name,
                                                            .record_limit = arguments.limit,
                                                            .byte_limit = limits::batch_bytes,
                                                            .wait_ms = 5000});
        if (polled.status != plugin::PollResult::Status::ok) {
            complain(fmt::format("{}/{}: {}", pipeline.name, stream.name, polled.error));
            return exit_failed;
        }
        fmt::print("{}/{}:\n", pipeline.name, stream.name);
        const auto enrichers =
            Enrichers::start(stream, nullptr, [](const std::string& why) { complain(why); });
        if (!enrichers) {
            complain(enrichers.error().message);
            return exit_failed;
        }
        const pipeline::StreamContext context{.pipeline = pipeline.name,
                                              .instance = pipeline.instance,
                                              .stream = stream.name,
                                              .mapping = stream.mapping,
                                              .enrichment = Enrichers::enrichment(*enrichers)};
        for (const pipeline::MappedRecord& record :
             pipeline::map_batch(context, std::move(polled), clock.now()).records)
            show(record, view.get(), configuration.identity);
    }
    return exit_done;
}

int try_pipeline(const TryArguments& arguments, Cassette* cassette)
{
    const auto configuration = load_configuration(arguments.directory);
    if (!configuration) return exit_configuration;
    const config::Pipeline* pipeline = find_source(*configuration, arguments.pipeline);
    if (!pipeline) return exit_usage;
    const bool stopping = false;
    plugin::Host host{.stopping = &stopping};
    if (cassette) cassette->offer_to(host);
    const plugin::Isolation isolation =
        cassette ? plugin::Isolation::in_process : pipeline->isolation;
    auto instance = plugin::start(pipeline->library, pipeline->options, host, isolation,
                                  config::find_installation().binary);
    if (!instance || !(*instance)->source()) {
        complain(instance ? fmt::format("plugin '{}' is no source", pipeline->plugin)
                          : instance.error().message);
        return exit_failed;
    }
    return try_streams(arguments, *configuration, *pipeline, *(*instance)->source());
}

}  // namespace

int command_try(const TryArguments& arguments)
{
    return try_pipeline(arguments, nullptr);
}

int command_connector_record(const CassetteArguments& arguments)
{
    Cassette cassette(Scrubber(KeyedHash(random_key()), arguments.keep));
    const int status = try_pipeline(arguments.what, &cassette);
    if (cassette.exchanges() == 0) {
        complain("nothing was recorded: the connector asked its system nothing over HTTP");
        return status == exit_done ? exit_failed : status;
    }
    if (const Result<Done> saved = cassette.save(arguments.file); !saved) {
        complain(saved.error().message);
        return exit_failed;
    }
    fmt::print("{}: {} exchanges without personal data, {} bodies left out\n", arguments.file,
               cassette.exchanges(), cassette.left_out());
    return status;
}

int command_connector_replay(const CassetteArguments& arguments)
{
    Result<Cassette> cassette = Cassette::load(arguments.file);
    if (!cassette) {
        complain(cassette.error().message);
        return exit_failed;
    }
    return try_pipeline(arguments.what, &*cassette);
}

}  // namespace cx::app
