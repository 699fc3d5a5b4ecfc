// Calls a library in this process, with nothing between but the border.
#include "testkit.hpp"

#include <cx/abi.h>
#include <cx/source.hpp>

#include <dlfcn.h>

namespace cx::testkit {
namespace {

std::string word(cx_status status)
{
    return status == CX_OK ? "ok" : status == CX_RETRY ? "retry" : "failed";
}

struct Taker {
    Batch batch;
    std::uint32_t room = 1;
    std::uint64_t byte_room = 1;
    std::uint64_t bytes = 0;
};

cx_status take(Taker& taker, const cx_record& record, std::string code)
{
    if (taker.batch.records.size() >= taker.room || taker.bytes >= taker.byte_room)
        return CX_FAILED;
    taker.batch.records.push_back({std::string(view(record.key)), std::string(view(record.payload)),
                                   std::string(view(record.position)), std::move(code),
                                   record.op == CX_REMOVE});
    taker.bytes += record.key.size + record.payload.size;
    return taker.batch.records.size() >= taker.room || taker.bytes >= taker.byte_room ? CX_FULL
                                                                                      : CX_OK;
}

cx_writer writer_to(Taker& taker)
{
    return {&taker,
            [](void* self, const cx_record* record) {
                return take(*static_cast<Taker*>(self), *record, "");
            },
            [](void* self, const cx_record* record, cx_text code, cx_text why) {
                auto& into = *static_cast<Taker*>(self);
                if (record) return take(into, *record, std::string(view(code)));
                into.batch.error = view(why);  // Options refused.
                return cx_status{CX_OK};
            },
            [](void* self, cx_text next, std::uint32_t flags) {
                Batch& batch = static_cast<Taker*>(self)->batch;
                batch.cursor = view(next);
                batch.more_now = (flags & CX_MORE_NOW) != 0;
                batch.snapshot_end = (flags & CX_SNAPSHOT_END) != 0;
            },
            [](void*, std::uint64_t) {},
            [](void* self, cx_text why, std::uint32_t) {
                static_cast<Taker*>(self)->batch.error = view(why);
            }};
}

std::vector<cx_pair> pairs_of(const Request::Pairs& pairs)
{
    std::vector<cx_pair> all;
    for (const auto& [name, value] : pairs) all.push_back({text(name), text(value)});
    return all;
}

class DirectConnection final : public Connection {
public:
    explicit DirectConnection(const cx_role& role) : role_(role), host_{this, &extension, &stopping}
    {
    }
    DirectConnection(const DirectConnection&) = delete;
    DirectConnection& operator=(const DirectConnection&) = delete;
    ~DirectConnection() override
    {
        if (plugin_) role_.destroy(plugin_);
    }

    std::string create(const json::Value& options)
    {
        Taker errors;
        const cx_writer writer = writer_to(errors);
        plugin_ = role_.create(&host_, text(json::write(options)), &writer);
        return plugin_ ? "" : errors.batch.error + " ";
    }

    Batch poll(const Poll& request) override
    {
        Taker taker{.batch = {}, .room = request.record_limit, .byte_room = request.byte_limit};
        taker.batch.cursor = request.cursor;
        const cx_writer writer = writer_to(taker);
        const cx_poll poll{text(request.stream), text(request.cursor), request.record_limit,
                           request.wait_ms, request.byte_limit};
        const auto& calls = *static_cast<const cx_source*>(role_.calls);
        taker.batch.status = word(calls.poll(plugin_, &poll, &writer));
        return std::move(taker.batch);
    }

    void committed(const std::string& stream, const std::string& cursor) override
    {
        const auto& calls = *static_cast<const cx_source*>(role_.calls);
        if (calls.committed) calls.committed(plugin_, text(stream), text(cursor));
    }

    Answer handle(const Request& request) override
    {
        Answer answer;
        Taker taker{.batch = {}, .room = request.record_limit, .byte_room = 64U << 20};
        const cx_writer writer = writer_to(taker);
        const cx_response response = {
            &answer, [](void* self, std::int32_t code) { static_cast<Answer*>(self)->code = code; },
            [](void* self, cx_text name, cx_text value) {
                static_cast<Answer*>(self)->headers.emplace_back(view(name), view(value));
            },
            [](void* self, cx_text media_type, cx_text part) {
                static_cast<Answer*>(self)->media_type = view(media_type);
                static_cast<Answer*>(self)->body += view(part);
            }};
        const std::vector<cx_pair> query = pairs_of(request.query);
        const std::vector<cx_pair> headers = pairs_of(request.headers);
        const cx_request given{text(request.stream), text(request.method), text(request.path),
                               query.data(),         query.size(),         headers.data(),
                               headers.size(),       text(request.body),   text("127.0.0.1"),
                               request.record_limit};
        const auto& calls = *static_cast<const cx_receiver*>(role_.calls);
        const std::string status = word(calls.handle(plugin_, &given, &writer, &response));
        if (status != "ok") answer = {};
        answer.status = status;
        answer.error = taker.batch.error;
        if (status == "ok") answer.records = std::move(taker.batch.records);
        return answer;
    }

