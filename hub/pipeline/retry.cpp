#include "pipeline/retry.hpp"

#include "base/limits.hpp"

#include <cx/json.hpp>

#include <utility>

namespace cx::pipeline {
namespace {

void add(RetryReport& total, RetryReport part)
{
    total.accepted += part.accepted;
    total.superseded += part.superseded;
    for (RetryReport::Refused& refused : part.refused) total.refused.push_back(std::move(refused));
}

// What the plugin would bring, were it read again.
plugin::PollResult read_again(const std::vector<store::RejectRow>& rows)
{
    plugin::PollResult polled;
    for (const store::RejectRow& row : rows)
        polled.records.push_back(
            {.key = row.key, .payload = row.payload, .position = row.position});
    return polled;
}

}  // namespace

Result<RetryReport> Retries::one(const std::string& id, const std::optional<std::string>& payload)
{
    std::optional<store::RejectRow> row = store_.view()->reject(id);
    if (!row) return Error{"api.no_reject", "there is no such reject"};
    const auto stream = find_(row->pipeline, row->stream);
    if (!stream)
        return Error{"admin.no_stream", "the configuration has no stream " + row->pipeline + "/" +
                                            row->stream + " any more"};
    if (row->state == "retried" || row->state == "dismissed")
        return Error{"reject.closed", "the reject is closed: " + row->state};
    if (payload) {
        if (payload->size() > limits::payload_bytes)
            return Error{"reject.payload", "the payload is longer than a record may be"};
        row->payload = *payload;
    }
    if (row->payload.empty())
        return Error{"reject.no_payload", "the payload is no longer kept; give one"};
    const Result<json::Value> parsed = json::parse(row->payload);
    if (!parsed || !parsed->is_object())
        return Error{"reject.payload", payload ? "the payload is not a JSON object"
                                               : "what was set aside is not a record; give one "
                                                 "as a JSON object"};
    return run(*stream, {std::move(*row)});
}

RetryReport Retries::page(const store::RejectFilter& filter, std::string& last)
{
    std::vector<store::RejectRow> rows = store_.view()->rejects(filter);
    last = rows.size() < static_cast<std::size_t>(filter.limit) ? "" : rows.back().id;
    RetryReport report;
    std::map<std::pair<std::string, std::string>, std::vector<store::RejectRow>> by_stream;
    for (store::RejectRow& row : rows) {
        if (row.payload.empty())
            report.refused.push_back({.id = row.id,
                                      .code = "reject.no_payload",
                                      .why = "the payload is no longer kept",
                                      .config_line = ""});
        else
            by_stream[{row.pipeline, row.stream}].push_back(std::move(row));
    }
    for (const auto& [name, of_stream] : by_stream) {
        if (const auto stream = find_(name.first, name.second)) {
            add(report, run(*stream, of_stream));
            continue;
        }
        for (const store::RejectRow& row : of_stream)
            report.refused.push_back({.id = row.id,
                                      .code = "admin.no_stream",
                                      .why = "the configuration has no such stream any more",
                                      .config_line = ""});
    }
    return report;
}

// In the order of the rows.
RetryReport Retries::run(const StreamContext& stream, const std::vector<store::RejectRow>& rows)
{
    RetryReport report;
    MappedBatch mapped = map_batch(stream, read_again(rows), clock_.now());
    MappedBatch batch{.records = {}, .observed_at = mapped.observed_at};
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        MappedRecord& record = mapped.records[i];
        if (record.refusal) {
            report.refused.push_back({.id = rows[i].id,
                                      .code = record.refusal->code,
                                      .why = record.refusal->why,
                                      .config_line = record.refusal->config_line});
            continue;
        }
        batch.records.push_back(std::move(record));
        ids.push_back(rows[i].id);
    }
    if (!ids.empty()) {
        Applier::Retried retried = applier_.retry(stream, std::move(batch), ids);
        for (const bool taken : retried.taken) ++(taken ? report.accepted : report.superseded);
        retried.figures.of_source = false;
        telemetry_.batch_committed(stream.pipeline, stream.stream, retried.figures, clock_.now());
    }
    telemetry_.rejects_retried(stream.pipeline, stream.stream, report.accepted,
                               report.refused.size(), report.superseded);
    return report;
}

}  // namespace cx::pipeline
