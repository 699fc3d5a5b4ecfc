#include "rest/expression/machine.hpp"

#include "rest/civil.hpp"

#include <algorithm>
#include <charconv>

namespace rest::expr {
namespace {

Value date_member(const Value& value, std::string_view name)
{
    const std::int64_t us =
        value.is<Date>()
            ? value.as<Date>().days * datetime::day_us
            : value.as<Moment>().us + value.as<Moment>().offset.value_or(0) * datetime::second_us;
    const datetime::Civil civil = datetime::civil_of(us);
    if (name == "year") return std::int64_t{civil.year};
    if (name == "month") return std::int64_t{civil.month};
    if (name == "day") return std::int64_t{civil.day};
    if (value.is<Date>()) return Missing{name};
    if (name == "hour") return std::int64_t{civil.hour};
    if (name == "minute") return std::int64_t{civil.minute};
    if (name == "second") return std::int64_t{civil.second};
    if (name == "microsecond") return std::int64_t{civil.us};
    return Missing{name};
}

Value duration_member(const Duration& duration, std::string_view name)
{
    const std::int64_t days = datetime::floor_div(duration.us, datetime::day_us);
    const std::int64_t rest = duration.us - days * datetime::day_us;
    if (name == "days") return days;
    if (name == "seconds") return rest / datetime::second_us;
    if (name == "microseconds") return rest % datetime::second_us;
    if (name == "months") return duration.months % 12;
    if (name == "years") return duration.months / 12;
    return Missing{name};
}

}  // namespace

Value Machine::fail(Failure failure, std::string why)
{
    if (failure_ == Failure::none) {
        failure_ = failure;
        why_ = std::move(why);
    }
    return {};
}

Value Machine::undefined_error(const Value& missing)
{
    const std::string_view name = missing.is_missing() ? missing.as<Missing>().name : "";
    return fail(Failure::undefined,
                name.empty() ? "something is missing" : "'" + std::string(name) + "' is missing");
}

Value Machine::unfit(const Value& value, std::string_view what)
{
    if (value.is_missing()) return undefined_error(value);
    return type_error("'" + std::string(type_name(value)) + "' " + std::string(what));
}

bool Machine::spend(std::size_t steps)
{
    steps_ += steps;
    if (steps_ > template_steps_max) value_error("it takes too many steps");
    return !failed();
}

bool Machine::may_make(std::size_t bytes)
{
    if (bytes > template_output_max) value_error("the text becomes too long");
    return spend(bytes / 64);
}

Value Machine::evaluate(const Node& node)
{
    if (failed() || !spend(1)) return {};
    Value value = kept(compute(node));
    // The innermost failure is told, and unwinding comes from there.
    if (failed() && where_ == 0) where_ = node.at;
    return value;
}

Machine::~Machine()
{
    for (const auto& one : lists_) one->items.clear();
    for (const auto& one : dicts_) one->pairs.clear();
}

Value Machine::kept(Value value)
{
    if (value.is<std::shared_ptr<ListObject>>()) {
        const auto& object = value.as<std::shared_ptr<ListObject>>();
        if (object.use_count() == 1) lists_.push_back(object);
    } else if (value.is<std::shared_ptr<DictObject>>()) {
        const auto& object = value.as<std::shared_ptr<DictObject>>();
        if (object.use_count() == 1) dicts_.push_back(object);
    }
    return value;
}

Value Machine::compute(const Node& node)
{
    const auto kid = [&](std::size_t index) { return evaluate(*node.kids[index]); };
    switch (node.op) {
        case Op::constant:
            return node.constant;
        case Op::local: {
            const Value& value = *local(node.slot);
            return value.is_missing() ? Value(Missing{node.name}) : value;
        }
        case Op::variable:
            return variable(node);
        case Op::list:
            return make_list(node, ListKind::list);
        case Op::tuple:
            return make_list(node, ListKind::tuple);
        case Op::dict:
            return make_dict(node);
        case Op::attribute:
            return attribute(kid(0), node.name);
        case Op::item: {
            const Value container = kid(0);
            Value found = item_of(container, kid(1));
            // The name of a constant alone: another key may be a person's data.
            const Node& key = *node.kids[1];
            if (!found.is_missing() || key.op != Op::constant) return found;
            return Missing{key.constant.text()};
        }
        case Op::slice:
            return slice(node);
        case Op::function:
        case Op::filter:
        case Op::test:
            return call_builtin(node);
        case Op::method:
            return call_method(node);
        case Op::negate:
            return !truth(kid(0));
        case Op::minus:
            return negative(*this, kid(0));
        case Op::plus:
            return positive(*this, kid(0));
        case Op::conjunction: {
            Value left = kid(0);
            return truth(left) ? kid(1) : left;
        }
        case Op::disjunction: {
            Value left = kid(0);
            return truth(left) ? left : kid(1);
        }
        case Op::binary: {
            const Value left = kid(0);
            const Value right = kid(1);
            return failed() ? Value() : calculate(*this, node.name, left, right);
        }
        case Op::concatenate:
            return concatenate(node);
        case Op::compare:
            return compare_chain(node);
        case Op::conditional:
            if (truth(kid(1))) return kid(0);
            return node.kids[2] ? kid(2) : Value();
        default:
            return {};
    }
}

Value Machine::variable(const Node& node) const
{
    const cx::json::Value* found = scope_.find(node.name);
    return found ? from_json(*found) : Value(Missing{node.name});
}

Value Machine::make_list(const Node& node, ListKind kind)
{
    List items;
    for (const NodePtr& one : node.kids) items.push_back(evaluate(*one));
    return list(std::move(items), kind);
}

Value Machine::make_dict(const Node& node)
{
    Pairs pairs;
    for (std::size_t i = 0; i + 1 < node.kids.size(); i += 2) {
        Value key = evaluate(*node.kids[i]);
        if (!hashable(key)) return unfit(key, "cannot be a key");
        pairs.emplace_back(std::move(key), evaluate(*node.kids[i + 1]));
    }
    return spend(pairs.size() * pairs.size() / 64) ? dict(std::move(pairs)) : Value();
}

// A method hides a member of the same name.
Value Machine::attribute(const Value& value, std::string_view name)
{
    if (value.is_missing()) return undefined_error(value);
    const bool is_namespace = value.is<std::shared_ptr<DictObject>>() &&
                              value.as<std::shared_ptr<DictObject>>()->is_namespace;
    if (const Builtin* method = is_namespace ? nullptr : find_method(value, name))
        return Bound{method->name};
    if (value.is<Moment>() || value.is<Date>()) return date_member(value, name);
    if (value.is<Duration>()) return duration_member(value.as<Duration>(), name);
    std::optional<Value> found = member(value, name);
    return found ? std::move(*found) : Value(Missing{name});
}

Value Machine::item_of(const Value& container, const Value& key)
{
    if (container.is_missing()) return undefined_error(container);
    if (failed()) return {};
    std::optional<Value> found = item(container, key);
    return found ? std::move(*found) : Value();
}

Value Machine::path(const Value& value, std::string_view path)
{
    Value now = value;
    while (!path.empty() && !failed()) {
        const std::size_t dot = std::min(path.find('.'), path.size());
        const std::string_view name = path.substr(0, dot);
        std::int64_t index = 0;
        const auto read = std::from_chars(name.data(), name.data() + name.size(), index);
        const bool is_index = read.ec == std::errc() && read.ptr == name.data() + name.size();
        now = item_of(now, is_index ? Value(index) : borrowed(name));
        path.remove_prefix(std::min(dot + 1, path.size()));
    }
    return now;
}

Value Machine::concatenate(const Node& node)
{
    std::string out;
    for (const NodePtr& kid : node.kids) {
        show(evaluate(*kid), out);
        if (!may_make(out.size())) return {};
    }
    return text(std::move(out));
}

Value Machine::compare_chain(const Node& node)
{
    Value left = evaluate(*node.kids[0]);
    for (std::size_t i = 1; i < node.kids.size(); ++i) {
        Value right = evaluate(*node.kids[i]);
        if (failed() || !compare_pair(node.signs[i - 1], left, right)) return false;
        left = std::move(right);
    }
    return true;
}

bool Machine::compare_pair(std::string_view sign, const Value& left, const Value& right)
{
    // What is walked through costs.
    if (!spend(length(right).value_or(0) / 4)) return false;
    if (sign == "==") return equal(left, right);
    if (sign == "!=") return !equal(left, right);
    if (sign == "in" || sign == "not in") {
        const std::optional<bool> found = contains(right, left);
        if (!found) return truth(unfit(right, "cannot be looked into for this"));
        return *found == (sign == "in");
    }
    const std::optional<int> order = compare(left, right);
    if (!order && left.is<double>() && right.is_number()) return false;  // NaN
    if (!order) return truth(unfit(left.is_missing() ? left : right, "cannot be compared"));
    if (sign == "<") return *order < 0;
    if (sign == "<=") return *order <= 0;
    if (sign == ">") return *order > 0;
    return *order >= 0;
}

}  // namespace rest::expr
