// Reads what an Input describes out of a record.
#pragma once

#include "mapping/program.hpp"
#include "mapping/run.hpp"

#include <cx/json.hpp>

#include <string_view>

namespace cx::mapping {

// A value before its conversion. It is either borrowed from the record or the program, or owned.
class Given {
public:
    Given() = default;
    static Given borrowed(const json::Value* value, bool literal);
    static Given owned(json::Value value, bool literal);
    static Given failed(std::string_view code);

    const json::Value& value() const { return borrowed_ ? *borrowed_ : own_; }
    bool empty() const { return value().empty(); }
    // From the mapping, not from the record: a constant, a default.
    bool literal() const { return literal_; }
    // The issue that stands in the way of the value, or of a part of it; else "".
    std::string_view problem() const { return problem_; }
    void set_problem(std::string_view code) { problem_ = code; }

private:
    const json::Value* borrowed_ = nullptr;
    json::Value own_;
    bool literal_ = false;
    std::string_view problem_;
};

Given read(const Input& input, const Scope& scope, Run& run);

}  // namespace cx::mapping
