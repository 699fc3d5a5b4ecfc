#include "pipeline/snapshot.hpp"

#include "base/limits.hpp"

namespace cx::pipeline {
namespace {

// Names of the durable states: what is held, and an end that is not finished.
std::string held_key(const std::string& stream)
{
    return "snapshot.held:" + stream;
}

std::string ending_key(const StreamContext& stream)
{
    return "snapshot.ending:" + stream.stream;
}

std::int64_t number_of(const json::Value& state, std::string_view name)
{
    const json::Value* value = state.find(name);
    return value ? value->integer().value_or(0) : 0;
}

}  // namespace

std::optional<HeldSnapshot> held_snapshot(store::Store& store, const std::string& pipeline,
                                          const std::string& stream)
{
    const auto text = store.get_state(pipeline, held_key(stream));
    if (!text || text->empty()) return std::nullopt;
    const Result<json::Value> state = json::parse(*text);
    if (!state) return std::nullopt;
    return HeldSnapshot{.generation = number_of(*state, "generation"),
                        .missing = static_cast<std::uint64_t>(number_of(*state, "missing")),
                        .known = static_cast<std::uint64_t>(number_of(*state, "known"))};
}

std::int64_t Snapshots::generation(const StreamContext& stream)
{
    return store_.begin_snapshot(stream.pipeline, stream.stream);
}

void Snapshots::end(const StreamContext& stream, double max_missing, const std::string& next_cursor)
{
    const std::int64_t generation = store_.begin_snapshot(stream.pipeline, stream.stream);
    std::uint64_t known = 0;
    const auto missing = store_.snapshot_missing(stream.pipeline, stream.stream, generation, known);
    if (static_cast<double>(missing.size()) > max_missing * static_cast<double>(known)) {
        const json::Value state{
            json::Object{{"generation", generation},
                         {"missing", static_cast<std::uint64_t>(missing.size())},
                         {"known", known}}};
        store_.put_state(stream.pipeline, held_key(stream.stream), json::write(state));
    } else {
        remove_missing(stream, generation);
        store_.put_state(stream.pipeline, held_key(stream.stream), "");
    }
    // From here on the generation has ended, whatever happens: were its last batch read again, it
    // would count as the whole of the next one.
    const json::Value ending{json::Object{{"generation", generation}, {"cursor", next_cursor}}};
    store_.put_state(stream.pipeline, ending_key(stream), json::write(ending));
    finish(stream, generation, next_cursor);
}

void Snapshots::finish(const StreamContext& stream, std::int64_t generation,
                       const std::string& next_cursor)
{
    store_.end_snapshot(stream.pipeline, stream.stream, generation);
    applier_.apply(stream, {}, {.cursor = next_cursor, .count = false});
    store_.put_state(stream.pipeline, ending_key(stream), "");
}

void Snapshots::settle(const StreamContext& stream)
{
    const auto text = store_.get_state(stream.pipeline, ending_key(stream));
    if (!text || text->empty()) return;
    const Result<json::Value> ending = json::parse(*text);
    if (!ending) throw store::StoreError("the end of a snapshot is not JSON: the store is damaged");
    finish(stream, number_of(*ending, "generation"), ending->text_of("cursor"));
}

std::optional<HeldSnapshot> Snapshots::held(const StreamContext& stream)
{
    return held_snapshot(store_, stream.pipeline, stream.stream);
}

bool Snapshots::decide(const StreamContext& stream, bool accept)
{
    const auto snapshot = held(stream);
    if (!snapshot) return false;
    if (accept) remove_missing(stream, snapshot->generation);
    store_.put_state(stream.pipeline, held_key(stream.stream), "");
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
