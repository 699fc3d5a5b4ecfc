// A template as a tree, and what stands behind its names.
#pragma once

#include "rest/expression/value.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rest {
class Scope;
}

namespace rest::expr {

class Machine;

// One call of a function, filter, method or test.
struct Call {
    Machine& machine;
    const Value& self;             // What stands before `|`, `.` or `is`; missing for a function
    std::vector<Value> arguments;  // In the order of the parameters; Absent where not given
    std::vector<std::pair<std::string_view, Value>> keywords = {};

    bool has(std::size_t index) const
    {
        return index < arguments.size() && arguments[index].given();
    }
    // Asserts has().
    const Value& at(std::size_t index) const { return arguments[index]; }
};

// A row of the library. `parameters`: their names, "?" behind those that may be left out, "*" for
// any number more, "**" for any keywords.
struct Builtin {
    std::string_view name;
    std::string_view parameters;
    Value (*run)(Call& call);
};

enum class Op {
    constant,
    local,      // slot
    variable,   // name, of the scope
    list,       // kids
    tuple,      // kids
    dict,       // kids: key, value, key, value
    attribute,  // kids[0], name
    item,       // kids[0][kids[1]]
    slice,      // kids[0][kids[1]:kids[2]:kids[3]]; each of them may be null
    function,   // builtin, kids: arguments; null where not given
    filter,     // kids[0] | builtin(kids[1...])
    method,     // kids[0].name(kids[1...]): which one is known with the value
    test,       // kids[0] is builtin(kids[1...])
    negate,     // not
    minus,
    plus,
    conjunction,
    disjunction,
    binary,       // name: the sign
    concatenate,  // kids
    compare,      // kids; signs between them
    conditional,  // kids: then, condition, else or null
    // Statements
    data,    // constant
    output,  // kids[0]
    choose,  // kids: conditions; bodies, and one more for else
    repeat,  // kids: list, filter or null; bodies: each, else; slots
    assign,  // kids[0] or bodies[0]; slots, or name = a member of slot
};

struct Node;
using NodePtr = std::unique_ptr<Node>;
using Block = std::vector<NodePtr>;

struct Node {
    Op op;
    std::size_t at = 0;  // Byte of the template
    int depth = 1;
    Value constant = {};
    std::string name = {};
    int slot = -1;
    const Builtin* builtin = nullptr;
    std::vector<NodePtr> kids = {};
    std::vector<std::string> signs = {};     // compare; and of a method: names of its keywords
    std::vector<std::string> keywords = {};  // Of the last kids, for a builtin that takes any
    std::vector<Block> bodies = {};
    std::vector<int> slots = {};
    // repeat: what a name within hides is there again when a turn begins.
    struct Shadow {
        int inner = 0;
        NodePtr outer;  // null: nothing
    };
    std::vector<Shadow> shadows = {};
    int loop_slot = -1;  // repeat: of `loop`, where it is used
};

// The tables. nullptr for an unknown name.
const Builtin* find_function(std::string_view name);
const Builtin* find_filter(std::string_view name);
const Builtin* find_test(std::string_view name);
// Of the kind of `self`.
const Builtin* find_method(const Value& self, std::string_view name);
// Whether any kind of value has such a method.
bool is_method(std::string_view name);

}  // namespace rest::expr

namespace rest {

// A compiled template.
struct Program {
    std::string source = {};
    bool constant = true;
    std::string text = {};         // Of a constant: what it renders to,
    cx::json::Value literal = {};  // and that read again
    expr::Block block = {};
    int slots = 0;
};

}  // namespace rest
