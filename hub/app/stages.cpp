#include "app/stages.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

std::int64_t number_of(const json::Value& part, std::string_view name)
{
    const json::Value* const value = part.find(name);
    return value ? value->integer().value_or(0) : 0;
}

const json::Array& list_of(const json::Value& part, std::string_view name)
{
    static const json::Array none;
    const json::Value* const list = part.find(name);
    return list && list->is_array() ? list->as_array() : none;
}

void copy(const json::Value& from, json::Object& to, std::initializer_list<const char*> names)
{
    for (const char* const name : names)
        if (const json::Value* const value = from.find(name); value && !value->is_null())
            to.emplace(name, *value);
}

std::string name_of_record(const json::Value& member)
{
    return member.text_of("source") + "/" + member.text_of("entity") + "/" + member.text_of("key");
}

std::string origin_of(const json::Value& member)
{
    return member.text_of("source") + "/" + member.text_of("stream") + "/" +
           member.text_of("origin_key");
}

std::int64_t rejected_in(const json::Value& status)
{
    std::int64_t sum = 0;
    for (const json::Value& stream : list_of(status, "pipelines"))
        sum += number_of(stream, "rejected");
    return sum;
}

std::string joined(const json::Array& names)
{
    std::string text;
    for (const json::Value& name : names)
        text += (text.empty() ? "" : ", ") + name.text().value_or("");
    return text;
}

std::string told_of_profile(const json::Value& stage)
{
    std::string text = fmt::format("version {} of {}, {}", stage.text_of("version"),
                                   stage.text_of("profile_id"), stage.text_of("op"));
    if (const std::string into = stage.text_of("merged_into"); !into.empty())
        text += ", merged into " + into;
    if (const json::Array& changed = list_of(stage, "changed"); !changed.empty())
        text += ": " + joined(changed);
    return text;
}

std::string told_of(const json::Value& stage)
{
    const std::string kind = stage.text_of("stage");
    if (kind == "record")
        return fmt::format("{} of {}, version {}, {}", stage.text_of("entity"),
                           stage.text_of("source"), stage.text_of("version"), stage.text_of("op"));
    if (kind == "rejected")
        return fmt::format("{}/{}: {} ({})", stage.text_of("pipeline"), stage.text_of("stream"),
                           stage.text_of("code"), stage.text_of("id"));
    if (kind == "profile") return told_of_profile(stage);
    if (kind == "moved")
        return fmt::format("{} {}: {} -> {}", stage.text_of("cause"), stage.text_of("detail"),
                           stage.text_of("from"), stage.text_of("to"));
    if (kind == "erased") return "all of " + stage.text_of("profile_id");
    return fmt::format("{} has come to {}, past change {}", stage.text_of("sink"),
                       stage.text_of("position"), stage.text_of("seq"));
}

}  // namespace

Stages::Stages(const json::Value& members, const json::Value& status, bool show)
    : show_(show), rejected_(rejected_in(status))
{
    new_records(members);
}

std::vector<json::Value> Stages::new_records(const json::Value& members)
{
    std::vector<json::Value> stages;
    for (const json::Value& member : list_of(members, "members")) {
        origins_.insert(origin_of(member));
        std::int64_t& known = known_[name_of_record(member)];
        const std::int64_t version = number_of(member, "version");
        if (version > known) stages.push_back(record(member));
        known = version;
    }
    return stages;
}

json::Value Stages::record(const json::Value& version) const
{
    json::Object stage{{"at", version.text_of("recorded_at")}, {"stage", "record"}};
    copy(version, stage, {"source", "stream", "entity", "version", "op", "mapping"});
    if (show_) copy(version, stage, {"key", "owner", "data"});
    return stage;
}

json::Value Stages::version(const json::Value& told) const
{
    json::Object stage{{"at", told.text_of("recorded_at")}, {"stage", "profile"}};
    copy(told, stage, {"profile_id", "version", "op", "changed", "merged_into"});
    const json::Value* const data = told.find("data");
    if (!show_ || !data) return stage;
    json::Object values;
    for (const json::Value& name : list_of(told, "changed"))
        if (const json::Value* const value = data->find(name.as_string()))
            values.emplace(name.as_string(), *value);
    stage.emplace("data", std::move(values));
    return stage;
}

std::vector<json::Value> Stages::of_change(const json::Value& change, const json::Value& history,
                                           const json::Value& members)
{
    newest_ = number_of(change, "seq");
    const std::string kind = change.text_of("kind");
    const std::string at = change.text_of("recorded_at");
    if (kind == "erase")
        return {json::Object{
            {"at", at}, {"stage", "erased"}, {"profile_id", change.text_of("profile_id")}}};
    if (kind != "profile") return {record(change)};

    std::vector<json::Value> stages = new_records(members);
    for (const json::Value& step : list_of(history, "lineage")) {
        if (step.text_of("recorded_at") != at || !step.find("from") || !step.find("to")) continue;
        json::Object moved{{"at", at}, {"stage", "moved"}};
        copy(step, moved, {"cause", "detail", "from", "to"});
        stages.emplace_back(std::move(moved));
    }
    // An id that was merged away has its last version in no history but its own.
    const json::Value* found = &change;
    for (const json::Value& row : list_of(history, "versions"))
        if (row.text_of("profile_id") == change.text_of("profile_id") &&
            row.text_of("version") == change.text_of("version"))
            found = &row;
    stages.push_back(version(*found));
    return stages;
}

std::vector<json::Value> Stages::of_status(const json::Value& status, const std::string& at)
{
    std::vector<json::Value> stages;
    for (const json::Value& sink : list_of(status, "sinks")) {
        const std::int64_t position = number_of(sink, "delivered_seq");
        std::int64_t& told = told_[sink.text_of("name")];
        if (newest_ <= told || position < newest_) continue;
        told = newest_;
        stages.push_back(json::Object{{"at", at},
                                      {"stage", "delivered"},
                                      {"sink", sink.text_of("name")},
                                      {"position", position},
                                      {"seq", newest_}});
    }
    return stages;
}

bool Stages::rejects_grew(const json::Value& status)
{
    const std::int64_t before = rejected_;
    rejected_ = rejected_in(status);
    return rejected_ > before;
}

std::vector<json::Value> Stages::of_rejects(const json::Value& page) const
{
    std::vector<json::Value> stages;
    for (const json::Value& reject : list_of(page, "rejects")) {
        const std::string origin = reject.text_of("pipeline") + "/" + reject.text_of("stream") +
                                   "/" + reject.text_of("key");
        if (!origins_.contains(origin)) continue;
        json::Object stage{{"at", reject.text_of("recorded_at")}, {"stage", "rejected"}};
        copy(reject, stage, {"id", "pipeline", "stream", "code", "config_line", "remedy"});
        if (show_) copy(reject, stage, {"key", "why"});
        stages.emplace_back(std::move(stage));
    }
    return stages;
}

std::string line_of(const json::Value& stage)
{
    std::string line = fmt::format("{:<25} {:<9}  {}", stage.text_of("at"), stage.text_of("stage"),
                                   told_of(stage));
    for (const char* const name : {"key", "why", "data"})
        if (const json::Value* const value = stage.find(name))
            line += fmt::format("\n  {:<6} {}", name, value->text().value_or(json::write(*value)));
    return line;
}

}  // namespace cx::app
