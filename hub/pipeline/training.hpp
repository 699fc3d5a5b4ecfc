// Weights learnt from the store's own records: made, tried, put in force, taken back.
//
// A model that comes into force changes nothing by itself: the components are clustered again page
// by page, beside everything else, and anew after a restart. Until that is done some stand as the
// model before made them.
#pragma once

#include "api/ports.hpp"
#include "base/limits.hpp"
#include "pipeline/active_identity.hpp"
#include "pipeline/applier.hpp"
#include "telemetry/telemetry.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace cx::pipeline {

// All but step() are [any-thread].
class Training final : public api::Models {
public:
    struct Parts {
        store::Store& store;
        Applier& applier;
        const ActiveIdentity& identity;
        telemetry::Telemetry& telemetry;
        IdGenerator& ids;
        Clock& clock;
        bool automatic = true;  // due() may say yes
        std::size_t forecast_records = limits::forecast_records;
    };

    // Takes over the model that the store says is active.
    explicit Training(Parts parts);

    // Learns a candidate and tries it on the profiles: what it would change is kept with it.
    Result<json::Value> train() override;
    Result<json::Value> activate(const std::string& id, const std::string& actor) override;
    Result<json::Value> roll_back(const std::string& actor) override;
    json::Value models() override;

    // The store has grown so far beyond what its weights were learnt from that they should be
    // learnt again; or from what it was when somebody took a model back. Cheap.
    bool due();
    // Learns and puts the result in force: what is in force then depends on the records alone, not
    // on the order in which they came.
    Result<std::string> renew();
    // Nobody is there yet, or only who came by a first load that did not end: then all are to be
    // clustered when they are there, which is kept in mind over a crash.
    bool begin_first_load();

    // Puts a slice of the candidate keys that a first load left out into the index; true while
    // there may be more. From the thread of step(), which does it first.
    bool index_candidates();

    // All are to be clustered again, since something else than the weights has changed.
    void cluster_again();

    // Clusters a page of records again for each worker, as large as takes about `target_ms`; true
    // while there are more. From one thread.
    bool step(int target_ms = limits::recluster_target_ms, const Workers& workers = {});
    // Of the records that step() has to go through, how many are done: 0 to 1.
    double progress();
    // Whoever trains ends soon.
    void stop() { stopping_ = true; }

private:
    // A training that is under way; no phase: none is.
    struct UnderWay {
        std::string_view phase;
        double done = 0;
    };
    class Turn;
    struct Candidate {
        store::ModelRow row;
        unify::ScoreModel model;
        json::Value figures;
    };

    Result<Candidate> learn_candidate();
    void try_on_profiles(Candidate& candidate);
    void say(std::string_view phase, double done);
    UnderWay under_way() const;
    // `change` makes another model active and tells its id.
    json::Value put_in_force(const std::string& former, const std::function<std::string()>& change);
    void take_over_active();

    Parts parts_;
    std::mutex training_;                       // One training at a time
    std::mutex mutex_;                          // One activation at a time
    std::atomic<std::size_t> learnt_from_ = 0;  // Records
    std::atomic<bool> stopping_ = false;
    std::uint32_t page_ = 500;  // Records, as they adapted to the time that a page may take
    std::uint64_t slice_ = 0;   // Of index_candidates(): the next one,
    std::uint64_t slices_ = 1;  // of so many
    mutable std::mutex under_way_mutex_;
    UnderWay under_way_;  // Guarded by it
};

}  // namespace cx::pipeline
