// The right sides of bindings: where a value comes from.
#include "mapping/compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cx::mapping {
namespace {

struct CompositeForm {
    std::string_view name;  // The key in a binding
    std::string_view type;  // The semantic type it fits
    std::array<std::string_view, 2> members;
};

constexpr std::array<CompositeForm, 2> composites{{
    {"money", "money", {"amount", "currency"}},
    {"quantity", "quantity", {"value", "unit"}},
}};

constexpr std::array<std::string_view, 7> forms{"from",     "const", "join", "money",
                                                "quantity", "ref",   "expr"};

Mark key_mark(const Node& map, std::string_view name)
{
    for (const Node::Member& member : map.members)
        if (member.name == name) return member.mark;
    return map.mark;
}

// A literal as written; `[a, b]` is a list.
json::Value literal(const Node& node)
{
    return to_json(node);
}

}  // namespace

// `part`: inside join, money, quantity or ref, where `with`, `labels` and `on_error` belong to the
// whole.
std::optional<Compiler::Binding> Compiler::read_binding(const Node& node, bool part)
{
    Binding binding;
    if (node.is_null()) {
        error(node.mark, "mapping.missing",
              "a binding is expected here: a path, or a map such as {const: x}");
        return std::nullopt;
    }
    if (!node.is_map()) {
        if (!read_from(node, binding)) return std::nullopt;
        return binding;
    }
    if (!read_source(node, binding, part)) return std::nullopt;
    return binding;
}

bool Compiler::read_source(const Node& node, Binding& binding, bool part)
{
    std::vector<const Node::Member*> found;
    for (const Node::Member& member : node.members)
        if (std::find(forms.begin(), forms.end(), member.name) != forms.end())
            found.push_back(&member);
    known_keys(node, "a binding",
               {"from", "const", "join", "money", "quantity", "ref", "expr", "with", "map",
                "otherwise", "sep", "default", "labels", "on_error"});
    if (found.empty()) {
        error(node.mark, "mapping.missing",
              "a binding needs one of from, const, join, money, quantity, ref, expr");
        return false;
    }
    if (found.size() > 1) {
        error(found[1]->mark, "mapping.duplicate",
              fmt::format("a binding has one source, here are '{}' and '{}'", found[0]->name,
                          found[1]->name));
        return false;
    }
    read_extras(node, binding, part);
    const std::string& form = found[0]->name;
    const Node& value = found[0]->value;
    if (node.find("sep") && form != "join")
        error(key_mark(node, "sep"), "mapping.unknown_key", "`sep` belongs to `join`");
    if (form == "from") return read_from(value, binding);
    if (form == "join") return read_join(node, binding);
    if (form == "expr") return read_expr(value, binding);
    if (form == "ref") return read_ref(value, binding);
    if (form == "const") {
        binding.input.kind = Input::Kind::constant;
        binding.input.constant = literal(value);
        binding.literals.emplace_back(binding.input.constant, value.mark);
        if (binding.input.constant.empty())
            error(value.mark, "mapping.missing", "`const` needs a value");
        return true;
    }
    for (const CompositeForm& composite : composites) {
        if (form != composite.name) continue;
        binding.composite = true;
        binding.composite_of = composite.type;
        return read_members(value, composite.members, binding);
    }
    return false;
}

bool Compiler::read_from(const Node& node, Binding& binding)
{
    binding.input.kind = Input::Kind::path;
    if (node.is_list() && node.items.empty())
        error(node.mark, "mapping.missing", "a list of paths needs at least one");
    const bool list = node.is_list();
    bool right = !(list && node.items.empty());
    for (std::size_t i = 0; i < (list ? node.items.size() : 1); ++i) {
        std::optional<Path> path = read_path(list ? node.items[i] : node);
        right = right && path;
        if (!path) continue;
        binding.reads.insert(binding.reads.end(), path->reads.begin(), path->reads.end());
        binding.reads.insert(binding.reads.end(), path->filter_reads.begin(),
                             path->filter_reads.end());
        binding.input.paths.push_back(std::move(*path));
    }
    return right;
}

