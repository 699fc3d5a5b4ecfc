// The rights of the people whose data the hub keeps: to be erased, and to come back.
#pragma once

#include "api/ports.hpp"
#include "pipeline/applier.hpp"

namespace cx::pipeline {

class RightsDesk final : public api::Rights {
public:
    RightsDesk(Applier& applier, store::Store& store, Clock& clock)
        : applier_(applier), store_(store), clock_(clock)
    {
    }

    Result<Erased> erase(const std::string& profile_id, const std::string& actor,
                         const std::string& reason) override;
    Result<Done> lift(const std::string& erasure, const std::string& actor) override;
    Result<Done> restrict(const std::string& profile_id, bool on, const std::string& actor,
                          const std::string& reason) override;

private:
    Applier& applier_;
    store::Store& store_;
    Clock& clock_;
};

}  // namespace cx::pipeline
