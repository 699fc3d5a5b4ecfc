// Features of records that were looked at lately, so that the same neighbours are not read and
// taken apart again for each batch.
//
// Right as long as all changes of records are told: the store has one writer, and this is his.
#pragma once

#include "model/record.hpp"
#include "unify/features.hpp"

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace cx::pipeline {

class FeatureCache {
public:
    explicit FeatureCache(std::size_t records_max) : half_(records_max / 2) {}

    // Null where it is not there.
    unify::SharedFeatures find(model::RecordId id)
    {
        if (const auto found = young_.find(id); found != young_.end()) return found->second;
        const auto found = old_.find(id);
        if (found == old_.end()) return nullptr;
        return young_.insert(old_.extract(found)).position->second;
    }

    void put(model::RecordId id, unify::SharedFeatures features)
    {
        if (young_.size() >= half_) {
            old_ = std::move(young_);
            young_.clear();
        }
        young_.insert_or_assign(id, std::move(features));
    }

    void forget(model::RecordId id)
    {
        young_.erase(id);
        old_.erase(id);
    }

private:
    std::size_t half_;
    // What was not asked for while `young_` filled goes with `old_`.
    std::unordered_map<model::RecordId, unify::SharedFeatures> young_;
    std::unordered_map<model::RecordId, unify::SharedFeatures> old_;
};

}  // namespace cx::pipeline
