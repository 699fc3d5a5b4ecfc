// Splits and merges by a person, as decisions on pairs of records: they outlive re-imports, and the
// newest word wins.
#pragma once

#include "api/ports.hpp"
#include "base/ids.hpp"
#include "pipeline/applier.hpp"

namespace cx::pipeline {

class StewardDesk final : public api::Steward {
public:
    StewardDesk(Applier& applier, store::Store& store, IdGenerator& ids)
        : applier_(applier), store_(store), ids_(ids)
    {
    }

    Result<Outcome> split(const std::string& profile_id,
                          const std::vector<model::RecordKey>& records, const std::string& actor,
                          const std::string& reason) override;
    Result<Outcome> merge(const std::string& a, const std::string& b, const std::string& actor,
                          const std::string& reason) override;

private:
    Applier& applier_;
    store::Store& store_;
    IdGenerator& ids_;
};

}  // namespace cx::pipeline
