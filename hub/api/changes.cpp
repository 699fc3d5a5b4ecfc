// The feed of changes for readers that keep their own position.
#include "api/render.hpp"
#include "api/routes.hpp"

#include <set>

namespace cx::api {

Answer get_changes(const Call& call)
{
    const std::int64_t after = call.integer("after");
    std::vector<store::Change> changes;
    {
        const auto view = call.parts.store.view();
        changes = view->changes(after, call.limit());
    }
    Answer noted;
    std::set<std::string> profiles;
    std::set<std::string> kinds;
    json::Array page;
    for (const store::Change& change : changes) {
        std::vector<std::string> left_out;
        page.push_back(render_change(change, call.parts.schema, call.filter, &left_out));
        noted.left_out += left_out.size();
        if (!change.profile_id.empty()) profiles.insert(change.profile_id);
        kinds.insert(change.kind);
    }
    Answer answer = json_answer(json::Object{
        {"changes", std::move(page)}, {"next", changes.empty() ? after : changes.back().seq}});
    answer.profiles.assign(profiles.begin(), profiles.end());
    answer.fields.assign(kinds.begin(), kinds.end());
    answer.left_out = noted.left_out;
    return answer;
}

}  // namespace cx::api
