#include <cx/plugin.hpp>

#include <utility>

namespace cx {

bool BatchWriter::record(const Record& record)
{
    const cx_record raw{text(record.key), text(record.payload), text(record.position),
                        record.op == Record::Op::remove ? CX_REMOVE : CX_UPSERT};
    return writer_.record(writer_.self, &raw) == CX_OK;
}

bool BatchWriter::reject(const Record& record, std::string_view code, std::string_view why)
{
    const cx_record raw{text(record.key), text(record.payload), text(record.position), CX_UPSERT};
    return writer_.reject(writer_.self, &raw, text(code), text(why)) == CX_OK;
}

void BatchWriter::cursor(std::string_view next, bool more_now)
{
    writer_.cursor(writer_.self, text(next), more_now ? CX_MORE_NOW : 0);
}

void BatchWriter::snapshot_end(std::string_view next)
{
    writer_.cursor(writer_.self, text(next), CX_SNAPSHOT_END);
}

void BatchWriter::total(std::uint64_t records)
{
    writer_.total(writer_.self, records);
}

void Source::committed(std::string_view, std::string_view) {}

namespace detail {
namespace {

Instance& instance(cx_plugin* plugin)
{
    return *reinterpret_cast<Instance*>(plugin);
}

// Runs a call of the author's and tells its outcome; nothing thrown gets past here.
template <typename Out, typename Call>
cx_status guarded(const Out* out, Call call) noexcept
{
    const auto tell = [out](std::string_view why, std::uint32_t after_ms) {
        out->error(out->self, text(why.substr(0, CX_MESSAGE_BYTES)), after_ms);
    };
    try {
        const Status status = call();
        if (status.code != CX_OK) tell(status.why, status.retry_after_ms);
        return status.code;
    } catch (const std::exception& error) {
        tell(error.what(), 0);
    } catch (...) {
        tell("the plugin threw something unknown", 0);
    }
    return CX_FAILED;
}

cx_status poll(cx_plugin* plugin, const cx_poll* poll, const cx_writer* out) noexcept
{
    return guarded(out, [&] {
        BatchWriter writer(*out);
        return instance(plugin).source->poll({.stream = view(poll->stream),
                                              .cursor = view(poll->cursor),
                                              .record_limit = poll->record_limit,
                                              .wait_ms = poll->wait_ms,
                                              .byte_limit = poll->byte_limit},
                                             writer);
    });
}

void committed(cx_plugin* plugin, cx_text stream, cx_text cursor) noexcept
{
    try {
        instance(plugin).source->committed(view(stream), view(cursor));
    } catch (...) {
        // The hub has the records; the source will be asked again with a later cursor.
    }
}

cx_status handle(cx_plugin* plugin, const cx_request* request, const cx_writer* out,
                 const cx_response* response) noexcept
{
    return guarded(out, [&] {
        BatchWriter writer(*out);
        Response answer(*response);
        return instance(plugin).receiver->handle(Request(*request), writer, answer);
    });
}

cx_status deliver(cx_plugin* plugin, const cx_text* changes, std::uint64_t count,
                  const cx_receipt* out) noexcept
{
    return guarded(out, [&] {
        Receipt receipt(*out);
        return instance(plugin).sink->deliver({changes, static_cast<std::size_t>(count)}, receipt);
    });
}

cx_status enrich(cx_plugin* plugin, const cx_text* values, std::uint64_t count,
                 const cx_enriched* out) noexcept
{
    return guarded(out, [&] {
        Findings findings(*out);
        return instance(plugin).enricher->enrich({values, static_cast<std::size_t>(count)},
                                                 findings);
    });
}

void destroy(cx_plugin* plugin) noexcept
{
    delete reinterpret_cast<Instance*>(plugin);
}

std::string rejects_json(const std::vector<RoleTable>& tables)
{
    json::Object codes;
    for (const RoleTable& table : tables)
        for (const RejectCode& row : table.rejects)
            codes[row.code] = json::Object{{"summary", row.summary}, {"remedy", row.remedy}};
    return json::write(std::move(codes));
}

}  // namespace

const cx_source source_calls = {&poll, &committed};
const cx_receiver receiver_calls = {&handle};
const cx_sink sink_calls = {&deliver};
const cx_enricher enricher_calls = {&enrich};

Entry::Entry(const char* id, const char* version, const char* summary, std::vector<RoleTable> roles)
    : tables_(std::move(roles)), rejects_json_(rejects_json(tables_))
{
    for (const RoleTable& table : tables_)
        roles_.push_back(
            {table.id, table.options_json.c_str(),
             table.stream_options_json.empty() ? nullptr : table.stream_options_json.c_str(),
             table.create, &destroy, table.calls});
    entry_ = {CX_ABI,
              id,
              version,
              summary,
              rejects_json_.c_str(),
              roles_.data(),
              static_cast<std::uint32_t>(roles_.size())};
}

cx_plugin* create_instance(const cx_writer* errors, cx_text options,
                           Instance (*make)(const json::Value& options, const cx_host* host),
                           const cx_host* host) noexcept
{
    const auto refuse = [errors](std::string_view why) {
        errors->reject(errors->self, nullptr, text("plugin.options"),
                       text(why.substr(0, CX_MESSAGE_BYTES)));
    };
    try {
        const Result<json::Value> parsed = json::parse(view(options));
        if (!parsed || !parsed->is_object()) {
            refuse("the options are not a JSON object");
            return nullptr;
        }
        return reinterpret_cast<cx_plugin*>(new Instance(make(*parsed, host)));
    } catch (const BadOptions& bad) {
        refuse(bad.what());
    } catch (const std::exception& error) {
        errors->error(errors->self, text(error.what()), 0);
    } catch (...) {
        errors->error(errors->self, text("the plugin threw something unknown"), 0);
    }
    return nullptr;
}

cx_status describe_manifest(Result<json::Value> (*describe)(std::string_view), cx_text manifest,
                            const cx_writer* out) noexcept
{
    return guarded(out, [&] {
        const Result<json::Value> description = describe(view(manifest));
        if (!description) return failed(description.error());
        const std::string payload = json::write(*description);
        BatchWriter(*out).record({.key = "manifest", .payload = payload});
        return ok();
    });
}

json::Value merged_options(const json::Value& shared, const json::Value& stream,
                           const std::vector<std::string_view>& known)
{
    if (!stream.is_object() && !stream.is_null()) return stream;
    json::Value merged = stream.is_null() ? json::Value(json::Object{}) : stream;
    for (const std::string_view name : known) {
        const json::Value* value = shared.find(name);
        if (value && !merged.find(name)) merged[name] = *value;
    }
    return merged;
}

void throw_bad_options(const std::string& where, const Error& error)
{
    throw BadOptions(where + error.message);
}

}  // namespace detail
}  // namespace cx
