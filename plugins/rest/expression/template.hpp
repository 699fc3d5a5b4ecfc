// Expressions of a declarative manifest: Jinja as those manifests use it, compiled once, evaluated
// for each record.
//
//   {{ record['a'] }}   {{ config.get('x') or 'y' }}   {% set %} {% if %} {% for %}   x | filter
//
// What surprises, and is kept because manifests rest on it:
// - The rendered *text* is read again as a Python literal: "123" becomes a number, "1,2" a list,
//   "True" a boolean, "None" null; "00123", "true" and "2020-10-10" stay text. `text()` does not.
// - A missing member is empty text. A member of a missing member is an error in value() and text(),
//   null in mapped(), false in truth().
// - In truth() null is *true*: only False, 0, "", "0", "0.0", "false" and what is empty are false.
// - Kinds that do not go together ('a' + 1) give the template's own text back.
// - `a.b` is the method b of a where there is one, then the member; `a['b']` is always the member.
//
// What this does better than to fail late: a variable that the place does not offer, an unknown
// function, filter, method or test, and wrong arguments are errors of compile(), with their place.
// Everything is bounded: text, depth, output, steps of loops (limits below). A compiled template is
// immutable; several threads may evaluate it at once.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rest {

inline constexpr std::size_t template_bytes_max = 256U << 10;
inline constexpr int template_depth_max = 100;
inline constexpr std::size_t template_output_max = 4U << 20;
inline constexpr std::size_t template_steps_max = 1'000'000;

// What an expression may look at. All is borrowed and has to outlive the evaluation.
//
// stream_partition and stream_interval are other names of stream_slice, here and in compile(). A
// variable that the place offers but the scope lacks is missing, as a missing member is.
class Scope {
public:
    explicit Scope(std::int64_t now) : now_us(now) {}

    // Nothing is copied. Setting a name again replaces its value; nullptr takes it away.
    Scope& set(std::string_view name, const cx::json::Value* value);
    const cx::json::Value* find(std::string_view name) const;

    std::int64_t now_us = 0;

private:
    struct Variable {
        std::string_view name;
        const cx::json::Value* value = nullptr;
    };
    std::vector<Variable> variables_;
};

// The kinds that a text read again may become; another one stays text. `number` means one with a
// fraction, as in the manifests' `value_type`.
enum class Kinds { any, string, number, integer, boolean };

struct Program;

class Template {
public:
    // The empty text.
    Template();

    // `names`: the variables that the place offers. Error code: rest.expression; the message begins
    // with the place in the text, "1:4: unknown variable 'foo'; here are config and record".
    static cx::Result<Template> compile(std::string_view text,
                                        std::span<const std::string_view> names);

    const std::string& source() const;
    // No {{ }} and no {% %}: the text itself (which value() still reads again as a literal).
    bool is_constant() const;

    // A *string place*: the rendered text read again. Error code: rest.expression; the message
    // names the expression and never what the record held.
    cx::Result<cx::json::Value> value(const Scope& scope, Kinds kinds = Kinds::any) const;
    // As value(), not read again.
    cx::Result<std::string> text(const Scope& scope) const;
    // A *mapping place*: null where the result is empty or something was missing on the way, which
    // takes the key out of the mapping.
    cx::Result<cx::json::Value> mapped(const Scope& scope, Kinds kinds = Kinds::any) const;
    // A *boolean place*. An error of the evaluation is false; judge() tells it.
    bool truth(const Scope& scope) const;
    cx::Result<bool> judge(const Scope& scope) const;

private:
    std::shared_ptr<const Program> program_;
};

// A JSON value of the manifest in which every string is a template, keys included.
class TemplateTree {
public:
    TemplateTree() = default;
    // As Template::compile; the message begins with the path, "/filters/0: 1:4: unknown ...".
    static cx::Result<TemplateTree> compile(const cx::json::Value& value,
                                            std::span<const std::string_view> names);

    bool is_constant() const;
    // A mapping: members that come out null are left out, in nested objects too; elements of lists
    // stay. A tree that is one string answers as Template::mapped.
    cx::Result<cx::json::Value> mapped(const Scope& scope) const;
    // As mapped, but each string is left as the text it renders to.
    cx::Result<cx::json::Value> texts(const Scope& scope) const;

private:
    enum class Reading { literal, text };
    struct Node;
    static cx::Result<std::shared_ptr<const Node>> compile_node(
        const cx::json::Value& value, std::span<const std::string_view> names,
        const std::string& path, int depth);
    static cx::Result<cx::json::Value> evaluate(const Node& node, const Scope& scope,
                                                Reading reading);
    static bool constant(const Node& node);

    std::shared_ptr<const Node> root_;
};

}  // namespace rest
