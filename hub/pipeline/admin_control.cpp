// An administrator's words: to streams, to rejects.
#include "base/limits.hpp"
#include "pipeline/admin.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::pipeline {
namespace {

Error no_stream(const std::string& pipeline, const std::string& stream)
{
    return {"admin.no_stream", stream.empty()
                                   ? fmt::format("there is no pipeline '{}'", pipeline)
                                   : fmt::format("there is no stream '{}/{}'", pipeline, stream)};
}

Error not_running(const std::string& pipeline)
{
    return {"admin.not_running", fmt::format("pipeline '{}' does not run", pipeline)};
}

Error receives(const std::string& pipeline)
{
    return {
        "admin.receives",
        fmt::format("pipeline '{}' takes what is sent to it: there is nothing to read", pipeline)};
}

json::Value report_json(const RetryReport& report)
{
    json::Array refused;
    for (const RetryReport::Refused& row : report.refused)
        refused.push_back(json::Object{{"id", row.id},
                                       {"code", row.code},
                                       {"why", row.why},
                                       {"config_line", row.config_line}});
    return json::Object{{"accepted", report.accepted},
                        {"superseded", report.superseded},
                        {"refused", std::move(refused)}};
}

const char* action_of(api::Admin::Control what)
{
    switch (what) {
        case api::Admin::Control::pause:
            return "pause";
        case api::Admin::Control::resume:
            return "resume";
        case api::Admin::Control::run:
            return "run";
    }
    return "";
}

// The newest place that the stream had reached by then.
std::optional<KeptCursor> cursor_at(const std::vector<KeptCursor>& cursors, Timestamp at)
{
    std::optional<KeptCursor> found;
    for (const KeptCursor& cursor : cursors)
        if (cursor.at <= at) found = cursor;
    return found;
}

}  // namespace

std::vector<StreamSettings> Operations::find(const std::string& pipeline,
                                             const std::string& stream) const
{
    const std::lock_guard lock(mutex_);
    std::vector<StreamSettings> found;
    for (const StreamSettings& settings : running_.streams)
        if (settings.context.pipeline == pipeline &&
            (stream.empty() || settings.context.stream == stream))
            found.push_back(settings);
    return found;
}

std::shared_ptr<PipelineRunner> Operations::runner_of(const std::string& pipeline) const
{
    const std::lock_guard lock(mutex_);
    for (const auto& runner : running_.runners)
        if (runner->name() == pipeline) return runner;
    return nullptr;
}

std::shared_ptr<ReceiverRunner> Operations::receiver_of(const std::string& pipeline) const
{
    const std::lock_guard lock(mutex_);
    for (const auto& receiver : running_.receivers)
        if (receiver->name() == pipeline) return receiver;
    return nullptr;
}

Result<Done> Operations::control(const std::string& pipeline, const std::string& stream,
                                 Control what)
{
    const std::shared_lock speaking(words_);
    const std::vector<StreamSettings> streams = find(pipeline, stream);
    if (streams.empty()) return no_stream(pipeline, stream);
    const auto runner = runner_of(pipeline);
    const auto receiver = receiver_of(pipeline);
    if (what == Control::run && receiver) return receives(pipeline);
    if (what == Control::run && !runner) return not_running(pipeline);
    for (const StreamSettings& settings : streams) {
        const std::string& name = settings.context.stream;
        if (what == Control::run)
            runner->run_now(name);
        else if (runner)
            runner->pause(name, what == Control::pause);
        else if (receiver)
            receiver->pause(name, what == Control::pause);
        else
            controls_.pause(pipeline, name, what == Control::pause, parts_.clock.now());
        parts_.telemetry.stream_controlled(pipeline, name, action_of(what));
    }
    parts_.wake();
    return Done{};
}