bool Compiler::read_join(const Node& node, Binding& binding)
{
    const Node& parts = *node.find("join");
    binding.input.kind = Input::Kind::join;
    binding.input.separator = " ";
    if (const Node* separator = node.find("sep")) binding.input.separator = separator->text;
    if (!parts.is_list() || parts.items.empty()) {
        error(parts.mark, "mapping.kind",
              "`join` is a list of bindings: {join: [a, b], sep: \" \"}");
        return false;
    }
    bool right = true;
    for (const Node& item : parts.items) {
        std::optional<Binding> part = read_binding(item, true);
        right = right && part;
        if (!part) continue;
        binding.reads.insert(binding.reads.end(), part->reads.begin(), part->reads.end());
        binding.input.parts.push_back(std::move(part->input));
    }
    return right;
}

bool Compiler::read_members(const Node& node, std::span<const std::string_view> names,
                            Binding& binding)
{
    binding.input.kind = Input::Kind::composite;
    const std::vector<std::string> known(names.begin(), names.end());
    if (!node.is_map()) {
        error(node.mark, "mapping.kind",
              fmt::format("a map with {} and {} is expected here", names[0], names[1]));
        return false;
    }
    bool right = true;
    for (const Node::Member& member : node.members) {
        if (std::find(names.begin(), names.end(), member.name) == names.end()) {
            error(member.mark, "mapping.unknown_key",
                  fmt::format("unknown key '{}'{}", member.name, did_you_mean(member.name, known)));
            continue;
        }
        std::optional<Binding> part = read_binding(member.value, true);
        right = right && part;
        if (!part) continue;
        binding.reads.insert(binding.reads.end(), part->reads.begin(), part->reads.end());
        binding.input.parts.push_back(std::move(part->input));
        binding.input.names.push_back(member.name);
    }
    if (!node.find(names[0])) {
        error(node.mark, "mapping.missing", fmt::format("`{}` is missing here", names[0]));
        return false;
    }
    return right;
}

// {ns, from} of a reference or a key. `ns` is fixed; everything else is an ordinary binding.
bool Compiler::read_ref(const Node& node, Binding& binding)
{
    binding.composite = true;
    binding.composite_of = "ref";
    if (!node.is_map()) {
        error(node.mark, "mapping.kind", "a map is expected here: {ns: crm.contact, from: id}");
        return false;
    }
    const Node* ns = node.find("ns");
    if (!ns)
        error(node.mark, "mapping.missing",
              "`ns`, the namespace of the identifier, is missing here");
    const bool right = ns && check_namespace(*ns, true);

    Node rest = node;
    std::erase_if(rest.members, [](const Node::Member& member) { return member.name == "ns"; });
    Binding value;
    if (!read_source(rest, value, false) || !right) return false;
    if (value.composite) {
        error(node.mark, "mapping.kind",
              "the value of an identifier is a text; bind it with from, expr or join");
        return false;
    }
    if (value.with)
        error(value.with->mark, "mapping.unknown_option",
              "an identifier has no options; its namespace says how it is read");
    if (value.on_error) binding.on_error = value.on_error;
    binding.labels.add(value.labels);
    binding.reads = std::move(value.reads);
    binding.input.kind = Input::Kind::composite;
    binding.input.names = {"ns", "value"};
    Input name;
    name.kind = Input::Kind::constant;
    name.constant = ns->text;
    binding.input.parts.push_back(std::move(name));
    binding.input.parts.push_back(std::move(value.input));
    return true;
}

bool Compiler::read_expr(const Node& node, Binding& binding)
{
    std::optional<Expression> expression = read_expression(node, &binding.kind);
    if (!expression) return false;
    binding.input.kind = Input::Kind::expression;
    binding.reads = expression->reads();
    binding.expression_mark = node.mark;
    binding.constant_expression = expression->constant();
    binding.input.expression = std::move(*expression);
    return true;
}

