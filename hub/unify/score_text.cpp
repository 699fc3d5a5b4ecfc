// Models of weights as they are kept: JSON, with names of facts and levels, so that a model
// outlives the order in which the program has them.
#include "unify/score.hpp"

#include <cx/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace cx::unify {
namespace {

constexpr int format = 1;

using Frequencies = std::unordered_map<std::uint64_t, double>;

json::Value frequencies_json(const Frequencies& frequencies)
{
    std::vector<std::pair<std::uint64_t, double>> sorted(frequencies.begin(), frequencies.end());
    std::sort(sorted.begin(), sorted.end());
    json::Object out;
    for (const auto& [value, frequency] : sorted) out[fmt::format("{:016x}", value)] = frequency;
    return out;
}

double number_of(const json::Value& object, std::string_view name, double otherwise)
{
    const json::Value* found = object.find(name);
    if (!found || !found->is_number()) return otherwise;
    const std::string& text = found->as_number();
    double number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Frequencies read_frequencies(const json::Value* object)
{
    Frequencies out;
    if (!object || !object->is_object()) return out;
    for (const auto& [name, unused] : object->as_object()) {
        std::uint64_t value = 0;
        const char* const end = name.data() + name.size();
        const double often = number_of(*object, name, 0);
        if (std::from_chars(name.data(), end, value, 16).ptr == end && often > 0)
            out.emplace(value, often);
    }
    return out;
}

bool is_chance(double value)
{
    return value > 0 && value < 1;
}

void read_chances(const json::Value& facts, ScoreModel& model)
{
    for (std::size_t i = 0; i < fact_count; ++i) {
        const json::Value* levels = facts.find(fact_name(static_cast<Fact>(i)));
        const auto names = level_names(static_cast<Fact>(i));
        for (std::size_t level = 0; levels && level < names.size(); ++level) {
            const json::Value* pair = levels->find(names[level]);
            if (!pair) continue;
            const LevelChance chance{number_of(*pair, "m", 0), number_of(*pair, "u", 0)};
            if (is_chance(chance.m) && is_chance(chance.u)) model.chances[i][level] = chance;
        }
    }
}

}  // namespace

std::string to_text(const ScoreModel& model)
{
    json::Object facts;
    for (std::size_t i = 0; i < fact_count; ++i) {
        json::Object levels;
        const auto names = level_names(static_cast<Fact>(i));
        for (std::size_t level = 0; level < names.size(); ++level)
            if (const LevelChance& chance = model.chances[i][level]; chance.m > 0)
                levels[std::string(names[level])] = json::Object{{"m", chance.m}, {"u", chance.u}};
        facts[std::string(fact_name(static_cast<Fact>(i)))] = std::move(levels);
    }
    return json::write(json::Object{{"format", format},
                                    {"id", model.id},
                                    {"records", static_cast<std::int64_t>(model.records)},
                                    {"prior", model.prior},
                                    {"merge_above", model.merge_above},
                                    {"review_above", model.review_above},
                                    {"apart_below", model.apart_below},
                                    {"overrule_above", model.overrule_above},
                                    {"facts", std::move(facts)},
                                    {"families", frequencies_json(model.families)},
                                    {"givens", frequencies_json(model.givens)}});
}

// What a model does not say, because a later program compares more, is as shipped.
Result<ScoreModel> read_score_model(std::string_view text)
{
    const Result<json::Value> parsed = json::parse(text);
    if (!parsed || !parsed->is_object() || number_of(*parsed, "format", 0) != format)
        return Error{"identity.model", "the model is none that this program can read"};
    ScoreModel model = default_score_model();
    model.id = parsed->text_of("id");
    model.records = static_cast<std::size_t>(std::max(0.0, number_of(*parsed, "records", 0)));
    model.prior = number_of(*parsed, "prior", 0);
    model.merge_above = number_of(*parsed, "merge_above", 0);
    model.review_above = number_of(*parsed, "review_above", 0);
    model.apart_below = number_of(*parsed, "apart_below", model.apart_below);
    model.overrule_above = number_of(*parsed, "overrule_above", model.overrule_above);
    if (const json::Value* facts = parsed->find("facts")) read_chances(*facts, model);
    model.families = read_frequencies(parsed->find("families"));
    model.givens = read_frequencies(parsed->find("givens"));
    if (model.id.empty() || !is_chance(model.prior) || !is_chance(model.merge_above) ||
        !is_chance(model.review_above))
        return Error{"identity.model", "the model has no id, or probabilities that are none"};
    return model;
}

}  // namespace cx::unify
