#include "testhub/hub.hpp"

#include "unify/model.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <thread>

namespace cx::pipeline::testing {

Folder::Folder()
{
    // What is written counts here, not how fast a disk is.
    const std::filesystem::path memory = "/dev/shm";
    const bool has_memory = ::access(memory.c_str(), W_OK) == 0;
    const auto parent = has_memory ? memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "cxhub-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
}

Folder::~Folder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Workers workers(std::size_t count)
{
    return {.count = count, .run = [](std::size_t n, const std::function<void(std::size_t)>& job) {
                std::vector<std::thread> threads;
                for (std::size_t i = 0; i < n; ++i) threads.emplace_back(job, i);
                for (std::thread& thread : threads) thread.join();
            }};
}

Hub::Hub(const std::filesystem::path& folder, Clock& clock, IdGenerator& ids,
         const unify::IdentityModel& rules)
    : clock_(clock), ids_(ids), mapping_(std::make_shared<SelfMapping>())
{
    auto opened = store::open_sqlite({.path = (folder / "hub.db").string()}, clock);
    if (!opened) throw std::runtime_error(opened.error().message);
    store = std::make_unique<FaultyStore>(std::move(*opened));
    telemetry =
        telemetry::make_telemetry({.level = telemetry::LogLevel::off, .to_stderr = false}, clock);
    labels.add(*mapping_);
    identity = std::make_unique<ActiveIdentity>(rules);
    applier = std::make_unique<Applier>(ApplierParts{.store = *store,
                                                     .schema = schema(),
                                                     .identity = *identity,
                                                     .ids = ids,
                                                     .clock = clock,
                                                     .config_id = "test",
                                                     .config_text = "test",
                                                     .erasure_key = "a key for tests",
                                                     .workers = workers(2)},
                                        labels);
    stored_labels = std::make_unique<api::MappingLabels>(*store);
    steward = std::make_unique<StewardDesk>(*applier, *store, ids);
    rights = std::make_unique<RightsDesk>(*applier, *store, clock);
    reasons = std::make_unique<Reasons>(*store, schema(), *identity, labels);
}

telemetry::BatchFigures Hub::take(std::vector<plugin::SourceRecord> records,
                                  std::vector<plugin::SourceReject> rejects)
{
    plugin::PollResult polled;
    polled.records = std::move(records);
    polled.rejects = std::move(rejects);
    const StreamContext context = stream("crm", "contacts");
    return applier->apply(context, map_batch(context, std::move(polled), clock_.now()), {});
}

telemetry::BatchFigures Hub::take_from(const std::string& stream,
                                       std::vector<plugin::SourceRecord> records)
{
    plugin::PollResult polled;
    polled.records = std::move(records);
    const StreamContext context = this->stream("crm", stream);
    return applier->apply(context, map_batch(context, std::move(polled), clock_.now()), {});
}

StreamContext Hub::stream(const std::string& pipeline, const std::string& name) const
{
    return {.pipeline = pipeline, .instance = "test", .stream = name, .mapping = mapping_};
}

std::unique_ptr<PipelineRunner> Hub::runner(const std::string& pipeline, plugin::Source& source,
                                            std::vector<StreamSettings> streams)
{
    return std::make_unique<PipelineRunner>(pipeline, source, std::move(streams),
                                            PipelineParts{.store = *store,
                                                          .applier = *applier,
                                                          .telemetry = *telemetry,
                                                          .clock = clock_,
                                                          .ids = ids_});
}

std::unique_ptr<Dispatcher> Hub::dispatcher(SinkSettings settings, plugin::Sink& sink)
{
    return std::make_unique<Dispatcher>(
        std::move(settings), sink,
        DispatcherParts{.store = *store,
                        .telemetry = *telemetry,
                        .clock = clock_,
                        .schema = schema(),
                        .labels = *stored_labels,
                        .ids = ids_,
                        .newest = [this] { return applier->last_seq(); }});
}

Partition Hub::partition()
{
    std::map<std::string, std::set<std::string>> profiles;
    store->view()->each_member([&](const model::RecordKey& key, const std::string& profile) {
        profiles[profile].insert(key.source + " " + key.key);
        return true;
    });
    Partition partition;
    for (auto& [id, members] : profiles) partition.insert(std::move(members));
    return partition;
}

std::string Hub::profile_of(const std::string& contact_id)
{
    const model::RecordKey keys[] = {person_key(contact_id)};
    const auto heads = store->view()->heads(keys);
    if (!heads[0] || heads[0]->op == model::RecordVersion::Op::remove) return {};
    return heads[0]->profile_id;
}

std::optional<std::string> Hub::resolve(const std::string& profile_id)
{
    return store->view()->resolve_profile(profile_id);
}

model::ProfileVersion Hub::profile(const std::string& profile_id)
{
    return store->view()->profile(profile_id).value();
}

std::string Hub::golden_text(const std::string& profile_id, const std::string& field)
{
    return profile(profile_id).golden.text_of(field);
}

std::map<std::string, std::string> Hub::live_records()
{
    std::map<std::string, std::string> live;
    store->view()->each_version([&](const model::RecordVersion& version) {
        if (version.current && version.op == model::RecordVersion::Op::upsert)
            live[version.key.source + " " + version.key.entity + " " + version.key.key] =
                version.data;
        return true;
    });
    return live;
}

std::vector<model::RecordVersion> Hub::versions(const std::string& contact_id)
{
    return store->view()->versions(person_key(contact_id));
}

std::vector<model::ProfileVersion> Hub::history(const std::string& profile_id)
{
    return store->view()->profile_history(profile_id);
}

model::RecordKey person_key(const std::string& contact_id)
{
    return {"crm", "person", contact(contact_id)};
}

}  // namespace cx::pipeline::testing
