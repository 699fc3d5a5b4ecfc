#include "pipeline/mapped_batch.hpp"

#include "base/hash.hpp"
#include "model/forbidden.hpp"
#include "pipeline/enrich.hpp"

#include <fmt/format.h>

namespace cx::pipeline {
namespace {

std::string place(const Mark& mark)
{
    return mark.line > 0 ? fmt::format("{}:{}", mark.file, mark.line) : mark.file;
}

// A source record without a key of its own is told apart by its content.
std::string key_of(const plugin::SourceRecord& record)
{
    return record.key.empty() ? "hash:" + to_hex(hash128(record.payload)) : record.key;
}

// Two entities of one kind with one key cannot both be stored.
const model::Entity* duplicate_in(const std::vector<model::Entity>& entities)
{
    for (std::size_t i = 0; i < entities.size(); ++i)
        for (std::size_t j = 0; j < i && entities.size() < 100; ++j)
            if (entities[i].type == entities[j].type && entities[i].key == entities[j].key &&
                entities[i].data != entities[j].data)
                return &entities[i];
    return nullptr;
}

void map_payload(const StreamContext& stream, const plugin::SourceRecord& record,
                 Timestamp observed_at, MappedRecord& mapped)
{
    Result<json::Value> payload = json::parse(record.payload);
    if (!payload) {
        mapped.refusal = Refusal{.code = payload.error().code, .why = payload.error().message};
        return;
    }
    mapped.outcome = stream.mapping->apply(*payload, {.source = stream.pipeline,
                                                      .instance = stream.instance,
                                                      .stream = stream.stream,
                                                      .key = mapped.origin.key,
                                                      .observed_at = observed_at});
    if (const auto& rejection = mapped.outcome.rejection) {
        mapped.refusal = Refusal{
            .code = rejection->code, .why = rejection->why, .config_line = place(rejection->mark)};
    } else if (const model::Entity* entity = duplicate_in(mapped.outcome.entities)) {
        mapped.refusal =
            Refusal{.code = "record.duplicate_key",
                    .why = fmt::format("the record emits two different entities {} with one key",
                                       entity->type->name)};
    }
}

}  // namespace

MappedBatch map_batch(const StreamContext& stream, plugin::PollResult&& polled,
                      Timestamp observed_at)
{
    MappedBatch batch{.observed_at = observed_at};
    batch.records.reserve(polled.records.size() + polled.rejects.size());
    for (plugin::SourceRecord& record : polled.records) {
        MappedRecord& mapped = batch.records.emplace_back();
        mapped.origin = {stream.pipeline, stream.stream, key_of(record)};
        mapped.keyless = record.key.empty();
        mapped.position = std::move(record.position);
        mapped.removed = record.op == plugin::SourceRecord::Op::remove;
        if (mapped.removed) continue;
        map_payload(stream, record, observed_at, mapped);
        if (stream.keep_raw || stream.raw_stays || mapped.refusal)
            mapped.payload = model::redact_forbidden_json(record.payload).text;
    }
    for (plugin::SourceReject& reject : polled.rejects) {
        MappedRecord& mapped = batch.records.emplace_back();
        mapped.origin = {stream.pipeline, stream.stream, std::move(reject.key)};
        mapped.position = std::move(reject.position);
        mapped.payload = model::redact_forbidden_json(reject.payload).text;
        mapped.refusal = Refusal{.code = std::move(reject.code), .why = std::move(reject.why)};
    }
    for (MappedRecord& mapped : batch.records)
        if (mapped.refusal && mapped.refusal->remedy.empty())
            mapped.refusal->remedy = remedy_of(mapped.refusal->code);
    if (stream.enrichment) stream.enrichment->apply(batch.records, observed_at);
    return batch;
}

std::string remedy_of(const std::string& code)
{
    for (const mapping::Code& row : mapping::reject_codes())
        if (row.code == code) return std::string(row.remedy);
    if (code == "record.duplicate_key")
        return "give the blocks of the mapping different keys, or repeat over a list whose "
               "elements differ";
    if (code == "record.erased")
        return "nothing is to do, or let the person come back: cxhub erase DIR ERASURE --lift";
    if (code.starts_with("json."))
        return "correct the record at its source; it is read again when it changes";
    return "correct the record at its source; the plugin's page lists its codes";
}

}  // namespace cx::pipeline
