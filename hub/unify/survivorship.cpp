#include "unify/survivorship.hpp"

#include "base/limits.hpp"
#include "unify/contenders.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace cx::unify {
namespace {

const model::Field* field_of(std::string_view name, const model::EntityType& type)
{
    for (const model::Field& field : type.fields)
        if (field.name == name) return &field;
    return nullptr;
}

void add_labels(const model::Field& field, model::LabelSet& labels)
{
    labels.add(field.labels);
    for (const model::Field& part : field.fields) add_labels(part, labels);
}

std::string labels_of(const model::Field* field, const std::string& name,
                      const MemberRecord& member)
{
    model::LabelSet labels;
    if (field != nullptr) add_labels(*field, labels);
    if (member.labels != nullptr)
        if (const auto found = member.labels->find(name); found != member.labels->end())
            labels.add(found->second);
    return labels.text();
}

// Fields that any member has, so that an extension is not lost.
std::set<std::string> field_names(std::span<const MemberRecord> members)
{
    std::set<std::string> names;
    for (const MemberRecord& member : members)
        if (member.data != nullptr && member.data->is_object())
            for (const auto& [name, value] : member.data->as_object())
                if (!value.empty()) names.insert(name);
    return names;
}

model::Provenance provenance_of(std::string field, const Contender& winner, std::string rule,
                                std::string labels)
{
    return {std::move(field), winner.member->key, winner.member->version, std::move(rule),
            std::move(labels)};
}

void choose_value(const std::string& name, const model::Field* field,
                  const std::vector<Contender>& ranked, const SurvivorshipRule& rule,
                  Golden& golden)
{
    if (ranked.empty() || !ranked.front().obstacle.empty()) return;
    const Contender& winner = ranked.front();
    golden.data[name] = *winner.value;
    golden.provenance.push_back(provenance_of(name, winner, decided_by(ranked, rule),
                                              labels_of(field, name, *winner.member)));
}

void unite_list(const std::string& name, const model::Field* field,
                const std::vector<Contender>& ranked, Golden& golden)
{
    std::set<std::string_view> taken;
    json::Array list;
    for (const Contender& contender : ranked) {
        if (!contender.obstacle.empty() || list.size() >= limits::list_items) break;
        if (!taken.insert(contender.identity).second) continue;
        golden.provenance.push_back(provenance_of(name + "/" + std::to_string(list.size()),
                                                  contender, "union",
                                                  labels_of(field, name, *contender.member)));
        list.push_back(*contender.value);
    }
    if (!list.empty()) golden.data[name] = std::move(list);
}

}  // namespace

Golden survive(std::span<const MemberRecord> members, const model::EntityType& type,
               const IdentityModel& model)
{
    Golden golden;
    golden.data = json::Object();
    for (const std::string& name : field_names(members)) {
        const model::Field* field = field_of(name, type);
        const SurvivorshipRule& rule = survivorship_of(name, model);
        const bool list = field != nullptr && field->list;
        const std::vector<Contender> ranked = rank(contenders_for(name, list, members), rule);
        if (list)
            unite_list(name, field, ranked, golden);
        else
            choose_value(name, field, ranked, rule, golden);
    }
    return golden;
}

std::vector<FieldCandidate> candidates_of(std::string_view field,
                                          std::span<const MemberRecord> members,
                                          const model::EntityType& type, const IdentityModel& model)
{
    const model::Field* declared = field_of(field, type);
    const bool list = declared != nullptr && declared->list;
    const SurvivorshipRule& rule = survivorship_of(field, model);
    const std::vector<Contender> ranked = rank(contenders_for(field, list, members), rule);
    std::vector<FieldCandidate> out;
    std::set<std::string_view> taken;
    for (const Contender& contender : ranked) {
        FieldCandidate candidate{
            contender.member->key, contender.member->version, *contender.value, false, {}};
        const bool first_of_kind = taken.insert(contender.identity).second;
        if (!contender.obstacle.empty())
            candidate.rule = contender.obstacle;
        else if (!first_of_kind)
            candidate.rule = "same";
        else if (list || out.empty())
            candidate.chosen = true;
        if (candidate.chosen) candidate.rule = list ? "union" : decided_by(ranked, rule);
        if (candidate.rule.empty())
            candidate.rule = first_difference(ranked.front(), contender, rule);
        out.push_back(std::move(candidate));
    }
    return out;
}

}  // namespace cx::unify
