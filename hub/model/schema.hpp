// The normalized schema: entities and their fields (configs/schema), loaded by hub/config.
#pragma once

#include "model/glossary.hpp"
#include "model/labels.hpp"
#include "model/types.hpp"

#include <cx/json.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cx::model {

// party: resolved into profiles. state: current condition of something a party has. event: happened
// once.
enum class EntityKind { party, state, event };

struct Field {
    std::string name;
    std::string type;  // Semantic type, or "object" with `fields`.
    bool list = false;
    bool required = false;
    LabelSet labels;
    std::vector<Field> fields;        // of an object
    std::vector<std::string> values;  // of an enum
    bool open = false;                // of an enum: takes new values
    std::string term;                 // glossary
    bool deprecated = false;          // Kept for readers; `use` names what to read instead.
    std::string use;
    std::string doc;
    Mark mark;  // of its name

    const Field* find(std::string_view name) const;
};

// Somebody decided that a field may lose a label that guards it, or be used for more.
struct LabelApproval {
    std::string field;  // Path
    std::string label;
};

struct EntityType {
    std::string name;
    int major = 1;
    int minor = 0;
    EntityKind kind = EntityKind::party;
    std::string time_field;   // When it happened, for timelines: "placed_at"; empty for parties.
    std::string owner_field;  // The ref to its party: "buyer"; empty for parties.
    std::string doc;
    std::vector<Field> fields;
    std::vector<LabelApproval> approvals;
    Mark mark;  // of its version

    // The field at a dotted path: "name.family", "contact_points.email"; nullptr where there is
    // none. Parts of a composite type ("name.family" of a person_name) answer with the composite's
    // field.
    const Field* find(std::string_view path) const;
};

// The parts of composite semantic types, for paths such as name.family or total.amount: part ->
// semantic type of the part. Empty for simple types.
const std::map<std::string, std::string, std::less<>>& parts_of(std::string_view semantic_type);

struct Schema {
    std::map<std::string, EntityType, std::less<>> entities;
    std::map<std::string, Namespace, std::less<>> namespaces;
    Taxonomy taxonomy;
    Glossary glossary;
    // Interaction types: name -> default stage and channel (configs/schema/events.yaml).
    std::map<std::string, std::string, std::less<>> interaction_stages;
    // The files' canonical text, part of a configuration id.
    std::string text;

    const EntityType* find(std::string_view entity) const;
};

// Leaves in `data` what the exit accepts; the rest is left out, or masked where `mask` is set.
// `extra` holds label sets that a mapping added, by top-level field. Members that the schema does
// not declare are left out always, and what carries a secret or an unknown label is not even
// masked. Dotted names of what was left out go to `refused`, each once.
json::Value visible(const json::Value& data, const EntityType& type,
                    const std::map<std::string, LabelSet>& extra, const Accepts& accepts,
                    const Taxonomy& taxonomy, bool mask,
                    std::vector<std::string>* refused = nullptr);

// JSON Schema 2020-12 of an entity's data.
json::Value json_schema(const EntityType& type, bool strict, std::string_view base_url);

}  // namespace cx::model
