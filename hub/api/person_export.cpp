// All that the hub knows of one person, in one document that machines read: for the person who asks
// for it, and for whoever they want to take it to.
#include "api/found.hpp"
#include "api/problem.hpp"
#include "api/render.hpp"
#include "api/routes.hpp"

#include <algorithm>

namespace cx::api {
namespace {

constexpr int export_records = 10'000;  // States and events, and accesses, in one document.

// What is read under one view.
struct Gathered {
    FoundProfile found;
    std::vector<model::ProfileVersion> history;
    std::vector<store::LineageRow> lineage;
    std::vector<store::MemberRow> members;
    std::vector<model::RecordVersion> owned;
    std::vector<std::optional<std::string>> payloads;  // Of the members' origins
    std::vector<store::AccessRow> accesses;
    std::vector<store::SinkStatus> sinks;
};

std::optional<Gathered> gather(const Call& call)
{
    const auto view = call.parts.store.view();
    auto found = find_profile(*view, call.captured("id"));
    if (!found) return std::nullopt;
    const std::string id = found->profile.profile_id;
    Gathered all{.found = std::move(*found)};
    all.history = view->profile_history(id);
    all.lineage = view->lineage(id);
    all.members = view->members(id);
    all.owned = view->owned(view->owner_keys(id), "", false, {}, export_records);
    for (const store::MemberRow& member : all.members)
        all.payloads.push_back(view->raw(member.version.origin));
    all.accesses = view->accesses({.profile = id, .limit = export_records});
    all.sinks = view->sinks();
    return all;
}

// Where a value came from: its source, its record, the rule that chose it.
json::Value provenance_json(const model::ProfileVersion& profile, const Filter& filter)
{
    json::Array rows;
    for (const model::Provenance& reason : profile.provenance) {
        json::Value row = model::to_json(reason);
        if (!filter.keys()) row.as_object().erase("key");
        rows.push_back(std::move(row));
    }
    return rows;
}

json::Value history_json(const Gathered& all, const Filter& filter, std::vector<std::string>& out)
{
    json::Array rows;
    for (const model::ProfileVersion& version : all.history)
        rows.push_back(render_profile(version, filter, {}, &out));
    return rows;
}

// A payload may hold anything, so it is for those who may see everything.
bool sees_payloads(const Call& call, const Filter& filter)
{
    const auto& labels = call.parts.schema.taxonomy.groups;
    return filter.payloads() && std::all_of(labels.begin(), labels.end(), [&](const auto& row) {
               return row.second == "secret" || filter.passes(row.first);
           });
}

json::Value members_json(const Gathered& all, const Call& call, const Filter& filter,
                         std::vector<std::string>& out)
{
    const bool payloads =
        sees_payloads(call, filter) && !filter.restricted(all.found.profile.profile_id);
    json::Array rows;
    for (std::size_t i = 0; i < all.members.size(); ++i) {
        json::Value row = render_record(all.members[i].version, call.parts.schema, filter, &out);
        row["stream"] = all.members[i].version.origin.stream;
        if (all.payloads[i] && payloads) row["as_received"] = *all.payloads[i];
        rows.push_back(std::move(row));
    }
    return rows;
}

json::Value records_json(const Gathered& all, const Call& call, const Filter& filter,
                         std::vector<std::string>& out)
{
    json::Array rows;
    for (const model::RecordVersion& record : all.owned) {
        if (record.op == model::RecordVersion::Op::remove) continue;
        json::Value row = render_record(record, call.parts.schema, filter, &out);
        row["kind"] = to_text(record.kind);
        rows.push_back(std::move(row));
    }
    return rows;
}

json::Value lineage_json(const Gathered& all)
{
    json::Array rows;
    for (const store::LineageRow& step : all.lineage)
        rows.push_back(
            json::Object{{"recorded_at", to_rfc3339(step.recorded_at)},
                         {"from", step.from.empty() ? json::Value() : json::Value(step.from)},
                         {"to", step.to.empty() ? json::Value() : json::Value(step.to)},
                         {"cause", step.cause},
                         {"detail", step.detail}});
    return rows;
}

json::Value accesses_json(const Gathered& all)
{
    json::Array rows;
    for (const store::AccessRow& row : all.accesses)
        rows.push_back(
            json::Object{{"at", to_rfc3339(row.at)}, {"route", row.route}, {"fields", row.fields}});
    return rows;
}

// Destinations that are past the profile's first version.
json::Value recipients_json(const Gathered& all)
{
    json::Array names;
    for (const store::SinkStatus& sink : all.sinks)
        if (!all.history.empty() && sink.delivered >= all.history.front().seq)
            names.emplace_back(sink.sink);
    return names;
}

}  // namespace

Answer export_person(const Call& call)
{
    const std::optional<Gathered> all = gather(call);
    if (!all) return no_profile(call);
    const Filter filter = call.filter.about(all->found.profile.profile_id);
    std::vector<std::string> left_out;
    json::Value body =
        json::Object{{"profile", render_profile(all->found.profile, call.filter, {}, &left_out)},
                     {"provenance", provenance_json(all->found.profile, call.filter)},
                     {"sources", members_json(*all, call, filter, left_out)},
                     {"records", records_json(*all, call, filter, left_out)},
                     {"history", history_json(*all, call.filter, left_out)},
                     {"lineage", lineage_json(*all)},
                     {"recipients", recipients_json(*all)},
                     {"read_by", accesses_json(*all)},
                     {"truncated", all->owned.size() == std::size_t{export_records}},
                     {"exported_at", to_rfc3339(call.parts.clock.now())}};
    put_resolved(body, all->found);
    Answer answer = json_answer(body);
    answer.profiles = {all->found.profile.profile_id};
    answer.fields = {"everything"};
    answer.left_out = left_out.size();
    return answer;
}

}  // namespace cx::api
