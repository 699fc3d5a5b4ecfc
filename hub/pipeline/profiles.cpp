#include "pipeline/profiles.hpp"

#include "unify/survivorship.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace cx::pipeline {
namespace {

using model::ProfileVersion;
using model::RecordId;

struct Cluster {
    std::vector<RecordId> members;  // Sorted by tie hash
    Hash128 first_tie;
    std::int64_t component = 0;
    std::string profile_id;  // Once assigned
    bool is_new = false;
};

class Assigner {
public:
    explicit Assigner(const ProfileInputs& inputs) : in_(inputs) {}

    ProfileChanges run()
    {
        collect();
        assign_ids();
        retire_ids();
        write_clusters();
        for (const auto& [id, change] : in_.changes)
            if (!change.data) leave(id, change);
        return std::move(out_);
    }

private:
    const std::string& former(RecordId id) const { return in_.candidates.party(id).row.profile_id; }

    void collect()
    {
        for (const unify::Component& component : in_.resolution.components) {
            out_.largest_component =
                std::max<std::uint64_t>(out_.largest_component, component.members.size());
            out_.oversized_components += component.oversized ? 1 : 0;
            const std::size_t first = clusters_.size();
            clusters_.resize(first + component.cluster_count());
            std::int64_t component_id = component.members.front().id;
            for (const unify::Member& member : component.members)
                component_id = std::min(component_id, member.id);
            for (std::size_t i = 0; i < component.members.size(); ++i) {
                const unify::Member& member = component.members[i];
                Cluster& cluster = clusters_[first + component.cluster_of[i]];
                if (cluster.members.empty()) cluster.first_tie = member.features->tie;
                cluster.members.push_back(member.id);
                cluster.component = component_id;
            }
        }
        for (const Cluster& cluster : clusters_)
            for (const RecordId id : cluster.members)
                if (!former(id).empty()) ++former_records_[former(id)];
        for (const auto& [id, change] : in_.changes)
            if (!change.data && !change.profile_id.empty()) ++former_records_[change.profile_id];
        for (const auto& [id, change] : in_.changes)
            if (!change.profile_id.empty()) last_record_[change.profile_id] = id;
    }

    // Best vote first: most records, then the older id, then the cluster with the smaller tie hash.
    void assign_ids()
    {
        struct Vote {
            std::size_t records = 0;
            std::string id;
            std::size_t cluster = 0;
        };
        std::vector<Vote> votes;
        for (std::size_t c = 0; c < clusters_.size(); ++c) {
            std::map<std::string, std::size_t> counts;
            for (const RecordId id : clusters_[c].members)
                if (!former(id).empty()) ++counts[former(id)];
            for (const auto& [id, count] : counts) votes.push_back({count, id, c});
        }
        std::sort(votes.begin(), votes.end(), [&](const Vote& a, const Vote& b) {
            if (a.records != b.records) return a.records > b.records;
            if (a.id != b.id) return a.id < b.id;
            return clusters_[a.cluster].first_tie < clusters_[b.cluster].first_tie;
        });
        std::set<std::string> taken;
        for (const Vote& vote : votes) {
            Cluster& cluster = clusters_[vote.cluster];
            if (!cluster.profile_id.empty() || taken.contains(vote.id)) continue;
            cluster.profile_id = vote.id;
            taken.insert(vote.id);
        }
        for (Cluster& cluster : clusters_) {
            if (!cluster.profile_id.empty()) continue;
            cluster.profile_id = in_.ids.next();
            cluster.is_new = true;
        }
        for (const auto& [id, records] : former_records_)
            if (!taken.contains(id)) retired_.insert(id);
        // Votes stand best first, so the first for a retired id is where most of its records went.
        for (const Vote& vote : votes)
            if (retired_.contains(vote.id)) heirs_.try_emplace(vote.id, vote.cluster);
    }

    // An id without a cluster: an alias to where the largest part of its records went, or to its
    // last record.
    void retire_ids()
    {
        for (const std::string& id : retired_) {
            const auto found = heirs_.find(id);
            const Cluster* heir = found == heirs_.end() ? nullptr : &clusters_[found->second];
            RecordId anchor = 0;
            if (heir) {
                anchor = *std::find_if(heir->members.begin(), heir->members.end(),
                                       [&](RecordId record) { return former(record) == id; });
            } else {
                anchor = last_record_.at(id);
            }
            assert(anchor != 0);
            out_.aliases.push_back({.old_id = id, .anchor = anchor});
            ++out_.removed;
            if (heir) ++out_.merges;
            ProfileVersion version = base_version(id, newest({id}));
            version.kind = ProfileVersion::Kind::removed;
            if (heir) version.merged_into = heir->profile_id;
            version.golden = json::Object{};
            out_.profiles.push_back(std::move(version));
        }
    }

    // What has become of a cluster since its profile was last written.
    struct News {
        const Cluster* cluster = nullptr;
        bool membership = false;
        bool joined_from_other = false;
        bool lost = false;
    };

