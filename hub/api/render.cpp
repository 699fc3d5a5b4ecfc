#include "api/render.hpp"

#include "api/server.hpp"

#include <algorithm>
#include <set>

namespace cx::api {
namespace {

void put_time(json::Object& object, const char* name, Timestamp time)
{
    if (time.micros != 0) object.emplace(name, to_rfc3339(time));
}

std::string schema_name(const model::EntityType& type)
{
    return type.name + "/" + std::to_string(type.major) + "." + std::to_string(type.minor);
}

bool wanted(std::span<const std::string> fields, std::string_view name)
{
    return fields.empty() || std::find(fields.begin(), fields.end(), name) != fields.end();
}

// Where each value came from, for the fields that are in the answer.
json::Value origins(const model::ProfileVersion& profile, const json::Value& data)
{
    json::Array rows;
    for (const model::Provenance& reason : profile.provenance) {
        if (!data.find(reason.field.substr(0, reason.field.find_first_of("./")))) continue;
        rows.push_back(json::Object{
            {"field", reason.field}, {"source", reason.record.source}, {"rule", reason.rule}});
    }
    return rows;
}

json::Object profile_head(const model::ProfileVersion& profile)
{
    json::Object head{
        {"profile_id", profile.profile_id},
        {"entity", profile.entity},
        {"version", profile.version},
        {"op", to_text(profile.kind)},
        {"recorded_at", to_rfc3339(profile.recorded_at)},
        {"config_id", profile.config_id},
    };
    if (!profile.merged_into.empty()) head.emplace("merged_into", profile.merged_into);
    return head;
}

void note_refused(std::vector<std::string>& left_out, std::vector<std::string>* refused)
{
    std::sort(left_out.begin(), left_out.end());
    left_out.erase(std::unique(left_out.begin(), left_out.end()), left_out.end());
    if (refused) refused->insert(refused->end(), left_out.begin(), left_out.end());
}

json::Object record_head(const model::RecordVersion& version)
{
    json::Object head{
        {"entity", version.key.entity},
        {"source", version.key.source},
        {"record", version.record},
        {"version", version.version},
        {"op", version.op == model::RecordVersion::Op::remove ? "remove" : "upsert"},
        {"recorded_at", to_rfc3339(version.recorded_at)},
    };
    if (!version.mapping.empty()) head.emplace("mapping", version.mapping);
    put_time(head, "time", version.time);
    put_time(head, "occurred_at", version.occurred_at);
    put_time(head, "observed_at", version.observed_at);
    return head;
}

}  // namespace

json::Value render_decisions(std::span<const store::DecisionRow> rows, const Filter& filter)
{
    const bool reasons = filter.passes("pii.direct") && filter.passes("pii.indirect");
    std::set<std::string_view> seen;
    json::Array decisions;
    for (const store::DecisionRow& row : rows) {
        if (!seen.insert(row.id).second) continue;
        json::Object decision{
            {"decision", row.id},
            {"kind", row.kind == store::DecisionRow::Kind::must ? "merge" : "split"},
            {"actor", row.actor},
            {"recorded_at", to_rfc3339(row.recorded_at)}};
        put_time(decision, "revoked_at", row.revoked_at);
        if (reasons && !row.reason.empty()) decision.emplace("reason", row.reason);
        decisions.emplace_back(std::move(decision));
    }
    return decisions;
}

json::Value render_names(std::span<const std::string> names)
{
    json::Array array;
    for (const std::string& name : names) array.emplace_back(name);
    return array;
}

json::Value render_profile(const model::ProfileVersion& profile, const Filter& filter,
                           std::span<const std::string> fields, std::vector<std::string>* refused)
{
    std::vector<std::string> left_out;
    json::Value data = filter.golden(profile, left_out);
    if (!fields.empty()) {
        std::erase_if(data.as_object(),
                      [&](const auto& member) { return !wanted(fields, member.first); });
        std::erase_if(left_out, [&](const std::string& name) {
            return !wanted(fields, name.substr(0, name.find_first_of("./")));
        });
    }
    note_refused(left_out, refused);
    json::Object whole = profile_head(profile);
    whole.emplace("provenance", origins(profile, data));
    whole.emplace("left_out", render_names(left_out));
    whole.emplace("data", std::move(data));
    if (filter.restricted(profile.profile_id)) whole.emplace("restricted", true);
    return whole;
}

json::Value render_record(const model::RecordVersion& version, const model::Schema& schema,
                          const Filter& filter, std::vector<std::string>* refused)
{
    std::vector<std::string> left_out;
    json::Object whole = record_head(version);
    whole.emplace("data", filter.data(version, left_out));
    if (const model::EntityType* const type = schema.find(version.key.entity))
        whole.emplace("schema", schema_name(*type));
    const auto put_key = [&](const char* name, const std::string& key) {
        if (filter.key(key))
            whole.emplace(name, key);
        else
            left_out.emplace_back(name);
    };
    put_key("key", version.key.key);
    if (!version.owner.empty()) put_key("owner", version.owner);
    json::Array issues;
    for (const model::Issue& issue : version.issues) issues.push_back(model::to_json(issue));
    whole.emplace("issues", std::move(issues));
    note_refused(left_out, refused);
    whole.emplace("left_out", render_names(left_out));
    return whole;
}

namespace {

// Ids and nothing else: who was told of the person knows what to forget.
json::Value render_erase(const store::Change& change)
{
    return json::Object{{"op", "erase"},
                        {"profile_id", change.profile_id},
                        {"profile_ids", render_names(change.erased_ids)},
                        {"recorded_at", to_rfc3339(change.profile->recorded_at)},
                        {"backfill", false}};
}

}  // namespace

json::Value render_change(const store::Change& change, const model::Schema& schema,
                          const Filter& filter, std::vector<std::string>* refused)
{
    json::Value whole = json::Object{};
    if (change.kind == "erase") {
        whole = render_erase(change);
    } else if (change.profile) {
        whole = render_profile(*change.profile, filter, {}, refused);
        whole["backfill"] = change.profile->backfill;
    } else if (change.record) {
        whole = render_record(*change.record, schema, filter.about(change.profile_id), refused);
        if (!change.profile_id.empty()) whole["profile_id"] = change.profile_id;
    }
    whole["kind"] = change.kind;
    whole["seq"] = change.seq;
    return whole;
}

json::Value profile_json(const model::ProfileVersion& profile, const model::Schema& schema,
                         const model::Accepts& accepts)
{
    return render_profile(profile, Filter(schema, accepts));
}

json::Value change_json(const store::Change& change, const model::Schema& schema,
                        const model::Accepts& accepts, std::vector<std::string>* refused,
                        MappingLabels* labels, const Purposes* purposes, Tally* tally)
{
    const Filter filter(schema, accepts, labels, purposes);
    json::Value whole = render_change(change, schema, filter, refused);
    if (tally)
        for (const auto& [reason, count] : filter.tally()) (*tally)[reason] += count;
    return whole;
}

}  // namespace cx::api
