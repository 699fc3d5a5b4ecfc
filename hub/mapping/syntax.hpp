// The tree of an expression, between the parser that makes it and the computation that walks it.
#pragma once

#include "mapping/capture.hpp"
#include "mapping/expression.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace cx::mapping {

enum class Op {
    constant,
    path,
    variable,
    list,
    negate,
    add,
    subtract,
    multiply,
    divide,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
    invert,
    all_of,
    any_of,
    choose,
    call,
    match,
};

using NodePointer = std::unique_ptr<ExpressionNode>;

struct ExpressionNode {
    Op op = Op::constant;
    Kind kind = Kind::any;
    std::size_t offset = 0;  // Of its first byte in the text.
    int height = 1;
    Value constant;
    Path path;
    std::size_t variable = 0;
    const Function* function = nullptr;
    std::shared_ptr<const re2::RE2> pattern;  // match: the compiled literal
    std::vector<NodePointer> children;
};

// The rules of the checker for one node whose children are right: what is wrong, with the place in
// `offset`, or "".
std::string check_types(const ExpressionNode& node, std::size_t& offset);

// The operator as it is written.
std::string_view to_text(Op op);

// `matches` with a compiled pattern.
Value match_pattern(const Value& value, const re2::RE2& pattern, Run& run);

}  // namespace cx::mapping
