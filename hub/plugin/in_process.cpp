#include "plugin/in_process.hpp"

#include "base/limits.hpp"
#include "plugin/reply.hpp"

#include <cx/sink.hpp>

#include <fmt/format.h>

#include <chrono>

namespace cx::plugin {
namespace {

// A Host as a plugin sees it.
class HostFace {
public:
    explicit HostFace(const Host& host) : host_(host), face_{this, &extension, &stopping} {}
    HostFace(const HostFace&) = delete;
    HostFace& operator=(const HostFace&) = delete;

    const cx_host* get() const { return &face_; }

private:
    static const Host& host(void* self) { return static_cast<HostFace*>(self)->host_; }

    static const void* extension(void* self, const char* id)
    {
        static const cx_log log = {&write_log};
        static const cx_state state = {&get_state, &put_state};
        static const cx_clock clock = {&now_us};
        static const cx_budget budget = {&take_budget};
        static const cx_cassette cassette = {&play, &record};
        static const cx_trace_context trace = {&trace_id};
        static const cx_lookup lookup = {&get_current, &get_page};
        const std::string_view name = id ? id : "";
        if (name == CX_LOG && host(self).log) return &log;
        if (name == CX_STATE && host(self).state_get && host(self).state_put) return &state;
        if (name == CX_CLOCK) return &clock;
        if (name == CX_BUDGET && host(self).take_budget) return &budget;
        if (name == CX_CASSETTE && host(self).play && host(self).record) return &cassette;
        if (name == CX_TRACE_CONTEXT && host(self).trace_id) return &trace;
        if (name == CX_LOOKUP && host(self).current && host(self).page) return &lookup;
        return nullptr;
    }

    static std::int32_t stopping(void* self)
    {
        const bool* flag = host(self).stopping;
        return flag && __atomic_load_n(flag, __ATOMIC_ACQUIRE) ? 1 : 0;
    }

    static void write_log(void* self, std::int32_t level, cx_text line)
    {
        const std::string clean = clean_text(view(line), CX_MESSAGE_BYTES);
        const int bounded = level < CX_TRACE ? CX_TRACE : level > CX_ERROR ? CX_ERROR : level;
        host(self).log(host(self).self, bounded, clean.data(), clean.size());
    }

    static cx_status get_state(void* self, cx_text key, void (*found)(void*, cx_text), void* to)
    {
        if (key.size > CX_STATE_KEY_BYTES) return CX_FAILED;
        std::string value;
        if (host(self).state_get(host(self).self, view(key), value)) found(to, text(value));
        return CX_OK;
    }

    static cx_status put_state(void* self, cx_text key, cx_text value)
    {
        if (key.size > CX_STATE_KEY_BYTES || value.size > CX_STATE_VALUE_BYTES) return CX_FAILED;
        return host(self).state_put(host(self).self, view(key), view(value)) ? CX_OK : CX_RETRY;
    }

    static std::int64_t now_us(void* self)
    {
        if (host(self).now_us) return host(self).now_us(host(self).self);
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
    }

    static std::uint32_t take_budget(void* self, std::uint32_t requests)
    {
        return host(self).take_budget(host(self).self, requests);
    }

    static cx_status play(void* self, cx_text request, void (*put)(void*, cx_text), void* to)
    {
        std::string answer;
        const cx_status status = host(self).play(host(self).self, view(request), answer);
        if (status == CX_OK) put(to, text(answer));
        return status;
    }

    static void record(void* self, cx_text request, cx_text answer)
    {
        host(self).record(host(self).self, view(request), view(answer));
    }

    static cx_text trace_id(void* self)
    {
        std::string& trace = static_cast<HostFace*>(self)->trace_;
        trace = host(self).trace_id(host(self).self);
        return text(trace);
    }

    static cx_status get_current(void* self, cx_text stream, cx_text key,
                                 void (*found)(void*, cx_text), void* to)
    {
        std::string payload;
        if (key.size > CX_KEY_BYTES) return CX_FAILED;
        if (host(self).current(host(self).self, view(stream), view(key), payload))
            found(to, text(payload));
        return CX_OK;
    }

