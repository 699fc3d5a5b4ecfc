// The rules of identity with the weights that are in force.
#pragma once

#include "unify/model.hpp"
#include "unify/score.hpp"

#include <memory>
#include <mutex>

namespace cx::pipeline {

// [any-thread]
class ActiveIdentity {
public:
    explicit ActiveIdentity(const unify::IdentityModel& configured)
        : now_(std::make_shared<const unify::IdentityModel>(configured))
    {
    }

    std::shared_ptr<const unify::IdentityModel> get() const
    {
        const std::lock_guard lock(mutex_);
        return now_;
    }

    // Only Applier calls this, between two commits. Without effect where the configuration has no
    // weights at all.
    void use(unify::ScoreModel weights)
    {
        const std::lock_guard lock(mutex_);
        if (!now_->scorer) return;
        auto next = std::make_shared<unify::IdentityModel>(*now_);
        // What is sure enough is the configuration's to say.
        weights.merge_above = now_->scorer->model().merge_above;
        weights.review_above = now_->scorer->model().review_above;
        next->scorer = std::make_shared<const unify::Scorer>(std::move(weights));
        now_ = std::move(next);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const unify::IdentityModel> now_;
};

}  // namespace cx::pipeline
