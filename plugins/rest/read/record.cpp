#include "rest/read/record.hpp"

#include <cx/abi.h>

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace rest {
namespace {

using cx::json::Array;
using cx::json::Value;

std::string hash_of(std::string_view text)
{
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    std::array<char, 40> hex{};
    std::snprintf(hex.data(), hex.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(hash.high64),
                  static_cast<unsigned long long>(hash.low64));
    return hex.data();
}

const Value* at_path(const Value& record, const std::vector<std::string>& path)
{
    const Value* at = &record;
    for (const std::string& step : path) {
        at = at->find(step);
        if (!at) return nullptr;
    }
    return at->is_null() ? nullptr : at;
}

bool has_key(const StreamPlan& plan, const Value& record)
{
    return plan.primary_key.empty() ||
           std::any_of(plan.primary_key.begin(), plan.primary_key.end(),
                       [&](const auto& path) { return at_path(record, path) != nullptr; });
}

}  // namespace

std::string record_key(const StreamPlan& plan, const Value& record, std::string_view canonical)
{
    std::string key;
    if (plan.primary_key.size() == 1) {
        const Value* value = at_path(record, plan.primary_key.front());
        if (value) key = value->text() ? *value->text() : cx::json::write(*value);
    } else if (!plan.primary_key.empty()) {
        Array parts;
        bool any = false;
        for (const auto& path : plan.primary_key) {
            const Value* value = at_path(record, path);
            any = any || value;
            parts.push_back(value ? *value : Value());
        }
        if (any) key = cx::json::write(std::move(parts));
    }
    if (key.empty()) return hash_of(canonical);
    return key.size() > CX_KEY_BYTES ? hash_of(key) : key;
}

bool RecordWriter::write(const Page& page, std::size_t index, cx::BatchWriter& out)
{
    const Value& record = page.records[index];
    text_.clear();
    cx::json::write_to(record, text_);
    key_ = key_of(page, index, text_);
    if (const auto refused = page.refused.find(index); refused != page.refused.end())
        return out.reject({.key = key_, .payload = text_}, "rest.event", refused->second);
    lacks_key_ = lacks_key_ || !has_key(plan_, record);
    const cx::Record row{.key = key_, .payload = text_};
    if (!record.is_object()) return out.reject(row, "rest.record", "the record is no object");
    if (!plan_.removed) return out.record(row);
    scope_.set("record", &record);
    if (!plan_.removed->truth(scope_)) return out.record(row);
    return out.record({.key = key_, .payload = {}, .position = {}, .op = cx::Record::Op::remove});
}

// What was refused is no record: nothing in it is the key of one.
std::string RecordWriter::key_of(const Page& page, std::size_t index, std::string_view text) const
{
    return page.refused.contains(index) ? hash_of(text)
                                        : record_key(plan_, page.records[index], text);
}

std::size_t RecordWriter::behind(const Page& page, std::size_t at, const std::string& key) const
{
    const auto is_it = [&](std::size_t index) {
        return key_of(page, index, cx::json::write(page.records[index])) == key;
    };
    if (at <= page.records.size() && is_it(at - 1)) return at;
    for (std::size_t index = page.records.size(); index > 0; --index)
        if (is_it(index - 1)) return index;
    return 0;
}

}  // namespace rest
