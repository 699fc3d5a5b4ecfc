// Reasons, recomputed from the record versions of the time asked for.
#pragma once

#include "api/ports.hpp"
#include "model/schema.hpp"
#include "pipeline/active_identity.hpp"
#include "pipeline/applier.hpp"
#include "pipeline/pair_reasons.hpp"
#include "store/store.hpp"
#include "unify/model.hpp"

namespace cx::pipeline {

class Reasons final : public api::Explain {
public:
    Reasons(store::Store& store, const model::Schema& schema, const ActiveIdentity& identity,
            LabelBook& labels)
        : store_(store),
          schema_(schema),
          identity_(identity),
          labels_(labels),
          scorers_(store, identity)
    {
    }

    Result<json::Value> why(const std::string& profile_id, const std::string& field,
                            Timestamp at) override;
    json::Value terms(const store::EdgeRow& pair) override;
    Result<json::Value> why_not(const std::string& a, const std::string& b) override;

private:
    store::Store& store_;
    const model::Schema& schema_;
    const ActiveIdentity& identity_;
    LabelBook& labels_;
    Scorers scorers_;
};

}  // namespace cx::pipeline
