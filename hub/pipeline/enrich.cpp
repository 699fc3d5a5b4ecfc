#include "pipeline/enrich.hpp"

#include "base/limits.hpp"
#include "model/conform.hpp"

#include <algorithm>
#include <chrono>

namespace cx::pipeline {
namespace {

using Steady = std::chrono::steady_clock;
using Severity = model::Issue::Severity;

std::int64_t micros_since(Steady::time_point start)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start).count();
}

// {"text": "..."}; empty where the entity has nothing to read, or has all that would be written.
std::string given(const EnrichStep& step, const model::Entity& entity)
{
    if (std::all_of(step.writes.begin(), step.writes.end(),
                    [&](const auto& names) { return entity.data.find(names.second); }))
        return "";
    json::Value values = json::Object{};
    for (const auto& [name, field] : step.reads)
        if (const json::Value* value = entity.data.find(field)) values[name] = *value;
    return values.empty() ? "" : json::write(values);
}

void note(const EnrichStep& step, const char* code, model::Entity& entity)
{
    for (const auto& [name, field] : step.writes)
        if (!entity.data.find(field)) entity.issues.push_back({"/" + field, code, Severity::warn});
}

void count(const json::Value& found, MappedRecord& record)
{
    const json::Array one{found};
    for (const json::Value& word : found.is_array() ? found.as_array() : one)
        if (auto text = word.text()) record.keywords.push_back(*std::move(text));
}

void take(const EnrichStep& step, const std::string& found, Timestamp now, MappedRecord& record,
          model::Entity& entity)
{
    if (found.empty()) return;
    const Result<json::Value> values = json::parse(found);
    if (!values || !values->is_object()) return note(step, "enrich.failed", entity);
    for (const auto& [name, field] : step.writes) {
        const json::Value* value = values->find(name);
        const model::Field* target = entity.type->find(field);
        if (!value || !target || entity.data.find(field)) continue;
        model::ConvertContext context;
        context.now = now;
        json::Value kept = model::conform(*target, *value, context, "/" + field, entity.issues);
        if (kept.empty()) continue;
        if (step.counts.contains(field)) count(kept, record);
        entity.data[field] = std::move(kept);
    }
}

}  // namespace

void Enrichment::apply(std::vector<MappedRecord>& records, Timestamp now)
{
    const std::lock_guard lock(mutex_);
    std::int64_t left_us = std::int64_t{limits::enrich_batch_ms} * 1000;
    for (const EnrichStep& step : steps_) apply(step, records, now, left_us);
}

void Enrichment::apply(const EnrichStep& step, std::vector<MappedRecord>& records, Timestamp now,
                       std::int64_t& left_us)
{
    std::vector<std::pair<MappedRecord*, model::Entity*>> entities;
    std::vector<std::string> values;
    for (MappedRecord& record : records) {
        if (record.refusal) continue;
        for (model::Entity& entity : record.outcome.entities) {
            if (entity.type->name != step.entity) continue;
            if (std::string one = given(step, entity); !one.empty()) {
                entities.emplace_back(&record, &entity);
                values.push_back(std::move(one));
            }
        }
    }
    std::string why;
    for (std::size_t begin = 0; begin < values.size(); begin += limits::enrich_values) {
        const std::size_t count = std::min(limits::enrich_values, values.size() - begin);
        const bool late = left_us <= 0;
        plugin::EnrichResult result;
        if (!late) {
            const Steady::time_point start = Steady::now();
            result = step.enricher->enrich(std::span(values).subspan(begin, count));
            left_us -= micros_since(start);
        }
        const bool done = !late && result.status == plugin::PollResult::Status::ok &&
                          result.found.size() == count;
        if (!late && !done) why = result.error;
        for (std::size_t i = 0; i < count; ++i) {
            if (done)
                take(step, result.found[i], now, *entities[begin + i].first,
                     *entities[begin + i].second);
            else
                note(step, late ? "enrich.late" : "enrich.failed", *entities[begin + i].second);
        }
    }
    if (!why.empty() && tell_) tell_("enricher '" + step.plugin + "': " + why);
}

}  // namespace cx::pipeline
