#include "mapping/mapping.hpp"

#include "mapping/apply.hpp"
#include "mapping/compiler.hpp"
#include "mapping/describe.hpp"

#include <array>

namespace cx::mapping {
namespace {

class Compiled final : public Mapping {
public:
    explicit Compiled(Program program) : program_(std::move(program)) {}

    const std::string& name() const override { return program_.name; }
    Outcome apply(const json::Value& record, const SourceFacts& facts) const override
    {
        return mapping::apply(program_, record, facts);
    }
    const std::map<std::string, std::map<std::string, model::LabelSet>>& labels() const override
    {
        return program_.labels;
    }
    const std::string& text() const override { return program_.text; }
    std::string describe() const override { return mapping::describe(program_); }

private:
    Program program_;
};

constexpr std::array<Code, 6> rejects{{
    {"mapping.key",
     "The key of an entity is missing or not usable, or two different entities of the record have "
     "the same key.",
     "Look at the record: is the key's field there and filled? Else bind the key to another "
     "field."},
    {"mapping.required", "A field that the entity requires came out empty.",
     "Bind the field to a source field that is always there, or give it a `default`."},
    {"mapping.value", "A value with `on_error: reject`, or a condition, could not be used.",
     "Correct the value at the source, give the binding the right options, or let it drop the "
     "field."},
    {"mapping.quarantine",
     "A value with `on_error: quarantine` could not be used; the record waits for a decision.",
     "Look at the record, correct the mapping or the source, then retry the reject."},
    {"mapping.forbidden", "A number that must not be kept stands in a key.",
     "Use another key; such numbers identify people and are not stored."},
    {"mapping.limit", "The record makes too many entities or takes too many steps to map.",
     "Let the source split the record, or map a smaller part of it."},
}};

constexpr std::array<Code, 11> issues{{
    {"enum.unmapped", "A value is not in the binding's `map`, which has no `otherwise`.",
     "Add the value to the table, or an `otherwise`."},
    {"list.limit", "A list has more entries than a list field holds; those beyond were left out.",
     "Emit an entity for each element instead."},
    {"list.required", "An entry of a list misses a required field and was left out.",
     "Bind the field, or leave such elements out with `when`."},
    {"expr.number", "An expression calculates with something that is no number.",
     "Look at the source field, or test it with matches() first."},
    {"expr.text", "A function that takes a text was given a list or an object.",
     "Name one element of it in the path."},
    {"expr.condition", "A condition came out as neither true nor false.",
     "Compare the value: x == 'Y'."},
    {"expr.compare", "An expression orders values that have no order.",
     "Convert or test the value first."},
    {"expr.list", "`in` was given something that is no list.", "Compare with ==, or name a list."},
    {"expr.divide", "An expression divides by zero.", "Test the divisor: n == 0 ? 0 : x / n."},
    {"expr.range", "A result has more than 38 digits.",
     "Look at the source fields; such numbers are mistakes."},
    {"expr.pattern", "A regular expression that the record brings is not one.",
     "Write the pattern in the mapping."},
}};

constexpr std::array<Code, 15> mistakes{{
    {"mapping.kind", "A part of the mapping has the wrong form.",
     "The message shows the right one."},
    {"mapping.missing", "Something that has to be there is missing.", "Add it."},
    {"mapping.duplicate", "A field is filled twice, or a binding has two sources.", "Leave one."},
    {"mapping.name", "A variable's name cannot be used in an expression.",
     "Use letters, digits and '_'."},
    {"mapping.unknown_key", "A key that mappings do not know.", "Correct or remove it."},
    {"mapping.unknown_entity", "The schema has no such entity, or not this version of it.",
     "See `cxhub describe schema`."},
    {"mapping.unknown_field", "The entity has no such field.",
     "See `cxhub describe schema`; own fields go to ext.<namespace>.<field>."},
    {"mapping.unknown_namespace", "No namespace of identifiers has this name.",
     "Use one of identity.yaml, or add it there."},
    {"mapping.unknown_option", "The type of the field has no such option.",
     "See `cxhub describe types`."},
    {"mapping.unknown_label", "The taxonomy has no such label.",
     "Use one of labels.yaml, or add it there."},
    {"mapping.binding", "This kind of binding does not fit the type of the field.",
     "Use the one the message names."},
    {"mapping.literal", "A literal cannot be converted to the type of the field.",
     "Correct the literal."},
    {"mapping.path", "A path cannot be read.", "See docs/specs/pipeline.md, Mappings."},
    {"mapping.expression", "An expression cannot be read.",
     "See docs/specs/pipeline.md, Mappings."},
    {"mapping.type",
     "An expression uses values of kinds that do not go together, or does not fit its field.",
     "Compare texts with texts and numbers with numbers."},
}};

}  // namespace

std::span<const Code> reject_codes()
{
    return rejects;
}

std::span<const Code> issue_codes()
{
    return issues;
}

std::span<const Code> diagnostic_codes()
{
    return mistakes;
}

std::unique_ptr<Mapping> compile(const Node& root, const model::Schema& schema,
                                 const CompileOptions& options, Diagnostics& diagnostics)
{
    Diagnostics own;
    Program program = Compiler(schema, options, own).compile(root);
    for (const Diagnostic& diagnostic : own.sorted()) {
        if (diagnostic.severity == Diagnostic::Severity::error)
            diagnostics.error(diagnostic.mark, diagnostic.code, diagnostic.message);
        else
            diagnostics.warning(diagnostic.mark, diagnostic.code, diagnostic.message);
    }
    if (own.has_errors()) return nullptr;
    return std::make_unique<Compiled>(std::move(program));
}

}  // namespace cx::mapping
