// A pipeline in small, in memory.
#pragma once

#include "people.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cx::unify::testing {

// A pipeline in small: keeps components as resolve() gives them and passes on what its header asks
// for.
class Incremental {
public:
    explicit Incremental(const IdentityModel& model) : model_(model), live_(model) {}

    void apply(const std::vector<Member>& put, const std::vector<model::RecordId>& removed,
               const std::vector<Decision>& decided = {})
    {
        std::set<model::RecordId> touched;
        std::map<std::pair<std::string, std::string>, MatchKey> keys;
        std::set<std::uint64_t> hashes;
        const auto note = [&](const Features& features) {
            for (const MatchKey& key : features.keys)
                keys.emplace(std::pair(key.ns, key.value), key);
            for (const CandidateKey& key : features.candidates) hashes.insert(key.hash);
        };
        const auto change = [&](model::RecordId id, const Member* after) {
            touched.insert(id);
            if (const Member* before = live_.find(id)) note(*before->features);
            if (after != nullptr) note(*after->features);
        };
        for (const Member& each : put) change(each.id, &each);
        for (const model::RecordId id : removed) change(id, nullptr);
        std::vector<MatchKey> list;
        for (const auto& [name, key] : keys) list.push_back(key);
        const std::vector<std::uint64_t> candidates(hashes.begin(), hashes.end());
        const auto before = live_.on_keys(list);
        const auto proposed_before = live_.on_candidate_keys(candidates);

        for (const model::RecordId id : removed) live_.remove(id);
        for (const Member& each : put) live_.put(each);
        for (const Decision& decision : decided) {
            live_.all_decisions.push_back(decision);
            for (const Member& each : live_.all())
                if (each.features->record == decision.a || each.features->record == decision.b)
                    touched.insert(each.id);
        }

        const auto touch = [&](const auto& hits) {
            for (const auto& hit : hits) touched.insert(hit.record);
        };
        const auto after = live_.on_keys(list);
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (suspended(list[i], before[i], model_) == suspended(list[i], after[i], model_))
                continue;
            touch(before[i]);
            touch(after[i]);
        }
        const auto proposed = live_.on_candidate_keys(candidates);
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            if (suspended(proposed_before[i], model_) == suspended(proposed[i], model_)) continue;
            touch(proposed_before[i]);
            touch(proposed[i]);
        }
        for (const model::RecordId id : std::set<model::RecordId>(touched))
            if (const auto component = component_of_.find(id); component != component_of_.end())
                touched.insert(members_of_[component->second].begin(),
                               members_of_[component->second].end());
        store(resolve(std::vector<model::RecordId>(touched.begin(), touched.end()), live_, model_),
              touched);
    }

    std::vector<std::vector<model::RecordId>> clusters() const
    {
        std::vector<std::vector<model::RecordId>> out;
        for (const auto& [id, list] : clusters_of_)
            for (const auto& cluster : list) out.push_back(cluster);
        std::sort(out.begin(), out.end());
        return out;
    }

    std::vector<std::vector<model::RecordId>> expected() const
    {
        return partition(resolve_all(live_.all(), live_.all_decisions, model_));
    }

private:
    void forget(model::RecordId id)
    {
        const auto found = component_of_.find(id);
        if (found == component_of_.end()) return;
        const int component = found->second;
        for (const model::RecordId each : members_of_[component]) component_of_.erase(each);
        members_of_.erase(component);
        clusters_of_.erase(component);
    }

    void store(const Resolution& resolution, const std::set<model::RecordId>& touched)
    {
        for (const model::RecordId id : touched) forget(id);
        for (const Component& component : resolution.components) {
            for (const Member& each : component.members) forget(each.id);
            const int id = next_++;
            Resolution one;
            one.components.push_back(component);
            clusters_of_[id] = partition(one);
            for (const Member& each : component.members) {
                component_of_[each.id] = id;
                members_of_[id].insert(each.id);
            }
        }
    }

    const IdentityModel& model_;
    MemoryCandidates live_;
    std::map<model::RecordId, int> component_of_;
    std::map<int, std::set<model::RecordId>> members_of_;
    std::map<int, std::vector<std::vector<model::RecordId>>> clusters_of_;
    int next_ = 0;
};

}  // namespace cx::unify::testing
