#include "rest/expression/template.hpp"

#include "rest/expression/literal.hpp"
#include "rest/expression/machine.hpp"
#include "rest/expression/parser.hpp"

#include <algorithm>

namespace rest {
namespace {

using cx::json::Value;
using expr::Failure;
using expr::Machine;

bool is_of(const Value& value, Kinds kinds)
{
    const bool fraction =
        value.is_number() && value.as_number().find_first_of(".e") != std::string::npos;
    switch (kinds) {
        case Kinds::string:
            return value.is_string();
        case Kinds::number:
            return value.is_number() && fraction;
        case Kinds::integer:
            return value.is_bool() || (value.is_number() && !fraction);
        case Kinds::boolean:
            return value.is_bool();
        default:
            return true;
    }
}

Value read_again(std::string text, Kinds kinds)
{
    std::optional<Value> literal = expr::read_literal(text);
    if (literal && is_of(*literal, kinds)) return std::move(*literal);
    return text;
}

// The only output of a template, or nullptr.
const expr::Node* single(const Program& program)
{
    if (program.block.size() != 1 || program.block[0]->op != expr::Op::output) return nullptr;
    return program.block[0]->kids[0].get();
}

// A value whose text reads back as itself, so that the way through the text can be spared.
std::optional<Value> direct(const expr::Value& value)
{
    if (value.is<expr::Text>() || value.is_missing()) return std::nullopt;
    return expr::to_json(value);
}

cx::Error error_of(const Program& program, const Machine& machine)
{
    return expr::error_at(program.source, machine.where(), machine.why());
}

bool is_zero(const std::string& number)
{
    return number.find_first_of("123456789") == std::string::npos;
}

// What a boolean place takes for false.
bool is_false(const Value& value)
{
    static constexpr std::string_view words[] = {"",      "0",  "0.0", "false",
                                                 "False", "{}", "[]",  "()"};
    if (value.is_bool()) return !value.as_bool();
    if (value.is_number()) return is_zero(value.as_number());
    if (value.is_string())
        return std::find(std::begin(words), std::end(words), value.as_string()) != std::end(words);
    return !value.is_null() && value.empty();
}

// A rendered text, or how rendering failed.
struct Rendered {
    std::optional<Value> value = {};  // Where no text was needed
    std::string text = {};
    Failure failure = Failure::none;
    std::optional<cx::Error> error = {};
};

Rendered render(const Program& program, const Scope& scope, bool want_text)
{
    Rendered rendered;
    Machine machine(scope, program.slots);
    const expr::Node* const node = single(program);
    if (node) {
        const expr::Value value = machine.evaluate(*node);
        if (!want_text && !machine.failed()) rendered.value = direct(value);
        if (!rendered.value && !machine.failed()) expr::show(value, rendered.text);
    } else {
        machine.run(program.block, rendered.text);
    }
    if (rendered.text.size() > template_output_max)
        machine.value_error("the output becomes too long");
    rendered.failure = machine.failure();
    if (rendered.failure == Failure::none) return rendered;
    rendered.value.reset();
    rendered.text.clear();
    // Kinds that do not go together give the template's own text.
    if (rendered.failure == Failure::type)
        rendered.text = program.source;
    else
        rendered.error = error_of(program, machine);
    return rendered;
}

const std::shared_ptr<const Program>& empty_program()
{
    static const auto empty = std::make_shared<const Program>(Program{.literal = Value("")});
    return empty;
}

}  // namespace

Scope& Scope::set(std::string_view name, const cx::json::Value* value)
{
    for (Variable& one : variables_)
        if (one.name == name) {
            one.value = value;
            return *this;
        }
    variables_.push_back({name, value});
    return *this;
}

const cx::json::Value* Scope::find(std::string_view name) const
{
    for (const Variable& one : variables_)
        if (one.name == name) return one.value;
    const bool is_slice = name == "stream_partition" || name == "stream_interval";
    return is_slice ? find("stream_slice") : nullptr;
}

Template::Template() : program_(empty_program()) {}

cx::Result<Template> Template::compile(std::string_view text,
                                       std::span<const std::string_view> names)
{
    if (text.size() > template_bytes_max)
        return cx::Error{"rest.expression", "1:1: the template is too long"};
    cx::Result<Program> program = expr::Parser(text, names).parse();
    if (!program) return program.error();
    if (program->constant) {
        for (const expr::NodePtr& node : program->block) program->text += node->constant.text();
        program->literal = read_again(program->text, Kinds::any);
    }
    Template made;
    made.program_ = std::make_shared<const Program>(std::move(*program));
    return made;
}

const std::string& Template::source() const
{
    return program_->source;
}

bool Template::is_constant() const
{
    return program_->constant;
}

cx::Result<cx::json::Value> Template::value(const Scope& scope, Kinds kinds) const
{
    if (program_->constant)
        return is_of(program_->literal, kinds) ? program_->literal : Value(program_->text);
    Rendered rendered = render(*program_, scope, kinds != Kinds::any);
    if (rendered.error) return *rendered.error;
    if (rendered.value) return std::move(*rendered.value);
    return read_again(std::move(rendered.text), kinds);
}

cx::Result<std::string> Template::text(const Scope& scope) const
{
    if (program_->constant) return program_->text;
    Rendered rendered = render(*program_, scope, true);
    if (rendered.error) return *rendered.error;
    return std::move(rendered.text);
}

cx::Result<cx::json::Value> Template::mapped(const Scope& scope, Kinds kinds) const
{
    if (program_->constant) {
        if (program_->text.empty()) return Value();
        return is_of(program_->literal, kinds) ? program_->literal : Value(program_->text);
    }
    Rendered rendered = render(*program_, scope, kinds != Kinds::any);
    if (rendered.failure == Failure::undefined) return Value();
    if (rendered.error) return *rendered.error;
    if (rendered.value) return std::move(*rendered.value);
    if (rendered.text.empty()) return Value();
    return read_again(std::move(rendered.text), kinds);
}

cx::Result<bool> Template::judge(const Scope& scope) const
{
    if (program_->constant) return !is_false(program_->literal);
    Rendered rendered = render(*program_, scope, false);
    if (rendered.failure == Failure::undefined) return false;
    if (rendered.error) return *rendered.error;
    if (rendered.value) return !is_false(*rendered.value);
    return !is_false(read_again(std::move(rendered.text), Kinds::any));
}

bool Template::truth(const Scope& scope) const
{
    const cx::Result<bool> judged = judge(scope);
    return judged && *judged;
}

}  // namespace rest