    Delivery deliver(const std::vector<std::string>& changes) override
    {
        Delivery delivery;
        std::vector<cx_text> texts;
        for (const std::string& change : changes) texts.push_back(text(change));
        const cx_receipt receipt = {
            &delivery,
            [](void* self, std::uint64_t n) { static_cast<Delivery*>(self)->delivered = n; },
            [](void* self, std::uint64_t i, cx_text) {
                static_cast<Delivery*>(self)->rejected.push_back(i);
            },
            [](void* self, cx_text why, std::uint32_t) {
                static_cast<Delivery*>(self)->error = view(why);
            }};
        const auto& calls = *static_cast<const cx_sink*>(role_.calls);
        delivery.status = word(calls.deliver(plugin_, texts.data(), texts.size(), &receipt));
        return delivery;
    }

    Findings enrich(const std::vector<std::string>& values) override
    {
        Findings findings;
        findings.found.resize(values.size());
        std::vector<cx_text> texts;
        for (const std::string& value : values) texts.push_back(text(value));
        const cx_enriched out = {&findings,
                                 [](void* self, std::uint64_t index, cx_text found) {
                                     auto& all = static_cast<Findings*>(self)->found;
                                     if (index < all.size()) all[index] = view(found);
                                 },
                                 [](void* self, cx_text why, std::uint32_t) {
                                     static_cast<Findings*>(self)->error = view(why);
                                 }};
        const auto& calls = *static_cast<const cx_enricher*>(role_.calls);
        findings.status = word(calls.enrich(plugin_, texts.data(), texts.size(), &out));
        return findings;
    }

    void stop() override { __atomic_store_n(&stop_, true, __ATOMIC_RELEASE); }

private:
    static const void* extension(void*, const char*) { return nullptr; }
    static std::int32_t stopping(void* self)
    {
        return __atomic_load_n(&static_cast<DirectConnection*>(self)->stop_, __ATOMIC_ACQUIRE) ? 1
                                                                                               : 0;
    }

    const cx_role& role_;
    const cx_host host_;
    cx_plugin* plugin_ = nullptr;
    bool stop_ = false;
};

class DirectDriver final : public Driver {
public:
    explicit DirectDriver(const std::string& library)
    {
        // Never closed: code of a plugin may still be needed at exit.
        void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!handle) {
            problem_ = ::dlerror();
            return;
        }
        using EntryCall = const cx_entry* (*)();
        const auto call = reinterpret_cast<EntryCall>(::dlsym(handle, "cx_plugin_entry"));
        entry_ = call ? call() : nullptr;
        if (!entry_)
            problem_ = library + " gives no cx_plugin_entry";
        else if (entry_->abi != CX_ABI)
            problem_ = library + " is built for another ABI";
    }

    std::string name() const override { return "direct"; }

    Result<Description> describe(std::string_view id) override
    {
        const cx_role* role = find(id);
        if (!role) return Error{"testkit.role", problem_};
        const auto parsed = [](const char* text) {
            const Result<json::Value> value = json::parse(text ? text : "null");
            return value ? *value : json::Value("not JSON");
        };
        return Description{
            entry_->id ? entry_->id : "",           entry_->version ? entry_->version : "",
            entry_->summary ? entry_->summary : "", parsed(role->options_json),
            parsed(role->stream_options_json),      parsed(entry_->rejects_json)};
    }

    Result<std::unique_ptr<Connection>> start(std::string_view id,
                                              const json::Value& options) override
    {
        const cx_role* role = find(id);
        if (!role) return Error{"testkit.role", problem_};
        auto connection = std::make_unique<DirectConnection>(*role);
        if (std::string refused = connection->create(options); !refused.empty())
            return Error{"testkit.start", refused};
        return std::unique_ptr<Connection>(std::move(connection));
    }

private:
    const cx_role* find(std::string_view id)
    {
        for (std::uint32_t i = 0; entry_ && problem_.empty() && i < entry_->role_count; ++i)
            if (id == entry_->roles[i].id) return &entry_->roles[i];
        if (problem_.empty()) problem_ = "it has no role " + std::string(id);
        return nullptr;
    }

    const cx_entry* entry_ = nullptr;
    std::string problem_;
};

}  // namespace

std::unique_ptr<Driver> make_direct_driver(const std::string& library)
{
    return std::make_unique<DirectDriver>(library);
}

}  // namespace cx::testkit
