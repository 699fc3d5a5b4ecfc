#include "rest/read/states.hpp"

#include <xxhash.h>

#include <array>
#include <cstdio>

namespace rest {
namespace {

using cx::json::Object;
using cx::json::Value;

constexpr std::size_t key_bytes = 40;  // A longer partition is known by its hash

std::string cursor_in(const Value* value)
{
    if (!value) return {};
    if (value->text()) return *value->text();
    if (!value->is_object() || value->as_object().empty()) return {};
    return value->as_object().begin()->second.text().value_or("");
}

}  // namespace

std::string States::key(const Value& partition)
{
    std::string text = cx::json::write(partition);
    if (text.size() <= key_bytes) return text;
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    std::array<char, 40> hex{};
    std::snprintf(hex.data(), hex.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(hash.high64),
                  static_cast<unsigned long long>(hash.low64));
    return hex.data();
}

States States::read(const Value& value, std::string_view field, bool partitioned)
{
    States states;
    if (!value.is_object()) return states;
    if (const Value* parents = value.find("parents"); parents && parents->is_object())
        for (const auto& [name, state] : parents->as_object()) states.parents[name] = state;
    if (const Value* parents = value.find("parent_state"); parents && parents->is_object())
        for (const auto& [name, state] : parents->as_object()) states.parents[name] = state;
    if (!partitioned) {
        states.all_ = value.text_of(field);
        return states;
    }
    states.all_ = value.text_of("all");
    if (states.all_.empty()) states.all_ = cursor_in(value.find("state"));
    if (states.all_.empty()) states.all_ = value.text_of(field);
    for (const char* name : {"lookback", "lookback_window"})
        if (const Value* seconds = value.find(name))
            states.lookback_s = seconds->integer().value_or(0);
    for (const char* name : {"global", "use_global_cursor"})
        if (const Value* flag = value.find(name); flag && flag->is_bool() && flag->as_bool())
            states.global_ = true;
    if (const Value* map = value.find("partitions"); map && map->is_object())
        for (const auto& [known, cursor] : map->as_object()) {
            const std::string text = cursor.text().value_or("");
            states.bytes_ += known.size() + text.size() + 6;
            states.by_partition_.emplace(known, text);
        }
    if (const Value* list = value.find("states"); list && list->is_array())
        for (const Value& one : list->as_array())
            if (const Value* partition = one.find("partition"))
                states.set(*partition, cursor_in(one.find("cursor")));
    return states;
}

Value States::write(std::string_view field, bool partitioned) const
{
    Object out;
    if (!partitioned && !all_.empty()) out[std::string(field)] = all_;
    if (partitioned) {
        if (!all_.empty()) out["all"] = all_;
        if (global_) out["global"] = true;
        if (lookback_s > 0) out["lookback"] = lookback_s;
        Object map;
        for (const auto& [known, cursor] : by_partition_)
            map.emplace_hint(map.end(), known, cursor);
        if (!map.empty()) out["partitions"] = std::move(map);
    }
    if (!parents.empty()) out["parents"] = Object(parents.begin(), parents.end());
    return out;
}

std::string States::of(const Value& partition) const
{
    if (global_ || by_partition_.empty()) return all_;
    const auto found = by_partition_.find(key(partition));
    return found == by_partition_.end() ? all_ : found->second;
}

void States::set(const Value& partition, std::string cursor)
{
    if (global_ || cursor.empty()) return;
    std::string known = key(partition);
    const std::size_t added = known.size() + cursor.size() + 6;
    if (by_partition_.insert_or_assign(std::move(known), std::move(cursor)).second) bytes_ += added;
    if (by_partition_.size() > partitions_max || bytes_ > partitions_bytes_max) make_global();
}

void States::forget(const Value& partition)
{
    by_partition_.erase(key(partition));
}

void States::make_global()
{
    global_ = true;
    by_partition_.clear();
    bytes_ = 0;
}

}  // namespace rest
