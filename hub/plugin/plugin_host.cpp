// The child's side: one thread reads frames, the main one runs the plugin. The reader is there so
// that `stop` is heard in the middle of a call, and so that the process ends with its parent even
// when the plugin hangs.
#include "plugin/in_process.hpp"
#include "plugin/wire.hpp"

#include <cx/sink.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace cx::plugin {
namespace {

using std::chrono::milliseconds;

// The parent reads whenever it waits for us; if it does not for this long it is gone.
constexpr milliseconds patience{60'000};

std::uint64_t wire_status(PollResult::Status status)
{
    constexpr cx_status statuses[] = {CX_OK, CX_RETRY, CX_FAILED};
    return static_cast<std::uint64_t>(statuses[static_cast<int>(status)]);
}

class HostServer {
public:
    explicit HostServer(int fd) : channel_(fd), reader_([this] { read_frames(); })
    {
        reader_.detach();
    }

    int run(const std::string& library);

private:
    void read_frames();
    Frame next();
    void send(Kind kind, Encoder& body)
    {
        if (!channel_.send(kind, body.take(), patience)) ::_exit(1);
    }

    void start(const std::string& library, const Frame& frame);
    void poll(const Frame& frame);
    void committed(const Frame& frame);
    void handle(const Frame& frame);
    // What came so far, as a part of a batch; takes it out.
    void send_records(std::vector<SourceRecord>& records, std::vector<SourceReject>& rejects);
    void add_changes(const Frame& frame);
    void deliver();
    void enrich();

    static HostServer& of(void* self) { return *static_cast<HostServer*>(self); }
    static void log(void* self, int level, const char* text, std::size_t size);
    static bool state_get(void* self, std::string_view key, std::string& value);
    static bool state_put(void* self, std::string_view key, std::string_view value);
    static std::int64_t now_us(void* self);
    static std::uint32_t take_budget(void* self, std::uint32_t requests);
    static std::string trace_id(void* self);
    static bool current(void* self, std::string_view stream, std::string_view key,
                        std::string& payload);
    static std::vector<Current> page(void* self, std::string_view stream, std::uint64_t position,
                                     std::uint32_t limit);

    Channel channel_;
    bool stopping_ = false;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Frame> frames_;
    std::unique_ptr<Instance> instance_;
    std::vector<std::string> changes_;
    std::thread reader_;
};

void HostServer::read_frames()
{
    for (;;) {
        Frame frame;
        const Channel::Outcome outcome = channel_.receive(frame, patience);
        if (outcome == Channel::Outcome::closed) ::_exit(0);
        if (outcome == Channel::Outcome::timeout) continue;
        if (frame.kind == Kind::stop) {
            __atomic_store_n(&stopping_, true, __ATOMIC_RELEASE);
            continue;
        }
        const std::lock_guard lock(mutex_);
        frames_.push_back(std::move(frame));
        arrived_.notify_one();
    }
}

Frame HostServer::next()
{
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !frames_.empty(); });
    Frame frame = std::move(frames_.front());
    frames_.pop_front();
    return frame;
}

void HostServer::log(void* self, int level, const char* line, std::size_t size)
{
    Encoder out;
    out.number(static_cast<std::uint64_t>(level)).text({line, size});
    of(self).send(Kind::log, out);
}

bool HostServer::state_get(void* self, std::string_view key, std::string& value)
{
    Encoder out;
    out.text(key);
    of(self).send(Kind::state_get, out);
    const Frame reply = of(self).next();
    Decoder in(reply.body);
    const bool found = in.number() != 0;
    value = in.text();
    return found && !in.bad();
}

bool HostServer::state_put(void* self, std::string_view key, std::string_view value)
{
    Encoder out;
    out.text(key).text(value);
    of(self).send(Kind::state_put, out);
    const Frame reply = of(self).next();
    return Decoder(reply.body).number() != 0;
}

