#include "pipeline/replay.hpp"

#include "base/hash.hpp"
#include "base/limits.hpp"

#include <chrono>
#include <thread>

namespace cx::pipeline {
namespace {

using model::RecordVersion;

std::string place_key(const std::string& stream)
{
    return "replay:" + stream;
}

// A mapping as it is now; its name alone says little where it has no version.
std::string mark_of(const mapping::Mapping& mapping)
{
    return mapping.name() + " " + to_hex(hash128(mapping.text()));
}

std::int64_t place_of(const std::optional<std::string>& state, const std::string& mark)
{
    const Result<json::Value> kept = json::parse(state.value_or(""));
    if (!kept || kept->text_of("mapping") != mark) return 0;
    const json::Value* const place = kept->find("place");
    return place ? place->integer().value_or(0) : 0;
}

json::Object figures_json(const RecordChanges& changes, std::size_t overtaken)
{
    json::Object rejected;
    for (const auto& [code, count] : changes.counts.rejected_by_code) rejected.emplace(code, count);
    const std::uint64_t read = changes.counts.read + overtaken;
    return {
        {"read", read},
        {"unchanged", changes.counts.unchanged},
        {"filtered", changes.counts.filtered},
        {"changed", changes.counts.accepted - changes.counts.unchanged - changes.counts.filtered},
        {"rejected", changes.counts.rejected},
        {"rejected_by_code", std::move(rejected)},
        {"overtaken", static_cast<std::uint64_t>(overtaken)}};
}

// Counts what a version would change against the one in force.
class Differences {
public:
    Differences(const StreamContext& stream, store::View& view, const model::Schema& schema,
                const model::Accepts& accepts)
        : stream_(stream), view_(view), schema_(schema), accepts_(accepts)
    {
    }

    void add(const RecordVersion& version)
    {
        const std::string& entity = version.key.entity;
        const auto before = view_.current(entity, version.key.key, version.key.source);
        const bool lives = before && before->op == RecordVersion::Op::upsert;
        if (version.op == RecordVersion::Op::remove) {
            count(entities_[entity]["removed"]);
            return;
        }
        count(entities_[entity][lives ? "changed" : "added"]);
        if (lives) compare(entity, before->data, version.data);
    }

    void report(json::Object& told) const
    {
        told.emplace("entities", entities_);
        told.emplace("fields", fields_);
        told.emplace("samples", samples_);
    }

private:
    static void count(json::Value& number)
    {
        number = static_cast<std::int64_t>(number.is_null() ? 1 : *number.integer() + 1);
    }

    void compare(const std::string& entity, const std::string& before, const std::string& after)
    {
        const Result<json::Value> old = json::parse(before);
        const Result<json::Value> now = json::parse(after);
        if (!old || !now) return;
        const auto note = [&](const std::string& field) {
            const json::Value* const was = old->find(field);
            const json::Value* const is = now->find(field);
            if (was && is && *was == *is) return;
            count(fields_[entity + "." + field]);
            sample(entity, field, was, is);
        };
        for (const auto& [field, value] : old->as_object()) note(field);
        for (const auto& [field, value] : now->as_object())
            if (!old->find(field)) note(field);
    }

    void sample(const std::string& entity, const std::string& field, const json::Value* before,
                const json::Value* after)
    {
        if (samples_.size() >= limits::replay_samples) return;
        const auto shown = [&](const json::Value* value) {
            if (!value) return json::Value();
            return may_leave(entity, field) ? *value : json::Value("(personal)");
        };
        samples_.push_back(json::Object{
            {"field", entity + "." + field}, {"before", shown(before)}, {"after", shown(after)}});
    }

    // The labels are those of today's mapping; a field it does not know of stays.
    bool may_leave(const std::string& entity, const std::string& field) const
    {
        const auto fields = stream_.mapping->labels().find(entity);
        if (fields == stream_.mapping->labels().end()) return false;
        const auto labels = fields->second.find(field);
        return labels != fields->second.end() && accepts_.passes(labels->second, schema_.taxonomy);
    }

    const StreamContext& stream_;
    store::View& view_;
    const model::Schema& schema_;
    const model::Accepts& accepts_;
    json::Value entities_{json::Object{}};
    json::Value fields_{json::Object{}};
    json::Array samples_;
};

}  // namespace

// Each payload is mapped as of when it was read first, so that what depends on the time stays.
MappedBatch Replays::read(const StreamContext& stream, std::int64_t after, std::int64_t& last)
{
    std::vector<store::View::RawRow> rows =
        store_.view()->raw_page(stream.pipeline, stream.stream, after, limits::replay_records);
    last =
        rows.size() < static_cast<std::size_t>(limits::replay_records) ? 0 : rows.back().position;
    MappedBatch batch{.records = {}, .observed_at = clock_.now()};
    for (store::View::RawRow& row : rows) {
        plugin::PollResult polled;
        polled.records.push_back(
            {.key = row.origin.key, .payload = row.payload, .position = "replay"});
        MappedBatch one = map_batch(stream, std::move(polled), row.observed_at);
        MappedRecord& record = one.records.front();
        record.payload = std::move(row.payload);  // As it is kept, byte by byte.
        record.observed_at = row.observed_at;
        batch.records.push_back(std::move(record));
    }
    return batch;
}

void Replays::yield() const
{
    const auto end =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(limits::replay_wait_ms);
    while (busy_() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(limits::replay_yield_ms));
}

json::Value Replays::page(const StreamContext& stream, bool again)
{
    const std::string mark = mark_of(*stream.mapping);
    const std::string key = place_key(stream.stream);
    const std::int64_t after = again ? 0 : place_of(store_.get_state(stream.pipeline, key), mark);
    yield();
    std::int64_t last = 0;
    MappedBatch batch = read(stream, after, last);
    Applier::Replayed replayed;
    if (!batch.records.empty()) replayed = applier_.replay(stream, std::move(batch), false);
    const json::Value place{json::Object{{"mapping", mark}, {"place", last}}};
    store_.put_state(stream.pipeline, key, last == 0 ? "" : json::write(place));
    replayed.figures.of_source = false;
    telemetry_.batch_committed(stream.pipeline, stream.stream, replayed.figures, clock_.now());
    telemetry_.records_replayed(stream.pipeline, stream.stream, replayed.changes.counts.read);
    json::Object told = figures_json(replayed.changes, replayed.overtaken);
    told.emplace("next", last == 0 ? json::Value() : json::Value(last));
    told.emplace("from", after);
    if (after == 0 || again)
        told.emplace("total", store_.view()->raw_count(stream.pipeline, stream.stream));
    return told;
}

json::Value Replays::dry_page(const StreamContext& stream, std::int64_t after,
                              const model::Accepts& accepts)
{
    std::int64_t last = 0;
    MappedBatch batch = read(stream, after, last);
    Applier::Replayed replayed;
    if (!batch.records.empty()) replayed = applier_.replay(stream, std::move(batch), true);
    json::Object told = figures_json(replayed.changes, replayed.overtaken);
    const auto view = store_.view();
    Differences differences(stream, *view, schema_, accepts);
    for (const store::RecordUpdate& update : replayed.changes.records)
        if (update.becomes_current) differences.add(update.version);
    differences.report(told);
    told.emplace("next", last == 0 ? json::Value() : json::Value(last));
    told.emplace("from", after);
    if (after == 0) told.emplace("total", view->raw_count(stream.pipeline, stream.stream));
    return told;
}

}  // namespace cx::pipeline