void Compiler::read_extras(const Node& node, Binding& binding, bool part)
{
    if (const Node* table = node.find("map")) {
        read_table(*table, binding);
        if (const Node* otherwise = node.find("otherwise")) {
            binding.literals.emplace_back(literal(*otherwise), otherwise->mark);
            if (binding.input.table) binding.input.table->otherwise = literal(*otherwise);
        }
    } else if (node.find("otherwise")) {
        error(key_mark(node, "otherwise"), "mapping.unknown_key", "`otherwise` belongs to `map`");
    }
    if (const Node* fallback = node.find("default")) {
        binding.input.fallback = literal(*fallback);
        binding.literals.emplace_back(*binding.input.fallback, fallback->mark);
    }
    for (const std::string_view name : {"with", "labels", "on_error"})
        if (part && node.find(name))
            error(key_mark(node, name), "mapping.unknown_key",
                  fmt::format("`{}` belongs to the whole binding, not to a part of it", name));
    binding.with = node.find("with");
    if (const Node* labels = node.find("labels")) read_labels(*labels, binding);
    if (const Node* on_error = node.find("on_error")) binding.on_error = read_on_error(*on_error);
}

void Compiler::read_table(const Node& node, Binding& binding)
{
    if (!node.is_map() || node.members.empty()) {
        error(node.mark, "mapping.kind", "`map` is a table: {A: active, I: inactive}");
        return;
    }
    ValueTable table;
    for (const Node::Member& member : node.members) {
        if (!member.value.is_scalar())
            error(member.value.mark, "mapping.kind",
                  fmt::format("the value of '{}' is a text", member.name));
        table.rows[member.name] = literal(member.value);
        binding.literals.emplace_back(literal(member.value), member.value.mark);
    }
    binding.input.table = std::move(table);
}

void Compiler::read_labels(const Node& node, Binding& binding)
{
    if (!node.is_list()) {
        error(node.mark, "mapping.kind", "`labels` is a list: [sensitive.health]");
        return;
    }
    for (const Node& item : node.items) {
        if (!item.is_scalar() || !schema_.taxonomy.knows(item.text)) {
            std::vector<std::string> known;
            for (const auto& [label, group] : schema_.taxonomy.groups) known.push_back(label);
            error(item.mark, "mapping.unknown_label",
                  fmt::format("unknown label '{}'{}", item.text, did_you_mean(item.text, known)));
        } else {
            binding.labels.add(item.text);
        }
    }
}

std::optional<OnError> Compiler::read_on_error(const Node& node)
{
    if (node.text == "drop_field") return OnError::drop_field;
    if (node.text == "quarantine") return OnError::quarantine;
    if (node.text == "reject") return OnError::reject;
    const std::vector<std::string> known{"drop_field", "quarantine", "reject"};
    error(node.mark, "mapping.kind",
          fmt::format("unknown on_error '{}'{}", node.text, did_you_mean(node.text, known)));
    return std::nullopt;
}

std::optional<Path> Compiler::read_path(const Node& node)
{
    if (!node.is_scalar()) {
        error(node.mark, "mapping.kind", "a path is expected here");
        return std::nullopt;
    }
    std::vector<SyntaxError> errors;
    Path path = parse_path(node.text, names_, errors);
    tell(node, errors);
    if (!errors.empty()) return std::nullopt;
    return path;
}

std::optional<Expression> Compiler::read_expression(const Node& node, Kind* kind)
{
    if (!node.is_scalar()) {
        error(node.mark, "mapping.kind", "an expression is expected here, a text");
        return std::nullopt;
    }
    std::vector<SyntaxError> errors;
    Expression expression = parse_expression(node.text, names_, errors);
    tell(node, errors);
    if (!errors.empty()) return std::nullopt;
    if (kind) *kind = expression.kind();
    return expression;
}

bool Compiler::check_namespace(const Node& node, bool may_name_instance)
{
    const std::size_t at = node.text.find('@');
    const std::string name = node.text.substr(0, at);
    const auto found = schema_.namespaces.find(name);
    if (!node.is_scalar() || found == schema_.namespaces.end()) {
        std::vector<std::string> known;
        for (const auto& [known_name, ns] : schema_.namespaces) known.push_back(known_name);
        const std::string meant = did_you_mean(name, known);
        error(node.mark, "mapping.unknown_namespace",
              fmt::format("unknown namespace '{}'{}", name,
                          meant.empty() ? "; identity.yaml declares them" : meant));
        return false;
    }
    if (at == std::string::npos) return true;
    if (!may_name_instance || !found->second.instance_scoped || at + 1 == node.text.size()) {
        error(node.mark, "mapping.unknown_namespace",
              fmt::format("'{}' has no instances; write the namespace alone", name));
        return false;
    }
    return true;
}

}  // namespace cx::mapping
