// The left sides of bindings: fields, parts of composites, lists, and what is checked about them.
#include "base/text.hpp"
#include "mapping/compiler.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::mapping {
namespace {

std::string pointer_of(const std::vector<std::string>& members)
{
    std::string pointer;
    for (const std::string& member : members) {
        pointer += '/';
        for (const char c : member) {  // RFC 6901
            if (c == '~')
                pointer += "~0";
            else if (c == '/')
                pointer += "~1";
            else
                pointer += c;
        }
    }
    return pointer;
}

// One path is the other or leads into it: "name" and "name.full".
bool related(std::string_view left, std::string_view right)
{
    if (left.size() > right.size()) std::swap(left, right);
    return right.starts_with(left) && (right.size() == left.size() || right[left.size()] == '.');
}

bool fits_composite(std::string_view composite, std::string_view type)
{
    if (composite == "ref") return type == "ref" || type == "identifier";
    return type == composite || (type.starts_with(composite) && type[composite.size()] == '.');
}

// Lists of objects, and of composites such as identifiers, are filled entry by entry.
bool takes_entries(const Target& target)
{
    if (!target.part.empty() || !target.field) return false;
    return target.shape == Target::Shape::objects ||
           (target.shape == Target::Shape::values && !model::parts_of(target.field->type).empty());
}

void add_nested_labels(const model::Field& field, model::LabelSet& labels)
{
    labels.add(field.labels);
    for (const model::Field& inner : field.fields) add_nested_labels(inner, labels);
}

}  // namespace

void Compiler::read_fields(const Node& block_node, Block& block)
{
    const model::EntityType& entity = *block.entity;
    const Node* fields = block_node.find("fields");
    const Node* lists = block_node.find("lists");
    for (const Node* node : {fields, lists})
        if (node && !node->is_map())
            error(node->mark, "mapping.kind", "a map of fields and bindings is expected here");
    read_group(bound_fields(fields, entity.name), nullptr, entity, block.fields);
    for (const Bound& bound : bound_lists(lists, entity.name)) {
        if (fields && fields->find(bound.target))
            error(bound.mark, "mapping.duplicate",
                  fmt::format("'{}' is bound under `fields` and under `lists`", bound.target));
        read_list(bound, entity, block);
    }
}

std::vector<Compiler::Bound> Compiler::bound_fields(const Node* fields, std::string_view entity)
{
    std::vector<Bound> bound;
    if (fields)
        for (const Node::Member& member : fields->members)
            bound.push_back({member.name, member.mark, &member.value});
    lay_over(bound, entity, false);
    return bound;
}

std::vector<Compiler::Bound> Compiler::bound_lists(const Node* lists, std::string_view entity)
{
    std::vector<Bound> bound;
    if (lists)
        for (const Node::Member& member : lists->members)
            bound.push_back({member.name, member.mark, &member.value});
    lay_over(bound, entity, true);
    return bound;
}

// A binding of `set` takes the place of those that fill the same field or a part of it; null takes
// it away.
void Compiler::lay_over(std::vector<Bound>& bound, std::string_view entity, bool lists)
{
    for (std::size_t i = 0; i < set_.size(); ++i) {
        const std::string& path = set_[i].target;
        if (!path.starts_with(entity) || path[entity.size()] != '.') continue;
        const std::string target = path.substr(entity.size() + 1);
        const Target found = find_target(schema_.find(entity)->fields, target, entity);
        set_used_[i] = true;
        if (lists != (found.error.empty() && takes_entries(found))) continue;
        std::erase_if(bound, [&](const Bound& one) { return related(one.target, target); });
        if (!set_[i].node->is_null()) bound.push_back({target, set_[i].mark, set_[i].node});
    }
}

