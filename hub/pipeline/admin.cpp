#include "pipeline/admin.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

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

json::Value attention(const std::string& cause, const std::string& remedy)
{
    return json::Object{{"cause", cause}, {"remedy", remedy}};
}

json::Value error_of(const StreamState& state)
{
    if (state.last_error.empty()) return {};
    if (!state.failed)
        return attention(state.last_error,
                         "it is tried again by itself; where it lasts, see to the system, or to "
                         "the network between");
    return attention(state.last_error,
                     "correct what the cause names, at the system or in the configuration (then "
                     "cxhub reload DIR); it is tried again every minute, at once after cxhub "
                     "pipeline run DIR " +
                         state.pipeline + " " + state.stream);
}

json::Value error_of(const SinkState& state)
{
    if (state.last_error.empty()) return {};
    if (!state.failed)
        return attention(state.last_error,
                         "see to the destination, or to the network between; it is tried again by "
                         "itself, and what waits arrives in its order");
    return attention(state.last_error,
                     "correct what the cause names, at the destination (it is tried again every "
                     "minute), or in the configuration or its secrets: then cxhub reload DIR; what "
                     "waits arrives in its order");
}

// When the newest valid token of each name ends, zero for never; nothing where none is valid.
std::map<std::string, std::optional<Timestamp>> token_ends(store::View& view, Timestamp now)
{
    std::map<std::string, std::optional<Timestamp>> ends;
    for (const store::TokenRow& row : view.tokens()) {
        std::optional<Timestamp>& end = ends[row.name];
        if (row.revoked_at.micros != 0 || (row.expires_at.micros != 0 && row.expires_at <= now))
            continue;
        const bool later =
            end && end->micros != 0 && (row.expires_at.micros == 0 || row.expires_at > *end);
        if (!end || later) end = row.expires_at;
    }
    return ends;
}

// Tokens that end within two weeks and have no newer one of their name.
json::Value ending_tokens(store::View& view, Timestamp now)
{
    constexpr std::int64_t soon_us = 14 * 86400 * micros_per_second;
    json::Array ending;
    for (const auto& [name, end] : token_ends(view, now))
        if (end && end->micros != 0 && end->micros - now.micros < soon_us)
            ending.push_back(
                json::Object{{"name", name},
                             {"expires_at", to_rfc3339(*end)},
                             {"remedy", "cxhub token list DIR, then cxhub token rotate DIR ID"}});
    return ending;
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
    return attention("it has fallen behind the changes that are kept",
                     "cxhub sink resync DIR " + sink +
                         ": it gets the newest change of everything, then what follows; raise "
                         "changes.retain where it may be away for longer");
}

std::vector<StreamState> states_of(const Running& running)
{
    std::vector<StreamState> states;
    const auto add = [&](std::vector<StreamState> more) {
        std::move(more.begin(), more.end(), std::back_inserter(states));
    };
    for (const auto& runner : running.runners) add(runner->states());
    for (const auto& receiver : running.receivers) add(receiver->states());
    return states;
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

Operations::Operations(OperationsParts parts)
    : parts_(std::move(parts)),
      controls_(parts_.store),
      retries_(parts_.store, parts_.applier, parts_.telemetry, parts_.clock,
               [this](const std::string& pipeline,
                      const std::string& stream) -> std::optional<StreamContext> {
                   const std::vector<StreamSettings> found = find(pipeline, stream);
                   if (found.empty()) return std::nullopt;
                   return found.front().context;
               }),
      replays_(parts_.store, parts_.applier, parts_.telemetry, parts_.clock, parts_.schema,
               [this] { return busy(); })
{
}

void Operations::configure(Running running)
{
    const std::lock_guard nobody_speaks(words_);
    const std::lock_guard lock(mutex_);
    running_ = std::move(running);
}

Running Operations::running() const
{
    const std::lock_guard lock(mutex_);
    return running_;
}

json::Value Operations::status()
{
    json::Value out;
    {
        const auto view = parts_.store.view();
        out = stored_status(*view);
        out["tokens_ending"] = ending_tokens(*view, parts_.clock.now());
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
    const Running running = this->running();
    for (const StreamSettings& stream : running.streams) {
        const std::string& name = stream.context.pipeline;
        json::Value& entry = entry_of(out["pipelines"], name, stream.context.stream);
        const std::string both = name + " " + stream.context.stream;
        if (const std::string since = controls_.paused_since(name, stream.context.stream);
            !since.empty()) {
            entry["state"] = "paused";
            entry["attention"] = attention("an administrator has paused it, at " + since,
                                           "cxhub pipeline resume DIR " + both);
        } else if (const auto held = held_snapshot(parts_.store, name, stream.context.stream)) {
            entry["attention"] = attention(
                fmt::format(
                    "its last dump misses {} of {} records, more than 'max_missing' allows; "
                    "nothing was deleted",
                    held->missing, held->known),
                "ask whether that is right; then cxhub pipeline accept DIR " + both +
                    ", or refuse");
        }
    }
    for (const StreamState& state : states_of(running)) {
        json::Value& entry = entry_of(out["pipelines"], state.pipeline, state.stream);
        entry["state"] = to_text(state.state);
        entry["next_run"] = time_or_null(state.next_run);
        entry["last_error"] = error_of(state);
    }
    for (const auto& receiver : running.receivers)
        for (const StreamState& state : receiver->states())
            entry_of(out["pipelines"], state.pipeline, state.stream)["receives"] = true;
    for (const auto& dispatcher : running.dispatchers) {
        const SinkState state = dispatcher->state();
        json::Value& entry = entry_of(out["sinks"], state.sink, "");
        entry["state"] = to_text(state);
        entry["breaker"] = to_text(state.breaker);
        entry["next_run"] = time_or_null(state.next_run);
        entry["last_error"] = state.resync_required ? resync_json(state.sink) : error_of(state);
        entry["left_out"] = counts_json(state.refused);
    }
    return out;
}

Result<Done> Operations::resync_sink(const std::string& sink)
{
    for (const auto& dispatcher : running().dispatchers) {
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
        parts_.store.view()->cursor("", "");
        return true;
    } catch (const store::StoreError& error) {
        why_not = error.what();
        return false;
    }
}

void Operations::refresh_figures()
{
    const auto view = parts_.store.view();
    for (const auto& [name, end] : token_ends(*view, parts_.clock.now()))
        parts_.telemetry.credential_expires("token " + name, end.value_or(Timestamp{}));
    const store::Totals totals = view->totals();
    parts_.telemetry.store_figures(totals.profiles, totals.party_records, totals.state_records,
                                   totals.events, totals.rejects_open, totals.bytes,
                                   totals.free_bytes);
    parts_.telemetry.identity_figures(totals.edges, totals.reviews);
    for (const BandPrecision& figures : parts_.applier.precision()) {
        const std::string band(figures.band);
        parts_.telemetry.band_figures(band, figures.verdicts, figures.share(), figures.stopped);
        bool& stopped = stopped_bands_[band];
        if (stopped != figures.stopped) parts_.telemetry.band_trusted(band, !figures.stopped);
        stopped = figures.stopped;
    }
}

}  // namespace cx::pipeline
