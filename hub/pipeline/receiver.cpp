#include "pipeline/receiver.hpp"

#include "api/problem.hpp"
#include "base/limits.hpp"
#include "pipeline/committed.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cx::pipeline {
namespace {

using std::chrono::milliseconds;
using telemetry::PipelineState;
using Status = plugin::PollResult::Status;

// What a plugin has no business with: credentials, the connection, and what was undone already.
bool is_passed_on(const std::string& header)
{
    constexpr std::array<std::string_view, 11> kept{"authorization",
                                                    "connection",
                                                    "content-encoding",
                                                    "content-length",
                                                    "cookie",
                                                    "expect",
                                                    "host",
                                                    "keep-alive",
                                                    "te",
                                                    "transfer-encoding",
                                                    "proxy-authorization"};
    return std::find(kept.begin(), kept.end(), header) == kept.end();
}

// Bounded, so that no request is too long for a plugin's process.
plugin::ReceiveRequest::Pairs headers_of(const api::Request& request)
{
    constexpr std::size_t bytes_max = 64U << 10;
    plugin::ReceiveRequest::Pairs headers;
    std::size_t bytes = 0;
    for (const auto& [name, value] : request.headers) {
        bytes += name.size() + value.size();
        if (bytes > bytes_max) break;
        if (is_passed_on(name)) headers.emplace_back(name, value);
    }
    return headers;
}

api::Answer later(std::string_view code, int seconds = limits::request_again_s)
{
    api::Answer answer = api::problem(code);
    answer.headers["Retry-After"] = std::to_string(seconds);
    return answer;
}

api::Answer answer_of(plugin::ReceiveResult& result)
{
    api::Answer answer;
    answer.status = result.code;
    answer.media_type = result.media_type.empty() ? "text/plain" : result.media_type;
    answer.body = std::move(result.body);
    for (auto& [name, value] : result.headers) answer.headers[name] = std::move(value);
    return answer;
}

double seconds_since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

// What one step has taken: the answers that wait for their commit, and the records by stream.
struct ReceiverRunner::Group {
    struct Held {
        std::shared_ptr<Waiting> waiting;
        api::Answer answer;
    };

    std::vector<Held> held;
    std::vector<plugin::PollResult> brought;  // By stream
    std::size_t records = 0;
    int requests = 0;
};

ReceiverRunner::ReceiverRunner(std::string name, model::Sender sender, plugin::Receiver& receiver,
                               std::vector<StreamSettings> streams, const PipelineParts& parts)
    : name_(std::move(name)),
      sender_(std::make_shared<const model::Sender>(std::move(sender))),
      receiver_(receiver),
      parts_(parts),
      controls_(parts.store)
{
    for (StreamSettings& settings : streams) {
        Work work;
        work.settings = std::move(settings);
        if (work.settings.batch_records > 0) work.batch_records = work.settings.batch_records;
        work.state.pipeline = name_;
        work.state.stream = work.settings.context.stream;
        work.state.state = PipelineState::waiting;
        work.state.drained = true;
        streams_.push_back(std::move(work));
    }
}

// The stream's name is not a part of the path that the plugin sees.
bool ReceiverRunner::choose_stream(const api::Request& request, Waiting& waiting) const
{
    const auto rest = request.captured.find("rest");
    std::string path = rest == request.captured.end() ? "" : rest->second;
    waiting.request.path = path;
    if (streams_.size() != 1) {
        const std::size_t slash = path.find('/');
        const std::string name = path.substr(0, slash);
        const auto named = std::find_if(streams_.begin(), streams_.end(), [&](const Work& work) {
            return work.settings.context.stream == name;
        });
        if (named == streams_.end()) return false;
        waiting.stream = static_cast<std::size_t>(named - streams_.begin());
        waiting.request.path = slash == path.npos ? "" : path.substr(slash + 1);
    }
    waiting.request.stream = streams_[waiting.stream].settings.context.stream;
    return true;
}

std::shared_ptr<ReceiverRunner::Waiting> ReceiverRunner::admit(const api::Request& request,
                                                               api::Answer& refused)
{
    auto waiting = std::make_shared<Waiting>();
    if (!choose_stream(request, *waiting)) {
        refused = api::problem("ingest.no_stream");
        return nullptr;
    }
    waiting->request.method = request.method;
    waiting->request.query.assign(request.query.begin(), request.query.end());
    waiting->request.headers = headers_of(request);
    waiting->request.body = request.body;
    waiting->request.remote = request.remote;
    waiting->request.record_limit = limits::request_records;
    waiting->request.byte_limit = 2 * limits::batch_bytes;
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= limits::requests_waiting) {
        refused = later(stopping_ ? "ingest.stopping" : "ingest.busy");
        return nullptr;
    }
    queue_.push_back(waiting);
    arrived_.notify_one();
    return waiting;
}