// `list`: the targets are those of an entry of this list.
void Compiler::read_group(const std::vector<Bound>& bound, const model::Field* list,
                          const model::EntityType& entity, std::vector<FieldPlan>& plans)
{
    for (std::size_t i = 0; i < bound.size(); ++i) {
        const auto clash = std::find_if(
            bound.begin(), bound.begin() + static_cast<std::ptrdiff_t>(i),
            [&](const Bound& earlier) { return related(earlier.target, bound[i].target); });
        if (clash != bound.begin() + static_cast<std::ptrdiff_t>(i)) {
            error(bound[i].mark, "mapping.duplicate",
                  fmt::format("'{}' is already filled by '{}' in line {}", bound[i].target,
                              clash->target, clash->mark.line));
            continue;
        }
        Target target = list ? find_entry_target(*list, bound[i].target)
                             : find_target(entity.fields, bound[i].target, entity.name);
        if (!target.error.empty()) {
            error(bound[i].mark, "mapping.unknown_field", target.error);
            continue;
        }
        const std::string where = list ? entity.name + "." + list->name : entity.name;
        const std::string top = list ? list->name : target.members.front();
        read_field(bound[i], std::move(target), where, top, plans);
    }
}

void Compiler::read_field(const Bound& bound, Target target, std::string_view where,
                          std::string_view top, std::vector<FieldPlan>& plans)
{
    using Shape = Target::Shape;
    if (target.shape == Shape::object || takes_entries(target)) {
        error(bound.mark, "mapping.binding",
              target.shape == Shape::object
                  ? fmt::format(
                        "'{0}' is an object; bind its fields, as in {0}.{1}", bound.target,
                        target.field->fields.empty() ? "field" : target.field->fields.front().name)
                  : fmt::format("'{}' is a list; bind its entries under `lists`", bound.target));
        return;
    }
    std::optional<Binding> binding = read_binding(*bound.node, false);
    if (!binding) return;
    note(fmt::format("{}.{}", where, bound.target), *bound.node, bound.mark);
    collect_labels(where.substr(0, where.find('.')), top, *binding);
    check_fit(bound, target, *binding);
    if (!target.part.empty()) return read_part(bound, target, std::move(*binding), plans);

    FieldPlan plan;
    plan.members = std::move(target.members);
    plan.pointer = pointer_of(plan.members);
    plan.field = target.field;
    plan.type = target.type;
    plan.list = target.shape == Shape::values;
    plan.on_error = binding->on_error.value_or(OnError::drop_field);
    plan.mark = bound.mark;
    plan.context = context();
    if (plan.field) {
        plan.context.values = plan.field->values;
        plan.context.open = plan.field->open;
    }
    set_options(plan, binding->with);
    plan.input = std::move(binding->input);
    plan.input.every = plan.list || plan.type->expression_kind == "list";
    check_literals(plan, *binding);
    plans.push_back(std::move(plan));
}

// Parts of one composite are read together and converted once.
void Compiler::read_part(const Bound& bound, const Target& target, Binding binding,
                         std::vector<FieldPlan>& plans)
{
    auto plan = std::find_if(plans.begin(), plans.end(), [&](const FieldPlan& one) {
        return one.field == target.field && one.members == target.members &&
               one.input.kind == Input::Kind::composite;
    });
    if (plan == plans.end()) {
        FieldPlan made;
        made.members = target.members;
        made.pointer = pointer_of(made.members);
        made.field = target.field;
        made.type = target.type;
        made.mark = bound.mark;
        made.context = context();
        made.input.kind = Input::Kind::composite;
        plans.push_back(std::move(made));
        plan = std::prev(plans.end());
    }
    set_options(*plan, binding.with);
    plan->on_error = std::max(plan->on_error, binding.on_error.value_or(OnError::drop_field));
    if (target.field->type == "identifier" && target.part == "ns" &&
        binding.input.kind == Input::Kind::constant)
        check_namespace(*(bound.node->find("const")), true);
    binding.input.every = target.part == "lines";
    plan->input.names.push_back(target.part);
    plan->input.parts.push_back(std::move(binding.input));
}

void Compiler::read_list(const Bound& bound, const model::EntityType& entity, Block& block)
{
    const Target target = find_target(entity.fields, bound.target, entity.name);
    if (!target.error.empty()) return error(bound.mark, "mapping.unknown_field", target.error);
    if (!takes_entries(target))
        return error(
            bound.mark, "mapping.binding",
            fmt::format("'{}' is no list of objects; bind it under `fields`", bound.target));
    if (!bound.node->is_list())
        return error(bound.node->mark, "mapping.kind",
                     "a list of entries is expected here: [{set: {...}}]");
    ListPlan plan;
    plan.members = target.members;
    plan.pointer = pointer_of(plan.members);
    for (const Node& item : bound.node->items)
        plan.entries.push_back(read_entry(item, *target.field, entity, target.members.front()));
    block.lists.push_back(std::move(plan));
}

