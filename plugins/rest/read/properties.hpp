// Which fields of its records a stream asks for, in chunks, and how what came of one record in
// several chunks becomes one.
#pragma once

#include "rest/read/plan.hpp"
#include "rest/read/surroundings.hpp"

#include <cx/json.hpp>
#include <cx/source.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rest {

inline constexpr std::size_t properties_max = 10'000;
inline constexpr std::size_t property_chunks_max = 100;

class Properties {
public:
    // Both are borrowed.
    Properties(const PropertiesPlan& plan, Surroundings& around) : plan_(plan), around_(around) {}

    // Lists of names, at least one of them. The system is asked for them once, at the first call.
    cx::Status chunks(std::int64_t now_us, const std::vector<cx::json::Value>*& found);

private:
    cx::Status ask(std::int64_t now_us, std::vector<std::string>& names) const;
    cx::Status cut(const std::vector<std::string>& names);

    const PropertiesPlan& plan_;
    Surroundings& around_;
    std::vector<cx::json::Value> chunks_;
};

// Records by the fields of their key, in the order in which they came first.
class Merge {
public:
    explicit Merge(const std::vector<std::string>& key) : key_(key) {}

    void take(std::vector<cx::json::Value> records);
    std::vector<cx::json::Value> records() { return std::move(records_); }

private:
    std::string key_of(const cx::json::Value& record) const;

    const std::vector<std::string>& key_;
    std::vector<cx::json::Value> records_;
    std::map<std::string, std::size_t> places_;
};

}  // namespace rest
