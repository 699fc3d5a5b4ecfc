#include "api/records.hpp"

#include "api/found.hpp"
#include "api/problem.hpp"
#include "api/render.hpp"
#include "api/routes.hpp"
#include "base/limits.hpp"

#include <algorithm>
#include <limits>

namespace cx::api {
namespace {

constexpr int most_at_one_time = 20 * limits::page_items_max;

// Times before 1970 are below zero, and the store takes zero for "from the newest".
Timestamp just_after(Timestamp time)
{
    return {time.micros == -1 ? 1 : time.micros + 1};
}

Answer answer_page(const Call& call, const FoundProfile& found, const RecordPage& page)
{
    const Filter filter = call.filter.about(found.profile.profile_id);
    Answer noted;
    json::Array rows;
    for (const model::RecordVersion& record : page.records) {
        std::vector<std::string> left_out;
        rows.push_back(render_record(record, call.parts.schema, filter, &left_out));
        noted.left_out += left_out.size();
        const std::string& entity = record.key.entity;
        if (std::find(noted.fields.begin(), noted.fields.end(), entity) == noted.fields.end())
            noted.fields.push_back(entity);
    }
    json::Value body =
        json::Object{{"profile_id", found.profile.profile_id},
                     {"records", std::move(rows)},
                     {"next", page.next.empty() ? json::Value() : json::Value(page.next)}};
    put_resolved(body, found);
    Answer answer = json_answer(body);
    answer.profiles = {found.profile.profile_id};
    answer.fields = std::move(noted.fields);
    answer.left_out = noted.left_out;
    return answer;
}

Answer owned_records(const Call& call, const std::string& entity)
{
    std::optional<FoundProfile> found;
    RecordPage page;
    {
        const auto view = call.parts.store.view();
        found = find_profile(*view, call.captured("id"));
        if (found)
            page = page_of_records(*view, view->owner_keys(found->profile.profile_id), entity,
                                   {call.integer("before")}, call.limit());
    }
    if (!found) return no_profile(call);
    return answer_page(call, *found, page);
}

// The profile whose record this is, or that its owner's key leads to; empty where nobody has the
// key yet.
std::string profile_of(store::View& view, const model::RecordVersion& record)
{
    if (record.kind == model::EntityKind::party) {
        const std::vector<model::RecordKey> keys{record.key};
        const auto head = view.heads(keys).at(0);
        return head ? head->profile_id : "";
    }
    return view.profile_of_owner(record.owner);
}

}  // namespace

RecordPage page_of_records(store::View& view, const std::vector<std::string>& owners,
                           const std::string& entity, Timestamp before, int limit)
{
    for (int wanted = limit;; wanted *= 4) {
        std::vector<model::RecordVersion> rows =
            view.owned(owners, entity, false, before, wanted + 1);
        const bool more = rows.size() > static_cast<std::size_t>(wanted);
        RecordPage page;
        if (more) {
            // The page ends before the time at which the next one begins.
            const Timestamp torn = rows.back().time;
            std::erase_if(rows, [&](const model::RecordVersion& row) { return row.time == torn; });
            if (rows.empty() && wanted < most_at_one_time) continue;
            page.next = std::to_string(just_after(torn).micros);
        }
        std::erase_if(rows, [](const model::RecordVersion& row) {
            return row.op == model::RecordVersion::Op::remove;
        });
        page.records = std::move(rows);
        return page;
    }
}

Answer get_timeline(const Call& call)
{
    return owned_records(call, "");
}

Answer get_profile_entities(const Call& call)
{
    const std::string entity = call.text("type");
    const model::EntityType* const type = call.parts.schema.find(entity);
    if (!entity.empty() && (!type || type->kind == model::EntityKind::party))
        return problem("api.bad_parameter",
                       "'type' must be a type of state or event; see /v1/schemas");
    return owned_records(call, entity);
}

Answer get_entity(const Call& call)
{
    const std::string& entity = call.captured("type");
    const std::string& key = call.captured("key");
    if (!call.parts.schema.find(entity) || key.size() > limits::key_bytes)
        return problem("api.no_entity");
    std::optional<model::RecordVersion> record;
    std::string profile;
    {
        const auto view = call.parts.store.view();
        record = view->current(entity, key, call.text("source"));
        if (record) profile = profile_of(*view, *record);
    }
    if (!record || record->op == model::RecordVersion::Op::remove) return problem("api.no_entity");

    std::vector<std::string> left_out;
    json::Value body =
        render_record(*record, call.parts.schema, call.filter.about(profile), &left_out);
    body["kind"] = to_text(record->kind);
    if (!profile.empty()) body["profile_id"] = profile;
    Answer answer = json_answer(body);
    if (!profile.empty()) answer.profiles = {profile};
    answer.fields = {entity};
    answer.left_out = left_out.size();
    return answer;
}

}  // namespace cx::api
