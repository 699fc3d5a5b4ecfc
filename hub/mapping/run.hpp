// What lives while one record is mapped: the elements in hand, the values of variables, and the
// budget.
#pragma once

#include "base/limits.hpp"
#include "mapping/mapping.hpp"
#include "mapping/value.hpp"

#include <cx/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cx::mapping {

// The element that paths start at, and the ones around it; the outermost is the record.
struct Scope {
    const json::Value* here = nullptr;
    const Scope* outer = nullptr;
};

// The names behind `$meta.`, in the order of Run::fact.
std::span<const std::string_view> fact_names();

class Expression;
struct Capture;

class Run {
public:
    Run(const SourceFacts& facts, const Scope& record, std::span<const Expression> variables,
        std::span<const Capture> captures);

    const SourceFacts& facts() const { return facts_; }
    // A fact of $meta, or behind them a group of a capture; both made at their first use.
    const json::Value& fact(int index);

    // The value of a variable, computed at its first use. The reference holds as long as the run.
    const Value& variable(std::size_t index);

    // Takes `steps` off the budget. When it is spent, paths find nothing more and the record is
    // rejected.
    bool spend(std::size_t steps = 1)
    {
        if (steps > steps_left_) {
            exhausted_ = true;
            steps_left_ = 0;
            return false;
        }
        steps_left_ -= steps;
        return true;
    }
    bool exhausted() const { return exhausted_; }

private:
    struct Variable {
        bool known = false;
        Value value;
    };

    const json::Value& group(std::size_t index);

    const SourceFacts& facts_;
    const Scope& record_;
    std::span<const Capture> captures_;
    std::span<const Expression> variables_;
    std::vector<Variable> values_;
    std::array<json::Value, 4> fact_values_;
    std::vector<json::Value>
        groups_;  // Of all captures, one after the other; empty until the first is asked for.
    std::size_t steps_left_ = limits::mapping_steps;
    bool exhausted_ = false;
};

}  // namespace cx::mapping
