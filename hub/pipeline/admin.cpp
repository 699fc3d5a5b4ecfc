#include "pipeline/admin.hpp"

namespace cx::pipeline {
namespace {

std::string_view to_text(telemetry::PipelineState state)
{
    constexpr std::string_view names[] = {"starting", "running", "waiting", "failed",
                                          "paused",   "held",    "finished"};
    return names[static_cast<std::size_t>(state)];
}

json::Value time_or_null(Timestamp time)
{
    return time.micros == 0 ? json::Value() : json::Value(to_rfc3339(time));
}

template <typename Counts>
json::Value counts_json(const Counts& counts)
{
    json::Object out;
    for (const auto& [code, count] : counts) out.emplace(code, count);
    return out;
}

json::Value stream_json(const store::StreamStatus& stream)
{
    return json::Object{{"name", stream.pipeline},
                        {"stream", stream.stream},
                        {"last_success", time_or_null(stream.last_success)},
                        {"read", stream.counts.read},
                        {"accepted", stream.counts.accepted},
                        {"rejected", stream.counts.rejected},
                        {"filtered", stream.counts.filtered},
                        {"unchanged", stream.counts.unchanged},
                        {"with_issues", stream.counts.with_issues},
                        {"rejected_by_code", counts_json(stream.counts.rejected_by_code)},
                        {"issues_by_code", counts_json(stream.counts.issues_by_code)}};
}

json::Value error_json(const std::string& cause, bool failed)
{
    if (cause.empty()) return {};
    return json::Object{
        {"cause", cause},
        {"remedy", failed ? "correct the configuration or the rights at the source; it is tried "
                            "again every minute"
                          : "none needed if it passes; it is tried again by itself"}};
}

std::string_view to_text(const SinkState& state)
{
    if (state.resync_required) return "resync_required";
    if (state.failed) return "failed";
    if (!state.last_error.empty()) return "waiting";
    return state.resync ? "resync" : "running";
}

json::Value resync_json(const std::string& sink)
{
    return json::Object{
        {"cause", "it has fallen behind the changes that are kept"},
        {"remedy", "cxhub sink resync DIR " + sink +
                       ": it gets the newest change of everything, then what follows; raise "
                       "changes.retain where it may be away for longer"}};
}

json::Value store_json(const store::Totals& totals)
{
    return json::Object{{"profiles", totals.profiles},
                        {"party_records", totals.party_records},
                        {"state_records", totals.state_records},
                        {"events", totals.events},
                        {"rejects_open", totals.rejects_open},
                        {"last_seq", totals.last_seq},
                        {"bytes", totals.bytes},
                        {"free_bytes", totals.free_bytes}};
}

}  // namespace

json::Value stored_status(store::View& view)
{
    json::Array pipelines;
    for (const store::StreamStatus& stream : view.streams())
        pipelines.push_back(stream_json(stream));
    json::Array sinks;
    const store::Totals totals = view.totals();
    const store::Seq floor = view.feed().floor;
    for (const store::SinkStatus& sink : view.sinks()) {
        json::Object entry{{"name", sink.sink},
                           {"delivered_seq", sink.delivered},
                           {"backlog", totals.last_seq - sink.delivered},
                           {"rejected", sink.rejected},
                           {"last_success", time_or_null(sink.updated_at)}};
        if (!sink.resync && sink.delivered < floor) {
            entry.emplace("state", "resync_required");
            entry.emplace("last_error", resync_json(sink.sink));
        }
        sinks.push_back(std::move(entry));
    }
    return json::Object{{"running", false},
                        {"pipelines", pipelines},
                        {"sinks", sinks},
                        {"store", store_json(totals)}};
}

json::Value Operations::status()
{
    json::Value out;
    {
        const auto view = store_.view();
        out = stored_status(*view);
    }
    out["running"] = true;
    const auto entry_of = [](json::Value& list, const std::string& name,
                             const std::string& stream) -> json::Value& {
        for (json::Value& entry : list.as_array())
            if (entry.text_of("name") == name && entry.text_of("stream") == stream) return entry;
        json::Value entry{json::Object{{"name", name}}};
        if (!stream.empty()) entry = stream_json({.pipeline = name, .stream = stream});
        list.push_back(std::move(entry));
        return list.as_array().back();
    };
    std::vector<StreamState> states;
    const auto add = [&](std::vector<StreamState> more) {
        std::move(more.begin(), more.end(), std::back_inserter(states));
    };
    for (const PipelineRunner* runner : runners_) add(runner->states());
    for (const ReceiverRunner* receiver : receivers_) add(receiver->states());
    for (const StreamState& state : states) {
        json::Value& entry = entry_of(out["pipelines"], state.pipeline, state.stream);
        entry["state"] = to_text(state.state);
        entry["next_run"] = time_or_null(state.next_run);
        entry["last_error"] = error_json(state.last_error, state.failed);
    }
    for (const Dispatcher* dispatcher : dispatchers_) {
        const SinkState state = dispatcher->state();
        json::Value& entry = entry_of(out["sinks"], state.sink, "");
        entry["state"] = to_text(state);
        entry["breaker"] = to_text(state.breaker);
        entry["next_run"] = time_or_null(state.next_run);
        entry["last_error"] = state.resync_required ? resync_json(state.sink)
                                                    : error_json(state.last_error, state.failed);
        entry["left_out"] = counts_json(state.refused);
    }
    return out;
}

Result<Done> Operations::decide_snapshot(const std::string& pipeline, const std::string& stream,
                                         bool accept)
{
    for (PipelineRunner* runner : runners_) {
        if (runner->name() != pipeline) continue;
        switch (runner->decide_snapshot(stream, accept)) {
            case PipelineRunner::SnapshotAnswer::done:
                return Done{};
            case PipelineRunner::SnapshotAnswer::not_held:
                return Error{"admin.not_held", "no snapshot of this stream is held"};
            case PipelineRunner::SnapshotAnswer::no_stream:
                break;
        }
    }
    return Error{"admin.no_stream", "there is no such stream"};
}

Result<Done> Operations::resync_sink(const std::string& sink)
{
    for (Dispatcher* dispatcher : dispatchers_) {
        if (dispatcher->state().sink != sink) continue;
        dispatcher->resync();
        return Done{};
    }
    return Error{"api.no_sink", "there is no such sink"};
}

// The configuration is applied before the listener opens, so what is left is the store.
bool Operations::ready(std::string& why_not)
{
    try {
        store_.view()->cursor("", "");
        return true;
    } catch (const store::StoreError& error) {
        why_not = error.what();
        return false;
    }
}

void Operations::refresh_figures()
{
    const store::Totals totals = store_.view()->totals();
    telemetry_.store_figures(totals.profiles, totals.party_records, totals.state_records,
                             totals.events, totals.rejects_open, totals.bytes, totals.free_bytes);
}

}  // namespace cx::pipeline
