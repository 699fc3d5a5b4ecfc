#include "model/record.hpp"

namespace cx::model {

Hash128 tie_hash(const RecordKey& key)
{
    // A separator that no name holds, so that ("a", "bc") and ("ab", "c") differ.
    return hash128(key.source + '\x1f' + key.entity + '\x1f' + key.key);
}

std::string_view to_text(ProfileVersion::Kind kind)
{
    switch (kind) {
        case ProfileVersion::Kind::created:
            return "created";
        case ProfileVersion::Kind::updated:
            return "updated";
        case ProfileVersion::Kind::merged:
            return "merged";
        case ProfileVersion::Kind::split:
            return "split";
        case ProfileVersion::Kind::removed:
            return "removed";
    }
    return "";
}

std::string_view to_text(EntityKind kind)
{
    switch (kind) {
        case EntityKind::party:
            return "party";
        case EntityKind::state:
            return "state";
        case EntityKind::event:
            return "event";
    }
    return "";
}

std::string_view to_text(RecordVersion::Op op)
{
    return op == RecordVersion::Op::upsert ? "upsert" : "delete";
}

json::Value to_json(const Provenance& provenance)
{
    json::Value value;
    value["field"] = provenance.field;
    value["source"] = provenance.record.source;
    value["entity"] = provenance.record.entity;
    value["key"] = provenance.record.key;
    value["version"] = provenance.version;
    value["rule"] = provenance.rule;
    const LabelSet labels = LabelSet::parse(provenance.labels);
    for (const std::string& label : labels.all()) value["labels"].push_back(label);
    return value;
}

json::Value to_json(const Issue& issue)
{
    json::Value value;
    value["path"] = issue.path;
    value["code"] = issue.code;
    value["severity"] = issue.severity == Issue::Severity::info   ? "info"
                        : issue.severity == Issue::Severity::warn ? "warn"
                                                                  : "error";
    return value;
}

}  // namespace cx::model
