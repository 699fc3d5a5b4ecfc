#include "pipeline/stream.hpp"

#include "base/limits.hpp"
#include "pipeline/adapt.hpp"
#include "pipeline/back_off.hpp"
#include "pipeline/committed.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cx::pipeline {
namespace {

using telemetry::PipelineState;
using SteadyTime = std::chrono::steady_clock::time_point;

double seconds_between(SteadyTime start, SteadyTime end)
{
    return std::chrono::duration<double>(end - start).count();
}

}  // namespace

PipelineRunner::PipelineRunner(std::string name, plugin::Source& source,
                               std::vector<StreamSettings> streams, const PipelineParts& parts)
    : name_(std::move(name)),
      source_(source),
      parts_(parts),
      snapshots_(parts.store, parts.applier, parts.telemetry, parts.clock),
      controls_(parts.store)
{
    for (StreamSettings& settings : streams) {
        Work work;
        work.settings = std::move(settings);
        if (work.settings.batch_records > 0) work.batch_records = work.settings.batch_records;
        work.asked = work.settings.asked;
        work.state.pipeline = name_;
        work.state.stream = work.settings.context.stream;
        streams_.push_back(std::move(work));
    }
}

PipelineRunner::Step PipelineRunner::step()
{
    return turns_.round([this] { return rounds(); });
}

PipelineRunner::Step PipelineRunner::rounds()
{
    constexpr std::int64_t nothing_to_do_us = 3600 * micros_per_second;
    const Timestamp now = parts_.clock.now();
    Step result{.worked = false, .next = {now.micros + nothing_to_do_us}};
    for (Work& work : streams_) {
        if (!begin(work)) continue;
        if (is_due(work, now) && !waits_for_quiet(work, now)) result.worked |= round(work);
    }
    for (const Work& work : streams_)
        if (!work.controls_known || is_due(work, work.due))
            result.next = std::min(result.next, work.due);
    return result;
}

// Reads once what an administrator has said about the stream; false where that fails.
bool PipelineRunner::begin(Work& work)
{
    if (work.controls_known) return true;
    if (work.due > parts_.clock.now()) return false;
    try {
        const bool paused = controls_.paused(name_, work.settings.context.stream);
        {
            const std::lock_guard lock(mutex_);
            work.paused = paused;
        }
        const model::Schedule& schedule = work.settings.schedule;
        if (schedule.kind == model::Schedule::Kind::calendar) {
            const auto last = controls_.last_run(name_, work.settings.context.stream);
            work.missed_since = last.value_or(parts_.clock.now());
            plan(work, parts_.clock.now());
        }
        work.controls_known = true;
        if (paused)
            set_state(work, PipelineState::paused);
        else if (schedule.kind != model::Schedule::Kind::interval)
            set_state(work, PipelineState::waiting);
        return true;
    } catch (const store::StoreError& error) {
        postpone(work, error.what(), false, 0);
        return false;
    }
}

bool PipelineRunner::is_due(const Work& work, Timestamp now) const
{
    if (work.paused || work.due > now) return false;
    return work.asked || work.settings.schedule.kind != model::Schedule::Kind::manual;
}

// In quiet hours nothing is read but what an administrator asks for.
bool PipelineRunner::waits_for_quiet(Work& work, Timestamp now)
{
    if (work.asked) return false;
    const auto until = model::quiet_until(work.settings.schedule, now);
    if (!until) return false;
    {
        const std::lock_guard lock(mutex_);
        work.due = *until;
        work.state.next_run = *until;
    }
    set_state(work, rest_state(work));
    return true;
}

// When the next run is due, after one has brought all there is.
void PipelineRunner::plan(Work& work, Timestamp now)
{
    const model::Schedule& schedule = work.settings.schedule;
    const bool calendar = schedule.kind == model::Schedule::Kind::calendar;
    const Timestamp from = calendar && schedule.make_up ? work.missed_since : now;
    const auto next = model::next_run(schedule, from);
    const std::lock_guard lock(mutex_);
    work.due = next ? std::max(*next, now) : now;
    work.state.next_run = next ? work.due : Timestamp{};
}

