#include "pipeline/snapshot.hpp"

#include "base/limits.hpp"

namespace cx::pipeline {

std::int64_t Snapshots::generation(const StreamContext& stream)
{
    return store_.begin_snapshot(stream.pipeline, stream.stream);
}

void Snapshots::end(const StreamContext& stream, double max_missing)
{
    const std::int64_t generation = store_.begin_snapshot(stream.pipeline, stream.stream);
    std::uint64_t known = 0;
    const auto missing = store_.snapshot_missing(stream.pipeline, stream.stream, generation, known);
    if (static_cast<double>(missing.size()) > max_missing * static_cast<double>(known)) {
        const json::Value state{
            json::Object{{"generation", generation},
                         {"missing", static_cast<std::uint64_t>(missing.size())},
                         {"known", known}}};
        store_.put_state(stream.pipeline, state_key(stream), json::write(state));
        telemetry_.snapshot_held(stream.pipeline, stream.stream, missing.size(), known);
        store_.end_snapshot(stream.pipeline, stream.stream, generation);
        return;
    }
    remove_missing(stream, generation);
    store_.put_state(stream.pipeline, state_key(stream), "");
    store_.end_snapshot(stream.pipeline, stream.stream, generation);
}

std::optional<HeldSnapshot> Snapshots::held(const StreamContext& stream)
{
    const auto text = store_.get_state(stream.pipeline, state_key(stream));
    if (!text || text->empty()) return std::nullopt;
    const Result<json::Value> state = json::parse(*text);
    if (!state) return std::nullopt;
    const auto number = [&](std::string_view name) {
        const json::Value* value = state->find(name);
        return value ? value->integer().value_or(0) : 0;
    };
    return HeldSnapshot{.generation = number("generation"),
                        .missing = static_cast<std::uint64_t>(number("missing")),
                        .known = static_cast<std::uint64_t>(number("known"))};
}

bool Snapshots::decide(const StreamContext& stream, bool accept)
{
    const auto snapshot = held(stream);
    if (!snapshot) return false;
    if (accept) remove_missing(stream, snapshot->generation);
    store_.put_state(stream.pipeline, state_key(stream), "");
    return true;
}

// In batches of ordinary size. Origins that a batch removed are no longer missing, so a crash in
// between loses nothing.
void Snapshots::remove_missing(const StreamContext& stream, std::int64_t generation)
{
    std::uint64_t known = 0;
    const auto missing = store_.snapshot_missing(stream.pipeline, stream.stream, generation, known);
    for (std::size_t first = 0; first < missing.size(); first += limits::batch_records) {
        MappedBatch batch{.observed_at = clock_.now()};
        for (std::size_t i = first; i < missing.size() && i < first + limits::batch_records; ++i) {
            MappedRecord& record = batch.records.emplace_back();
            record.origin = missing[i];
            record.removed = true;
        }
        const auto figures = applier_.apply(stream, batch, {.count = false});
        telemetry_.batch_committed(stream.pipeline, stream.stream, figures, clock_.now());
    }
}

}  // namespace cx::pipeline
