// The graph of records: its edges from shared keys and decisions, its components.
#pragma once

#include "base/hash.hpp"
#include "unify/resolve.hpp"

#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cx::unify {

// Stands for namespace and value: 128 bits, so that two keys are never taken for one.
using KeyName = Hash128;

inline KeyName name_of(std::string_view ns, std::string_view value)
{
    KeyName name = hash128(value);
    name.high ^= hash64(ns) * 0x9E3779B97F4A7C15ULL;  // Odd, so that no bit is lost.
    return name;
}

inline KeyName name_of(const MatchKey& key)
{
    return name_of(key.ns, key.value);
}

struct KeyNameHash {
    std::size_t operator()(const KeyName& name) const { return name.low ^ name.high; }
};

template <typename T>
using ByKey = std::unordered_map<KeyName, T, KeyNameHash>;
// Keys that were looked at, each with whether it is suspended.
using KeyFlags = ByKey<bool>;

class PairScores;

using RecordPair = std::pair<model::RecordId, model::RecordId>;

struct RecordPairHash {
    std::size_t operator()(const RecordPair& pair) const
    {
        return static_cast<std::size_t>(pair.first) * 0x9E3779B97F4A7C15ULL ^
               static_cast<std::size_t>(pair.second);
    }
};

template <typename T>
using ByPair = std::unordered_map<RecordPair, T, RecordPairHash>;
// Pairs whose score joins them.
using ScoredPairs = std::vector<RecordPair>;

// Components of `members`, singletons included, in order of their first member's tie hash;
// unclustered oversized or vetoed parts stay inside their component. `suspended` tells of each key
// that may link whether it is beyond its cap.
std::vector<Component> components_of(std::vector<Member> members, const KeyFlags& suspended,
                                     std::span<const Decision> decisions, PairScores& scores,
                                     const ScoredPairs& scored, const IdentityModel& model);

}  // namespace cx::unify
