// What a mapping is compiled into: blocks that make entities, plans that fill fields, inputs that
// read the source. compile.cpp builds it, apply.cpp runs it; between the two it never changes.
#pragma once

#include "base/node.hpp"
#include "mapping/capture.hpp"
#include "mapping/expression.hpp"
#include "mapping/mapping.hpp"
#include "mapping/path.hpp"
#include "model/schema.hpp"

#include <cx/json.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cx::mapping {

enum class OnError { drop_field, quarantine, reject };

// `map:` with `otherwise:`. The look-up is by the text of the value.
struct ValueTable {
    std::map<std::string, json::Value, std::less<>> rows;
    std::optional<json::Value> otherwise;
};

// The right side of a binding: where a value comes from, before the target's type converts it.
struct Input {
    enum class Kind { path, constant, join, expression, composite };

    Kind kind = Kind::path;
    std::vector<Path> paths;   // path: of several the first that is not empty
    bool every = false;        // path: all values of a path with [*], since the target takes a list
    json::Value constant;      // constant
    std::vector<Input> parts;  // join: texts; composite: members
    std::vector<std::string> names;  // composite: the members' names
    std::string separator;           // join
    Expression expression;           // expression
    std::optional<ValueTable> table;
    std::optional<json::Value> fallback;  // default:
};

// How one field is filled.
struct FieldPlan {
    std::vector<std::string>
        members;  // Where in the object: {"name"}, {"campaign", "id"}; empty: the object itself
    std::string pointer;                  // The same as JSON pointer
    const model::Field* field = nullptr;  // nullptr: an `ext` field that nobody declared
    const model::SemanticType* type = nullptr;
    bool list = false;  // Of simple values
    Input input;
    model::ConvertContext
        context;  // Region, zone and options; now and instance come with the record
    std::optional<Path> region_from;
    OnError on_error = OnError::drop_field;
    Mark mark;
};

// `each:`; one path, or alternatives.
struct Each {
    std::vector<Path> paths;
};

// One entry of `lists: {field: [...]}`.
struct EntryPlan {
    std::optional<Each> each;
    std::optional<Expression> when;
    Mark when_mark;
    std::vector<FieldPlan> fields;
    const model::Field* field = nullptr;  // The list
};

struct ListPlan {
    std::vector<std::string> members;
    std::string pointer;
    std::vector<EntryPlan> entries;
};

struct KeyPlan {
    Input input;  // Composite of ns and value
    model::ConvertContext context;
    OnError on_error = OnError::reject;
    Mark mark;
};

struct Block {
    const model::EntityType* entity = nullptr;
    Mark mark;
    std::optional<Each> each;
    std::optional<Expression> when;
    Mark when_mark;
    std::optional<KeyPlan> key;  // Absent: events are named by a hash
    std::vector<FieldPlan> fields;
    std::vector<ListPlan> lists;
    std::vector<Block> also;
    bool mention = false;
};

// A line of describe().
struct BindingLine {
    std::string target;
    std::string source;
    Mark mark;
};

using Namespaces = std::map<std::string, model::Namespace, std::less<>>;

struct Program {
    // What the plans' contexts point to; shared, so that a program can be moved.
    std::shared_ptr<const Namespaces> namespaces;
    std::shared_ptr<const Tokenizer> tokenize;

    std::string name;
    std::string text;
    std::vector<Expression> variables;
    std::vector<Capture> captures;
    std::optional<FieldPlan> occurred_at;
    std::vector<Block> blocks;
    std::map<std::string, std::map<std::string, model::LabelSet>> labels;
    std::vector<BindingLine> lines;
};

}  // namespace cx::mapping
