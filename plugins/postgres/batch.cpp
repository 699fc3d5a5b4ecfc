#include "postgres/batch.hpp"

namespace postgres {
namespace {

using cx::json::Value;

struct Copied {
    const char* column;
    const char* member;
};

constexpr Copied of_profile[] = {{"cx_profile_id", "profile_id"},
                                 {"cx_seq", "seq"},
                                 {"cx_op", "op"},
                                 {"cx_version", "version"},
                                 {"cx_recorded_at", "recorded_at"},
                                 {"cx_left_out", "left_out"}};
constexpr Copied of_record[] = {
    {"cx_record", "record"},    {"cx_seq", "seq"},   {"cx_profile_id", "profile_id"},
    {"cx_source", "source"},    {"cx_key", "key"},   {"cx_owner", "owner"},
    {"cx_version", "version"},  {"cx_time", "time"}, {"cx_recorded_at", "recorded_at"},
    {"cx_left_out", "left_out"}};

Value row_of(const Value& change, std::span<const Copied> columns)
{
    cx::json::Object row;
    if (const Value* data = change.find("data"); data && data->is_object()) row = data->as_object();
    for (const Copied& copied : columns)
        if (const Value* value = change.find(copied.member)) row[copied.column] = *value;
    return row;
}

}  // namespace

std::optional<Change> read_change(std::string_view text)
{
    auto parsed = cx::json::parse(text);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    const Value* seq = parsed->find("seq");
    const auto number = seq ? seq->integer() : std::nullopt;
    if (!number) return std::nullopt;
    const Value* backfill = parsed->find("backfill");
    const bool is_backfill = backfill && backfill->is_bool() && backfill->as_bool();
    return Change{.seq = *number, .backfill = is_backfill, .json = *std::move(parsed)};
}

bool Batch::add(const Change& change, const Tables& known, std::string& why)
{
    last = change.seq;
    const std::string kind = change.json.text_of("kind");
    const std::string profile = change.json.text_of("profile_id");
    if (kind == "erase") {
        // With the ids that the person had before merges.
        forgotten.push_back(profile);
        const Value* ids = change.json.find("profile_ids");
        if (ids && ids->is_array())
            for (const Value& id : ids->as_array())
                if (id.is_string() && id.as_string() != profile)
                    forgotten.push_back(id.as_string());
        return true;
    }
    const std::string entity = change.json.text_of("entity");
    const auto table = known.find(entity);
    if (table == known.end()) {
        why = "there is no table for '" + entity.substr(0, 64) + "'";
        return false;
    }
    const bool is_profile = kind == "profile";
    const std::string key = is_profile ? profile : change.json.text_of("record");
    if (is_profile != table->second.profiles || key.empty()) {
        why = "it does not say which row it is";
        return false;
    }
    TableBatch& rows = tables[entity];
    const std::string op = change.json.text_of("op");
    if (op == "removed" || op == "remove") {
        rows.rows.erase(key);
        rows.removed[key] = change.seq;
        const std::string merged_into = change.json.text_of("merged_into");
        if (!merged_into.empty()) {
            for (auto& [from, to] : moved)
                if (to == profile) to = merged_into;
            moved.emplace_back(profile, merged_into);
        }
        return true;
    }
    rows.removed.erase(key);
    rows.rows[key] = is_profile ? row_of(change.json, of_profile) : row_of(change.json, of_record);
    return true;
}

}  // namespace postgres
