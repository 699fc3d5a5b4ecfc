// The checker of expressions: what is certain about kinds before any record is there.
#include "mapping/syntax.hpp"

#include <fmt/format.h>

#include <array>

namespace cx::mapping {
namespace {

bool may_be(Kind kind, Kind wanted)
{
    return kind == Kind::any || kind == Kind::null || kind == wanted;
}

std::string wrong(const ExpressionNode& operand, std::size_t& offset, std::string message)
{
    offset = operand.offset;
    return message;
}

std::string check_conditions(const ExpressionNode& node, std::size_t count, std::size_t& offset)
{
    for (std::size_t i = 0; i < count; ++i) {
        const ExpressionNode& operand = *node.children[i];
        if (!may_be(operand.kind, Kind::boolean))
            return wrong(operand, offset,
                         fmt::format("'{}' wants a condition, this is {}", to_text(node.op),
                                     to_text(operand.kind)));
    }
    return {};
}

std::string check_arithmetic(const ExpressionNode& node, std::size_t& offset)
{
    for (const NodePointer& operand : node.children) {
        if (may_be(operand->kind, Kind::number)) continue;
        const std::string_view hint = node.op == Op::add && operand->kind == Kind::text
                                          ? "; texts are put together with `join`"
                                          : "";
        return wrong(*operand, offset,
                     fmt::format("'{}' calculates with numbers, this is {}{}", to_text(node.op),
                                 to_text(operand->kind), hint));
    }
    return {};
}

std::string check_comparison(const ExpressionNode& node, std::size_t& offset)
{
    const ExpressionNode& left = *node.children[0];
    const ExpressionNode& right = *node.children[1];
    const bool ordered = node.op != Op::equal && node.op != Op::not_equal;
    for (const ExpressionNode* operand : {&left, &right})
        if (operand->kind == Kind::list || (ordered && operand->kind == Kind::boolean))
            return wrong(
                *operand, offset,
                fmt::format("'{}' cannot compare {}", to_text(node.op), to_text(operand->kind)));
    if (may_be(left.kind, right.kind) || may_be(right.kind, left.kind)) return {};
    return wrong(right, offset,
                 fmt::format("'{}' compares {} with {}", to_text(node.op), to_text(left.kind),
                             to_text(right.kind)));
}

std::string check_in(const ExpressionNode& node, std::size_t& offset)
{
    const ExpressionNode& value = *node.children[0];
    const ExpressionNode& list = *node.children[1];
    if (!may_be(list.kind, Kind::list))
        return wrong(list, offset,
                     fmt::format("'in' looks into a list, this is {}", to_text(list.kind)));
    if (value.kind == Kind::list)
        return wrong(value, offset, "'in' looks for one value, this is a list");
    for (const NodePointer& element : list.children)
        if (list.op == Op::list && !may_be(value.kind, element->kind) &&
            !may_be(element->kind, value.kind))
            return wrong(*element, offset,
                         fmt::format("'in' compares {} with {}", to_text(value.kind),
                                     to_text(element->kind)));
    return {};
}

std::string check_call(const ExpressionNode& node, std::size_t& offset)
{
    const std::string_view name = node.function->name;
    if (name == "has") return {};
    for (const NodePointer& argument : node.children) {
        const Kind kind = argument->kind;
        if (may_be(kind, Kind::text) || (name == "size" && kind == Kind::list)) continue;
        return wrong(*argument, offset,
                     fmt::format("{} takes a text{}, this is {}", name,
                                 name == "size" ? " or a list" : "", to_text(kind)));
    }
    return {};
}

}  // namespace

std::string_view to_text(Op op)
{
    constexpr std::array<std::string_view, 22> names{
        "a literal", "a path", "a variable", "a list", "-",      "+",      "-",  "*",
        "/",         "==",     "!=",         "<",      "<=",     ">",      ">=", "in",
        "!",         "&&",     "||",         "?",      "a call", "matches"};
    return names[static_cast<std::size_t>(op)];
}

std::string check_types(const ExpressionNode& node, std::size_t& offset)
{
    switch (node.op) {
        case Op::negate:
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::divide:
            return check_arithmetic(node, offset);
        case Op::equal:
        case Op::not_equal:
        case Op::less:
        case Op::less_equal:
        case Op::greater:
        case Op::greater_equal:
            return check_comparison(node, offset);
        case Op::in:
            return check_in(node, offset);
        case Op::invert:
        case Op::all_of:
        case Op::any_of:
            return check_conditions(node, node.children.size(), offset);
        case Op::choose:
            return check_conditions(node, 1, offset);
        case Op::call:
            return check_call(node, offset);
        default:
            return {};
    }
}

}  // namespace cx::mapping
