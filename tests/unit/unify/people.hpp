// Records as tests write them, and a set of them that answers resolution's questions from memory.
#pragma once

#include "unify/resolve.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cx::unify::testing {

inline json::Value parsed(std::string_view text)
{
    Result<json::Value> value = json::parse(text);
    EXPECT_TRUE(value) << text;
    return value ? *value : json::Value();
}

// A record of a source "crm" with a key "crm.contact:<name>".
inline Member member(model::RecordId id, std::string_view data,
                     const IdentityModel& model = default_model())
{
    const model::RecordKey key{"crm", "person", "crm.contact@test:" + std::to_string(id)};
    return {id, extract_shared(key, parsed(data), model)};
}

// Short form for a person: {"full": name}, e-mail, phone; `extra` is appended inside the object.
inline std::string person(std::string_view name, std::string_view email = "",
                          std::string_view phone = "", std::string_view extra = "")
{
    std::string points;
    if (!email.empty()) points += R"({"kind":"email","email":")" + std::string(email) + "\"}";
    if (!phone.empty())
        points += (points.empty() ? "" : ",") + std::string(R"({"kind":"phone","phone":")") +
                  std::string(phone) + "\"}";
    return R"({"name":{"full":")" + std::string(name) + R"("},"contact_points":[)" + points + "]" +
           (extra.empty() ? "" : "," + std::string(extra)) + "}";
}

// Rules alone, no scores.
inline const IdentityModel& exact_model()
{
    static const IdentityModel model = [] {
        IdentityModel exact = default_model();
        exact.scorer = nullptr;
        return exact;
    }();
    return model;
}

// The live set, in memory.
class MemoryCandidates final : public Candidates {
public:
    explicit MemoryCandidates(const IdentityModel& model = default_model()) : model_(model) {}

    void put(Member member)
    {
        remove(member.id);
        for (const MatchKey& key : member.features->keys)
            index_[{key.ns, key.value}].insert(member.id);
        for (const CandidateKey& key : member.features->candidates)
            candidates_[key.hash].insert(member.id);
        live_.emplace(member.id, std::move(member));
    }

    void remove(model::RecordId id)
    {
        const auto found = live_.find(id);
        if (found == live_.end()) return;
        for (const MatchKey& key : found->second.features->keys)
            index_[{key.ns, key.value}].erase(id);
        for (const CandidateKey& key : found->second.features->candidates)
            candidates_[key.hash].erase(id);
        live_.erase(found);
    }

    std::vector<std::vector<KeyHit>> on_keys(std::span<const MatchKey> keys) override
    {
        ++calls;
        std::vector<std::vector<KeyHit>> out;
        for (const MatchKey& key : keys) {
            out.emplace_back();
            for (const model::RecordId id : index_[{key.ns, key.value}]) {
                if (out.back().size() == carriers_read(model_)) break;
                out.back().push_back({id, live_.at(id).features->skeleton});
            }
        }
        return out;
    }

    std::vector<std::vector<CandidateHit>> on_candidate_keys(
        std::span<const std::uint64_t> hashes) override
    {
        ++calls;
        std::vector<std::vector<CandidateHit>> out;
        for (const std::uint64_t hash : hashes) {
            out.emplace_back();
            for (const model::RecordId id : candidates_[hash]) {
                if (out.back().size() == candidates_read(model_)) break;
                out.back().push_back({id, live_.at(id).features->sketch});
            }
        }
        return out;
    }

    std::vector<Member> members(std::span<const model::RecordId> ids) override
    {
        ++calls;
        std::vector<Member> out;
        for (const model::RecordId id : ids)
            if (const auto found = live_.find(id); found != live_.end())
                out.push_back(found->second);
        return out;
    }

    std::vector<Decision> decisions(std::span<const model::RecordKey> records) override
    {
        ++calls;
        const std::set<model::RecordKey> asked(records.begin(), records.end());
        std::vector<Decision> out;
        for (const Decision& decision : all_decisions)
            if (asked.contains(decision.a) || asked.contains(decision.b)) out.push_back(decision);
        return out;
    }

    std::vector<Member> all() const
    {
        std::vector<Member> out;
        for (const auto& [id, member] : live_) out.push_back(member);
        return out;
    }

    const Member* find(model::RecordId id) const
    {
        const auto found = live_.find(id);
        return found == live_.end() ? nullptr : &found->second;
    }

    std::vector<Decision> all_decisions;
    int calls = 0;

private:
    const IdentityModel& model_;
    std::map<model::RecordId, Member> live_;
    std::map<std::pair<std::string, std::string>, std::set<model::RecordId>> index_;
    std::map<std::uint64_t, std::set<model::RecordId>> candidates_;
};

// Clusters as sorted sets of ids, sorted.
inline std::vector<std::vector<model::RecordId>> partition(const Resolution& resolution)
{
    std::vector<std::vector<model::RecordId>> out;
    for (const Component& component : resolution.components) {
        const std::size_t first = out.size();
        out.resize(first + component.cluster_count());
        for (std::size_t i = 0; i < component.members.size(); ++i)
            out[first + component.cluster_of[i]].push_back(component.members[i].id);
    }
    for (auto& cluster : out) std::sort(cluster.begin(), cluster.end());
    std::sort(out.begin(), out.end());
    return out;
}

inline std::vector<std::vector<model::RecordId>> partition_of(
    const std::vector<Member>& members, const std::vector<Decision>& decisions = {},
    const IdentityModel& model = default_model())
{
    return partition(resolve_all(members, decisions, model));
}

inline bool are_one(std::string_view a, std::string_view b,
                    const IdentityModel& model = default_model())
{
    return partition_of({member(1, a), member(2, b)}, {}, model).size() == 1;
}

}  // namespace cx::unify::testing
