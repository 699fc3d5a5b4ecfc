#include "mapping/expression.hpp"

#include "base/text.hpp"
#include "mapping/syntax.hpp"

#include <cassert>
#include <compare>
#include <optional>

namespace cx::mapping {
namespace {

Value compute_node(const ExpressionNode& node, const Scope& scope, Run& run);

// A scalar for comparing: what a value of the record is, without a copy.
struct Scalar {
    enum class Kind { null, boolean, number, text, other };

    Kind kind = Kind::null;
    bool flag = false;
    std::string_view text;          // text; of a number as the record writes it
    std::optional<Decimal> number;  // number, unless it is too long
};

Scalar scalar(const json::Value& value)
{
    if (value.is_null()) return {};
    if (value.is_bool())
        return {.kind = Scalar::Kind::boolean, .flag = value.as_bool(), .text = {}, .number = {}};
    if (value.is_string())
        return {.kind = Scalar::Kind::text, .text = value.as_string(), .number = {}};
    if (value.is_number())
        return {.kind = Scalar::Kind::number,
                .text = value.as_number(),
                .number = Decimal::parse(value.as_number())};
    return {.kind = Scalar::Kind::other, .text = {}, .number = {}};
}

Scalar scalar(const Value& value)
{
    if (std::holds_alternative<Null>(value)) return {};
    if (const auto* flag = std::get_if<bool>(&value))
        return {.kind = Scalar::Kind::boolean, .flag = *flag, .text = {}, .number = {}};
    if (const auto* number = std::get_if<Decimal>(&value))
        return {.kind = Scalar::Kind::number, .text = {}, .number = *number};
    if (const auto* text = std::get_if<std::string>(&value))
        return {.kind = Scalar::Kind::text, .text = *text, .number = {}};
    if (const auto* source = std::get_if<const json::Value*>(&value)) return scalar(**source);
    return {.kind = Scalar::Kind::other, .text = {}, .number = {}};
}

std::optional<Decimal> number_in(const Scalar& value)
{
    if (value.kind == Scalar::Kind::text) return Decimal::parse(value.text);
    return value.number;
}

// The order of two scalars; unordered where they cannot be compared.
std::partial_ordering order(const Scalar& left, const Scalar& right)
{
    using Kind = Scalar::Kind;
    if (left.kind == Kind::number || right.kind == Kind::number) {
        const std::optional<Decimal> a = number_in(left);
        const std::optional<Decimal> b = number_in(right);
        if (!a || !b) return std::partial_ordering::unordered;
        return a->compare(*b);
    }
    if (left.kind != right.kind) return std::partial_ordering::unordered;
    if (left.kind == Kind::text) return left.text <=> right.text;
    if (left.kind == Kind::boolean && left.flag == right.flag)
        return std::partial_ordering::equivalent;
    if (left.kind == Kind::null) return std::partial_ordering::equivalent;
    return std::partial_ordering::unordered;
}

// A blank condition of a CSV compares with true and false as its text.
bool same(const Scalar& left, const Scalar& right)
{
    using Kind = Scalar::Kind;
    if (left.kind == Kind::boolean && right.kind == Kind::text)
        return ascii_lower(right.text) == (left.flag ? "true" : "false");
    if (left.kind == Kind::text && right.kind == Kind::boolean) return same(right, left);
    return order(left, right) == std::partial_ordering::equivalent;
}

// Null, or the blank cell of a CSV where a number is meant.
bool says_nothing(const Scalar& value, const Scalar& other)
{
    using Kind = Scalar::Kind;
    return value.kind == Kind::null ||
           (value.kind == Kind::text && other.kind == Kind::number && trim(value.text).empty());
}

Value compare(Op op, const Value& left, const Value& right)
{
    for (const Value* value : {&left, &right})
        if (const auto* fault = std::get_if<Fault>(value)) return *fault;
    const Scalar a = scalar(left);
    const Scalar b = scalar(right);
    if (op == Op::equal) return same(a, b);
    if (op == Op::not_equal) return !same(a, b);
    if (says_nothing(a, b) || says_nothing(b, a)) return false;
    const std::partial_ordering result = order(a, b);
    if (result == std::partial_ordering::unordered) return Fault{"expr.compare"};
    if (op == Op::less) return result < 0;
    if (op == Op::less_equal) return result <= 0;
    return op == Op::greater ? result > 0 : result >= 0;
}

// A number for calculating: nothing where the value is null or blank, a fault where it is no
// number.
std::variant<Null, Decimal, Fault> operand(const Value& value)
{
    if (const auto* number = std::get_if<Decimal>(&value)) return *number;
    if (const auto* fault = std::get_if<Fault>(&value)) return *fault;
    const Scalar read = scalar(value);
    if (read.kind == Scalar::Kind::null) return Null();
    if (read.kind == Scalar::Kind::text && trim(read.text).empty()) return Null();
    if (const std::optional<Decimal> number = number_in(read)) return *number;
    return Fault{"expr.number"};
}

Value calculate(Op op, const Value& left, const Value& right)
{
    const auto a = operand(left);
    const auto b = operand(right);
    for (const auto* one : {&a, &b})
        if (const auto* fault = std::get_if<Fault>(one)) return *fault;
    if (std::holds_alternative<Null>(a) || std::holds_alternative<Null>(b)) return Null();
    const Decimal& x = std::get<Decimal>(a);
    const Decimal& y = std::get<Decimal>(b);
    if (op == Op::divide && y.zero()) return Fault{"expr.divide"};
    const std::optional<Decimal> result = op == Op::add        ? x.plus(y)
                                          : op == Op::subtract ? x.minus(y)
                                          : op == Op::multiply ? x.times(y)
                                                               : x.divided_by(y);
    if (!result) return Fault{"expr.range"};
    return *result;
}

Value negate(const Value& value)
{
    const auto number = operand(value);
    if (const auto* fault = std::get_if<Fault>(&number)) return *fault;
    if (std::holds_alternative<Null>(number)) return Null();
    return std::get<Decimal>(number).negated();
}

Value is_in(const ExpressionNode& node, const Scope& scope, Run& run)
{
    const Value wanted = compute_node(*node.children[0], scope, run);
    if (const auto* fault = std::get_if<Fault>(&wanted)) return *fault;
    const Scalar value = scalar(wanted);
    const ExpressionNode& list = *node.children[1];
    if (list.op == Op::list) {
        for (const NodePointer& element : list.children) {
            if (element->op == Op::constant
                    ? same(value, scalar(element->constant))
                    : same(value, scalar(compute_node(*element, scope, run))))
                return true;
        }
        return false;
    }
    const Value found = compute_node(list, scope, run);
    if (const auto* fault = std::get_if<Fault>(&found)) return *fault;
    if (const auto* elements = std::get_if<Elements>(&found)) {
        for (const json::Value* element : *elements)
            if (same(value, scalar(*element))) return true;
        return false;
    }
    const auto* source = std::get_if<const json::Value*>(&found);
    if (std::holds_alternative<Null>(found) || (source && (*source)->is_null())) return false;
    if (!source || !(*source)->is_array()) return Fault{"expr.list"};
    if (!run.spend((*source)->as_array().size())) return Null();
    for (const json::Value& element : (*source)->as_array())
        if (same(value, scalar(element))) return true;
    return false;
}

// `decisive` ends the evaluation: true for ||, false for &&.
Value connect(const ExpressionNode& node, bool decisive, const Scope& scope, Run& run)
{
    for (const NodePointer& operand : node.children) {
        const auto result = condition(compute_node(*operand, scope, run));
        if (const auto* fault = std::get_if<Fault>(&result)) return *fault;
        if (std::get<bool>(result) == decisive) return decisive;
    }
    return !decisive;
}

Value look_up(const Path& path, const Scope& scope, Run& run)
{
    if (path.many()) {
        Elements elements;
        path.all(scope, run, elements);
        return elements;
    }
    const json::Value* found = path.first(scope, run);
    if (!found || found->is_null()) return Null();
    return found;
}

Value call(const ExpressionNode& node, const Scope& scope, Run& run)
{
    std::vector<Value> arguments;
    for (const NodePointer& argument : node.children)
        arguments.push_back(compute_node(*argument, scope, run));
    return node.function->compute(arguments, run);
}

Value compute_node(const ExpressionNode& node, const Scope& scope, Run& run)
{
    if (!run.spend()) return Null();
    const auto child = [&](std::size_t i) { return compute_node(*node.children[i], scope, run); };
    switch (node.op) {
        case Op::constant:
            return node.constant;
        case Op::path:
            return look_up(node.path, scope, run);
        case Op::variable:
            return run.variable(node.variable);
        case Op::list:
            return Fault{"expr.list"};  // Only behind `in`, which reads it itself.
        case Op::negate:
            return negate(child(0));
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::divide:
            return calculate(node.op, child(0), child(1));
        case Op::equal:
        case Op::not_equal:
        case Op::less:
        case Op::less_equal:
        case Op::greater:
        case Op::greater_equal:
            return compare(node.op, child(0), child(1));
        case Op::in:
            return is_in(node, scope, run);
        case Op::all_of:
            return connect(node, false, scope, run);
        case Op::any_of:
            return connect(node, true, scope, run);
        case Op::invert: {
            const auto result = condition(child(0));
            if (const auto* fault = std::get_if<Fault>(&result)) return *fault;
            return !std::get<bool>(result);
        }
        case Op::choose: {
            const auto result = condition(child(0));
            if (const auto* fault = std::get_if<Fault>(&result)) return *fault;
            return child(std::get<bool>(result) ? 1 : 2);
        }
        case Op::call:
            return call(node, scope, run);
        case Op::match:
            return match_pattern(child(0), *node.pattern, run);
    }
    assert(false);
    return Null();
}

bool is_constant(const ExpressionNode& node)
{
    if (node.op == Op::path || node.op == Op::variable) return false;
    for (const NodePointer& child : node.children)
        if (!is_constant(*child)) return false;
    return true;
}

}  // namespace

Value Expression::compute(const Scope& scope, Run& run) const
{
    assert(root_);
    return compute_node(*root_, scope, run);
}

Kind Expression::kind() const
{
    return root_ ? root_->kind : Kind::any;
}

bool Expression::constant() const
{
    return root_ && is_constant(*root_);
}

std::variant<bool, Fault> condition(const Value& value)
{
    if (const auto* fault = std::get_if<Fault>(&value)) return *fault;
    const Scalar read = scalar(value);
    if (read.kind == Scalar::Kind::boolean) return read.flag;
    if (read.kind == Scalar::Kind::null) return false;
    if (read.kind == Scalar::Kind::text) {
        const std::string word = ascii_lower(trim(read.text));
        if (word == "true") return true;
        if (word == "false" || word.empty()) return false;
    }
    return Fault{"expr.condition"};
}

}  // namespace cx::mapping
