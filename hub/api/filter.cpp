#include "api/filter.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace cx::api {
namespace {

// Members of reasons that say how, when and by whom something was decided, never what its value is.
constexpr std::array<std::string_view, 32> harmless{
    "actor",   "at",          "bits",       "code",      "config_id",   "decision", "detail",
    "entity",  "fact",        "field",      "frequency", "kind",        "level",    "m",
    "mapping", "mean",        "missing",    "ns",        "occurred_at", "op",       "other_id",
    "prior",   "probability", "profile_id", "reason",    "recorded_at", "rule",     "source",
    "u",       "version",     "veto",       "weight",
};

bool is_harmless(std::string_view name)
{
    return std::find(harmless.begin(), harmless.end(), name) != harmless.end();
}

// "contact_points/0" and "name.family" belong to "contact_points" and "name".
std::string top_level(const std::string& field)
{
    return field.substr(0, field.find_first_of("./"));
}

bool is_index(std::string_view part)
{
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `value` below the rest of a path, as it would stand in a whole: "0" -> [value], "family" ->
// {"family": value}.
json::Value wrapped(std::string_view path, const json::Value& value)
{
    if (path.empty()) return value;
    const std::size_t end = path.find_first_of("./");
    const std::string_view part = path.substr(0, end);
    json::Value inner = wrapped(end == std::string_view::npos ? "" : path.substr(end + 1), value);
    if (is_index(part)) return json::Array{std::move(inner)};
    return json::Object{{std::string(part), std::move(inner)}};
}

json::Value unwrapped(std::string_view path, const json::Value& whole)
{
    if (path.empty()) return whole;
    const std::size_t end = path.find_first_of("./");
    const std::string_view part = path.substr(0, end);
    const std::string_view rest = end == std::string_view::npos ? "" : path.substr(end + 1);
    if (is_index(part)) {
        if (!whole.is_array() || whole.as_array().empty()) return {};
        return unwrapped(rest, whole.as_array().front());
    }
    const json::Value* const member = whole.find(part);
    return member ? unwrapped(rest, *member) : json::Value();
}

void name_everything(const json::Value& data, std::vector<std::string>& left_out)
{
    if (!data.is_object()) return;
    for (const auto& [name, value] : data.as_object()) left_out.push_back(name);
}

std::map<std::string, model::LabelSet> labels_of(const std::vector<model::Provenance>& provenance)
{
    std::map<std::string, model::LabelSet> labels;
    for (const model::Provenance& reason : provenance)
        labels[top_level(reason.field)].add(model::LabelSet::parse(reason.labels));
    return labels;
}

// The labels that a reason names, as a list or in one text.
model::LabelSet labels_in(const json::Value& reason)
{
    const json::Value* const labels = reason.find("labels");
    if (!labels) return {};
    if (labels->is_string()) return model::LabelSet::parse(labels->as_string());
    model::LabelSet set;
    if (labels->is_array())
        for (const json::Value& label : labels->as_array())
            if (label.is_string()) set.add(label.as_string());
    return set;
}

}  // namespace

Filter Filter::about(const std::string& profile_id) const
{
    Filter copy = *this;
    copy.subject_ = profile_id;
    return copy;
}

const Allowance& Filter::allowance(const std::string& profile_id) const
{
    static const Allowance open;
    if (!purposes_ || !purposes_->gate) return open;
    if (!*known_ || (*known_)->profile_id != profile_id)
        *known_ = Known{profile_id, purposes_->gate->of(profile_id, purposes_->names)};
    return (*known_)->allowance;
}

bool Filter::restricted(const std::string& profile_id) const
{
    return allowance(profile_id).restricted;
}

json::Value Filter::golden(const model::ProfileVersion& profile,
                           std::vector<std::string>& left_out) const
{
    const model::EntityType* const type = schema_.find(profile.entity);
    if (!type) {
        name_everything(profile.golden, left_out);
        return json::Object{};
    }
    json::Value seen = model::visible(profile.golden, *type, labels_of(profile.provenance),
                                      accepts_, schema_.taxonomy, false, &left_out);
    allowance(profile.profile_id).apply(seen, profile.entity, left_out, *tally_);
    return seen;
}

// Nothing where the mapping's labels are not known.
std::optional<Filter::Extra> Filter::added_labels(const model::RecordVersion& version) const
{
    if (!labels_ || version.mapping.empty()) return Extra{};
    return labels_->of(version.mapping, version.key.entity);
}

json::Value Filter::data(const model::RecordVersion& version,
                         std::vector<std::string>& left_out) const
{
    if (version.data.empty()) return json::Object{};
    const Result<json::Value> data = json::parse(version.data);
    const model::EntityType* const type = schema_.find(version.key.entity);
    const std::optional<Extra> extra = added_labels(version);
    if (!data || !type || !extra) {
        if (data) name_everything(*data, left_out);
        return json::Object{};
    }
    json::Value seen =
        model::visible(*data, *type, *extra, accepts_, schema_.taxonomy, false, &left_out);
    allowance(subject_).apply(seen, version.key.entity, left_out, *tally_);
    return seen;
}

bool Filter::passes(std::string_view label) const
{
    return accepts_.passes(model::LabelSet({std::string(label)}), schema_.taxonomy);
}

bool Filter::key(std::string_view key) const
{
    if (!keys()) return false;
    const std::string_view ns = key.substr(0, key.find(':'));
    if (ns != "email" && ns != "phone") return true;
    const Allowance& allowed = allowance(subject_);
    return passes("pii.direct") && !allowed.restricted && allowed.against(ns).empty();
}

bool Filter::payloads() const
{
    const bool asks =
        purposes_ && purposes_->gate && purposes_->gate->asks_consent(purposes_->names);
    return !asks && passes("identity.key") && passes("pii.direct") && passes("pii.indirect");
}

json::Value Filter::field_value(const std::string& field, const json::Value& value,
                                const model::EntityType& type, const Extra& extra) const
{
    const std::string top = top_level(field);
    const std::string rest = field.size() > top.size() ? field.substr(top.size() + 1) : "";
    const json::Value whole = json::Object{{top, wrapped(rest, value)}};
    const json::Value seen =
        model::visible(whole, type, extra, accepts_, schema_.taxonomy, false, nullptr);
    const json::Value* const kept = seen.find(top);
    return kept ? unwrapped(rest, *kept) : json::Value();
}

// What the reasons of one profile are judged by.
struct Filter::Reasons {
    const model::EntityType& type;
    Extra profile;                              // Labels of the profile's provenance
    std::map<model::RecordKey, Extra> records;  // Of each member; missing where they are not known
};

// A value in the reasons of a field; null where it may not be seen. A candidate that lost may carry
// labels that the winner does not.
json::Value Filter::why_value(const json::Value& part, const json::Value& value,
                              const std::string& field, const Reasons& reasons) const
{
    Extra extra = reasons.profile;
    if (const json::Value* const record = part.find("record")) {
        const auto own = reasons.records.find(
            {record->text_of("source"), record->text_of("entity"), record->text_of("key")});
        if (own == reasons.records.end()) return {};
        for (const auto& [name, labels] : own->second) extra[name].add(labels);
    }
    extra[top_level(field)].add(labels_in(part));
    return field_value(field, value, reasons.type, extra);
}

// Cuts out of a part of the reasons what may not be seen.
void Filter::cut(json::Value& part, const std::string& field, const Reasons& reasons) const
{
    if (part.is_array()) {
        std::erase_if(part.as_array(), [](const json::Value& element) {
            return !element.is_array() && !element.is_object();
        });
        for (json::Value& element : part.as_array()) cut(element, field, reasons);
        return;
    }
    if (!part.is_object()) {
        part = {};
        return;
    }
    json::Object& members = part.as_object();
    if (const auto value = members.find("value"); value != members.end() && !field.empty()) {
        json::Value seen = why_value(part, value->second, field, reasons);
        if (seen.is_null() && !value->second.is_null())
            members.erase(value);
        else
            value->second = std::move(seen);
    }
    const auto is_judged = [&](const std::string& name) {
        return name == "labels" || (name == "value" && !field.empty());
    };
    std::erase_if(members, [&](const auto& member) {
        const auto& [name, value] = member;
        if (is_judged(name) || value.is_object() || value.is_array()) return false;
        if (is_harmless(name) || value.is_bool() || value.is_null()) return false;
        if (name == "key") return !keys();
        return name != "value" || !keys() || !passes("pii.direct");
    });
    for (auto& [name, value] : members)
        if (!is_judged(name) && (value.is_object() || value.is_array())) cut(value, field, reasons);
}

json::Value Filter::why(json::Value told, const model::ProfileVersion& profile,
                        std::span<const store::MemberRow> members) const
{
    const model::EntityType* const type = schema_.find(profile.entity);
    if (!type || !told.is_object()) return json::Object{};
    Reasons reasons{.type = *type, .profile = labels_of(profile.provenance), .records = {}};
    for (const store::MemberRow& member : members)
        if (const std::optional<Extra> extra = added_labels(member.version))
            reasons.records.emplace(member.version.key, *extra);

    const Allowance& allowed = allowance(profile.profile_id);
    json::Object& parts = told.as_object();
    // What holds the records together are addresses and numbers, too.
    if (!allowed.open()) {
        for (const char* between : {"apart", "shared_keys", "best"}) parts.erase(between);
        parts["links"] = json::Array{};
    }
    json::Value fields;
    if (const auto found = parts.find("fields"); found != parts.end()) {
        fields = std::move(found->second);
        parts.erase(found);
    }
    cut(told, "", reasons);
    if (!fields.is_object()) return told;
    std::erase_if(fields.as_object(), [&](const auto& entry) {
        const std::string top = top_level(entry.first);
        const bool contact = top == "contact_points" || top == "identifiers" || top == "login";
        const bool kept_back = allowed.restricted || (contact && !allowed.open());
        if (kept_back) ++(*tally_)[allowed.restricted ? "restricted" : "consent"];
        return kept_back;
    });
    for (auto& [field, reason] : fields.as_object()) cut(reason, field, reasons);
    told["fields"] = std::move(fields);
    return told;
}

}  // namespace cx::api
