// What a change of an entity asks of its version: readers of 1.2 must be able to read 1.3, and
// whatever was published under a version stays what it was.
#pragma once

#include "model/schema.hpp"

#include <string>
#include <vector>

namespace cx::model {

// minor: readers need not care. major: they would break. approval: somebody has to have decided,
// since a value may leave where it could not, or serve for more.
enum class ChangeLevel { minor, major, approval };

struct SchemaChange {
    ChangeLevel level;
    std::string path;   // Of the field; empty for the entity itself
    std::string label;  // approval: which
    std::string what;   // "became required"
    Mark mark;          // In the later one, of the field or of the entity's version
};

// All differences of two versions of one entity, in the order of the later one's fields; removed
// ones last. Extensions (ext.*) are among them, though they have no version.
std::vector<SchemaChange> changes_of(const EntityType& before, const EntityType& after,
                                     const Taxonomy& taxonomy);

// A verdict on one entity: empty where its version fits the changes, else what is wrong.
struct VersionFault {
    std::string code;  // config.schema_minor, config.schema_major, config.schema_approval,
                       // config.schema_extension, config.schema_version
    std::string message;
    Mark mark;
};
std::vector<VersionFault> check_version(const EntityType& before, const EntityType& after,
                                        const Taxonomy& taxonomy);

// An entity as text that a store keeps beside its records, and back; nothing where it is none.
std::string text_id(const EntityType& type);  // "schema:person/1.2"
std::string to_text(const EntityType& type);
std::optional<EntityType> entity_of_text(std::string_view text);

}  // namespace cx::model
