#include "config/identity_file.hpp"

#include "config/config.hpp"
#include "config/schema_files.hpp"
#include "config/values.hpp"
#include "unify/candidate_keys.hpp"
#include "unify/score.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::config {
namespace {

unify::NamespaceRule::Links links_of(const std::string& word)
{
    if (word == "alone") return unify::NamespaceRule::Links::alone;
    if (word == "with_name") return unify::NamespaceRule::Links::with_name;
    return unify::NamespaceRule::Links::never;
}

std::string_view word_of(unify::NamespaceRule::Links links)
{
    switch (links) {
        case unify::NamespaceRule::Links::alone:
            return "alone";
        case unify::NamespaceRule::Links::with_name:
            return "with_name";
        case unify::NamespaceRule::Links::never:
            break;
    }
    return "never";
}

void read_rule(const std::string& name, const Node& node, unify::NamespaceRule& rule)
{
    rule.name = name;
    if (node.find("links")) rule.links = links_of(text_of(node, "links"));
    rule.exclusive = boolean_of(node, "exclusive", rule.exclusive);
    rule.cap = static_cast<int>(integer_of(node, "cap", rule.cap));
    rule.cap_landline = static_cast<int>(integer_of(node, "cap_landline", rule.cap_landline));
    rule.of = text_of(node, "of", rule.of);
}

void read_namespace(const std::string& name, const Node& node, model::Namespace& space)
{
    space.name = name;
    const std::string letter_case = text_of(node, "case");
    if (letter_case == "keep") space.letter_case = model::Namespace::Case::keep;
    if (letter_case == "lower") space.letter_case = model::Namespace::Case::lower;
    if (letter_case == "upper") space.letter_case = model::Namespace::Case::upper;
    if (node.find("scope")) space.instance_scoped = text_of(node, "scope") == "instance";
    space.forbidden = boolean_of(node, "forbidden", space.forbidden);
    space.token = boolean_of(node, "token", space.token);
    space.pattern = text_of(node, "pattern", space.pattern);
}

void add_missing(std::vector<std::string>& to, std::vector<std::string> from)
{
    for (std::string& value : from)
        if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(std::move(value));
}

// The parties' top-level fields, by which survivorship goes.
std::vector<std::string> golden_fields(const model::Schema& schema)
{
    std::vector<std::string> names = {"*"};
    for (const auto& [name, type] : schema.entities)
        if (type.kind == model::EntityKind::party)
            for (const model::Field& field : type.fields) add_missing(names, {field.name});
    return names;
}

void read_survivorship(Reader& reader, const Node& rules, unify::IdentityModel& model,
                       const model::Schema& schema)
{
    model.survivorship.clear();
    const std::vector<std::string> known = golden_fields(schema);
    for (const Node& node : rules.items) {
        unify::SurvivorshipRule rule{text_of(node, "field"), texts_of(node, "chain"),
                                     texts_of(node, "sources")};
        const auto same = [&](const unify::SurvivorshipRule& other) {
            return other.field == rule.field;
        };
        if (known.size() > 1 && std::find(known.begin(), known.end(), rule.field) == known.end() &&
            node.find("field"))
            reader.error(mark_of(node, "field"), "config.unknown_field",
                         fmt::format("'{}' is no field of a party{}", rule.field,
                                     did_you_mean(rule.field, known)));
        if (std::any_of(model.survivorship.begin(), model.survivorship.end(), same))
            reader.error(mark_of(node, "field"), "config.duplicate_key",
                         fmt::format("field '{}' has a rule already", rule.field));
        const bool ordered =
            std::find(rule.chain.begin(), rule.chain.end(), "source_order") != rule.chain.end();
        if (ordered && rule.sources.empty())
            reader.error(mark_of(node, "chain"), "config.missing_key",
                         "'source_order' needs 'sources': the pipelines, best first");
        model.survivorship.push_back(std::move(rule));
    }
}

constexpr std::size_t candidates_max = 32;  // A record has 40 keys at most.

bool is_key_word(std::string_view name)
{
    return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
                                std::string_view::npos;
}

void read_candidates(Reader& reader, const Node& rules, unify::IdentityModel& model)
{
    model.candidates.clear();
    if (rules.items.size() > candidates_max)
        reader.error(rules.mark, "config.value",
                     fmt::format("at most {} candidate keys are possible", candidates_max));
    for (const Node& node : rules.items) {
        unify::CandidateRule rule{.name = text_of(node, "name"), .parts = {}};
        if (node.find("name") && !is_key_word(rule.name))
            reader.error(mark_of(node, "name"), "config.value",
                         fmt::format("'{}' should be small letters, digits and '_'", rule.name));
        const auto same = [&](const unify::CandidateRule& other) {
            return other.name == rule.name;
        };
        if (std::any_of(model.candidates.begin(), model.candidates.end(), same))
            reader.error(mark_of(node, "name"), "config.duplicate_key",
                         fmt::format("there is a candidate key '{}' already", rule.name));
        for (const std::string& word : texts_of(node, "parts"))
            if (const auto part = unify::key_part(word)) rule.parts.push_back(*part);
        if (node.find("parts") && texts_of(node, "parts").empty() &&
            !reader.is_failed(*node.find("parts")))
            reader.error(mark_of(node, "parts"), "config.value",
                         "a candidate key needs at least one part");
        model.candidates.push_back(std::move(rule));
    }
}

void read_scores(Reader& reader, const Node& node, unify::IdentityModel& model)
{
    constexpr double least = 0.01;
    constexpr double most = 0.999999;
    unify::ScoreModel scores = model.scorer ? model.scorer->model() : unify::default_score_model();
    const auto read = [&](std::string_view name, double& to) {
        const auto share = parse_share(text_of(node, name));
        if (!share) return;
        if (*share < least || *share > most)
            reader.error(mark_of(node, name), "config.value",
                         fmt::format("'{}' should be between 1% and 99.9999%", name));
        else
            to = *share;
    };
    read("merge_above", scores.merge_above);
    read("review_above", scores.review_above);
    const Node* const review = node.find("review_above");
    if (scores.review_above > scores.merge_above && !(review && reader.is_failed(*review)))
        reader.error(mark_of(node, "review_above"), "config.value",
                     "'review_above' should not be more than 'merge_above'");
    model.scorer = std::make_shared<const unify::Scorer>(std::move(scores));
}

json::Value candidates_json(const unify::IdentityModel& model)
{
    json::Array out;
    for (const unify::CandidateRule& rule : model.candidates) {
        json::Array parts;
        for (const unify::KeyPart part : rule.parts)
            parts.push_back(std::string(unify::name_of(part)));
        out.push_back(json::Object{{"name", rule.name}, {"parts", std::move(parts)}});
    }
    return out;
}

json::Value texts(const std::vector<std::string>& from)
{
    return json::Array(from.begin(), from.end());
}

json::Value rule_json(const unify::NamespaceRule& rule)
{
    json::Object out;
    out["links"] = word_of(rule.links);
    out["exclusive"] = rule.exclusive;
    out["cap"] = rule.cap;
    out["cap_landline"] = rule.cap_landline;
    out["of"] = rule.of;
    return out;
}

json::Value namespace_json(const model::Namespace& space)
{
    json::Object out;
    out["case"] = static_cast<int>(space.letter_case);
    out["instance"] = space.instance_scoped;
    out["forbidden"] = space.forbidden;
    out["token"] = space.token;
    out["pattern"] = space.pattern;
    return out;
}

}  // namespace

