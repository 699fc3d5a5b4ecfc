#include "pipeline/dispatcher.hpp"

#include <algorithm>
#include <chrono>

#include "api/server.hpp"
#include "base/limits.hpp"

namespace cx::pipeline {
namespace {

constexpr int changes_per_delivery = 500;
constexpr std::int64_t idle_ms = 200;

}  // namespace

Dispatcher::Dispatcher(SinkSettings settings, plugin::Sink& sink, const DispatcherParts& parts)
    : settings_(std::move(settings)), sink_(sink), parts_(parts)
{
    state_.sink = settings_.name;
}

// A destination seen for the first time starts where its configuration says.
void Dispatcher::start()
{
    bool known = false;
    {
        const auto view = parts_.store.view();
        for (const store::SinkStatus& status : view->sinks()) {
            if (status.sink != settings_.name) continue;
            known = true;
            const std::lock_guard lock(mutex_);
            state_.delivered = status.delivered;
            state_.rejected = status.rejected;
        }
    }
    started_ = true;
    if (known) return;
    if (settings_.from_beginning)
        save();
    else
        skip_to_now();
}

void Dispatcher::skip_to_now()
{
    const model::Seq last = parts_.store.view()->totals().last_seq;
    {
        const std::lock_guard lock(mutex_);
        state_.delivered = last;
    }
    started_ = true;
    save();
}

void Dispatcher::save()
{
    const SinkState now = state();
    parts_.store.save_sink({.sink = settings_.name,
                            .delivered = now.delivered,
                            .rejected = now.rejected,
                            .updated_at = parts_.clock.now()});
}

bool Dispatcher::wanted(const store::Change& change) const
{
    if (settings_.entities.empty()) return true;
    const std::string& name = change.record ? change.record->key.entity : change.kind;
    return std::find(settings_.entities.begin(), settings_.entities.end(), name) != settings_.entities.end();
}

Dispatcher::Step Dispatcher::step()
{
    try {
        if (!started_) start();
        std::vector<store::Change> changes = parts_.store.view()->changes(state().delivered, changes_per_delivery);
        const Timestamp now = parts_.clock.now();
        if (changes.empty()) {
            const std::lock_guard lock(mutex_);
            state_.drained = true;
            state_.next_run = {now.micros + idle_ms * 1000};
            parts_.telemetry.sink_lag(settings_.name, 0, {});
            return {.worked = false, .next = state_.next_run};
        }
        std::vector<std::string> texts;
        std::vector<model::Seq> seqs;
        std::vector<std::string> refused;
        for (const store::Change& change : changes) {
            if (!wanted(change)) continue;
            texts.push_back(json::write(api::change_json(change, parts_.schema, settings_.accepts, &refused)));
            seqs.push_back(change.seq);
        }
        const auto start_time = std::chrono::steady_clock::now();
        plugin::DeliverResult result;
        if (texts.empty())
            result.delivered = 0;
        else
            result = sink_.deliver(texts);
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_time;

        const std::size_t done = std::min(result.delivered, texts.size());
        {
            const std::lock_guard lock(mutex_);
            state_.drained = false;
            state_.rejected += result.rejected.size();
            // All of it delivered: whatever was not wanted behind the last one is passed as well.
            if (done == texts.size())
                state_.delivered = changes.back().seq;
            else if (done > 0)
                state_.delivered = seqs[done - 1];
        }
        save();
        if (done > 0) parts_.telemetry.sink_delivered(settings_.name, done, spent.count());
        if (!result.rejected.empty()) parts_.telemetry.sink_rejected(settings_.name, result.rejected.size());
        if (!refused.empty()) parts_.telemetry.export_refused(settings_.name, "label", refused.size());
        if (result.status != plugin::PollResult::Status::ok || done < texts.size()) {
            if (done > 0 && result.status == plugin::PollResult::Status::ok) return {.worked = true, .next = now};
            parts_.telemetry.sink_lag(settings_.name, changes.size() - done, changes[done].record
                                                                                ? changes[done].record->recorded_at
                                                                                : changes[done].profile->recorded_at);
            postpone(result.error, result.status == plugin::PollResult::Status::failed, result.retry_after_ms);
            return {.worked = false, .next = state().next_run};
        }
        const std::lock_guard lock(mutex_);
        failures_ = 0;
        state_.last_error.clear();
        state_.failed = false;
        return {.worked = true, .next = now};
    } catch (const store::StoreError& error) {
        postpone(error.what(), false, 0);
        return {.worked = false, .next = state().next_run};
    }
}

void Dispatcher::postpone(const std::string& why, bool failed, std::uint32_t retry_after_ms)
{
    ++failures_;
    const int doublings = std::min(failures_ - 1, 10);
    const std::int64_t wait_ms =
        failed ? std::int64_t{limits::retry_last_ms}
        : retry_after_ms
            ? std::int64_t{retry_after_ms}
            : std::min<std::int64_t>(std::int64_t{limits::retry_first_ms} << doublings, limits::retry_last_ms);
    {
        const std::lock_guard lock(mutex_);
        state_.last_error = why;
        state_.failed = failed;
        state_.drained = false;
        state_.next_run = {parts_.clock.now().micros + wait_ms * 1000};
    }
    parts_.telemetry.sink_postponed(settings_.name, why, static_cast<std::uint32_t>(wait_ms));
}

SinkState Dispatcher::state() const
{
    const std::lock_guard lock(mutex_);
    return state_;
}

}  // namespace cx::pipeline
