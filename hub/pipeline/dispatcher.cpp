#include "pipeline/dispatcher.hpp"

#include "api/server.hpp"
#include "pipeline/back_off.hpp"

#include <algorithm>
#include <chrono>
#include <span>

namespace cx::pipeline {
namespace {

constexpr int changes_per_delivery = 500;
constexpr std::int64_t idle_ms = 200;

// Rejected ones behind the delivered prefix are offered again and counted then.
std::size_t rejected_of(const plugin::DeliverResult& result, std::size_t done)
{
    return static_cast<std::size_t>(
        std::count_if(result.rejected.begin(), result.rejected.end(),
                      [&](const auto& rejected) { return rejected.index < done; }));
}

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
    show_breaker();
    if (known) return;
    if (!settings_.from_beginning) {
        const std::lock_guard lock(mutex_);
        state_.delivered = parts_.newest();
    }
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
    return std::find(settings_.entities.begin(), settings_.entities.end(), name) !=
           settings_.entities.end();
}

Dispatcher::Page Dispatcher::read_page()
{
    Page page;
    std::vector<std::string> refused;
    // The view goes back before labels are asked for, which may need one.
    const std::vector<store::Change> changes =
        parts_.store.view()->changes(state().delivered, changes_per_delivery);
    for (const store::Change& change : changes) {
        if (page.last == 0)
            page.oldest = change.record ? change.record->recorded_at : change.profile->recorded_at;
        page.last = change.seq;
        if (!wanted(change)) continue;
        page.texts.push_back(json::write(
            api::change_json(change, parts_.schema, settings_.accepts, &refused, &parts_.labels)));
        page.seqs.push_back(change.seq);
    }
    page.refused_fields = refused.size();
    return page;
}

Dispatcher::Step Dispatcher::step()
{
    try {
        if (!started_) start();
        const Page page = read_page();
        if (page.last == 0) return idle();
        const auto start_time = std::chrono::steady_clock::now();
        plugin::DeliverResult result;
        if (!page.texts.empty()) {
            const std::size_t offered = breaker_.admit(page.texts.size());
            show_breaker();
            result = sink_.deliver(std::span(page.texts).first(offered));
        }
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_time;

        const bool whole = advance(page, result);
        save();
        if (result.delivered > 0)
            parts_.telemetry.sink_delivered(settings_.name, result.delivered, state().delivered,
                                            spent.count());
        if (const std::size_t rejected = rejected_of(result, result.delivered); rejected > 0)
            parts_.telemetry.sink_rejected(settings_.name, rejected);
        if (page.refused_fields > 0)
            parts_.telemetry.export_refused(settings_.name, "label", page.refused_fields);
        const auto behind = static_cast<std::uint64_t>(parts_.newest() - state().delivered);
        parts_.telemetry.sink_lag(settings_.name, behind, whole ? Timestamp{} : page.oldest);
        const bool progress = whole || result.delivered > 0;
        show_breaker();
        if (result.status == plugin::PollResult::Status::ok && progress)
            return {.worked = true, .next = parts_.clock.now()};
        postpone(result.error, result.status == plugin::PollResult::Status::failed,
                 result.retry_after_ms);
    } catch (const store::StoreError& error) {
        postpone(error.what(), false, 0);
    }
    return {.worked = false, .next = state().next_run};
}

Dispatcher::Step Dispatcher::idle()
{
    parts_.telemetry.sink_lag(settings_.name, 0, {});
    const std::lock_guard lock(mutex_);
    state_.drained = true;
    state_.next_run = {parts_.clock.now().micros + idle_ms * 1000};
    return {.worked = false, .next = state_.next_run};
}

bool Dispatcher::advance(const Page& page, const plugin::DeliverResult& result)
{
    const std::size_t done = std::min(result.delivered, page.texts.size());
    const bool whole = done == page.texts.size();
    const std::lock_guard lock(mutex_);
    state_.drained = false;
    state_.rejected += rejected_of(result, done);
    if (whole)
        state_.delivered = page.last;
    else if (done > 0)
        state_.delivered = page.seqs[done - 1];
    if (done > 0 || whole) {
        if (done > 0) breaker_.worked();
        state_.last_error.clear();
        state_.failed = false;
    }
    return whole;
}

void Dispatcher::postpone(const std::string& why, bool failed, std::uint32_t retry_after_ms)
{
    breaker_.failed();
    show_breaker();
    const std::uint32_t wait_ms = back_off_ms(breaker_.failures(), failed, retry_after_ms);
    {
        const std::lock_guard lock(mutex_);
        state_.last_error = why;
        state_.failed = failed;
        state_.drained = false;
        state_.next_run = {parts_.clock.now().micros + std::int64_t{wait_ms} * 1000};
    }
    parts_.telemetry.sink_postponed(settings_.name, why, wait_ms);
}

void Dispatcher::show_breaker()
{
    {
        const std::lock_guard lock(mutex_);
        state_.breaker = breaker_.state();
    }
    parts_.telemetry.sink_breaker(settings_.name, static_cast<int>(breaker_.state()));
}

SinkState Dispatcher::state() const
{
    const std::lock_guard lock(mutex_);
    return state_;
}

}  // namespace cx::pipeline
