#include "pipeline/dispatcher.hpp"

#include "api/server.hpp"
#include "pipeline/back_off.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

namespace cx::pipeline {
namespace {

constexpr int changes_per_delivery = 500;
constexpr std::int64_t idle_ms = 200;

Timestamp recorded_at(const store::Change& change)
{
    return change.record ? change.record->recorded_at : change.profile->recorded_at;
}

// Rejected ones behind the delivered prefix are offered again and counted then.
std::size_t rejected_of(const plugin::DeliverResult& result, std::size_t done)
{
    return static_cast<std::size_t>(
        std::count_if(result.rejected.begin(), result.rejected.end(),
                      [&](const auto& rejected) { return rejected.index < done; }));
}

// The last change of which all that belongs to it was delivered: a consent brings its person along.
model::Seq whole_until(const std::vector<model::Seq>& seqs, std::size_t done)
{
    std::size_t end = done;
    while (end > 0 && seqs[end - 1] == seqs[done]) --end;
    return end > 0 ? seqs[end - 1] : seqs.front() - 1;
}

// Of what a destination keeps in the store; no pipeline has a name like this.
std::string state_name(const std::string& sink)
{
    return "sink:" + sink;
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
            state_.resync = status.resync;
        }
    }
    if (parts_.gate)
        if (const auto began = parts_.store.get_state(state_name(settings_.name), "night_began");
            began && !began->empty())
            night_began_ = std::stoll(*began);
    started_ = true;
    show_breaker();
    if (known) return;
    {
        const std::lock_guard lock(mutex_);
        if (!settings_.from_beginning)
            state_.delivered = parts_.newest();
        else
            state_.resync = parts_.store.view()->feed().floor > 0;
    }
    save();
}

void Dispatcher::save()
{
    const SinkState now = state();
    receipts_.sink = settings_.name;
    receipts_.delivered = now.delivered;
    receipts_.rejected = now.rejected;
    receipts_.resync = now.resync;
    receipts_.updated_at = parts_.clock.now();
    parts_.store.save_sink(receipts_);
    receipts_ = {};
}

bool Dispatcher::wanted(const store::Change& change) const
{
    // Whoever was told of a person must hear that they are erased.
    if (settings_.entities.empty() || change.kind == "erase") return true;
    const std::string& name = change.record ? change.record->key.entity : change.kind;
    return std::find(settings_.entities.begin(), settings_.entities.end(), name) !=
           settings_.entities.end();
}

void Dispatcher::add(Page& page, const store::Change& change, bool backfill) const
{
    const api::Purposes purposes{.gate = parts_.gate, .names = settings_.purposes};
    std::vector<std::string> left_out;
    api::Tally kept_back;
    json::Value text = api::change_json(change, parts_.schema, settings_.accepts, &left_out,
                                        &parts_.labels, &purposes, &kept_back);
    if (backfill) text["backfill"] = true;
    page.texts.push_back(json::write(text));
    page.seqs.push_back(change.seq);
    page.erasures.push_back(change.kind == "erase");
    std::uint64_t labels = left_out.size();
    for (const auto& [reason, count] : kept_back) {
        page.refused[reason] += count;
        labels -= std::min(labels, count);
    }
    if (labels > 0) page.refused["label"] += labels;
}

// A consent that was given or withdrawn changes what the destination may have of the person.
void Dispatcher::add_profile_of(Page& page, const store::Change& consent, bool backfill) const
{
    store::Change change{.seq = consent.seq, .kind = "profile", .profile_id = consent.profile_id};
    change.profile = parts_.store.view()->profile(consent.profile_id);
    if (change.profile && change.profile->kind != model::ProfileVersion::Kind::removed &&
        wanted(change))
        add(page, change, backfill);
}

Dispatcher::Page Dispatcher::read_page()
{
    Page page;
    const bool asks = parts_.gate && parts_.gate->asks_consent(settings_.purposes);
    const SinkState now = state();
    std::vector<store::Change> changes;
    {
        // The view goes back before labels and consents are asked for, which may need one.
        const auto view = parts_.store.view();
        if (now.resync) {
            store::SnapshotPage snapshot = view->snapshot(now.delivered, changes_per_delivery);
            changes = std::move(snapshot.changes);
            page.last = snapshot.next;
            page.complete = snapshot.complete;
        } else {
            page.behind = now.delivered < view->feed().floor;
            if (page.behind) return page;
            changes = view->changes(now.delivered, changes_per_delivery);
            if (!changes.empty()) page.last = changes.back().seq;
        }
    }
    if (!changes.empty()) page.oldest = recorded_at(changes.front());
    for (const store::Change& change : changes) {
        if (wanted(change)) add(page, change, now.resync);
        if (asks && change.record && change.record->key.entity == "consent")
            add_profile_of(page, change, now.resync);
    }
    return page;
}

