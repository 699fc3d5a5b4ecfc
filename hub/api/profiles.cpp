// Profiles: one, many, who they are made of, and what they were.
#include "api/found.hpp"
#include "api/problem.hpp"
#include "api/render.hpp"
#include "api/routes.hpp"
#include "base/hash.hpp"

#include <algorithm>

namespace cx::api {
namespace {

// Fields asked for that no party has are a mistake of the asker, not an empty answer.
bool known_fields(const model::Schema& schema, const std::vector<std::string>& fields)
{
    return std::all_of(fields.begin(), fields.end(), [&](const std::string& field) {
        return std::any_of(schema.entities.begin(), schema.entities.end(), [&](const auto& entry) {
            const model::EntityType& type = entry.second;
            return type.kind == model::EntityKind::party && field.find('.') == std::string::npos &&
                   type.find(field);
        });
    });
}

// Names of top-level fields that differ between two versions.
std::vector<std::string> changed_fields(const json::Value& before, const json::Value& after)
{
    std::vector<std::string> names;
    const auto compare = [&](const json::Value& from, const json::Value& to, bool only_missing) {
        if (!from.is_object()) return;
        for (const auto& [name, value] : from.as_object()) {
            const json::Value* const other = to.find(name);
            if (!other || (!only_missing && *other != value)) names.push_back(name);
        }
    };
    compare(after, before, false);
    compare(before, after, true);
    std::sort(names.begin(), names.end());
    return names;
}

json::Value lineage_json(const std::vector<store::LineageRow>& rows)
{
    json::Array steps;
    for (const store::LineageRow& row : rows) {
        json::Object step{{"recorded_at", to_rfc3339(row.recorded_at)},
                          {"cause", row.cause},
                          {"detail", row.detail}};
        if (!row.from.empty()) step.emplace("from", row.from);
        if (!row.to.empty()) step.emplace("to", row.to);
        steps.emplace_back(std::move(step));
    }
    // Several records that took the same step together are one step in this story.
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    return steps;
}

}  // namespace

void note_fields(Answer& answer, const json::Value& rendered)
{
    const json::Value* const data = rendered.find("data");
    if (!data || !data->is_object()) return;
    for (const auto& [name, value] : data->as_object())
        if (std::find(answer.fields.begin(), answer.fields.end(), name) == answer.fields.end())
            answer.fields.push_back(name);
}

Answer get_profile(const Call& call)
{
    const std::vector<std::string> fields = call.names("fields");
    if (!known_fields(call.parts.schema, fields))
        return problem("api.bad_parameter", "'fields' names a field that no profile has");
    std::optional<FoundProfile> found;
    {
        const auto view = call.parts.store.view();
        found = find_profile(*view, call.captured("id"));
    }
    if (!found) return no_profile(call);

    std::vector<std::string> left_out;
    json::Value body = render_profile(found->profile, call.filter, fields, &left_out);
    put_resolved(body, *found);
    Answer answer = json_answer(body);
    answer.headers["ETag"] = '"' + to_hex(hash128(answer.body)) + '"';
    answer.left_out = left_out.size();
    answer.profiles = {found->profile.profile_id};
    note_fields(answer, body);
    return answer;
}

Answer list_profiles(const Call& call)
{
    const std::vector<std::string> fields = call.names("fields");
    if (!known_fields(call.parts.schema, fields))
        return problem("api.bad_parameter", "'fields' names a field that no profile has");
    const int limit = call.limit();
    std::vector<std::string> ids;
    std::map<std::string, model::ProfileVersion> newest;
    {
        const auto view = call.parts.store.view();
        ids = view->profile_ids(call.text("after"), limit + 1);
        newest = view->newest_profiles(ids);
    }
    const bool more = ids.size() > static_cast<std::size_t>(limit);
    if (more) ids.pop_back();

    Answer noted;
    json::Array page;
    for (const std::string& id : ids) {
        const auto profile = newest.find(id);
        if (profile == newest.end()) continue;
        std::vector<std::string> left_out;
        page.push_back(render_profile(profile->second, call.filter, fields, &left_out));
        noted.left_out += left_out.size();
        note_fields(noted, page.back());
    }
    Answer answer = json_answer(json::Object{
        {"profiles", std::move(page)}, {"next", more ? json::Value(ids.back()) : json::Value()}});
    answer.profiles = std::move(ids);
    answer.fields = std::move(noted.fields);
    answer.left_out = noted.left_out;
    return answer;
}

Answer get_members(const Call& call)
{
    const Timestamp at = call.time("at");
    std::optional<FoundProfile> found;
    std::vector<store::MemberRow> members;
    {
        const auto view = call.parts.store.view();
        found = find_profile(*view, call.captured("id"));
        if (found) members = view->members(found->profile.profile_id, at);
    }
    if (!found) return no_profile(call);

    const Filter filter = call.filter.about(found->profile.profile_id);
    Answer noted;
    json::Array rows;
    for (const store::MemberRow& member : members) {
        std::vector<std::string> left_out;
        json::Value row = render_record(member.version, call.parts.schema, filter, &left_out);
        row["stream"] = member.version.origin.stream;
        if (filter.key(member.version.key.key)) row["origin_key"] = member.version.origin.key;
        rows.push_back(std::move(row));
        noted.left_out += left_out.size();
        note_fields(noted, rows.back());
    }
    json::Value body =
        json::Object{{"profile_id", found->profile.profile_id}, {"members", std::move(rows)}};
    put_resolved(body, *found);
    Answer answer = json_answer(body);
    answer.profiles = {found->profile.profile_id};
    answer.fields = std::move(noted.fields);
    answer.left_out = noted.left_out;
    return answer;
}

Answer get_history(const Call& call)
{
    std::optional<FoundProfile> found;
    std::vector<model::ProfileVersion> versions;
    std::vector<store::LineageRow> lineage;
    std::vector<store::DecisionRow> decisions;
    {
        const auto view = call.parts.store.view();
        found = find_profile(*view, call.captured("id"));
        if (found) {
            versions = view->profile_history(found->profile.profile_id);
            lineage = view->lineage(found->profile.profile_id);
            decisions = view->all_decisions_on(keys_of(view->members(found->profile.profile_id)));
        }
    }
    if (!found) return no_profile(call);

    const std::int64_t before = call.integer("before");
    const auto limit = static_cast<std::size_t>(call.limit());
    Answer noted;
    json::Array page;
    json::Value next;
    for (std::size_t i = versions.size(); i-- > 0;) {
        if (before > 0 && versions[i].version >= before) continue;
        if (page.size() == limit) {
            next = std::to_string(versions[i].version + 1);
            break;
        }
        std::vector<std::string> left_out;
        json::Value row = render_profile(versions[i], call.filter, {}, &left_out);
        row["changed"] = render_names(
            changed_fields(i > 0 ? versions[i - 1].golden : json::Value(), versions[i].golden));
        noted.left_out += left_out.size();
        note_fields(noted, row);
        page.push_back(std::move(row));
    }
    json::Value body = json::Object{{"profile_id", found->profile.profile_id},
                                    {"versions", std::move(page)},
                                    {"lineage", lineage_json(lineage)},
                                    {"decisions", render_decisions(decisions, call.filter)},
                                    {"next", std::move(next)}};
    put_resolved(body, *found);
    Answer answer = json_answer(body);
    answer.profiles = {found->profile.profile_id};
    answer.fields = std::move(noted.fields);
    answer.left_out = noted.left_out;
    return answer;
}

}  // namespace cx::api