api::Answer ReceiverRunner::receive(const api::Request& request)
{
    api::Answer refused;
    const std::shared_ptr<Waiting> waiting = admit(request, refused);
    if (!waiting) return refused;
    std::unique_lock lock(mutex_);
    const bool in_time = answered_.wait_for(lock, milliseconds(limits::request_deadline_ms),
                                            [&] { return waiting->answered; });
    waiting->abandoned = !in_time;
    return in_time ? std::move(waiting->answer) : later("ingest.unavailable");
}

void ReceiverRunner::wait(milliseconds patience)
{
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, patience, [&] { return stopping_ || !queue_.empty(); });
}

std::shared_ptr<ReceiverRunner::Waiting> ReceiverRunner::next()
{
    const std::lock_guard lock(mutex_);
    while (!queue_.empty()) {
        std::shared_ptr<Waiting> waiting = std::move(queue_.front());
        queue_.pop_front();
        if (!waiting->abandoned) return waiting;
    }
    return nullptr;
}

// Reads once what an administrator has said about the streams; false where that fails.
bool ReceiverRunner::begin()
{
    if (controls_known_) return true;
    try {
        for (Work& work : streams_)
            if (controls_.paused(name_, work.settings.context.stream)) hold(work, true);
        controls_known_ = true;
    } catch (const store::StoreError& error) {
        parts_.telemetry.note(telemetry::LogLevel::error, error.what());
    }
    return controls_known_;
}

bool ReceiverRunner::step()
{
    if (!begin()) return false;
    Group group;
    group.brought.resize(streams_.size());
    while (group.requests < limits::requests_in_commit) {
        const std::shared_ptr<Waiting> waiting = next();
        if (!waiting) break;
        ++group.requests;
        handle(waiting, group);
        if (group.records >= streams_[waiting->stream].batch_records) break;
    }
    std::vector<bool> stored(streams_.size(), true);
    bool committed = false;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
        plugin::PollResult& brought = group.brought[i];
        if (brought.records.empty() && brought.rejects.empty()) continue;
        stored[i] = commit(streams_[i], std::move(brought));
        committed |= stored[i];
    }
    for (Group::Held& held : group.held)
        answer(*held.waiting,
               stored[held.waiting->stream] ? std::move(held.answer) : later("ingest.unavailable"));
    return committed;
}

// Lets the plugin read one request. What it brings joins the group; what it refuses is answered.
void ReceiverRunner::handle(const std::shared_ptr<Waiting>& waiting, Group& group)
{
    if (is_held(waiting->stream)) return answer(*waiting, later("ingest.paused"));
    at_work_ = &group;
    plugin::ReceiveResult result = receiver_.handle(waiting->request);
    at_work_ = nullptr;
    if (result.status != Status::ok) {
        const bool failed = result.status == Status::failed;
        note_error(waiting->stream, result.error, failed);
        const auto seconds = static_cast<int>((result.retry_after_ms + 999) / 1000);
        return answer(*waiting, failed ? api::problem("ingest.failed")
                                       : later("ingest.unavailable",
                                               std::max(seconds, limits::request_again_s)));
    }
    plugin::PollResult& brought = group.brought[waiting->stream];
    group.records += result.records.size() + result.rejects.size();
    std::move(result.records.begin(), result.records.end(), std::back_inserter(brought.records));
    std::move(result.rejects.begin(), result.rejects.end(), std::back_inserter(brought.rejects));
    group.held.push_back({waiting, answer_of(result)});
}