// What may not leave at night leaves in the morning: the destination goes back to where the night
// began for it. Changes from then on come once more, as changes may.
void Dispatcher::note_night(const Page& page, model::Seq before)
{
    if (!page.refused.contains("night") || night_began_) return;
    night_began_ = before;
    parts_.store.put_state(state_name(settings_.name), "night_began", std::to_string(before));
}

void Dispatcher::go_back_in_the_morning()
{
    if (!night_began_ || parts_.gate->night(settings_.purposes)) return;
    {
        const std::lock_guard lock(mutex_);
        state_.delivered = std::min(state_.delivered, *night_began_);
    }
    save();
    night_began_.reset();
    parts_.store.put_state(state_name(settings_.name), "night_began", "");
}

Dispatcher::Step Dispatcher::step()
{
    try {
        if (!started_) start();
        begin_resync();
        // A commit wakes everybody; whoever failed keeps its pause all the same.
        if (breaker_.failures() > 0 && parts_.clock.now() < state().next_run)
            return {.worked = false, .next = state().next_run};
        go_back_in_the_morning();
        const model::Seq before = state().delivered;
        const Page page = read_page();
        if (page.behind) return wait_for_resync();
        if (page.last == 0) return idle();
        note_night(page, before);
        const telemetry::TraceScope traced(new_trace_id(parts_.ids));
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
        if (result.delivered > 0) note_refused(page);
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

void Dispatcher::note_refused(const Page& page)
{
    for (const auto& [reason, count] : page.refused)
        parts_.telemetry.export_refused(settings_.name, reason, count);
    const std::lock_guard lock(mutex_);
    for (const auto& [reason, count] : page.refused) state_.refused[reason] += count;
}

void Dispatcher::resync()
{
    const std::lock_guard lock(mutex_);
    resync_wanted_ = true;
    state_.next_run = {};
}

// A wish is kept until it is durable.
void Dispatcher::begin_resync()
{
    {
        const std::lock_guard lock(mutex_);
        if (!resync_wanted_) return;
        state_.delivered = 0;
        state_.resync = true;
        state_.resync_required = false;
        state_.last_error.clear();
        state_.failed = false;
        state_.drained = false;
    }
    save();
    breaker_ = {};
    show_breaker();
    parts_.telemetry.sink_resync(settings_.name, false);
    const std::lock_guard lock(mutex_);
    resync_wanted_ = false;
}

Dispatcher::Step Dispatcher::wait_for_resync()
{
    bool news = false;
    {
        const std::lock_guard lock(mutex_);
        news = !std::exchange(state_.resync_required, true);
        state_.drained = false;
        state_.last_error = "it has fallen behind the changes that are kept";
        state_.next_run = {parts_.clock.now().micros + idle_ms * 1000};
    }
    if (news) parts_.telemetry.sink_resync(settings_.name, true);
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

void Dispatcher::note_receipts(const Page& page, const plugin::DeliverResult& result,
                               std::size_t done)
{
    for (std::size_t i = 0; i < done; ++i) {
        if (!page.erasures[i]) continue;
        const bool refused = std::any_of(result.rejected.begin(), result.rejected.end(),
                                         [&](const auto& rejected) { return rejected.index == i; });
        (refused ? receipts_.erasures_refused : receipts_.erasures_taken).push_back(page.seqs[i]);
    }
}

bool Dispatcher::advance(const Page& page, const plugin::DeliverResult& result)
{
    const std::size_t done = std::min(result.delivered, page.texts.size());
    const bool whole = done == page.texts.size();
    note_receipts(page, result, done);
    const std::lock_guard lock(mutex_);
    state_.drained = false;
    state_.rejected += rejected_of(result, done);
    if (whole) {
        state_.delivered = page.last;
        if (page.complete) state_.resync = false;
    } else if (done > 0) {
        state_.delivered = whole_until(page.seqs, done);
    }
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
