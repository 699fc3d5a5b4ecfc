// Decides which records are one person: a pure function of the set of live records, the manual
// decisions and the model.
//
// The order in which records arrived, batch sizes and restarts change nothing. Edges are links that
// a rule allows between two records sharing an unsuspended key; a component is what edges connect.
// Each touched component is clustered again from singletons: edges best first, ties by record hash,
// and two clusters stay apart where a veto stands between any two of their records.
#pragma once

#include "unify/evidence.hpp"
#include "unify/features.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::unify {

// A steward's word on two records. `cannot` vetoes even exact links; `must` links, but never
// against an exclusive identifier.
struct Decision {
    enum class Kind { must, cannot };

    Kind kind = Kind::cannot;
    model::RecordKey a;
    model::RecordKey b;
    std::string id;

    auto operator<=>(const Decision&) const = default;
};

// Who carries a match key.
struct KeyHit {
    model::RecordId record = 0;
    std::uint64_t skeleton = 0;
};

// Who has a candidate key.
struct CandidateHit {
    model::RecordId record = 0;
    Sketch sketch;
};

struct Member {
    model::RecordId id = 0;
    SharedFeatures features;  // Never null
};

// The set of live party records as resolution sees it, with the batch at hand already in it.
class Candidates {
public:
    virtual ~Candidates() = default;
    // For each key, who carries it, at most carriers_read() of them.
    virtual std::vector<std::vector<KeyHit>> on_keys(std::span<const MatchKey> keys) = 0;
    // For each candidate key, by its hash, who has it, at most candidates_read() of them.
    virtual std::vector<std::vector<CandidateHit>> on_candidate_keys(
        std::span<const std::uint64_t> hashes) = 0;
    // Features of the live ones among `ids`; unknown and removed ids are left out.
    virtual std::vector<Member> members(std::span<const model::RecordId> ids) = 0;
    // Decisions that name any of the records.
    virtual std::vector<Decision> decisions(std::span<const model::RecordKey> records) = 0;
};

// Why two records are linked. Lives no longer than the features of its members.
struct Edge {
    std::size_t a = 0;  // Indexes into Component::members, a < b.
    std::size_t b = 0;
    int strength = 0;               // Greater is better; rules.hpp lists the steps.
    std::string_view rule;          // "manual", "id", "id_name", "email_strict", "email_verified",
                                    // "phone_strict", "phone_verified", "scored"
    const MatchKey* key = nullptr;  // That they share, as `a` has it; null for manual and scored
    int weight = 0;                 // Of a scored edge, 1/1024 bit
    Evidence evidence;              // Of a scored edge
};

// Why two clusters, though linked, stay apart: one pair of records for each join that was refused.
struct Veto {
    std::size_t a = 0;
    std::size_t b = 0;
    std::string rule;  // "decision", "exclusive", "birth_date", "name"
    std::string ns;    // For exclusive.
};

struct Component {
    std::vector<Member> members;          // Sorted by tie hash.
    std::vector<Edge> edges;              // All that rules allow, best first.
    std::vector<Veto> vetoes;             // Between members.
    std::vector<std::size_t> cluster_of;  // For each member, the index of its cluster: 0, 1, ... in
                                          // order of first member.
    bool oversized = false;               // Over component_records: id rules only.

    std::size_t cluster_count() const;
};

// Two records in different clusters that may be one person, for a steward to look at.
struct Review {
    model::RecordId a = 0;  // By tie hash, the smaller first.
    model::RecordId b = 0;
    int weight = 0;
    Evidence evidence;
    std::string veto;  // What keeps them apart though the weight would join them; empty: nothing
};

struct Resolution {
    std::vector<Component> components;
    std::vector<Review> reviews;     // That name a record of one of the components.
    std::size_t suspended_keys = 0;  // Met on the way: over their cap or crowded.
    std::size_t edges = 0;
};

// Is a key with these carriers beyond its cap (distinct people) or crowded (records)? Then it links
// nobody, or proposes nobody.
bool suspended(const MatchKey& key, std::span<const KeyHit> carriers, const IdentityModel& model);
bool suspended(std::span<const CandidateHit> hits, const IdentityModel& model);

// So many carriers of a key tell whether it is crowded; where it is not, they are all.
inline std::size_t carriers_read(const IdentityModel& model)
{
    return model.key_read_records + 1;
}
inline std::size_t candidates_read(const IdentityModel& model)
{
    return model.candidate_records + 1;
}

// All components that hold any of `touched`, complete. Starts at the touched records and follows
// links over unsuspended keys and must-decisions, level by level, with four set-wise questions a
// level.
//
// For the answer to be all that changed, the caller passes as touched: the records that were added,
// changed or removed (removed ones are simply not found); all members of the components that any of
// them was in before; the records of a decision that was made or lifted; and the carriers of every
// key whose suspension flipped, that is of each key that a changed record gained, lost or carries
// under another skeleton, and for which suspended() says other than before.
Resolution resolve(std::span<const model::RecordId> touched, Candidates& candidates,
                   const IdentityModel& model);

// The same for records at hand, whole set given: for tests, explanations and points in time. Where
// rules make all of them one, no pair is scored.
Resolution resolve_all(std::span<const Member> members, std::span<const Decision> decisions,
                       const IdentityModel& model);

// The strongest edges that hold a cluster together, as a spanning tree: the answer to "why are
// these one".
std::vector<Edge> spanning_tree(const Component& component, std::size_t cluster);

}  // namespace cx::unify
