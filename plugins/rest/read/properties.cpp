#include "rest/read/properties.hpp"

#include "rest/read/walk.hpp"

#include <algorithm>

namespace rest {
namespace {

using cx::Status;
using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

// Between two names in an address, "%2C".
constexpr std::int64_t delimiter_characters = 3;

Value list_of(const std::vector<std::string>& names)
{
    return Array(names.begin(), names.end());
}

// Members of both; objects in both alike, else the later wins.
void merge_into(Value& to, Value from, int depth)
{
    if (!to.is_object() || !from.is_object() || depth == cx::json::max_depth) {
        to = std::move(from);
        return;
    }
    for (auto& [name, value] : from.as_object()) merge_into(to[name], std::move(value), depth + 1);
}

}  // namespace

Status Properties::chunks(std::int64_t now_us, const std::vector<Value>*& found)
{
    found = &chunks_;
    if (!chunks_.empty()) return cx::ok();
    std::vector<std::string> names = plan_.list;
    if (plan_.endpoint)
        if (Status status = ask(now_us, names); status.code != CX_OK) return status;
    return cut(names);
}

Status Properties::ask(std::int64_t now_us, std::vector<std::string>& names) const
{
    Scope scope(now_us);
    scope.set("config", &around_.config).set("parameters", &plan_.parameters);
    std::vector<std::string> path;
    for (const Template& step : plan_.endpoint_path) {
        cx::Result<std::string> name = step.text(scope);
        if (!name) return cx::failed(name.error());
        path.push_back(*std::move(name));
    }
    std::vector<Value> records;
    Status status = read_all(plan_.endpoint, around_, properties_max, records);
    if (status.code != CX_OK) return status;
    for (const Value& record : records)
        for (const Value* name : find_all(record, path))
            if (const auto text = name->text(); text && !text->empty()) names.push_back(*text);
    return cx::ok();
}

Status Properties::cut(const std::vector<std::string>& names)
{
    std::vector<std::string> chunk = plan_.always;
    std::int64_t size = 0;
    const auto close = [&] {
        chunks_.push_back(list_of(chunk));
        chunk = plan_.always;
        size = 0;
    };
    for (const std::string& name : names) {
        const bool always =
            std::find(plan_.always.begin(), plan_.always.end(), name) != plan_.always.end();
        if (always) continue;
        const auto length = static_cast<std::int64_t>(name.size());
        const std::int64_t one = plan_.limits_characters ? length + delimiter_characters : 1;
        if (plan_.limit > 0 && size > 0 && size + one > plan_.limit) close();
        chunk.push_back(name);
        size += one;
    }
    if (size > 0 || chunks_.empty()) close();
    if (chunks_.size() <= property_chunks_max) return cx::ok();
    chunks_.clear();
    return cx::failed("the fields of a stream would take more than " +
                      std::to_string(property_chunks_max) + " requests a page");
}

std::string Merge::key_of(const Value& record) const
{
    Array parts;
    for (const std::string& name : key_) {
        const Value* part = record.find(name);
        if (!part || part->is_null()) return {};
        parts.push_back(*part);
    }
    return parts.empty() ? "" : cx::json::write(std::move(parts));
}

void Merge::take(std::vector<Value> records)
{
    for (Value& record : records) {
        const std::string key = key_of(record);
        const auto [place, fresh] =
            key.empty() ? std::pair(places_.end(), true) : places_.emplace(key, records_.size());
        if (fresh)
            records_.push_back(std::move(record));
        else
            merge_into(records_[place->second], std::move(record), 0);
    }
}

}  // namespace rest