// One round of one stream; true where it brought records and may bring more.
bool PipelineRunner::round(Work& work)
{
    const StreamSettings& settings = work.settings;
    const telemetry::TraceScope traced(new_trace_id(parts_.ids));
    try {
        if (!work.cursor_known) {
            if (settings.snapshot) snapshots_.settle(settings.context);
            work.cursor = parts_.store.view()->cursor(name_, settings.context.stream);
            work.cursor_known = true;
        }
        if (!work.under_way) {
            work.under_way = true;
            work.missed_since = parts_.clock.now();
        }
        const SteadyTime poll_start = std::chrono::steady_clock::now();
        plugin::PollResult polled = source_.poll({.stream = settings.context.stream,
                                                  .cursor = work.cursor,
                                                  .record_limit = work.batch_records,
                                                  .byte_limit = limits::batch_bytes,
                                                  .wait_ms = 0});
        const SteadyTime map_start = std::chrono::steady_clock::now();
        if (polled.status != plugin::PollResult::Status::ok) {
            postpone(work, polled.error, polled.status == plugin::PollResult::Status::failed,
                     polled.retry_after_ms);
            return false;
        }
        const bool more = polled.more_now;
        const bool snapshot_end = polled.snapshot_end && settings.snapshot;
        const bool something = !polled.records.empty() || !polled.rejects.empty();
        const std::string next_cursor = polled.next_cursor;
        const std::uint64_t total = polled.total_hint;

        if (something || next_cursor != work.cursor) {
            parts_.telemetry.batch_polled(name_, settings.context.stream,
                                          polled.records.size() + polled.rejects.size());
            const MappedBatch batch =
                map_batch(settings.context, std::move(polled), parts_.clock.now());
            const SteadyTime map_end = std::chrono::steady_clock::now();
            BatchOptions options{.cursor = next_cursor};
            if (settings.snapshot)
                options.snapshot_generation = snapshots_.generation(settings.context);
            // The end of a generation is acted on before the cursor passes it; a crash in between
            // reads the last batch again.
            const std::string committed = snapshot_end ? work.cursor : next_cursor;
            options.cursor = committed;
            telemetry::BatchFigures figures =
                parts_.applier.apply(settings.context, batch, options);
            figures.poll_seconds = seconds_between(poll_start, map_start);
            figures.map_seconds = seconds_between(map_start, map_end);
            if (snapshot_end) {
                snapshots_.end(settings.context, settings.max_missing, next_cursor);
                set_state(work, PipelineState::running);  // Whether it is held is told anew.
            }
            tell_committed(settings.context, batch, figures, parts_.telemetry, parts_.clock.now());
            source_.committed(settings.context.stream, next_cursor);
            work.cursor = next_cursor;
            keep_cursor(work);
            adapt(work, figures);
        }
        // A source that has more says so. Asked again all the same it may begin its next run, which
        // looks a while back and so brings something for ever.
        const bool again = more;
        {
            const std::lock_guard lock(mutex_);
            work.failures = 0;
            work.state.last_error.clear();
            work.state.failed = false;
            work.state.drained = !again;
            work.state.total_hint = total;
            work.due = parts_.clock.now();
            work.state.next_run = work.due;
        }
        if (!again) end_run(work);
        set_state(work, again ? PipelineState::running : rest_state(work));
        return again || something;
    } catch (const store::StoreError& error) {
        work.cursor_known = false;  // What failed may be durable all the same.
        parts_.telemetry.commit_failed(name_, error.what());
        postpone(work, error.what(), false, 0);
        return false;
    }
}

void PipelineRunner::end_run(Work& work)
{
    work.under_way = false;
    work.asked = false;
    if (work.settings.schedule.kind == model::Schedule::Kind::calendar)
        controls_.note_run(name_, work.settings.context.stream, work.missed_since);
    plan(work, parts_.clock.now());
}

// Now and then, so that the stream can be rewound to where it was this morning.
void PipelineRunner::keep_cursor(Work& work)
{
    const Timestamp now = parts_.clock.now();
    if (now.micros - work.cursor_kept_at.micros < limits::kept_cursor_ms * 1000) return;
    work.cursor_kept_at = now;
    controls_.keep_cursor(name_, work.settings.context.stream, {.at = now, .cursor = work.cursor});
}

PipelineState PipelineRunner::rest_state(const Work& work)
{
    if (work.settings.snapshot && snapshots_.held(work.settings.context))
        return PipelineState::held;
    return PipelineState::waiting;
}

