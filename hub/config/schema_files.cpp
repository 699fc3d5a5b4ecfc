#include "config/schema_files.hpp"

#include "base/limits.hpp"
#include "config/config.hpp"
#include "config/fields.hpp"
#include "config/glossary_file.hpp"
#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace cx::config {
namespace {

namespace fs = std::filesystem;

// A part of the canonical text of the schema.
void add_text(model::Schema& schema, const Node& root)
{
    schema.text += json::write(to_json(root)) + "\n";
}

void read_labels(Reader& reader, const Node& root, model::Schema& schema)
{
    if (!reader.check_file(root, labels_keys(), "a file of labels")) return;
    if (const Node* labels = root.find("labels"))
        for (const Node& label : labels->items)
            schema.taxonomy.groups[text_of(label, "name")] = text_of(label, "group");
    add_text(schema, root);
}

void read_events(Reader& reader, const Node& root, model::Schema& schema)
{
    if (!reader.check_file(root, events_keys(), "a file of interaction types")) return;
    if (const Node* interactions = root.find("interactions")) {
        for (const Node& interaction : interactions->items) {
            const std::string stage = text_of(interaction, "stage");
            schema.interaction_stages[text_of(interaction, "type")] = stage == "none" ? "" : stage;
        }
    }
    add_text(schema, root);
}

void read_version(Reader& reader, const Node& root, model::EntityType& type)
{
    const std::string version = text_of(root, "version");
    const std::size_t dot = version.find('.');
    const auto major = parse_integer(version.substr(0, dot));
    const auto minor = dot == version.npos ? std::optional<std::int64_t>(0)
                                           : parse_integer(version.substr(dot + 1));
    if (major && minor && *major >= 1 && *major <= 10'000 && *minor >= 0 && *minor <= 10'000) {
        type.major = static_cast<int>(*major);
        type.minor = static_cast<int>(*minor);
    } else if (root.find("version")) {
        reader.error(mark_of(root, "version"), "config.value",
                     fmt::format("'version' should be MAJOR.MINOR such as 1.0, not '{}'", version));
    }
}

void check_field_reference(Reader& reader, const Node& root, std::string_view key,
                           const std::string& field, const model::EntityType& type)
{
    std::vector<std::string> names;
    for (const model::Field& known : type.fields) names.push_back(known.name);
    if (!field.empty() && std::find(names.begin(), names.end(), field) == names.end())
        reader.error(mark_of(root, key), "config.unknown_field",
                     fmt::format("'{}' names no field of '{}'{}", key, type.name,
                                 did_you_mean(field, names)));
}

void read_approvals(Reader& reader, const Node& root, const model::Taxonomy& taxonomy,
                    model::EntityType& type)
{
    const Node* list = root.find("approvals");
    if (!list) return;
    for (const Node& row : list->items) {
        type.approvals.push_back({text_of(row, "field"), text_of(row, "label")});
        const std::string& label = type.approvals.back().label;
        if (!label.empty() && !is_known_label(taxonomy, label, false))
            reader.error(mark_of(row, "label"), "config.unknown_label",
                         fmt::format("unknown label '{}'", label));
    }
}

void read_entity(Reader& reader, const Node& root, model::Schema& schema)
{
    if (!reader.check_file(root, entity_keys(), "an entity")) return;
    model::EntityType type;
    type.name = text_of(root, "entity");
    read_version(reader, root, type);
    const std::string kind = text_of(root, "kind");
    type.kind = kind == "event"   ? model::EntityKind::event
                : kind == "state" ? model::EntityKind::state
                                  : model::EntityKind::party;
    type.time_field = text_of(root, "time");
    type.owner_field = text_of(root, "owner");
    type.doc = text_of(root, "doc");
    type.fields = read_fields(reader, schema, root.find("fields"));
    type.mark = mark_of(root, "version");
    read_approvals(reader, root, schema.taxonomy, type);
    check_field_reference(reader, root, "time", type.time_field, type);
    check_field_reference(reader, root, "owner", type.owner_field, type);
    add_text(schema, root);
    if (type.name.empty()) return;
    if (schema.entities.contains(type.name)) {
        reader.error(
            mark_of(root, "entity"), "config.duplicate_key",
            fmt::format(
                "entity '{0}' is there already; add fields below ext/<namespace>/, or choose "
                "another name",
                type.name));
        return;
    }
    std::string name = type.name;
    schema.entities.emplace(std::move(name), std::move(type));
}

// The object called `name` among `fields`, made where it is missing.
model::Field& object_field(std::vector<model::Field>& fields, const std::string& name)
{
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const model::Field& field) { return field.name == name; });
    if (found != fields.end()) return *found;
    model::Field& made = fields.emplace_back();
    made.name = name;
    made.type = "object";
    return made;
}