Result<json::Value> Operations::rewind(const Rewind& rewind)
{
    const std::shared_lock speaking(words_);
    const std::vector<StreamSettings> streams = find(rewind.pipeline, rewind.stream);
    if (streams.empty()) return no_stream(rewind.pipeline, rewind.stream);
    if (receiver_of(rewind.pipeline)) return receives(rewind.pipeline);
    if (rewind.to)
        for (const StreamSettings& stream : streams) {
            const auto kept = controls_.cursors(rewind.pipeline, stream.context.stream);
            if (cursor_at(kept, *rewind.to)) continue;
            return Error{"admin.no_cursor",
                         kept.empty()
                             ? fmt::format("no place of stream '{}' is kept", stream.context.stream)
                             : fmt::format("the first kept place of stream '{}' is of {}",
                                           stream.context.stream, to_rfc3339(kept.front().at))};
        }
    json::Array told;
    for (const StreamSettings& stream : streams) told.push_back(rewind_stream(stream, rewind));
    if (!rewind.dry_run) parts_.wake();
    return json::Value(json::Object{{"dry_run", rewind.dry_run}, {"streams", std::move(told)}});
}

json::Value Operations::rewind_stream(const StreamSettings& stream, const Rewind& rewind)
{
    const std::string& name = stream.context.stream;
    std::string cursor = rewind.cursor.value_or("");
    std::string from = cursor.empty() ? "the start" : "the cursor given";
    if (rewind.to) {
        const auto kept =
            cursor_at(controls_.cursors(rewind.pipeline, name), *rewind.to).value_or(KeptCursor{});
        cursor = kept.cursor;
        from = "where it was at " + to_rfc3339(kept.at);
    }
    std::string means =
        "It is read again from " + from +
        (stream.snapshot ? ", as a dump of its own. "
                         : ", as far as the source still has what came since. ") +
        "Records that say the same write nothing and count as read and unchanged; what is newer in "
        "the hub stays in force.";
    if (controls_.paused(rewind.pipeline, name))
        means += " The stream is paused: nothing is read before it is resumed.";
    if (!rewind.dry_run) {
        if (const auto runner = runner_of(rewind.pipeline))
            runner->rewind(name, cursor);
        else
            parts_.applier.apply(stream.context, {}, {.cursor = cursor, .count = false});
        parts_.telemetry.stream_controlled(rewind.pipeline, name, "rewind");
    }
    return json::Object{{"stream", name}, {"from", from}, {"means", means}};
}

Result<Done> Operations::decide_snapshot(const std::string& pipeline, const std::string& stream,
                                         bool accept)
{
    const std::shared_lock speaking(words_);
    if (find(pipeline, stream).empty() || stream.empty()) return no_stream(pipeline, stream);
    const auto runner = runner_of(pipeline);
    if (!runner) return not_running(pipeline);
    switch (runner->decide_snapshot(stream, accept)) {
        case PipelineRunner::SnapshotAnswer::done:
            parts_.telemetry.stream_controlled(pipeline, stream, accept ? "accept" : "refuse");
            return Done{};
        case PipelineRunner::SnapshotAnswer::not_held:
            return Error{"admin.not_held", "no snapshot of this stream is held"};
        case PipelineRunner::SnapshotAnswer::no_stream:
            break;
    }
    return no_stream(pipeline, stream);
}

// Whether a source brings something now.
bool Operations::busy() const
{
    const Running now = running();
    for (const auto& runner : now.runners)
        for (const StreamState& state : runner->states())
            if (state.state == telemetry::PipelineState::running) return true;
    return false;
}

Result<json::Value> Operations::replay(const Replay& replay)
{
    const std::vector<StreamSettings> streams = find(replay.pipeline, replay.stream);
    if (streams.empty() || replay.stream.empty()) return no_stream(replay.pipeline, replay.stream);
    const StreamContext& stream = streams.front().context;
    if (replay.dry_run) return replays_.dry_page(stream, replay.after, replay.accepts);
    json::Value told = replays_.page(stream, replay.again);
    if (told.find("from")->integer() == 0)
        parts_.telemetry.stream_controlled(replay.pipeline, replay.stream, "replay");
    parts_.wake();
    return told;
}

Result<json::Value> Operations::retry(const std::string& id,
                                      const std::optional<std::string>& payload)
{
    const Result<RetryReport> report = retries_.one(id, payload);
    if (!report) return report.error();
    parts_.wake();
    return report_json(*report);
}

json::Value Operations::retry_page(const store::RejectFilter& filter)
{
    std::string last;
    json::Value told = report_json(retries_.page(filter, last));
    told["next"] = last.empty() ? json::Value() : json::Value(last);
    parts_.wake();
    return told;
}

}  // namespace cx::pipeline
