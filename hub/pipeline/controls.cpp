#include "pipeline/controls.hpp"

#include "base/limits.hpp"

#include <cx/json.hpp>

namespace cx::pipeline {
namespace {

std::string paused_key(const std::string& stream)
{
    return "paused:" + stream;
}

std::string run_key(const std::string& stream)
{
    return "ran:" + stream;
}

std::string cursors_key(const std::string& stream)
{
    return "cursors:" + stream;
}

}  // namespace

bool Controls::paused(const std::string& pipeline, const std::string& stream)
{
    return !paused_since(pipeline, stream).empty();
}

std::string Controls::paused_since(const std::string& pipeline, const std::string& stream)
{
    return store_.get_state(pipeline, paused_key(stream)).value_or("");
}

void Controls::pause(const std::string& pipeline, const std::string& stream, bool paused,
                     Timestamp now)
{
    store_.put_state(pipeline, paused_key(stream), paused ? to_rfc3339(now) : "");
}

std::optional<Timestamp> Controls::last_run(const std::string& pipeline, const std::string& stream)
{
    return parse_rfc3339(store_.get_state(pipeline, run_key(stream)).value_or(""));
}

void Controls::note_run(const std::string& pipeline, const std::string& stream, Timestamp began)
{
    store_.put_state(pipeline, run_key(stream), to_rfc3339(began));
}

std::vector<KeptCursor> Controls::cursors(const std::string& pipeline, const std::string& stream)
{
    std::vector<KeptCursor> cursors;
    const auto text = store_.get_state(pipeline, cursors_key(stream));
    const Result<json::Value> list = json::parse(text.value_or("[]"));
    if (!list || !list->is_array()) return cursors;
    for (const json::Value& row : list->as_array())
        if (const auto at = parse_rfc3339(row.text_of("at")))
            cursors.push_back({.at = *at, .cursor = row.text_of("cursor")});
    return cursors;
}

void Controls::keep_cursor(const std::string& pipeline, const std::string& stream,
                           KeptCursor cursor)
{
    if (cursor.cursor.empty() || cursor.cursor.size() > limits::kept_cursor_bytes) return;
    std::vector<KeptCursor> all = cursors(pipeline, stream);
    all.push_back(std::move(cursor));
    json::Array list;
    const std::size_t first =
        all.size() > limits::kept_cursors ? all.size() - limits::kept_cursors : 0;
    for (std::size_t i = first; i < all.size(); ++i)
        list.push_back(json::Object{{"at", to_rfc3339(all[i].at)}, {"cursor", all[i].cursor}});
    store_.put_state(pipeline, cursors_key(stream), json::write(json::Value(std::move(list))));
}

}  // namespace cx::pipeline
