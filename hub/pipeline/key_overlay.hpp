// Who has a key: what the store tells, with the changed records of a batch laid over.
#pragma once

#include "model/record.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

namespace cx::pipeline {

// `Hit` tells of one record that has a key named `Name`. Carriers of a key are read up to a limit,
// and given in the order of their ids.
template <typename Name, typename NameHash, typename Hit>
class KeyOverlay {
public:
    // A changed record has the key in the store,
    void had(const Name& name, model::RecordId record)
    {
        Change& change = changes_[name];
        change.records.insert(record);
        ++change.stored;
    }

    // or has it now.
    void has(const Name& name, Hit hit)
    {
        Change& change = changes_[name];
        change.records.insert(hit.record);
        change.now.push_back(std::move(hit));
    }

    // Whether a changed record has it now.
    bool is_kept(const Name& name) const { return !changes_.at(name).now.empty(); }

    // All keys that changed records had or have.
    std::vector<Name> changed() const
    {
        std::vector<Name> names;
        for (const auto& [name, change] : changes_) names.push_back(name);
        return names;
    }

    // Reads who has those keys of which it is not at hand: read(indexes of names, how many are
    // enough) answers carriers for each index. Changed records are taken out later, so that as many
    // more are read.
    template <typename Read>
    void fetch(std::span<const Name> names, std::size_t limit, const Read& read)
    {
        std::map<std::size_t, std::vector<std::size_t>> missing;  // By how many are enough
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!stored_.try_emplace(names[i]).second) continue;
            const auto change = changes_.find(names[i]);
            missing[limit + (change == changes_.end() ? 0 : change->second.stored)].push_back(i);
        }
        for (const auto& [enough, group] : missing) {
            std::vector<std::vector<Hit>> hits = read(group, enough);
            for (std::size_t i = 0; i < group.size(); ++i)
                stored_[names[group[i]]] = std::move(hits[i]);
        }
    }

    // Whether so many carry a fetched key that nothing the batch changes brings them below `limit`.
    bool is_beyond(const Name& name, std::size_t limit) const
    {
        const auto change = changes_.find(name);
        const std::size_t changed = change == changes_.end() ? 0 : change->second.stored;
        return stored_.at(name).size() >= limit + changed;
    }

    // Of a fetched key: before the batch, and with it; of one that is beyond, just so many.
    std::vector<Hit> before(const Name& name, std::size_t limit) const
    {
        std::vector<Hit> hits = stored_.at(name);
        hits.resize(std::min(hits.size(), limit));
        return hits;
    }
    std::vector<Hit> after(const Name& name, std::size_t limit) const
    {
        if (is_beyond(name, limit)) return std::vector<Hit>(limit);
        std::vector<Hit> hits = stored_.at(name);
        if (const auto found = changes_.find(name); found != changes_.end()) {
            const Change& change = found->second;
            std::erase_if(hits,
                          [&](const Hit& hit) { return change.records.contains(hit.record); });
            hits.insert(hits.end(), change.now.begin(), change.now.end());
            std::sort(hits.begin(), hits.end(),
                      [](const Hit& a, const Hit& b) { return a.record < b.record; });
        }
        hits.resize(std::min(hits.size(), limit));
        return hits;
    }

    void forget(const Name& name) { stored_.erase(name); }

private:
    struct Change {
        std::vector<Hit> now;               // Changed records that have it
        std::set<model::RecordId> records;  // that have or had it
        std::size_t stored = 0;             // Those of them that have it in the store
    };

    std::unordered_map<Name, Change, NameHash> changes_;
    std::unordered_map<Name, std::vector<Hit>, NameHash> stored_;  // As read
};

}  // namespace cx::pipeline
