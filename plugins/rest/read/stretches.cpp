#include "rest/read/stretches.hpp"

#include <algorithm>

namespace rest {
namespace {

using cx::Result;
using cx::json::Value;

// By the formats, else as what it looks like: people write a date where a time was asked for.
Result<std::int64_t> time_of(const std::string& text, const std::vector<std::string>& formats)
{
    Result<std::int64_t> time = datetime::parse(text, formats);
    if (time) return time;
    const Result<std::int64_t> any = datetime::parse_any(text);
    return any ? any : time;
}

Result<std::int64_t> bound_of(const TimeBound& bound, const CursorPlan& plan, const Scope& outer)
{
    Scope scope = outer;
    scope.set("parameters", &bound.parameters);
    std::vector<std::string> formats{bound.format};
    formats.insert(formats.end(), plan.formats.begin(), plan.formats.end());
    const auto read = [&](const Template& from) -> Result<std::int64_t> {
        const Result<std::string> text = from.text(scope);
        if (!text) return text.error();
        return time_of(*text, formats);
    };
    Result<std::int64_t> time = read(bound.datetime);
    if (!time) return time;
    std::int64_t us = *time;
    if (bound.min) {
        const Result<std::int64_t> least = read(*bound.min);
        if (!least) return least;
        us = std::max(us, *least);
    }
    if (bound.max) {
        const Result<std::int64_t> most = read(*bound.max);
        if (!most) return most;
        us = std::min(us, *most);
    }
    return us;
}

Result<datetime::Duration> duration_of(const std::optional<Template>& from, const Scope& scope)
{
    if (!from) return datetime::Duration{};
    const Result<std::string> text = from->text(scope);
    if (!text) return text.error();
    if (text->empty()) return datetime::Duration{};
    return datetime::parse_duration(*text);
}

}  // namespace

Result<Stretches> Stretches::of(const CursorPlan& plan, const Value& config, std::int64_t now_us)
{
    Stretches made;
    made.plan_ = &plan;
    Scope scope(now_us);
    scope.set("config", &config).set("parameters", &plan.parameters);
    Result<std::string> field = plan.field.text(scope);
    if (!field) return field.error();
    made.field_ = *std::move(field);
    if (plan.kind == CursorPlan::Kind::count) {
        const Result<Value> start = plan.start.datetime.value(scope);
        if (!start) return start.error();
        made.start_ = start->integer().value_or(0);
        return made;
    }
    const Result<std::int64_t> start = bound_of(plan.start, plan, scope);
    if (!start) return start.error();
    made.start_ = *start;
    made.end_ = now_us;
    if (plan.end) {
        const Result<std::int64_t> end = bound_of(*plan.end, plan, scope);
        if (!end) return end.error();
        made.end_ = std::min(*end, now_us);
    }
    const Result<datetime::Duration> step = duration_of(plan.step, scope);
    if (!step) return step.error();
    if (step->months > 0 || step->us > 0) made.step_ = *step;
    const Result<datetime::Duration> granularity = duration_of(plan.granularity, scope);
    if (!granularity) return granularity.error();
    made.granularity_ = *granularity;
    const Result<datetime::Duration> lookback = duration_of(plan.lookback, scope);
    if (!lookback) return lookback.error();
    made.lookback_ = *lookback;
    return made;
}

Result<std::int64_t> Stretches::since(const std::string& state, std::int64_t lookback_s) const
{
    if (plan_->kind == CursorPlan::Kind::count) {
        const std::optional<std::int64_t> value = Value(state).integer();
        return state.empty() || !value ? start_ : *value;
    }
    if (state.empty()) return std::min(start_, end_);
    const Result<std::int64_t> known = time_of(state, plan_->formats);
    if (!known) return known.error();
    const std::int64_t back =
        datetime::add(*known, lookback_, -1) - lookback_s * std::int64_t{1'000'000};
    return std::min(std::max(back, start_), end_);
}

std::optional<std::int64_t> Stretches::known(const std::string& state) const
{
    if (plan_->kind == CursorPlan::Kind::count) return Value(state).integer();
    const Result<std::int64_t> time = time_of(state, plan_->formats);
    if (!time) return {};
    return *time;
}

Result<Stretches::Stretch> Stretches::at(std::int64_t begin) const
{
    Stretch stretch;
    Result<std::string> start = written(begin);
    if (!start) return start.error();
    stretch.start = *std::move(start);
    if (plan_->kind == CursorPlan::Kind::count) return stretch;
    std::int64_t end = end_;
    if (step_) {
        const std::int64_t next = datetime::add(begin, *step_);
        if (next > begin && (plan_->strict ? next < end_ : next <= end_)) stretch.next = next;
        end = std::min(datetime::add(next, granularity_, -1), end_);
    }
    Result<std::string> text = written(std::max(begin, end));
    if (!text) return text.error();
    stretch.end = *std::move(text);
    return stretch;
}

std::optional<std::int64_t> Stretches::place(const Value& record) const
{
    const Value* value = record.find(field_);
    if (!value || value->is_null()) return {};
    if (plan_->kind == CursorPlan::Kind::count) return value->integer();
    const std::optional<std::string> text = value->text();
    if (!text) return {};
    const Result<std::int64_t> us = datetime::parse(*text, plan_->formats);
    if (!us) return {};
    return *us;
}

Result<std::string> Stretches::written(std::int64_t place) const
{
    if (plan_->kind == CursorPlan::Kind::count) return std::to_string(place);
    return datetime::format(place, plan_->format);
}

}  // namespace rest
