// Expressions of a mapping: read and type-checked once, then computed for each record.
//
//   literals 'text' "text" 12.5 true false null, lists after `in`, paths, variables
//   c ? a : b    || && ! == != < <= > >= in    + - * /    functions as f(x, y) or x.f(y)
//
// Rules that a mapping's author should know:
// - A path that leads nowhere is null. Null in arithmetic gives null, so does an empty text (a
// blank cell of a CSV).
// - Arithmetic is exact decimal (decimal.hpp) and takes texts that hold a number. There is no `+`
// for texts; that is `join`.
// - A number compares with a text that holds a number by value; two texts compare by code points,
// so ISO dates compare
//   rightly. Comparing null by < <= > >= is false; other kinds differ.
// - A condition is a boolean, or a text "true" or "false"; null counts as false; anything else is a
// fault.
// - `a in b` is about the elements of a list, of a path with [*] or of an array in the record.
// - has(x): x is there and not empty. size(x): characters of a text, elements of a list, members of
// an object; null is 0.
//   lower and upper change A to Z alone. matches(x, 'regex') looks anywhere in x (RE2 syntax,
//   linear time).
// - There are no loops; the cost is linear in the size of the record, and Run's budget bounds it.
//
// A fault (a text where a number has to be, division by zero, a result of more than 38 digits) is a
// value of its own; whoever asked decides what it does to the field or record.
#pragma once

#include "mapping/path.hpp"
#include "mapping/run.hpp"
#include "mapping/value.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::mapping {

// The names an expression may use, and where it stands.
struct Names {
    struct Variable {
        std::string name;
        Kind kind = Kind::any;
        std::vector<Reads> reads;
    };

    // A group of a capture, `$cap.home.server`.
    struct Group {
        std::string capture;
        std::string group;
        std::vector<Reads> reads;
    };

    std::vector<Variable> variables;
    std::vector<Group> groups;
    // What each scope around the place stands for, from the record inwards; the last is where paths
    // start. An `each` with alternatives has several.
    std::vector<std::vector<Reads>> scopes{{Reads{}}};
};

struct ExpressionNode;

class Expression {
public:
    Value compute(const Scope& scope, Run& run) const;
    Kind kind() const;
    // A constant: needs no record.
    bool constant() const;
    // Every path that its value depends on, those of its variables included.
    const std::vector<Reads>& reads() const { return reads_; }

private:
    friend Expression parse_expression(std::string_view, const Names&, std::vector<SyntaxError>&);
    friend class Parser;

    std::shared_ptr<const ExpressionNode> root_;
    std::vector<Reads> reads_;
};

// Not to be computed where `errors` grew. The first mistake in the syntax ends the reading;
// mistakes in types are all told.
Expression parse_expression(std::string_view text, const Names& names,
                            std::vector<SyntaxError>& errors);

// What `value` says as a condition.
std::variant<bool, Fault> condition(const Value& value);

// A row of the table of functions.
struct Function {
    std::string_view name;
    std::size_t arguments;
    Kind result;
    std::string_view summary;
    Value (*compute)(std::span<const Value> arguments, Run& run);
};
std::span<const Function> functions();

}  // namespace cx::mapping
