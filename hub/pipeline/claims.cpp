#include "pipeline/claims.hpp"

namespace cx::pipeline {

using Kind = store::ClaimUpdate::Kind;

void Claims::insert(const model::Origin& origin, store::Claim claim)
{
    erase(origin);
    ranks_.insert({claim.said_at, origin});
    claims_.emplace(origin, std::move(claim));
}

void Claims::erase(const model::Origin& origin)
{
    const auto found = claims_.find(origin);
    if (found == claims_.end()) return;
    ranks_.erase({found->second.said_at, origin});
    claims_.erase(found);
}

void Claims::load(const model::Origin& origin, store::Claim claim)
{
    if (!touched_.contains(origin) && !claims_.contains(origin)) insert(origin, std::move(claim));
}

void Claims::say(const model::Origin& origin, store::Claim claim)
{
    touched_.insert(origin);
    insert(origin, std::move(claim));
}

void Claims::confirm(const model::Origin& origin, Timestamp said_at)
{
    store::Claim claim = claims_.at(origin);
    claim.said_at = said_at;
    insert(origin, std::move(claim));
}

bool Claims::withdraw(const model::Origin& origin)
{
    if (!claims_.contains(origin)) return false;
    touched_.insert(origin);
    erase(origin);
    return true;
}

const store::Claim* Claims::of(const model::Origin& origin) const
{
    const auto found = claims_.find(origin);
    return found == claims_.end() ? nullptr : &found->second;
}

std::optional<std::pair<model::Origin, store::Claim>> Claims::latest(model::RecordId record,
                                                                     store::View& view)
{
    if (!complete_)
        for (auto& [origin, claim] : view.claims(record)) load(origin, std::move(claim));
    complete_ = true;
    if (ranks_.empty()) return std::nullopt;
    return *claims_.find(ranks_.rbegin()->origin);
}

void Claims::append_updates(model::RecordId record, std::vector<store::ClaimUpdate>& updates) const
{
    for (const model::Origin& origin : touched_) {
        const store::Claim* claim = of(origin);
        updates.push_back({.record = record,
                           .origin = origin,
                           .kind = claim ? Kind::claims : Kind::withdraws,
                           .version = claim ? claim->version : 0});
    }
}

}  // namespace cx::pipeline