std::optional<std::string> ReceiverRunner::current(std::string_view stream,
                                                   std::string_view key) const
{
    for (std::size_t i = 0; at_work_ && i < streams_.size(); ++i) {
        if (streams_[i].settings.context.stream != stream) continue;
        const auto& records = at_work_->brought[i].records;
        const auto last =
            std::find_if(records.rbegin(), records.rend(),
                         [&](const plugin::SourceRecord& record) { return record.key == key; });
        if (last == records.rend()) continue;
        if (last->op == plugin::SourceRecord::Op::remove) return std::nullopt;
        return last->payload;
    }
    return parts_.store.view()->raw({name_, std::string(stream), std::string(key)});
}

bool ReceiverRunner::commit(Work& work, plugin::PollResult brought)
{
    const StreamContext& stream = work.settings.context;
    try {
        const auto map_start = std::chrono::steady_clock::now();
        const MappedBatch batch = map_batch(stream, std::move(brought), parts_.clock.now());
        const double map_seconds = seconds_since(map_start);
        telemetry::BatchFigures figures = parts_.applier.apply(stream, batch, {.first = true});
        figures.map_seconds = map_seconds;
        tell_committed(stream, batch, figures, parts_.telemetry, parts_.clock.now());
        const double spent_ms = (figures.resolve_seconds + figures.commit_seconds) * 1000;
        if (work.settings.batch_records == 0 && spent_ms > limits::receiver_commit_target_ms)
            work.batch_records = std::max(work.batch_records / 2, limits::batch_records_min);
        else if (work.settings.batch_records == 0 && figures.read >= work.batch_records / 2)
            work.batch_records = std::min(work.batch_records * 2, limits::batch_records_grown);
    } catch (const store::StoreError& error) {
        parts_.telemetry.commit_failed(name_, error.what());
        set_state(work, error.what(), false);
        return false;
    }
    set_state(work, "", false);
    return true;
}

void ReceiverRunner::answer(Waiting& waiting, api::Answer answer)
{
    {
        const std::lock_guard lock(mutex_);
        waiting.answer = std::move(answer);
        waiting.answered = true;
    }
    answered_.notify_all();
}

void ReceiverRunner::note_error(std::size_t stream, const std::string& why, bool failed)
{
    parts_.telemetry.request_failed(name_, streams_[stream].settings.context.stream, why);
    set_state(streams_[stream], why, failed);
}

void ReceiverRunner::set_state(Work& work, const std::string& error, bool failed)
{
    PipelineState state = failed ? PipelineState::failed : PipelineState::running;
    {
        const std::lock_guard lock(mutex_);
        if (work.paused) state = PipelineState::paused;
        work.state.last_error = error;
        work.state.failed = failed;
        if (std::exchange(work.state.state, state) == state) return;
    }
    parts_.telemetry.pipeline_state(name_, work.settings.context.stream, state);
}

bool ReceiverRunner::pause(const std::string& stream, bool paused)
{
    const auto named = std::find_if(streams_.begin(), streams_.end(), [&](const Work& work) {
        return work.settings.context.stream == stream;
    });
    if (named == streams_.end()) return false;
    controls_.pause(name_, stream, paused, parts_.clock.now());
    hold(*named, paused);
    return true;
}

void ReceiverRunner::hold(Work& work, bool paused)
{
    const PipelineState state = paused ? PipelineState::paused : PipelineState::waiting;
    {
        const std::lock_guard lock(mutex_);
        work.paused = paused;
        work.state.state = state;
        work.state.last_error.clear();
        work.state.failed = false;
    }
    parts_.telemetry.pipeline_state(name_, work.settings.context.stream, state);
}

bool ReceiverRunner::is_held(std::size_t stream) const
{
    const std::lock_guard lock(mutex_);
    return streams_[stream].paused;
}

void ReceiverRunner::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (const std::shared_ptr<Waiting>& waiting : queue_) {
            waiting->answer = later("ingest.stopping");
            waiting->answered = true;
        }
        queue_.clear();
    }
    arrived_.notify_all();
    answered_.notify_all();
}

std::size_t ReceiverRunner::waiting() const
{
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

std::vector<StreamState> ReceiverRunner::states() const
{
    const std::lock_guard lock(mutex_);
    std::vector<StreamState> states;
    for (const Work& work : streams_) states.push_back(work.state);
    return states;
}

}  // namespace cx::pipeline
