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

#include <set>

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

}  // namespace

int command_try(const TryArguments& arguments)
{
    const auto configuration = load_configuration(arguments.directory);
    if (!configuration) return exit_configuration;
    const config::Pipeline* pipeline = nullptr;
    for (const config::Pipeline& each : configuration->pipelines)
        if (each.name == arguments.pipeline) pipeline = &each;
    if (!pipeline) {
        complain(fmt::format("there is no pipeline '{}'", arguments.pipeline));
        return exit_usage;
    }
    SystemClock clock;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<store::View> view;
    if (::access(configuration->store_path.c_str(), R_OK) == 0) {
        if (auto opened =
                store::open_sqlite({.path = configuration->store_path, .read_only = true}, clock)) {
            store = std::move(*opened);
            view = store->view();
        }
    }
    if (pipeline->receives) {
        complain(fmt::format("pipeline '{}' receives: run the hub, and send it a request",
                             arguments.pipeline));
        return exit_usage;
    }
    const bool stopping = false;
    auto instance = plugin::start(pipeline->library, pipeline->options, {.stopping = &stopping},
                                  pipeline->isolation, config::find_installation().binary);
    if (!instance || !(*instance)->source()) {
        complain(instance ? fmt::format("plugin '{}' is no source", pipeline->plugin)
                          : instance.error().message);
        return exit_failed;
    }
    for (const config::Stream& stream : pipeline->streams) {
        if (!arguments.stream.empty() && stream.name != arguments.stream) continue;
        plugin::PollResult polled = (*instance)->source()->poll({.stream = stream.name,
                                                                 .record_limit = arguments.limit,
                                                                 .byte_limit = limits::batch_bytes,
                                                                 .wait_ms = 5000});
        if (polled.status != plugin::PollResult::Status::ok) {
            complain(fmt::format("{}/{}: {}", pipeline->name, stream.name, polled.error));
            return exit_failed;
        }
        fmt::print("{}/{}:\n", pipeline->name, stream.name);
        const auto enrichers =
            Enrichers::start(stream, nullptr, [](const std::string& why) { complain(why); });
        if (!enrichers) {
            complain(enrichers.error().message);
            return exit_failed;
        }
        const pipeline::StreamContext context{.pipeline = pipeline->name,
                                              .instance = pipeline->instance,
                                              .stream = stream.name,
                                              .mapping = stream.mapping,
                                              .enrichment = Enrichers::enrichment(*enrichers)};
        for (const pipeline::MappedRecord& record :
             pipeline::map_batch(context, std::move(polled), clock.now()).records)
            show(record, view.get(), configuration->identity);
    }
    return exit_done;
}

}  // namespace cx::app
