// The stretches of time, or the run of numbers, that an incremental cursor asks for.
#pragma once

#include "rest/datetime.hpp"
#include "rest/expression/template.hpp"
#include "rest/read/plan.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace rest {

class Stretches {
public:
    // Works out the bounds as they are at `now_us`, the beginning of the run. Error codes:
    // rest.expression, rest.datetime.
    static cx::Result<Stretches> of(const CursorPlan& plan, const cx::json::Value& config,
                                    std::int64_t now_us);

    // Where a partition with this state begins; `lookback_s` further back than the plan says.
    cx::Result<std::int64_t> since(const std::string& state, std::int64_t lookback_s) const;

    // The place that a state stands for; nothing where it cannot be read.
    std::optional<std::int64_t> known(const std::string& state) const;

    struct Stretch {
        std::string start;
        std::string end;
        std::optional<std::int64_t> next;  // Where the next begins; nothing: this is the last
    };
    cx::Result<Stretch> at(std::int64_t begin) const;

    // The place of a record; nothing where it has none that can be read.
    std::optional<std::int64_t> place(const cx::json::Value& record) const;
    cx::Result<std::string> written(std::int64_t place) const;
    const std::string& field() const { return field_; }

private:
    const CursorPlan* plan_ = nullptr;
    std::string field_;
    std::int64_t start_ = 0;
    std::int64_t end_ = 0;
    std::optional<datetime::Duration> step_;
    datetime::Duration granularity_;
    datetime::Duration lookback_;
};

}  // namespace rest
