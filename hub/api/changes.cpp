// The feed of changes for readers that keep their own position.
#include "api/change_page.hpp"
#include "api/follower.hpp"
#include "api/problem.hpp"
#include "api/render.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace cx::api {
namespace {

Answer answer_with(ChangePage&& page, json::Object body)
{
    json::Array rows;
    for (json::Value& change : page.changes) rows.push_back(std::move(change));
    body.emplace("changes", std::move(rows));
    Answer answer = json_answer(std::move(body));
    answer.profiles = std::move(page.noted.profiles);
    answer.fields = std::move(page.noted.fields);
    answer.left_out = page.noted.left_out;
    return answer;
}

bool wants_events(const std::string& accept)
{
    for (const std::string_view range : split(accept, ','))
        if (ascii_lower(trim(range.substr(0, range.find(';')))) == "text/event-stream") return true;
    return false;
}

}  // namespace

ChangePage render_page(std::span<const store::Change> changes, const model::Schema& schema,
                       const Filter& filter)
{
    ChangePage page;
    std::set<std::string> profiles;
    std::set<std::string> kinds;
    for (const store::Change& change : changes) {
        std::vector<std::string> left_out;
        page.changes.push_back(render_change(change, schema, filter, &left_out));
        page.noted.left_out += left_out.size();
        if (!change.profile_id.empty()) profiles.insert(change.profile_id);
        kinds.insert(change.kind);
    }
    page.noted.profiles.assign(profiles.begin(), profiles.end());
    page.noted.fields.assign(kinds.begin(), kinds.end());
    return page;
}

void keep_only(std::vector<store::Change>& changes, const std::string& profile, store::View& view)
{
    if (profile.empty()) return;
    const std::string today = view.resolve_profile(profile).value_or(profile);
    std::erase_if(changes, [&](const store::Change& change) {
        const auto& ids = change.erased_ids;
        return change.profile_id != profile && change.profile_id != today &&
               std::find(ids.begin(), ids.end(), profile) == ids.end() &&
               view.resolve_profile(change.profile_id) != today;
    });
}

Answer resync_required(store::Seq after, const store::FeedRange& range)
{
    return problem("api.resync_required", "changes up to " + std::to_string(range.floor) +
                                              " are kept no longer, and you have come to " +
                                              std::to_string(after));
}

Answer get_changes(const Call& call)
{
    const std::string profile = call.text("profile");
    if (!profile.empty() && !call.parts.store.view()->resolve_profile(profile))
        return problem("api.no_profile");
    if (wants_events(call.request.accept)) return follow_changes(call);
    const std::int64_t after = call.integer("after");
    std::int64_t next = after;
    std::vector<store::Change> changes;
    store::FeedRange range;
    {
        const auto view = call.parts.store.view();
        range = view->feed();
        if (after >= range.floor) changes = view->changes(after, call.limit());
        if (!changes.empty()) next = changes.back().seq;
        keep_only(changes, profile, *view);
    }
    if (after < range.floor) return resync_required(after, range);
    return answer_with(render_page(changes, call.parts.schema, call.filter),
                       json::Object{{"next", next}});
}

Answer get_changes_snapshot(const Call& call)
{
    const store::SnapshotPage found =
        call.parts.store.view()->snapshot(call.integer("after"), call.limit());
    ChangePage page = render_page(found.changes, call.parts.schema, call.filter);
    for (json::Value& change : page.changes) change["backfill"] = true;
    return answer_with(std::move(page),
                       json::Object{{"next", found.next}, {"complete", found.complete}});
}

}  // namespace cx::api