    static cx_status get_page(void* self, cx_text stream, std::uint64_t position,
                              std::uint32_t rows_max,
                              void (*found)(void*, std::uint64_t, cx_text, cx_text), void* to)
    {
        const std::uint32_t most = std::min(rows_max, limits::lookup_rows);
        for (const Current& row : host(self).page(host(self).self, view(stream), position, most))
            found(to, row.position, text(row.key), text(row.payload));
        return CX_OK;
    }

    std::string trace_;  // As last told
    const Host host_;
    const cx_host face_;
};

class InProcess final : public Instance,
                        private Source,
                        private Receiver,
                        private Sink,
                        private Enricher {
public:
    InProcess(const cx_role& role, const Host& host, Batch::Check check, Batch::Pass pass)
        : role_(role), host_(host), check_(check), pass_(std::move(pass))
    {
    }
    InProcess(const InProcess&) = delete;
    InProcess& operator=(const InProcess&) = delete;
    ~InProcess() override
    {
        if (plugin_) role_.destroy(plugin_);
    }

    Result<Done> create(const json::Value& options);

    plugin::Source* source() override { return is(CX_SOURCE) ? this : nullptr; }
    plugin::Receiver* receiver() override { return is(CX_RECEIVER) ? this : nullptr; }
    plugin::Sink* sink() override { return is(CX_SINK) ? this : nullptr; }
    plugin::Enricher* enricher() override { return is(CX_ENRICHER) ? this : nullptr; }

private:
    bool is(std::string_view id) const { return id == role_.id; }
    PollResult poll(const PollRequest& request) override;
    void committed(const std::string& stream, const std::string& cursor) override;
    ReceiveResult handle(const ReceiveRequest& request) override;
    DeliverResult deliver(std::span<const std::string> changes) override;
    EnrichResult enrich(std::span<const std::string> values) override;

    const cx_role& role_;
    HostFace host_;
    Batch::Check check_;
    Batch::Pass pass_;
    cx_plugin* plugin_ = nullptr;
};

struct CreateErrors {
    std::string options;
    std::string start;
};

cx_status refuse_options(void* self, const cx_record*, cx_text, cx_text why)
{
    static_cast<CreateErrors*>(self)->options = clean_text(view(why), CX_MESSAGE_BYTES);
    return CX_OK;
}

void tell_error(void* self, cx_text why, std::uint32_t)
{
    static_cast<CreateErrors*>(self)->start = clean_text(view(why), CX_MESSAGE_BYTES);
}

Result<Done> InProcess::create(const json::Value& options)
{
    const std::string json = json::write(options);
    if (json.size() > limits::options_bytes)
        return Error{"plugin.options", "the options are longer than 1 MiB"};
    CreateErrors errors;
    const cx_writer writer = {&errors,
                              [](void*, const cx_record*) -> cx_status { return CX_FAILED; },
                              &refuse_options,
                              [](void*, cx_text, std::uint32_t) {},
                              [](void*, std::uint64_t) {},
                              &tell_error};
    plugin_ = role_.create(host_.get(), text(json), &writer);
    if (plugin_) return Done{};
    if (!errors.options.empty()) return Error{"plugin.options", errors.options};
    return Error{"plugin.start", errors.start.empty() ? "the plugin gave no reason" : errors.start};
}

PollResult InProcess::poll(const PollRequest& request)
{
    const auto& calls = *static_cast<const cx_source*>(role_.calls);
    Batch batch(request, check_, pass_);
    const cx_poll poll{text(request.stream), text(request.cursor), request.record_limit,
                       request.wait_ms, request.byte_limit};
    return batch.finish(calls.poll(plugin_, &poll, batch.writer()));
}

void InProcess::committed(const std::string& stream, const std::string& cursor)
{
    const auto& calls = *static_cast<const cx_source*>(role_.calls);
    if (calls.committed) calls.committed(plugin_, text(stream), text(cursor));
}

std::vector<cx_pair> pairs_of(const ReceiveRequest::Pairs& pairs)
{
    std::vector<cx_pair> all;
    all.reserve(pairs.size());
    for (const auto& [name, value] : pairs) all.push_back({text(name), text(value)});
    return all;
}

ReceiveResult InProcess::handle(const ReceiveRequest& request)
{
    const auto& calls = *static_cast<const cx_receiver*>(role_.calls);
    const PollRequest limits{.record_limit = request.record_limit,
                             .byte_limit = request.byte_limit};
    Batch batch(limits, check_, pass_);
    Reply reply;
    const std::vector<cx_pair> query = pairs_of(request.query);
    const std::vector<cx_pair> headers = pairs_of(request.headers);
    const cx_request given{text(request.stream), text(request.method), text(request.path),
                           query.data(),         query.size(),         headers.data(),
                           headers.size(),       text(request.body),   text(request.remote),
                           request.record_limit};
    const cx_status status = calls.handle(plugin_, &given, batch.writer(), reply.response());
    return reply.finish(batch.finish_request(status));
}

struct ReceiptState {
    DeliverResult result;
    std::size_t offered = 0;
};

void receipt_delivered(void* self, std::uint64_t count)
{
    auto& state = *static_cast<ReceiptState*>(self);
    state.result.delivered = std::min<std::size_t>(count, state.offered);
}

void receipt_rejected(void* self, std::uint64_t index, cx_text why)
{
    auto& state = *static_cast<ReceiptState*>(self);
    if (index < state.offered)
        state.result.rejected.push_back({index, clean_text(view(why), CX_MESSAGE_BYTES)});
}

void receipt_error(void* self, cx_text why, std::uint32_t retry_after_ms)
{
    auto& state = *static_cast<ReceiptState*>(self);
    state.result.error = clean_text(view(why), CX_MESSAGE_BYTES);
    state.result.retry_after_ms = retry_after_ms;
}

DeliverResult InProcess::deliver(std::span<const std::string> changes)
{
    const auto& calls = *static_cast<const cx_sink*>(role_.calls);
    std::vector<cx_text> texts;
    texts.reserve(changes.size());
    for (const std::string& change : changes) texts.push_back(text(change));
    ReceiptState state;
    state.offered = changes.size();
    const cx_receipt receipt{&state, &receipt_delivered, &receipt_rejected, &receipt_error};
    const cx_status status = calls.deliver(plugin_, texts.data(), texts.size(), &receipt);
    state.result.status = to_status(status);
    // A rejection behind the prefix is not final: that change comes again.
    std::erase_if(state.result.rejected,
                  [&](const auto& rejected) { return rejected.index >= state.result.delivered; });
    if (state.result.status != PollResult::Status::ok && state.result.error.empty())
        state.result.error = "the plugin gave no reason";
    return std::move(state.result);
}

// What breaks a bound was not found.
void note_found(void* self, std::uint64_t index, cx_text values)
{
    auto& result = *static_cast<EnrichResult*>(self);
    if (index < result.found.size() && values.size <= CX_ENRICHED_BYTES)
        result.found[index] = view(values);
}

void enrich_error(void* self, cx_text why, std::uint32_t)
{
    static_cast<EnrichResult*>(self)->error = clean_text(view(why), CX_MESSAGE_BYTES);
}

EnrichResult InProcess::enrich(std::span<const std::string> values)
{
    const auto& calls = *static_cast<const cx_enricher*>(role_.calls);
    std::vector<cx_text> texts;
    texts.reserve(values.size());
    for (const std::string& value : values) texts.push_back(text(value));
    EnrichResult result;
    result.found.resize(values.size());
    const cx_enriched out{&result, &note_found, &enrich_error};
    result.status = to_status(calls.enrich(plugin_, texts.data(), texts.size(), &out));
    if (result.status == PollResult::Status::ok) return result;
    if (result.error.empty()) result.error = "the plugin gave no reason";
    result.found.assign(values.size(), {});
    return result;
}

}  // namespace

Result<std::unique_ptr<Instance>> start_in_process(const Library& library, std::string_view role_id,
                                                   const json::Value& options, const Host& host,
                                                   Batch::Check check, Batch::Pass pass)
{
    const cx_role* role = library.role(role_id);
    if (!role || (role_id != CX_SOURCE && role_id != CX_RECEIVER && role_id != CX_SINK &&
                  role_id != CX_ENRICHER))
        return Error{"plugin.role",
                     fmt::format("plugin '{}' has no role {}", library.description.id, role_id)};
    auto instance = std::make_unique<InProcess>(*role, host, check, std::move(pass));
    if (const Result<Done> created = instance->create(options); !created) return created.error();
    return std::unique_ptr<Instance>(std::move(instance));
}

}  // namespace cx::plugin