EntryPlan Compiler::read_entry(const Node& node, const model::Field& field,
                               const model::EntityType& entity, std::string_view)
{
    EntryPlan entry;
    entry.field = &field;
    if (!node.is_map()) {
        error(node.mark, "mapping.kind", "an entry of a list is a map: {each: path, set: {...}}");
        return entry;
    }
    known_keys(node, "an entry of a list", {"each", "when", "set"});
    const std::size_t scopes = names_.scopes.size();
    entry.each = read_each(node);
    entry.when = read_when(node, entry.when_mark);
    const Node* set = node.find("set");
    if (!set || !set->is_map()) {
        error(set ? set->mark : node.mark, "mapping.missing",
              "an entry needs `set`, a map of fields and bindings");
    } else {
        std::vector<Bound> bound;
        for (const Node::Member& member : set->members)
            bound.push_back({member.name, member.mark, &member.value});
        read_group(bound, &field, entity, entry.fields);
        check_entry_required(entry, field, set->mark);
    }
    names_.scopes.resize(scopes);
    return entry;
}

// Whether what the binding gives can be what the target takes, as far as that is certain.
void Compiler::check_fit(const Bound& bound, const Target& target, const Binding& binding)
{
    const std::string_view type = target.type ? target.type->id : "json";
    if (binding.composite &&
        (!target.part.empty() || !fits_composite(binding.composite_of, type))) {
        const std::string what =
            target.part.empty() ? fmt::format("of type {}", type) : "a part of a value";
        return error(bound.node->mark, "mapping.binding",
                     fmt::format("a {} binding does not fit '{}', which is {}",
                                 binding.composite_of, bound.target, what));
    }
    if (!target.part.empty() || !target.type || binding.input.kind != Input::Kind::expression)
        return;
    const std::string_view wanted = target.type->expression_kind;
    const bool wrong =
        (binding.kind == Kind::boolean && wanted != "bool" && type != "json" && type != "enum") ||
        (binding.kind == Kind::number && (wanted == "bool" || wanted == "object")) ||
        (binding.kind == Kind::text && wanted == "number" && !binding.constant_expression) ||
        (binding.kind == Kind::list && target.shape == Target::Shape::value && wanted != "list");
    if (wrong && !binding.input.table)
        error(binding.expression_mark, "mapping.type",
              fmt::format("'{}' is of type {}, and the expression gives {}", bound.target, type,
                          to_text(binding.kind)));
}

// Literals are converted now: a mistake in them is told at load, not with every record.
void Compiler::check_literals(const FieldPlan& plan, const Binding& binding)
{
    // A namespace that keeps only tokens cannot be tried without its key.
    if (plan.type->id == "ref" || plan.type->id == "identifier") return;
    const auto check = [&](const json::Value& value, const Mark& mark) {
        const model::Converted converted = plan.type->convert(value, plan.context);
        if (!converted.dropped()) return;
        const std::string code =
            converted.issues.empty() ? "nothing is left of it" : converted.issues.front().code;
        const std::string written = value.text().value_or(json::write(value));
        const bool closed = plan.type->id == "enum" && plan.field;
        error(mark, "mapping.literal",
              fmt::format("'{}' is no {}: {}{}", written, plan.type->id, code,
                          closed ? did_you_mean(written, plan.field->values) : ""));
    };
    std::vector<std::pair<json::Value, Mark>> literals = binding.literals;
    if (binding.constant_expression) {
        const SourceFacts facts;
        const json::Value nothing;
        const Scope scope{&nothing, nullptr};
        Run run(facts, scope, {}, {});
        literals.emplace_back(to_json(plan.input.expression.compute(scope, run)),
                              binding.expression_mark);
    }
    for (const auto& [literal, mark] : literals) {
        if (!plan.list || !literal.is_array())
            check(literal, mark);
        else
            for (const json::Value& element : literal.as_array()) check(element, mark);
    }
}