void PipelineRunner::postpone(Work& work, const std::string& why, bool failed,
                              std::uint32_t retry_after_ms)
{
    std::uint32_t wait_ms = 0;
    {
        const std::lock_guard lock(mutex_);
        ++work.failures;
        wait_ms = back_off_ms(work.failures, failed, retry_after_ms);
        work.due = {parts_.clock.now().micros + std::int64_t{wait_ms} * 1000};
        work.state.next_run = work.due;
        work.state.last_error = why;
        work.state.failed = failed;
        work.state.drained = false;
    }
    // A source that only waits a moment (a file still growing) is no news.
    if (work.failures > 1 || failed || wait_ms >= limits::retry_first_ms)
        parts_.telemetry.poll_postponed(name_, work.settings.context.stream, why, failed, wait_ms);
    set_state(work, failed ? PipelineState::failed : PipelineState::waiting);
}

// Aims the next commit at its target time, by at most doubling or halving; the target is shorter
// while senders wait.
void PipelineRunner::adapt(Work& work, const telemetry::BatchFigures& figures) const
{
    const std::uint64_t waits = parts_.applier.waits_of_first();
    const int target_ms = std::exchange(work.waits_seen, waits) == waits
                              ? limits::commit_target_ms
                              : limits::receiver_commit_target_ms;
    if (work.settings.batch_records > 0 || figures.read < work.batch_records / 2) return;
    const double spent_ms = (figures.resolve_seconds + figures.commit_seconds) * 1000;
    work.batch_records = std::clamp(adapted(work.batch_records, spent_ms, target_ms),
                                    limits::batch_records_min, limits::batch_records_grown);
}

void PipelineRunner::set_state(Work& work, PipelineState state)
{
    {
        const std::lock_guard lock(mutex_);
        if (work.state.state == state) return;
        work.state.state = state;
    }
    const StreamContext& stream = work.settings.context;
    const auto held = state == PipelineState::held ? snapshots_.held(stream) : std::nullopt;
    if (held)
        parts_.telemetry.snapshot_held(name_, stream.stream, held->missing, held->known);
    else
        parts_.telemetry.pipeline_state(name_, stream.stream, state);
}

std::vector<StreamState> PipelineRunner::states() const
{
    const std::lock_guard lock(mutex_);
    std::vector<StreamState> states;
    for (const Work& work : streams_) states.push_back(work.state);
    return states;
}

bool PipelineRunner::drained() const
{
    const std::lock_guard lock(mutex_);
    return std::all_of(streams_.begin(), streams_.end(),
                       [](const Work& work) { return work.paused || work.state.drained; });
}

PipelineRunner::Work* PipelineRunner::find(const std::string& stream)
{
    for (Work& work : streams_)
        if (work.settings.context.stream == stream) return &work;
    return nullptr;
}

bool PipelineRunner::pause(const std::string& stream, bool paused)
{
    Work* const work = find(stream);
    if (!work) return false;
    turns_.between([&] {
        const Timestamp now = parts_.clock.now();
        controls_.pause(name_, stream, paused, now);
        {
            const std::lock_guard lock(mutex_);
            work->paused = paused;
            if (!paused) work->due = now;
            work->state.next_run = paused ? Timestamp{} : work->due;
            work->state.last_error.clear();
            work->state.failed = false;
        }
        set_state(*work, paused ? PipelineState::paused : PipelineState::waiting);
    });
    return true;
}

bool PipelineRunner::run_now(const std::string& stream)
{
    Work* const work = find(stream);
    if (!work) return false;
    turns_.between([&] {
        const std::lock_guard lock(mutex_);
        work->asked = true;
        work->failures = 0;
        work->due = parts_.clock.now();
        work->state.next_run = work->due;
        work->state.drained = false;
    });
    return true;
}

bool PipelineRunner::rewind(const std::string& stream, const std::string& cursor)
{
    Work* const work = find(stream);
    if (!work) return false;
    turns_.between([&] {
        parts_.applier.apply(work->settings.context, {}, {.cursor = cursor, .count = false});
        work->cursor_known = false;
        const std::lock_guard lock(mutex_);
        work->due = parts_.clock.now();
        work->state.drained = false;
    });
    return true;
}

PipelineRunner::SnapshotAnswer PipelineRunner::decide_snapshot(const std::string& stream,
                                                               bool accept)
{
    Work* const work = find(stream);
    if (!work) return SnapshotAnswer::no_stream;
    return turns_.between([&] {
        if (!snapshots_.decide(work->settings.context, accept)) return SnapshotAnswer::not_held;
        if (!work->paused) set_state(*work, PipelineState::waiting);
        return SnapshotAnswer::done;
    });
}

}  // namespace cx::pipeline