void read_identity(Reader& reader, const Node& root, unify::IdentityModel& model,
                   model::Schema& schema)
{
    if (!reader.check_file(root, identity_keys(), "identity.yaml")) return;
    model.version = static_cast<int>(integer_of(root, "version", model.version));
    if (const Node* spaces = root.find("namespaces")) {
        for (const Node::Member& member : spaces->members) {
            read_rule(member.name, member.value, model.namespaces[member.name]);
            read_namespace(member.name, member.value, schema.namespaces[member.name]);
            check_labels(reader, member.value, "labels", schema.taxonomy, false);
        }
    }
    if (const Node* rules = root.find("survivorship"))
        read_survivorship(reader, *rules, model, schema);
    if (const Node* rules = root.find("candidates")) read_candidates(reader, *rules, model);
    if (const Node* scores = root.find("scores")) read_scores(reader, *scores, model);
    if (const Node* ignore = root.find("ignore")) {
        add_missing(model.ignored_emails, texts_of(*ignore, "emails"));
        add_missing(model.ignored_phones, texts_of(*ignore, "phones"));
        add_missing(model.role_mailboxes, texts_of(*ignore, "role_mailboxes"));
    }
    if (const Node* bounds = root.find("limits")) {
        model.key_read_records = static_cast<std::size_t>(integer_of(
            *bounds, "key_read_records", static_cast<std::int64_t>(model.key_read_records)));
        model.candidate_records = static_cast<std::size_t>(integer_of(
            *bounds, "candidate_records", static_cast<std::int64_t>(model.candidate_records)));
        model.component_records = static_cast<std::size_t>(integer_of(
            *bounds, "component_records", static_cast<std::int64_t>(model.component_records)));
    }
    model.text = identity_text(model, schema);
}

void read_review(const Node& root, PrecisionFloor& floor)
{
    const Node* const review = root.find("review");
    if (!review) return;
    floor.share = parse_share(text_of(*review, "floor")).value_or(floor.share);
    floor.least = static_cast<std::uint64_t>(
        integer_of(*review, "least", static_cast<std::int64_t>(floor.least)));
}

std::string identity_text(const unify::IdentityModel& model, const model::Schema& schema)
{
    json::Object out;
    out["version"] = model.version;
    json::Object spaces;
    for (const auto& [name, rule] : model.namespaces) spaces[name] = rule_json(rule);
    for (const auto& [name, space] : schema.namespaces) {
        const json::Value row = namespace_json(space);
        for (const auto& [key, value] : row.as_object()) spaces[name][key] = value;
    }
    out["namespaces"] = std::move(spaces);
    json::Array rules;
    for (const unify::SurvivorshipRule& rule : model.survivorship)
        rules.push_back(json::Object{
            {"field", rule.field}, {"chain", texts(rule.chain)}, {"sources", texts(rule.sources)}});
    out["survivorship"] = std::move(rules);
    out["ignored_emails"] = texts(model.ignored_emails);
    out["ignored_phones"] = texts(model.ignored_phones);
    out["role_mailboxes"] = texts(model.role_mailboxes);
    out["key_read_records"] = static_cast<std::uint64_t>(model.key_read_records);
    out["candidates"] = candidates_json(model);
    out["candidate_records"] = static_cast<std::uint64_t>(model.candidate_records);
    if (model.scorer)
        out["scores"] = json::Object{{"merge_above", model.scorer->model().merge_above},
                                     {"review_above", model.scorer->model().review_above}};
    out["component_records"] = static_cast<std::uint64_t>(model.component_records);
    return json::write(std::move(out));
}

void load_identity(const std::string& path, unify::IdentityModel& model, model::Schema& schema,
                   Sources& sources, Diagnostics& diagnostics)
{
    Reader reader(sources, diagnostics);
    if (const Node* root = reader.open(path, path)) read_identity(reader, *root, model, schema);
}

}  // namespace cx::config
