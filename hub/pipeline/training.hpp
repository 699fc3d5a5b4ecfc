// Weights learnt from the store's own records: made, looked at, put in force, taken back.
//
// A model that comes into force changes nothing by itself: the components are clustered again page
// by page, beside everything else, and anew after a restart. Until that is done some stand as the
// model before made them.
#pragma once

#include "api/ports.hpp"
#include "pipeline/active_identity.hpp"
#include "pipeline/applier.hpp"
#include "telemetry/telemetry.hpp"

#include <atomic>
#include <mutex>
#include <string>

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
    };

    // Takes over the model that the store says is active.
    explicit Training(Parts parts);

    Result<json::Value> train() override;
    Result<json::Value> activate(const std::string& id, const std::string& actor) override;
    Result<json::Value> roll_back(const std::string& actor) override;
    json::Value models() override;

    // The store has grown so far beyond what its weights were learnt from that they should be
    // learnt again. Cheap.
    bool due();
    // Learns and puts the result in force: what is in force then depends on the records alone, not
    // on the order in which they came.
    Result<std::string> renew();
    bool renewed() const { return renewed_; }  // Since it was made

    // Clusters a page of records again; true while there are more. From one thread.
    bool step();
    // Of the records that step() has to go through, how many are done: 0 to 1.
    double progress();

private:
    struct Trained {
        unify::ScoreModel model;
        json::Value figures;
    };

    Result<Trained> learn();
    Result<json::Value> put_in_force(const std::string& id);
    void take_over_active();

    Parts parts_;
    std::mutex mutex_;             // One training or activation at a time
    std::size_t learnt_from_ = 0;  // Records
    std::atomic<bool> renewed_ = false;
};

}  // namespace cx::pipeline
