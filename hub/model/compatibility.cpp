#include "model/compatibility.hpp"

#include "model/record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace cx::model {
namespace {

const Field* find_in(const std::vector<Field>& fields, const std::string& name)
{
    const auto at = std::find_if(fields.begin(), fields.end(),
                                 [&](const Field& field) { return field.name == name; });
    return at == fields.end() ? nullptr : &*at;
}

std::string shape_of(const Field& field)
{
    return (field.list ? "list of " : "") + field.type;
}

std::vector<std::string> without(const std::vector<std::string>& these,
                                 const std::vector<std::string>& those)
{
    std::vector<std::string> left;
    for (const std::string& one : these)
        if (std::find(those.begin(), those.end(), one) == those.end()) left.push_back(one);
    return left;
}

class Comparison {
public:
    explicit Comparison(const Taxonomy& taxonomy) : taxonomy_(taxonomy) {}

    void fields(const std::vector<Field>& before, const std::vector<Field>& after,
                const std::string& above, const Mark& mark)
    {
        for (const Field& field : after) {
            const Field* old = find_in(before, field.name);
            const std::string path = above + field.name;
            if (old)
                one(*old, field, path);
            else if (field.required)
                add(ChangeLevel::major, path, "is new and required", field.mark);
            else
                add(ChangeLevel::minor, path, "is new", field.mark);
        }
        for (const Field& field : before)
            if (!find_in(after, field.name))
                add(ChangeLevel::major, above + field.name, "is gone", mark);
    }

    void differ(bool different, const std::string& path, const std::string& what, const Mark& mark)
    {
        if (different) add(ChangeLevel::major, path, what, mark);
    }

    std::vector<SchemaChange> take() { return std::move(changes_); }

private:
    void add(ChangeLevel level, const std::string& path, std::string what, const Mark& mark,
             std::string label = {})
    {
        changes_.push_back({level, path, std::move(label), std::move(what), mark});
    }

    void one(const Field& before, const Field& after, const std::string& path)
    {
        if (shape_of(before) != shape_of(after)) {
            add(ChangeLevel::major, path,
                fmt::format("was {} and is {}", shape_of(before), shape_of(after)), after.mark);
            return;
        }
        if (!before.required && after.required)
            add(ChangeLevel::major, path, "became required", after.mark);
        if (before.required && !after.required)
            add(ChangeLevel::minor, path, "is no longer required", after.mark);
        values(before, after, path);
        labels(before, after, path);
        if (before.deprecated != after.deprecated)
            add(ChangeLevel::minor, path,
                after.deprecated ? "is deprecated" : "is no longer deprecated", after.mark);
        if (before.doc != after.doc || before.term != after.term || before.use != after.use)
            add(ChangeLevel::minor, path, "is described otherwise", after.mark);
        fields(before.fields, after.fields, path + ".", after.mark);
    }

    void values(const Field& before, const Field& after, const std::string& path)
    {
        if (before.open != after.open) {
            add(ChangeLevel::major, path,
                after.open ? "takes other values now" : "takes no other values any more",
                after.mark);
            return;
        }
        if (const auto gone = without(before.values, after.values); !gone.empty())
            add(ChangeLevel::major, path, fmt::format("lost the value {}", fmt::join(gone, ", ")),
                after.mark);
        if (const auto fresh = without(after.values, before.values); !fresh.empty())
            add(after.open ? ChangeLevel::minor : ChangeLevel::major, path,
                fmt::format("got the value {}", fmt::join(fresh, ", ")), after.mark);
    }

    // A purpose is what a value may be used for: the more, the less it is guarded.
    void labels(const Field& before, const Field& after, const std::string& path)
    {
        for (const std::string& label : without(before.labels.all(), after.labels.all()))
            if (taxonomy_.guards(label))
                add(ChangeLevel::approval, path, fmt::format("lost the label {}", label),
                    after.mark, label);
            else
                add(ChangeLevel::minor, path, fmt::format("lost the label {}", label), after.mark);
        for (const std::string& label : without(after.labels.all(), before.labels.all()))
            if (label.starts_with("purpose."))
                add(ChangeLevel::approval, path, fmt::format("serves {} as well", label),
                    after.mark, label);
            else
                add(ChangeLevel::minor, path, fmt::format("got the label {}", label), after.mark);
    }

