// Splits, merges and judgements by a person, as decisions on pairs of records: they outlive
// re-imports, and the newest word wins.
#pragma once

#include "api/ports.hpp"
#include "base/ids.hpp"
#include "pipeline/applier.hpp"
#include "pipeline/words.hpp"

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
    Result<Outcome> forbid(const std::string& a, const std::string& b, const std::string& actor,
                           const std::string& reason) override;
    Result<Outlook> preview(const Act& act) override;
    Result<Outcome> judge(const store::RecordPair& pair, bool same, const std::string& actor,
                          const std::string& reason) override;

private:
    struct Plan {
        Sides sides;
        Applier::Word word;
        bool joins = false;  // Refused where something stands against it.
    };
    Result<Plan> plan(const Act& act, const Speaker& speaker);
    Result<Outcome> carry_out(const Act& act, const std::string& actor, const std::string& reason);
    Result<Outcome> commit(Plan plan, const Speaker& speaker);

    Applier& applier_;
    store::Store& store_;
    IdGenerator& ids_;
};

}  // namespace cx::pipeline