void Compiler::check_required(const Block& block, const Node& node)
{
    const auto filled = [&](const std::string& name) {
        const auto leads = [&](const std::vector<std::string>& members) {
            return !members.empty() && members[0] == name;
        };
        return std::any_of(block.fields.begin(), block.fields.end(),
                           [&](const FieldPlan& plan) { return leads(plan.members); }) ||
               std::any_of(block.lists.begin(), block.lists.end(),
                           [&](const ListPlan& plan) { return leads(plan.members); });
    };
    // A field whose binding is wrong has been told already.
    const Node* fields = node.find("fields");
    const Node* lists = node.find("lists");
    for (const model::Field& field : block.entity->fields) {
        if (!field.required || filled(field.name) || (fields && fields->find(field.name)) ||
            (lists && lists->find(field.name)))
            continue;
        error(node.mark, "mapping.missing",
              fmt::format("{} requires '{}', which no binding fills", block.entity->name,
                          field.name));
    }
}

void Compiler::check_entry_required(const EntryPlan& entry, const model::Field& field,
                                    const Mark& mark)
{
    for (const model::Field& inner : field.fields) {
        const bool filled =
            std::any_of(entry.fields.begin(), entry.fields.end(),
                        [&](const FieldPlan& plan) { return plan.members.front() == inner.name; });
        if (inner.required && !filled && !diagnostics_.has_errors())
            error(mark, "mapping.missing",
                  fmt::format("an entry of '{}' requires '{}', which no binding fills", field.name,
                              inner.name));
    }
}

// `with:`; a table in it ({ST: "1"}) reaches the converter as JSON, a list as its texts with '|'
// between.
void Compiler::set_options(FieldPlan& plan, const Node* with)
{
    if (!with) return;
    if (!with->is_map()) return error(with->mark, "mapping.kind", "`with` is a map of options");
    const std::vector<std::string> known(plan.type->options.begin(), plan.type->options.end());
    for (const Node::Member& member : with->members) {
        if (std::find(known.begin(), known.end(), member.name) == known.end()) {
            error(member.mark, "mapping.unknown_option",
                  fmt::format("unknown option '{}' of type {}{}", member.name, plan.type->id,
                              did_you_mean(member.name, known)));
        } else if (member.name == "region_from") {
            plan.region_from = read_path(member.value);
        } else if (member.value.is_scalar()) {
            plan.context.options[member.name] = member.value.text;
        } else if (member.value.is_list()) {
            std::string texts;
            for (const Node& item : member.value.items)
                texts += (texts.empty() ? "" : "|") + item.text;
            plan.context.options[member.name] = texts;
        } else {
            plan.context.options[member.name] = json::write(to_json(member.value));
        }
    }
}

void Compiler::collect_labels(std::string_view entity, std::string_view field,
                              const Binding& binding)
{
    readers_.push_back({std::string(entity), std::string(field), binding.reads, binding.labels});
    if (binding.labels.empty()) return;
    for (const Reads& reads : binding.reads) labelled_.emplace_back(reads, binding.labels);
}

// Labels travel: whoever reads a value that some binding has labelled carries the labels too.
void Compiler::finish_labels()
{
    for (const Reader& reader : readers_) {
        model::LabelSet& labels = program_.labels[reader.entity][reader.field];
        const model::EntityType* entity = schema_.find(reader.entity);
        for (const model::Field& field : entity->fields)
            if (field.name == reader.field) add_nested_labels(field, labels);
        if (reader.field == "ext") {
            labels.add("internal");
            labels.add("pii.indirect");
        }
        labels.add(reader.labels);
        for (const Reads& reads : reader.reads)
            for (const auto& [source, added] : labelled_)
                if (overlap(source, reads)) labels.add(added);
    }
}

void Compiler::note(std::string_view target, const Node& node, const Mark& mark)
{
    program_.lines.push_back({std::string(target), to_line(node), mark});
}

}  // namespace cx::mapping
