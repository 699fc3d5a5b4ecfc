#include "pipeline/explain.hpp"

#include "pipeline/batch_candidates.hpp"
#include "pipeline/scored.hpp"
#include "unify/rules.hpp"
#include "unify/score.hpp"
#include "unify/survivorship.hpp"

#include <algorithm>

namespace cx::pipeline {
namespace {

struct MemberFacts {
    store::MemberRow row;
    json::Value data;
};

std::vector<MemberFacts> facts_of(std::vector<store::MemberRow> rows)
{
    std::vector<MemberFacts> facts;
    for (store::MemberRow& row : rows) {
        Result<json::Value> data = json::parse(row.version.data);
        if (!data) throw store::StoreError("a record's data is not JSON: the store is damaged");
        facts.push_back({.row = std::move(row), .data = std::move(*data)});
    }
    return facts;
}

std::vector<unify::Member> members_of(const std::vector<MemberFacts>& facts,
                                      const unify::IdentityModel& identity)
{
    std::vector<unify::Member> members;
    for (const MemberFacts& fact : facts)
        members.push_back(
            {.id = fact.row.version.record,
             .features = unify::extract_shared(fact.row.version.key, fact.data, identity)});
    return members;
}

std::vector<unify::Decision> decisions_of(store::View& view, const std::vector<MemberFacts>& facts,
                                          Timestamp at)
{
    std::vector<model::RecordKey> keys;
    for (const MemberFacts& fact : facts) keys.push_back(fact.row.version.key);
    std::vector<unify::Decision> decisions;
    for (const store::DecisionRow& row :
         at.micros ? view.decisions_at(keys, at) : view.decisions(keys))
        decisions.push_back(to_decision(row));
    return decisions;
}

json::Value edge_json(const unify::Component& component, const unify::Edge& edge)
{
    json::Value out{json::Object{{"a", key_json(component.members[edge.a].features->record)},
                                 {"b", key_json(component.members[edge.b].features->record)},
                                 {"rule", std::string(edge.rule)}}};
    if (edge.key) {
        out["ns"] = edge.key->ns;
        out["value"] = edge.key->value;
    }
    if (edge.strength == unify::strength::scored) {
        out["weight"] = bits(edge.weight);
        out["probability"] = unify::probability(edge.weight);
    }
    return out;
}

json::Value veto_json(const unify::Component& component, const unify::Veto& veto)
{
    json::Value out{json::Object{{"a", key_json(component.members[veto.a].features->record)},
                                 {"b", key_json(component.members[veto.b].features->record)},
                                 {"rule", veto.rule}}};
    if (!veto.ns.empty()) out["ns"] = veto.ns;
    return out;
}

// What holds the members together, of each profile the weakest last; vetoes that a merge by hand
// overruled show under `apart`.
void add_links(json::Value& out, const unify::Resolution& resolution)
{
    json::Array links;
    json::Array apart;
    for (const unify::Component& component : resolution.components) {
        for (std::size_t cluster = 0; cluster < component.cluster_count(); ++cluster)
            for (const unify::Edge& edge : unify::spanning_tree(component, cluster))
                links.push_back(edge_json(component, edge));
        for (const unify::Veto& veto : component.vetoes)
            apart.push_back(veto_json(component, veto));
    }
    out["links"] = std::move(links);
    out["apart"] = std::move(apart);
}

json::Value candidates_json(const std::vector<unify::FieldCandidate>& candidates)
{
    json::Array out;
    for (const unify::FieldCandidate& candidate : candidates)
        out.push_back(json::Object{{"record", key_json(candidate.record)},
                                   {"version", candidate.version},
                                   {"value", candidate.value},
                                   {"chosen", candidate.chosen},
                                   {"rule", candidate.rule}});
    return out;
}

}  // namespace

json::Value Reasons::terms(const store::EdgeRow& pair)
{
    return terms_json(evidence_of(pair), scorers_.find(pair.model).get());
}

Result<json::Value> Reasons::why(const std::string& profile_id, const std::string& field,
                                 Timestamp at)
{
    const auto view = store_.view();
    std::string id = profile_id;
    std::optional<model::ProfileVersion> profile = at.micros ? view->profile(id, at) : std::nullopt;
    if (!profile || profile->kind == model::ProfileVersion::Kind::removed) {
        const auto resolved = view->resolve_profile(profile_id);
        if (!resolved) return Error{"explain.no_profile", "there is no such profile"};
        id = *resolved;
        profile = view->profile(id, at);
    }
    if (!profile) return Error{"explain.no_profile", "the profile did not exist at that time"};

    const std::vector<MemberFacts> facts = facts_of(view->members(id, at));
    const auto identity = identity_.get();
    std::vector<unify::MemberRecord> records;
    for (const MemberFacts& fact : facts)
        records.push_back(
            {.key = fact.row.version.key,
             .version = fact.row.version.version,
             .occurred_at = fact.row.version.occurred_at,
             .data = &fact.data,
             .labels = labels_.find(fact.row.version.mapping, fact.row.version.key.entity, *view)});
    const model::EntityType* type = schema_.find(profile->entity);
    if (!type) return Error{"explain.no_profile", "the profile's entity is not in the schema"};

    json::Value out{json::Object{{"profile_id", id},
                                 {"version", profile->version},
                                 {"entity", profile->entity},
                                 {"recorded_at", to_rfc3339(profile->recorded_at)},
                                 {"config_id", profile->config_id}}};
    json::Array members;
    for (const MemberFacts& fact : facts) {
        json::Value member = key_json(fact.row.version.key);
        member["version"] = fact.row.version.version;
        member["recorded_at"] = to_rfc3339(fact.row.version.recorded_at);
        members.push_back(std::move(member));
    }
    out["members"] = std::move(members);

    json::Value fields{json::Object{}};
    for (const auto& [name, value] : profile->golden.as_object()) {
        if (!field.empty() && name != field) continue;
        json::Value entry{json::Object{{"value", value}}};
        json::Array sources;
        for (const model::Provenance& provenance : profile->provenance)
            if (provenance.field == name || provenance.field.starts_with(name + "/"))
                sources.push_back(model::to_json(provenance));
        entry["provenance"] = std::move(sources);
        entry["candidates"] =
            candidates_json(unify::candidates_of(name, records, *type, *identity));
        fields[name] = std::move(entry);
    }
    if (!field.empty() && fields.as_object().empty())
        return Error{"explain.no_field", "the profile has no value in this field"};
    out["fields"] = std::move(fields);
    const auto decisions = decisions_of(*view, facts, at);
    add_links(out, unify::resolve_all(members_of(facts, *identity), decisions, *identity));
    return out;
}

Result<json::Value> Reasons::why_not(const std::string& a, const std::string& b)
{
    const auto view = store_.view();
    const auto id_a = view->resolve_profile(a);
    const auto id_b = view->resolve_profile(b);
    if (!id_a || !id_b) return Error{"explain.no_profile", "there is no such profile"};
    std::vector<store::MemberRow> rows = view->members(*id_a);
    const std::size_t of_a = rows.size();
    for (store::MemberRow& row : view->members(*id_b)) rows.push_back(std::move(row));
    const std::vector<MemberFacts> facts = facts_of(std::move(rows));
    const auto identity = identity_.get();
    const std::vector<unify::Member> members = members_of(facts, *identity);

    json::Value out{
        json::Object{{"profile_id", *id_a}, {"other_id", *id_b}, {"same", *id_a == *id_b}}};
    json::Array shared;
    const std::span all(members);
    for (const unify::Member& left : all.first(of_a)) {
        for (const unify::Member& right : all.subspan(of_a)) {
            for (const unify::MatchKey& key : left.features->keys)
                for (const unify::MatchKey& other : right.features->keys)
                    if (key.ns == other.ns && key.value == other.value)
                        shared.push_back(json::Object{{"a", key_json(left.features->record)},
                                                      {"b", key_json(right.features->record)},
                                                      {"ns", key.ns},
                                                      {"value", key.value}});
        }
    }
    out["shared_keys"] = std::move(shared);
    const auto decisions = decisions_of(*view, facts, {});
    if (json::Value best =
            nearest_pair(all.first(of_a), all.subspan(of_a), decisions, *view, *identity);
        !best.is_null() && *id_a != *id_b)
        out["best"] = std::move(best);
    add_links(out, unify::resolve_all(members, decisions, *identity));
    return out;
}

}  // namespace cx::pipeline
