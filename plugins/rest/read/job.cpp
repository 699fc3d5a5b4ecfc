#include "rest/read/job.hpp"

#include "rest/read/build.hpp"

#include <algorithm>

namespace rest {
namespace {

using cx::Status;
using cx::json::Array;
using cx::json::Object;
using cx::json::Value;
using std::chrono::milliseconds;

constexpr milliseconds first_pause{250};
constexpr milliseconds longest_pause{30'000};
constexpr std::int64_t minutes_default = 60;
constexpr std::int64_t minutes_max = 7 * 24 * 60;

std::int64_t number(const Value& state, std::string_view name)
{
    const Value* value = state.find(name);
    return value ? value->integer().value_or(0) : 0;
}

// What later requests see of the creation's answer.
Value with_location(Value document, const cx::http::Response& response)
{
    const std::string_view location = response.header("Location");
    if (location.empty() || !document.is_object() || document.find("headers")) return document;
    document["headers"] = Object{{"Location", location}, {"location", location}};
    return document;
}

bool is_too_large(const Value& document)
{
    return cx::json::write(document).size() > job_answer_bytes;
}

// A word that may be shown.
std::string shown_word(const std::string& text)
{
    const bool plain = !text.empty() && text.size() <= 40 &&
                       std::all_of(text.begin(), text.end(), [](unsigned char c) {
                           return std::isalnum(c) || c == '_' || c == '-' || c == ' ';
                       });
    return plain ? "'" + text + "'" : "another";
}

void name_results(Slice& slice, const Value& state)
{
    const auto set = [&](const char* from, const char* name) {
        if (const Value* value = state.find(from)) slice.more[name] = *value;
    };
    set("created", "creation_response");
    set("polled", "polling_response");
    const Value* targets = state.find("targets");
    const auto at = static_cast<std::size_t>(number(state, "at"));
    if (targets && targets->is_array() && at < targets->as_array().size())
        slice.more["download_target"] = targets->as_array()[at];
}

}  // namespace

Scope Job::scope(std::int64_t now_us) const
{
    Scope scope(now_us);
    scope.set("config", &around_.config).set("parameters", &plan_->parameters);
    return scope;
}

Status Job::advance(Slice& slice, Value& state, std::int64_t now_us, milliseconds& wait)
{
    wait = milliseconds(0);
    if (is_empty(state)) return cx::ok();
    name_results(slice, state);
    if (state.find("targets")) return cx::ok();
    const Clock::time_point now = Clock::now();
    if (now < next_poll_) {
        wait = std::chrono::ceil<milliseconds>(next_poll_ - now);
        return cx::ok();
    }
    Status status =
        state.find("created") ? poll(slice, state, now_us) : create(slice, state, now_us);
    if (status.code != CX_OK) return status;
    if (is_empty(state)) return cx::ok();
    name_results(slice, state);
    // What was just learned is kept before anything rests on it.
    wait = milliseconds(1);
    return cx::ok();
}

Status Job::ask(const StreamPlan& part, const Slice& slice, std::int64_t now_us, Asker::Kind kind,
                Heard& heard, Value& document)
{
    Scope scope = this->scope(now_us);
    scope.set("stream_slice", &slice.view);
    for (const auto& [name, value] : slice.more) scope.set(name, &value);
    cx::Result<BuiltRequest> built = build_request(part, slice, Value(), scope);
    if (!built) return cx::failed(built.error());
    Status status = asker_.ask(part.requester, *part.decoder, *built, scope, kind, heard);
    if (status.code != CX_OK) return status;
    cx::Result<std::vector<Value>> documents = part.decoder->decode(heard.response.body);
    if (!documents) return unreadable(*built, documents.error());
    document = documents->empty() ? Value(Object{}) : std::move(documents->front());
    return cx::ok();
}

Status Job::create(Slice& slice, Value& state, std::int64_t now_us)
{
    Heard heard;
    Value document;
    Status status = ask(*plan_->create, slice, now_us, Asker::Kind::acting, heard, document);
    if (status.code != CX_OK) return status;
    if (heard.action != Action::success) {
        state["over"] = "ignored";
        return cx::ok();
    }
    document = with_location(std::move(document), heard.response);
    if (is_too_large(document))
        return cx::failed("the answer to the creation of a job is too large to be kept");
    state["created"] = std::move(document);
    state["began"] = around_.host.now_us();
    pause_ = first_pause;
    next_poll_ = {};
    return cx::ok();
}

bool Job::is_late(const Value& state) const
{
    std::int64_t minutes = minutes_default;
    if (plan_->timeout_minutes) {
        const cx::Result<Value> value = plan_->timeout_minutes->value(scope(around_.host.now_us()));
        if (value) minutes = value->integer().value_or(minutes_default);
    }
    const std::int64_t most = std::clamp<std::int64_t>(minutes, 1, minutes_max) * 60'000'000;
    return around_.host.now_us() - number(state, "began") > most;
}

cx::Result<std::vector<std::string>> Job::path_of(const std::vector<Template>& path) const
{
    std::vector<std::string> names;
    for (const Template& step : path) {
        cx::Result<std::string> name = step.text(scope(around_.host.now_us()));
        if (!name) return name.error();
        names.push_back(*std::move(name));
    }
    return names;
}

Status Job::poll(Slice& slice, Value& state, std::int64_t now_us)
{
    Heard heard;
    Value document;
    Status status = ask(*plan_->poll, slice, now_us, Asker::Kind::reading, heard, document);
    if (status.code != CX_OK) return status;
    const auto path = path_of(plan_->status_path);
    if (!path) return cx::failed(path.error());
    const std::vector<const Value*> found = find_all(document, *path);
    const std::string word = found.empty() ? "" : found.front()->text().value_or("");
    const auto known = plan_->statuses.find(word);
    if (known == plan_->statuses.end())
        return cx::failed("the job has a status that the manifest does not know: " +
                          shown_word(word));
    return act(known->second, slice, state, std::move(document), now_us);
}

Status Job::act(JobStatus status, Slice& slice, Value& state, Value polled, std::int64_t now_us)
{
    switch (status) {
        case JobStatus::completed:
            return complete(slice, state, std::move(polled), now_us);
        case JobStatus::skipped:
            state["over"] = "skipped";
            return cx::ok();
        case JobStatus::failed:
            return again(state, "failed at the system");
        case JobStatus::timed_out:
            return again(state, "took the system too long");
        case JobStatus::running:
            break;
    }
    if (is_late(state)) {
        Heard heard;
        Value ignored;
        // It may go on without us; that is the system's affair.
        if (plan_->abort)
            static_cast<void>(
                ask(*plan_->abort, slice, now_us, Asker::Kind::acting, heard, ignored));
        return again(state, "did not end in time");
    }
    pause_ = std::clamp(pause_ * 3 / 2, first_pause, longest_pause);
    next_poll_ = Clock::now() + pause_;
    return cx::ok();
}

// A new job, unless there were enough.
Status Job::again(Value& state, const std::string& why)
{
    const std::int64_t tries = number(state, "tries") + 1;
    state = Object{{"tries", tries}};
    next_poll_ = Clock::now() + first_pause * tries;
    if (tries < job_tries) {
        around_.host.warn("a job " + why + "; it is made anew");
        return cx::ok();
    }
    state = Object{};
    return cx::failed("a job " + why + ", " + std::to_string(job_tries) + " times in a row");
}

Status Job::complete(Slice& slice, Value& state, Value polled, std::int64_t now_us)
{
    Array targets{Value()};
    if (plan_->targets_path) {
        Value told = polled;
        if (plan_->target) {
            Heard heard;
            slice.more["polling_response"] = polled;
            Status status = ask(*plan_->target, slice, now_us, Asker::Kind::reading, heard, told);
            if (status.code != CX_OK) return status;
        }
        const auto path = path_of(*plan_->targets_path);
        if (!path) return cx::failed(path.error());
        targets.clear();
        for (const Value* found : find_all(told, *path)) {
            if (found->is_array())
                targets.insert(targets.end(), found->as_array().begin(), found->as_array().end());
            else if (!found->empty())
                targets.push_back(*found);
        }
    }
    if (cx::json::write(targets).size() > job_targets_bytes)
        return cx::failed("a job has more results than can be kept in mind");
    if (targets.empty()) {
        state["over"] = "empty";
        return cx::ok();
    }
    if (!is_too_large(polled)) state["polled"] = std::move(polled);
    state["targets"] = std::move(targets);
    return cx::ok();
}

bool Job::next_target(Value& state)
{
    const Value* targets = state.find("targets");
    const std::int64_t at = number(state, "at") + 1;
    if (!targets || at >= static_cast<std::int64_t>(targets->as_array().size())) return false;
    state["at"] = at;
    return true;
}

void Job::end(const Slice& slice, const Value& state, std::int64_t now_us)
{
    if (!plan_->remove || !state.find("created")) return;
    Heard heard;
    Value ignored;
    Status status = ask(*plan_->remove, slice, now_us, Asker::Kind::acting, heard, ignored);
    if (status.code != CX_OK)
        around_.host.warn("a job whose results were read could not be deleted: " + status.why);
}

}  // namespace rest
