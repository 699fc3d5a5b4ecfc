#include "mapping/apply.hpp"

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "mapping/fill.hpp"
#include "model/forbidden.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace cx::mapping {
namespace {

class Applier {
public:
    Applier(const Program& program, Run& run)
        : program_(program), run_(run), filler_(run, record_issues_)
    {
    }

    Outcome run(const Scope& record);

private:
    bool occurred_at(const Scope& record);
    bool block(const Block& block, const Scope& scope);
    bool element(const Block& block, const Scope& scope);
    bool entity(const Block& block, const Scope& scope);
    bool key(const KeyPlan& plan, const Block& block, const Scope& scope, std::string& key);
    bool add(model::Entity entity, const Block& block);
    bool reject(std::string_view code, std::string why, const Mark& mark);
    void name_by_hash(model::Entity& entity);

    const Program& program_;
    Run& run_;
    std::vector<model::Issue> record_issues_;
    Filler filler_;
    Outcome outcome_;
    std::unordered_multimap<std::uint64_t, std::size_t> by_key_;  // Hash of the key -> position
};

Outcome Applier::run(const Scope& record)
{
    bool accepted = occurred_at(record);
    for (const Block& one : program_.blocks) accepted = accepted && block(one, record);
    if (accepted && run_.exhausted())
        accepted = reject("mapping.limit", "mapping the record takes too many steps",
                          program_.blocks.front().mark);
    if (!accepted) {
        outcome_.entities.clear();
        outcome_.occurred_at.reset();
    } else if (!outcome_.entities.empty()) {
        std::vector<model::Issue>& issues = outcome_.entities.front().issues;
        issues.insert(issues.begin(), record_issues_.begin(), record_issues_.end());
    }
    return std::move(outcome_);
}

bool Applier::reject(std::string_view code, std::string why, const Mark& mark)
{
    outcome_.rejection = Rejection{std::string(code), std::move(why), mark};
    return false;
}

// Issues of the record's time stand with its first entity, under the path of the whole.
bool Applier::occurred_at(const Scope& record)
{
    if (!program_.occurred_at) return true;
    json::Value time;
    bool literal = false;
    if (!filler_.value(*program_.occurred_at, record, "", time, literal)) {
        outcome_.rejection = filler_.rejection();
        return false;
    }
    if (time.is_string()) outcome_.occurred_at = parse_rfc3339(time.as_string());
    return true;
}

bool Applier::block(const Block& block, const Scope& scope)
{
    if (!block.each) return element(block, scope);
    Elements elements;
    elements_of(*block.each, scope, run_, elements);
    for (const json::Value* one : elements)
        if (!element(block, {one, &scope})) return false;
    return true;
}

bool Applier::element(const Block& one, const Scope& scope)
{
    if (!run_.spend()) return true;  // run() rejects the record.
    if (one.when) {
        const auto wanted = condition(one.when->compute(scope, run_));
        if (const auto* fault = std::get_if<Fault>(&wanted))
            return reject("mapping.value",
                          fmt::format("the condition of {} cannot be computed: {}",
                                      one.entity->name, fault->code),
                          one.when_mark);
        if (!std::get<bool>(wanted)) return true;
    }
    if (!entity(one, scope)) return false;
    for (const Block& also : one.also)
        if (!block(also, scope)) return false;
    return true;
}

// " (timestamp.unit)" where the value was there and could not be used.
std::string problem_of(const std::string& field, const std::vector<model::Issue>& issues)
{
    const auto found = std::find_if(issues.begin(), issues.end(), [&](const model::Issue& issue) {
        return issue.path == "/" + field || issue.path.starts_with("/" + field + "/");
    });
    return found == issues.end() ? "" : " (" + found->code + ")";
}

bool Applier::entity(const Block& block, const Scope& scope)
{
    model::Entity made;
    made.type = block.entity;
    made.mention = block.mention;
    made.data = json::Object{};
    if (block.key && !key(*block.key, block, scope, made.key)) return false;

    Filler filler(run_, made.issues);
    for (const FieldPlan& plan : block.fields) {
        if (filler.field(plan, scope, made.data)) continue;
        outcome_.rejection = filler.rejection();
        return false;
    }
    filler.drop_hollow_objects(made.data);
    for (const ListPlan& plan : block.lists) {
        if (filler.list(plan, scope, made.data)) continue;
        outcome_.rejection = filler.rejection();
        return false;
    }
    if (const std::string missing = missing_required(block.entity->fields, made.data);
        !missing.empty())
        return reject("mapping.required",
                      fmt::format("{} has no usable '{}'{}", block.entity->name, missing,
                                  problem_of(missing, made.issues)),
                      block.mark);
    if (!block.entity->owner_field.empty())
        made.owner = made.data.text_of(block.entity->owner_field);
    if (!block.entity->time_field.empty())
        made.time =
            parse_rfc3339(made.data.text_of(block.entity->time_field)).value_or(Timestamp{});
    if (!block.key) name_by_hash(made);
    return add(std::move(made), block);
}

// A resident number stands in a key only where it is written as one; model/forbidden.hpp tells.
bool is_forbidden(std::string_view key)
{
    return key.find('-') != key.npos && !model::redact_forbidden(key).codes.empty();
}

bool Applier::key(const KeyPlan& plan, const Block& block, const Scope& scope, std::string& key)
{
    const auto refuse = [&](std::string_view code, std::string_view why) {
        const bool waits = plan.on_error == OnError::quarantine && code == "mapping.key";
        return reject(waits ? "mapping.quarantine" : code,
                      fmt::format("the key of {} {}", block.entity->name, why), plan.mark);
    };
    const Given given = read(plan.input, scope, run_);
    if (!given.problem().empty())
        return refuse("mapping.key", fmt::format("cannot be computed: {}", given.problem()));
    const json::Value* value = given.value().find("value");
    if (!value || value->empty()) return refuse("mapping.key", "is empty");

    model::ConvertContext context = plan.context;
    context.instance = run_.facts().instance;
    static const model::SemanticType* const identifier = model::find_semantic_type("identifier");
    const model::Converted converted = identifier->convert(given.value(), context);
    if (converted.dropped()) {
        const std::string code =
            converted.issues.empty() ? "is empty" : converted.issues.front().code;
        return refuse(code == "identifier.forbidden" ? "mapping.forbidden" : "mapping.key",
                      fmt::format("is not usable: {}", code));
    }
    const std::string text = converted.value.text_of("value");
    if (is_forbidden(text))
        return refuse("mapping.forbidden", "holds a number that must not be kept");
    key = converted.value.text_of("ns") + ":" + text;
    if (key.size() > limits::key_bytes) return refuse("mapping.key", "is too long");
    return true;
}

// Equal events of one record differ by how many came before.
void Applier::name_by_hash(model::Entity& entity)
{
    const SourceFacts& facts = run_.facts();
    json::Array parts{json::Value(facts.source),       json::Value(facts.stream),
                      json::Value(facts.key),          json::Value(entity.type->name),
                      json::Value(entity.time.micros), entity.data};
    const std::string first = json::write(json::Value(parts));
    std::string name = "hash:" + to_hex(hash128(first));
    const auto taken = [&] {
        return std::any_of(outcome_.entities.begin(), outcome_.entities.end(),
                           [&](const model::Entity& other) {
                               return other.key == name && other.type == entity.type;
                           });
    };
    for (int before = 1; taken(); ++before)
        name = "hash:" + to_hex(hash128(first + std::to_string(before)));
    entity.key = std::move(name);
}

bool Applier::add(model::Entity entity, const Block& block)
{
    const std::uint64_t hash = hash64(entity.key);
    const auto [from, to] = by_key_.equal_range(hash);
    for (auto at = from; at != to; ++at) {
        model::Entity& other = outcome_.entities[at->second];
        if (other.type != entity.type || other.key != entity.key) continue;
        if (entity.mention) return true;
        if (other.mention) {
            other = std::move(entity);
            return true;
        }
        if (other.data == entity.data) return true;
        return reject("mapping.key",
                      fmt::format("two different entities {} of the record have the same key",
                                  entity.type->name),
                      block.key ? block.key->mark : block.mark);
    }
    if (outcome_.entities.size() == limits::entities_per_record)
        return reject(
            "mapping.limit",
            fmt::format("the record makes more than {} entities", limits::entities_per_record),
            block.mark);
    by_key_.emplace(hash, outcome_.entities.size());
    outcome_.entities.push_back(std::move(entity));
    return true;
}

}  // namespace

Outcome apply(const Program& program, const json::Value& record, const SourceFacts& facts)
{
    const Scope scope{&record, nullptr};
    Run run(facts, scope, program.variables, program.captures);
    return Applier(program, run).run(scope);
}

}  // namespace cx::mapping