void read_extension(Reader& reader, const Node& root, const std::string& extension,
                    model::Schema& schema)
{
    if (!reader.check_file(root, extension_keys(), "an extension")) return;
    const std::string entity = text_of(root, "entity");
    const auto found = schema.entities.find(entity);
    std::vector<model::Field> fields = read_fields(reader, schema, root.find("fields"));
    schema.text += "ext " + extension + " ";
    add_text(schema, root);
    if (found == schema.entities.end()) {
        std::vector<std::string> names;
        for (const auto& [name, type] : schema.entities) names.push_back(name);
        if (!entity.empty())
            reader.error(mark_of(root, "entity"), "config.unknown_entity",
                         fmt::format("unknown entity '{}'{}", entity, did_you_mean(entity, names)));
        return;
    }
    model::Field& ext = object_field(found->second.fields, "ext");
    ext.type = "object";
    std::vector<model::Field>& into = object_field(ext.fields, extension).fields;
    for (model::Field& field : fields) into.push_back(std::move(field));
}

std::vector<std::string> folders(const std::string& folder)
{
    std::vector<std::string> names;
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed))
        if (entry.is_directory(failed)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

std::vector<std::string> yaml_files(const std::string& folder)
{
    std::vector<std::string> names;
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(".yaml") && !name.starts_with('.') &&
            names.size() < limits::config_files)
            names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool is_known_label(const model::Taxonomy& taxonomy, std::string_view label, bool pattern)
{
    if (taxonomy.groups.find(label) != taxonomy.groups.end() || label.starts_with("retention."))
        return true;
    if (!pattern || !label.ends_with(".*")) return false;
    const std::string_view family = label.substr(0, label.size() - 1);
    return std::any_of(taxonomy.groups.begin(), taxonomy.groups.end(),
                       [&](const auto& known) { return known.first.starts_with(family); });
}

void check_labels(Reader& reader, const Node& node, std::string_view name,
                  const model::Taxonomy& taxonomy, bool patterns)
{
    const Node* list = node.find(name);
    if (!list) return;
    std::vector<std::string> known;
    for (const auto& [label, group] : taxonomy.groups) {
        known.push_back(label);
        if (patterns && label.find('.') != label.npos)
            known.push_back(label.substr(0, label.find('.')) + ".*");
    }
    for (const Node& label : list->items)
        if (label.is_scalar() && !reader.is_failed(label) &&
            !is_known_label(taxonomy, label.text, patterns))
            reader.error(label.mark, "config.unknown_label",
                         fmt::format("unknown label {}{}", reader.said(label),
                                     did_you_mean(label.text, known)));
}

void read_schema_folder(Reader& reader, const std::string& folder, const std::string& shown,
                        model::Schema& schema)
{
    const auto each = [&](const std::string& below, const auto& read) {
        const std::string path = folder + below;
        for (const std::string& name : yaml_files(path))
            if (const Node* root = reader.open(path + name, shown + below + name)) read(*root);
    };
    const auto one = [&](const std::string& name, const auto& read) {
        if (!fs::exists(folder + "/" + name)) return;
        if (const Node* root = reader.open(folder + "/" + name, shown + "/" + name)) read(*root);
    };
    // Labels first, because all others name them, then terms, which fields name; extensions last,
    // because they add to entities.
    one("labels.yaml", [&](const Node& root) { read_labels(reader, root, schema); });
    one("events.yaml", [&](const Node& root) { read_events(reader, root, schema); });
    each("/glossary/", [&](const Node& root) { read_glossary(reader, root, schema); });
    each("/entities/", [&](const Node& root) { read_entity(reader, root, schema); });
    for (const std::string& extension : folders(folder + "/ext"))
        each("/ext/" + extension + "/",
             [&](const Node& root) { read_extension(reader, root, extension, schema); });
}

model::Schema load_schema(const std::string& schema_directory, Sources& sources,
                          Diagnostics& diagnostics)
{
    model::Schema schema;
    Reader reader(sources, diagnostics);
    if (!fs::is_directory(schema_directory))
        reader.error({schema_directory}, "config.missing_folder", "there is no such folder");
    read_schema_folder(reader, schema_directory, schema_directory, schema);
    return schema;
}

}  // namespace cx::config