    const Taxonomy& taxonomy_;
    std::vector<SchemaChange> changes_;
};

bool approved(const EntityType& type, const SchemaChange& change)
{
    return std::any_of(type.approvals.begin(), type.approvals.end(),
                       [&](const LabelApproval& approval) {
                           return approval.field == change.path && approval.label == change.label;
                       });
}

std::string said(const EntityType& type, const SchemaChange& change)
{
    return change.path.empty()
               ? fmt::format("entity '{}' {}", type.name, change.what)
               : fmt::format("field '{}' of '{}' {}", change.path, type.name, change.what);
}

json::Value field_json(const Field& field)
{
    json::Value value = json::Object{{"name", field.name},
                                     {"type", field.type},
                                     {"list", field.list},
                                     {"required", field.required},
                                     {"open", field.open},
                                     {"term", field.term},
                                     {"deprecated", field.deprecated},
                                     {"use", field.use},
                                     {"doc", field.doc},
                                     {"labels", field.labels.text()}};
    value["values"] = json::Array{};
    for (const std::string& one : field.values) value["values"].push_back(one);
    value["fields"] = json::Array{};
    for (const Field& one : field.fields) value["fields"].push_back(field_json(one));
    return value;
}

std::vector<Field> fields_of(const json::Value& value);

Field field_of(const json::Value& value)
{
    Field field;
    field.name = value.text_of("name");
    field.type = value.text_of("type");
    field.list = value.text_of("list") == "true";
    field.required = value.text_of("required") == "true";
    field.open = value.text_of("open") == "true";
    field.term = value.text_of("term");
    field.deprecated = value.text_of("deprecated") == "true";
    field.use = value.text_of("use");
    field.doc = value.text_of("doc");
    field.labels = LabelSet::parse(value.text_of("labels"));
    if (const json::Value* values = value.find("values"); values && values->is_array())
        for (const json::Value& one : values->as_array())
            field.values.push_back(one.text().value_or(""));
    field.fields = fields_of(value);
    return field;
}

std::vector<Field> fields_of(const json::Value& value)
{
    std::vector<Field> fields;
    if (const json::Value* list = value.find("fields"); list && list->is_array())
        for (const json::Value& one : list->as_array()) fields.push_back(field_of(one));
    return fields;
}

}  // namespace

std::vector<SchemaChange> changes_of(const EntityType& before, const EntityType& after,
                                     const Taxonomy& taxonomy)
{
    Comparison comparison(taxonomy);
    const auto became = [](std::string_view what, std::string_view old, std::string_view now) {
        return fmt::format("has another {}: {} for {}", what, now.empty() ? "none" : now,
                           old.empty() ? "none" : old);
    };
    comparison.differ(before.kind != after.kind, "",
                      became("kind", to_text(before.kind), to_text(after.kind)), after.mark);
    comparison.differ(before.owner_field != after.owner_field, "",
                      became("owner", before.owner_field, after.owner_field), after.mark);
    comparison.differ(before.time_field != after.time_field, "",
                      became("time", before.time_field, after.time_field), after.mark);
    comparison.fields(before.fields, after.fields, "", after.mark);
    return comparison.take();
}

std::vector<VersionFault> check_version(const EntityType& before, const EntityType& after,
                                        const Taxonomy& taxonomy)
{
    std::vector<VersionFault> faults;
    const auto fault = [&](std::string code, std::string message, const Mark& mark) {
        faults.push_back({std::move(code), std::move(message), mark});
    };
    const bool raised_major = after.major > before.major;
    const bool raised_minor =
        raised_major || (after.major == before.major && after.minor > before.minor);
    if (after.major < before.major || (after.major == before.major && after.minor < before.minor)) {
        fault("config.schema_version",
              fmt::format("entity '{}' has version {}.{}, and had {}.{} before", after.name,
                          after.major, after.minor, before.major, before.minor),
              after.mark);
        return faults;
    }
    for (const SchemaChange& change : changes_of(before, after, taxonomy)) {
        const bool extension = change.path.starts_with("ext.") || change.path == "ext";
        if (change.level == ChangeLevel::approval && !approved(after, change))
            fault("config.schema_approval", said(after, change) + "; name it in 'approvals'",
                  change.mark);
        else if (extension && change.level == ChangeLevel::major)
            fault("config.schema_extension",
                  said(after, change) + "; an extension has no version, add a field beside it",
                  change.mark);
        else if (!extension && change.level == ChangeLevel::major && !raised_major)
            fault("config.schema_major",
                  fmt::format("{}; that takes version {}.0", said(after, change), before.major + 1),
                  change.mark);
        else if (!extension && !raised_minor)
            fault("config.schema_minor",
                  fmt::format("{}; that takes version {}.{}", said(after, change), before.major,
                              before.minor + 1),
                  change.mark);
    }
    return faults;
}

std::string text_id(const EntityType& type)
{
    return fmt::format("schema:{}/{}.{}", type.name, type.major, type.minor);
}

std::string to_text(const EntityType& type)
{
    json::Value value = json::Object{{"name", type.name},       {"major", type.major},
                                     {"minor", type.minor},     {"kind", to_text(type.kind)},
                                     {"time", type.time_field}, {"owner", type.owner_field},
                                     {"doc", type.doc}};
    value["fields"] = json::Array{};
    for (const Field& field : type.fields) value["fields"].push_back(field_json(field));
    return json::write(value);
}

std::optional<EntityType> entity_of_text(std::string_view text)
{
    const Result<json::Value> value = json::parse(text);
    if (!value || value->text_of("name").empty()) return std::nullopt;
    EntityType type;
    type.name = value->text_of("name");
    type.major = static_cast<int>(json::Value(value->text_of("major")).integer().value_or(1));
    type.minor = static_cast<int>(json::Value(value->text_of("minor")).integer().value_or(0));
    const std::string kind = value->text_of("kind");
    type.kind = kind == "event"   ? EntityKind::event
                : kind == "state" ? EntityKind::state
                                  : EntityKind::party;
    type.time_field = value->text_of("time");
    type.owner_field = value->text_of("owner");
    type.doc = value->text_of("doc");
    type.fields = fields_of(*value);
    return type;
}

}  // namespace cx::model