std::int64_t HostServer::now_us(void* self)
{
    Encoder out;
    of(self).send(Kind::now, out);
    const Frame reply = of(self).next();
    return static_cast<std::int64_t>(Decoder(reply.body).number());
}

std::uint32_t HostServer::take_budget(void* self, std::uint32_t requests)
{
    Encoder out;
    out.number(requests);
    of(self).send(Kind::budget, out);
    const Frame reply = of(self).next();
    return static_cast<std::uint32_t>(Decoder(reply.body).number());
}

std::string HostServer::trace_id(void* self)
{
    Encoder out;
    of(self).send(Kind::trace, out);
    const Frame reply = of(self).next();
    return std::string(Decoder(reply.body).text());
}

bool HostServer::current(void* self, std::string_view stream, std::string_view key,
                         std::string& payload)
{
    Encoder out;
    out.text(stream).text(key);
    of(self).send(Kind::current, out);
    const Frame reply = of(self).next();
    Decoder in(reply.body);
    const bool found = in.number() != 0;
    payload = in.text();
    return found && !in.bad();
}

std::vector<Current> HostServer::page(void* self, std::string_view stream, std::uint64_t position,
                                      std::uint32_t limit)
{
    Encoder out;
    out.text(stream).number(position).number(limit);
    of(self).send(Kind::page, out);
    const Frame reply = of(self).next();
    Decoder in(reply.body);
    std::vector<Current> rows;
    while (!in.at_end()) {
        Current& row = rows.emplace_back();
        row.position = in.number();
        row.key = in.text();
        row.payload = in.text();
    }
    if (in.bad()) rows.clear();
    return rows;
}

void HostServer::start(const std::string& library, const Frame& frame)
{
    Decoder in(frame.body);
    const std::string role(in.text());
    const std::uint64_t abilities = in.number();
    const Result<json::Value> options = json::parse(in.text());
    Host host;
    host.self = this;
    host.stopping = &stopping_;
    if (abilities & 1U) host.log = &log;
    if (abilities & 2U) host.state_get = &state_get, host.state_put = &state_put;
    if (abilities & 4U) host.now_us = &now_us;
    if (abilities & 8U) host.take_budget = &take_budget;
    if (abilities & 16U) host.trace_id = &trace_id;
    if (abilities & 32U) host.current = &current, host.page = &page;

    Error error;
    const Result<const Library*> loaded = load(library);
    if (!loaded)
        error = loaded.error();
    else if (!options)
        error = options.error();
    else {
        auto started = start_in_process(
            **loaded, role, *options, host, Batch::Check::nothing,
            [this](PollResult& so_far) { send_records(so_far.records, so_far.rejects); });
        if (started)
            instance_ = *std::move(started);
        else
            error = started.error();
    }
    Encoder out;
    if (instance_) return send(Kind::started, out);
    out.text(error.code).text(error.message);
    send(Kind::refused, out);
}

void HostServer::send_records(std::vector<SourceRecord>& records,
                              std::vector<SourceReject>& rejects)
{
    Encoder out;
    for (const SourceRecord& record : records) {
        out.number(record.op == SourceRecord::Op::remove ? CX_REMOVE : CX_UPSERT);
        out.text(record.key).text(record.payload).text(record.position);
    }
    for (const SourceReject& reject : rejects) {
        out.number(2).text(reject.key).text(reject.payload).text(reject.position);
        out.text(reject.code).text(reject.why);
    }
    records.clear();
    rejects.clear();
    if (out.size() > 0) send(Kind::records, out);
}

void HostServer::poll(const Frame& frame)
{
    Decoder in(frame.body);
    PollRequest request;
    request.stream = in.text();
    request.cursor = in.text();
    request.record_limit = static_cast<std::uint32_t>(in.number());
    request.byte_limit = in.number();
    request.wait_ms = static_cast<std::uint32_t>(in.number());
    PollResult result = instance_->source()->poll(request);
    send_records(result.records, result.rejects);
    Encoder out;
    out.number(wire_status(result.status));
    out.text(result.error).number(result.retry_after_ms).text(result.next_cursor);
    out.number((result.more_now ? 1U * CX_MORE_NOW : 0U) |
               (result.snapshot_end ? 1U * CX_SNAPSHOT_END : 0U));
    out.number(result.total_hint);
    send(Kind::polled, out);
}

