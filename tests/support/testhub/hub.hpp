// A hub whose batches two threads plan: a real store in a folder, a clock that stands still, and
// everything above it. Dropping it without a word is a crash.
#pragma once

#include "pipeline/dispatcher.hpp"
#include "pipeline/explain.hpp"
#include "pipeline/rights.hpp"
#include "pipeline/steward.hpp"
#include "pipeline/stream.hpp"
#include "testhub/faulty_store.hpp"
#include "testhub/mapping.hpp"
#include "testhub/plugins.hpp"

#include <filesystem>
#include <set>

namespace cx::pipeline::testing {

// A new empty folder for one test; removed by the destructor.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

using Partition = std::set<std::set<std::string>>;

// So many threads side by side.
Workers workers(std::size_t count);

class Hub {
public:
    // Opens the store `folder`/hub.db or makes it.
    Hub(const std::filesystem::path& folder, Clock& clock, IdGenerator& ids,
        const unify::IdentityModel& rules = unify::default_model());

    // Commits these records as one batch of the stream crm/contacts.
    telemetry::BatchFigures take(std::vector<plugin::SourceRecord> records,
                                 std::vector<plugin::SourceReject> rejects = {});
    // The same of another stream of crm.
    telemetry::BatchFigures take_from(const std::string& stream,
                                      std::vector<plugin::SourceRecord> records);
    StreamContext stream(const std::string& pipeline, const std::string& name) const;
    std::unique_ptr<PipelineRunner> runner(const std::string& pipeline, plugin::Source& source,
                                           std::vector<StreamSettings> streams);
    std::unique_ptr<Dispatcher> dispatcher(SinkSettings settings, plugin::Sink& sink);

    // Keys of live party records, by profile.
    Partition partition();
    // Profile of the live person of source crm with this contact id; empty where there is none.
    std::string profile_of(const std::string& contact_id);
    std::optional<std::string> resolve(const std::string& profile_id);
    model::ProfileVersion profile(const std::string& profile_id);
    std::string golden_text(const std::string& profile_id, const std::string& field);
    // "source entity key" -> canonical data, of every live record.
    std::map<std::string, std::string> live_records();
    std::vector<model::RecordVersion> versions(const std::string& contact_id);
    std::vector<model::ProfileVersion> history(const std::string& profile_id);

    std::unique_ptr<FaultyStore> store;
    std::unique_ptr<telemetry::Telemetry> telemetry;
    LabelBook labels;
    std::unique_ptr<ActiveIdentity> identity;
    std::unique_ptr<Applier> applier;
    std::unique_ptr<StewardDesk> steward;
    std::unique_ptr<RightsDesk> rights;
    std::unique_ptr<Reasons> reasons;
    std::unique_ptr<api::MappingLabels> stored_labels;

private:
    Clock& clock_;
    IdGenerator& ids_;
    std::shared_ptr<const mapping::Mapping> mapping_;
};

model::RecordKey person_key(const std::string& contact_id);

}  // namespace cx::pipeline::testing