    void write_clusters()
    {
        std::vector<News> news;
        std::vector<std::vector<unify::MemberRecord>> members;
        for (const Cluster& cluster : clusters_) {
            const auto found = news_of(cluster);
            if (!found) continue;
            news.push_back(*found);
            members.push_back(records_of(cluster));
        }
        std::vector<unify::Golden> golden(news.size());
        in_.workers.for_each(news.size(), [&](std::size_t i) {
            const model::EntityType* type = in_.schema.find(members[i].front().key.entity);
            assert(type);
            golden[i] = unify::survive(members[i], *type, in_.identity);
        });
        for (std::size_t i = 0; i < news.size(); ++i) write(news[i], std::move(golden[i]));
    }

    // Assigns the members; none where nothing can have changed in the profile.
    std::optional<News> news_of(const Cluster& cluster)
    {
        News news{.cluster = &cluster, .membership = cluster.is_new};
        bool data = false;
        std::size_t kept = 0;
        for (const RecordId id : cluster.members) {
            const Party& party = in_.candidates.party(id);
            data |= in_.candidates.change(id) != nullptr;
            const bool same = party.row.profile_id == cluster.profile_id;
            kept += same ? 1 : 0;
            news.joined_from_other |= !same && !party.row.profile_id.empty();
            news.membership |= !same;
            if (!same || party.row.component != cluster.component)
                out_.assignments.push_back({.record = id,
                                            .profile_id = cluster.profile_id,
                                            .component = cluster.component});
            if (!same) joined(id, party.row.profile_id, cluster);
        }
        news.lost = !cluster.is_new && former_records_[cluster.profile_id] > kept;
        news.membership |= news.lost;
        if (!news.membership && !data) return std::nullopt;
        return news;
    }

    void write(const News& news, unify::Golden golden)
    {
        const Cluster& cluster = *news.cluster;
        std::optional<ProfileVersion> last;
        if (!cluster.is_new) last = newest({cluster.profile_id});
        if (last && !news.membership && last->golden == golden.data &&
            last->provenance == golden.provenance)
            return;

        ProfileVersion version = base_version(cluster.profile_id, last);
        version.entity = in_.candidates.party(cluster.members.front()).row.key.entity;
        version.golden = std::move(golden.data);
        version.provenance = std::move(golden.provenance);
        version.kind = kind_of(news);
        out_.created += cluster.is_new ? 1 : 0;
        out_.splits += cluster.is_new && news.joined_from_other ? 1 : 0;
        out_.profiles.push_back(std::move(version));
    }

    static ProfileVersion::Kind kind_of(const News& news)
    {
        using enum ProfileVersion::Kind;
        if (news.cluster->is_new) return created;
        if (news.joined_from_other) return merged;
        return news.lost ? split : updated;
    }

    std::vector<unify::MemberRecord> records_of(const Cluster& cluster) const
    {
        std::vector<unify::MemberRecord> members;
        for (const RecordId id : cluster.members) {
            const Party& party = in_.candidates.party(id);
            members.push_back({.key = party.row.key,
                               .version = party.row.version,
                               .occurred_at = party.row.occurred_at,
                               .data = party.data.get(),
                               .labels = in_.labels(party.row.mapping, party.row.key.entity)});
        }
        return members;
    }

    ProfileVersion base_version(const std::string& id,
                                const std::optional<ProfileVersion>& last) const
    {
        ProfileVersion version;
        version.profile_id = id;
        version.version = last ? last->version + 1 : 1;
        version.entity = last ? last->entity : "";
        version.recorded_at = in_.recorded_at;
        version.config_id = in_.config_id;
        version.backfill = in_.backfill;
        return version;
    }

    std::optional<ProfileVersion> newest(const std::string& id) const
    {
        const std::string ids[] = {id};
        auto found = in_.view.newest_profiles(ids);
        if (found.empty()) return std::nullopt;
        return std::move(found.begin()->second);
    }

    void joined(RecordId id, const std::string& from, const Cluster& cluster)
    {
        std::string detail = "joined";
        if (from.empty())
            detail = cluster.is_new ? "created" : "joined";
        else
            detail = retired_.contains(from) ? "merged" : "split";
        out_.lineage.push_back({.recorded_at = in_.recorded_at,
                                .record = id,
                                .from = from,
                                .to = cluster.profile_id,
                                .cause = in_.cause,
                                .detail = detail});
    }

    void leave(RecordId id, const PartyChange& change)
    {
        if (change.profile_id.empty()) return;
        out_.lineage.push_back({.recorded_at = in_.recorded_at,
                                .record = id,
                                .from = change.profile_id,
                                .to = "",
                                .cause = in_.cause,
                                .detail = "left"});
    }

    const ProfileInputs& in_;
    std::vector<Cluster> clusters_;
    std::map<std::string, std::size_t> former_records_;  // Records that had the id before
    std::map<std::string, RecordId> last_record_;        // A changed record that had it
    std::map<std::string, std::size_t> heirs_;           // Of a retired id: its cluster
    std::set<std::string> retired_;
    ProfileChanges out_;
};

}  // namespace

ProfileChanges change_profiles(const ProfileInputs& inputs)
{
    return Assigner(inputs).run();
}

}  // namespace cx::pipeline