void HostServer::committed(const Frame& frame)
{
    Decoder in(frame.body);
    const std::string stream(in.text());
    instance_->source()->committed(stream, std::string(in.text()));
}

void HostServer::handle(const Frame& frame)
{
    Decoder in(frame.body);
    ReceiveRequest request;
    request.stream = in.text();
    request.method = in.text();
    request.path = in.text();
    request.remote = in.text();
    request.record_limit = static_cast<std::uint32_t>(in.number());
    request.byte_limit = in.number();
    request.body = in.text();
    for (ReceiveRequest::Pairs* pairs : {&request.query, &request.headers})
        for (std::uint64_t left = in.number(); left > 0 && !in.bad(); --left) {
            const std::string_view name = in.text();
            pairs->emplace_back(name, in.text());
        }
    ReceiveResult result = instance_->receiver()->handle(request);

    send_records(result.records, result.rejects);
    Encoder out;
    out.number(wire_status(result.status)).text(result.error).number(result.retry_after_ms);
    out.number(static_cast<std::uint64_t>(result.code)).text(result.media_type).text(result.body);
    for (const auto& [name, value] : result.headers) out.text(name).text(value);
    send(Kind::handled, out);
}

void HostServer::add_changes(const Frame& frame)
{
    Decoder in(frame.body);
    while (!in.at_end()) changes_.emplace_back(in.text());
}

void HostServer::deliver()
{
    const DeliverResult result = instance_->sink()->deliver(changes_);
    changes_.clear();
    Encoder out;
    out.number(wire_status(result.status));
    out.text(result.error).number(result.retry_after_ms).number(result.delivered);
    for (const auto& rejected : result.rejected) out.number(rejected.index).text(rejected.why);
    send(Kind::delivered, out);
}

void HostServer::enrich()
{
    const EnrichResult result = instance_->enricher()->enrich(changes_);
    changes_.clear();
    Encoder part;
    for (const std::string& found : result.found) {
        if (part.size() + found.size() > part_bytes && part.size() > 0) send(Kind::records, part);
        part.text(found);
    }
    if (part.size() > 0) send(Kind::records, part);
    Encoder out;
    out.number(wire_status(result.status)).text(result.error);
    send(Kind::enriched, out);
}

int HostServer::run(const std::string& library)
{
    for (;;) {
        const Frame frame = next();
        const bool source = instance_ && instance_->source();
        const bool sink = instance_ && instance_->sink();
        const bool enricher = instance_ && instance_->enricher();
        if (frame.kind == Kind::quit) {
            instance_.reset();
            return 0;
        }
        if (frame.kind == Kind::start && !instance_)
            start(library, frame);
        else if (frame.kind == Kind::poll && source)
            poll(frame);
        else if (frame.kind == Kind::committed && source)
            committed(frame);
        else if (frame.kind == Kind::handle && instance_ && instance_->receiver())
            handle(frame);
        else if (frame.kind == Kind::changes && (sink || enricher))
            add_changes(frame);
        else if (frame.kind == Kind::enrich && enricher)
            enrich();
        else if (frame.kind == Kind::deliver && sink)
            deliver();
        else
            return 1;
    }
}

}  // namespace

int run_plugin_host(const std::string& library, int fd)
{
    // Before any secret comes in: a crash must not leave them in a core file.
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    // The reader thread uses it to the end of the process.
    auto& server = *new HostServer(fd);
    const int status = server.run(library);
    // Without static destructors: the reader is still at work.
    ::_exit(status);
}

}  // namespace cx::plugin
