// The outer half of the compiler: the file, its blocks, keys, conditions and repetitions.
#include "base/limits.hpp"
#include "base/text.hpp"
#include "mapping/compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace cx::mapping {
namespace {

std::vector<std::string> entity_names(const model::Schema& schema)
{
    std::vector<std::string> names;
    for (const auto& [name, type] : schema.entities) names.push_back(name);
    return names;
}

bool is_version(std::string_view text)
{
    return !text.empty() && text.size() <= 6 && text.find_first_not_of("0123456789") == text.npos &&
           text[0] != '0';
}

// A variable is a name, so that expressions can say it.
bool is_name(std::string_view text)
{
    if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || static_cast<unsigned char>(c) >= 0x80;
    });
}

const model::Field& occurred_at_field()
{
    static const model::Field field = [] {
        model::Field made;
        made.name = "occurred_at";
        made.type = "timestamp";
        return made;
    }();
    return field;
}

}  // namespace

Compiler::Compiler(const model::Schema& schema, const CompileOptions& options,
                   Diagnostics& diagnostics)
    : schema_(schema),
      options_(options),
      diagnostics_(diagnostics),
      region_(options.region),
      timezone_(options.timezone)
{
    program_.name = options.name;
    program_.namespaces = std::make_shared<const Namespaces>(schema.namespaces);
    program_.tokenize = options.tokenize;
}

Program Compiler::compile(const Node& root)
{
    json::Value text;
    text["mapping"] = to_json(root);
    if (options_.set) text["set"] = to_json(*options_.set);
    text["region"] = options_.region;
    text["timezone"] = options_.timezone;
    program_.text = json::write(text);

    read_set();
    if (root.is_list())
        read_blocks(root, program_.blocks);
    else
        read_file(root);
    for (std::size_t i = 0; i < set_.size(); ++i)
        if (!set_used_[i])
            error(set_[i].mark, "mapping.unknown_entity",
                  fmt::format("no block of this mapping makes the entity of '{}'", set_[i].target));
    finish_labels();
    return std::move(program_);
}

void Compiler::read_file(const Node& root)
{
    if (!root.is_map()) {
        error(root.mark, "mapping.kind", "a mapping is a map with `emit`, or a list of blocks");
        return;
    }
    known_keys(
        root, "a mapping",
        {"mapping", "version", "doc", "defaults", "captures", "vars", "occurred_at", "emit"});
    read_name(root);
    if (const Node* defaults = root.find("defaults")) read_defaults(*defaults);
    if (const Node* captures = root.find("captures")) read_captures(*captures);
    if (const Node* variables = root.find("vars")) read_variables(*variables);
    if (const Node* occurred_at = root.find("occurred_at")) read_occurred_at(*occurred_at);
    const Node* emit = root.find("emit");
    if (!emit)
        error(root.mark, "mapping.missing", "a mapping needs `emit`, a list of blocks");
    else
        read_blocks(*emit, program_.blocks);
}

void Compiler::read_name(const Node& root)
{
    const Node* name = root.find("mapping");
    const Node* version = root.find("version");
    if (!name) {
        if (version)
            error(version->mark, "mapping.missing",
                  "`version` is of a mapping with a name; add `mapping:`");
        return;
    }
    if (!name->is_scalar() || name->text.empty())
        error(name->mark, "mapping.kind", "the name of a mapping is a text");
    if (!version) {
        error(name->mark, "mapping.missing", "a mapping with a name needs `version: 1` or higher");
        return;
    }
    if (!version->is_scalar() || !is_version(version->text)) {
        error(version->mark, "mapping.kind", "a version is a whole number from 1");
        return;
    }
    program_.name = name->text + "@" + version->text;
}

void Compiler::read_defaults(const Node& node)
{
    if (!node.is_map()) {
        error(node.mark, "mapping.kind", "`defaults` is a map: {region: KR, timezone: Asia/Seoul}");
        return;
    }
    known_keys(node, "`defaults`", {"region", "timezone"});
    for (const Node::Member& member : node.members) {
        if (!member.value.is_scalar())
            error(member.value.mark, "mapping.kind", fmt::format("`{}` is a text", member.name));
        else if (member.name == "region")
            region_ = member.value.text;
        else if (member.name == "timezone")
            timezone_ = member.value.text;
    }
}

void Compiler::read_captures(const Node& node)
{
    if (!node.is_map()) {
        error(node.mark, "mapping.kind",
              "`captures` is a map: {home: {from: url, match: \"//(?P<server>[^/]+)\"}}");
        return;
    }
    for (const Node::Member& member : node.members) read_capture(member);
}

void Compiler::read_capture(const Node::Member& member)
{
    const Node* from = member.value.find("from");
    const Node* match = member.value.find("match");
    if (!is_name(member.name))
        error(member.mark, "mapping.name",
              fmt::format("'{}' is no name for a capture: letters, digits and '_'", member.name));
    if (!from || !match || !match->is_scalar()) {
        error(member.value.mark, "mapping.missing",
              "a capture needs `from`, a path, and `match`, a regular expression");
        return;
    }
    known_keys(member.value, "a capture", {"from", "match"});
    // Captures do not read each other's groups.
    std::vector<Names::Group> groups;
    std::swap(groups, names_.groups);
    Binding binding;
    const bool right = read_from(*from, binding);
    std::swap(groups, names_.groups);
    Capture capture;
    capture.pattern = compile_pattern(match->text);
    if (!capture.pattern)
        return error(match->mark, "mapping.expression", "this is no regular expression of RE2");
    capture.groups = group_names(*capture.pattern);
    if (capture.groups.empty())
        return error(match->mark, "mapping.expression",
                     "the expression has no named group, as in (?P<server>[^/]+)");
    if (!right) return;
    capture.from = std::move(binding.input.paths);
    for (const std::string& group : capture.groups)
        names_.groups.push_back({member.name, group, binding.reads});
    note("captures." + member.name, member.value, member.mark);
    program_.captures.push_back(std::move(capture));
}

// A variable may use those above it.
void Compiler::read_variables(const Node& node)
{
    if (!node.is_map()) {
        error(node.mark, "mapping.kind", "`vars` is a map of names and expressions");
        return;
    }
    for (const Node::Member& member : node.members) {
        if (!is_name(member.name))
            error(member.mark, "mapping.name",
                  fmt::format("'{}' is no name for a variable: letters, digits and '_'",
                              member.name));
        Names::Variable variable{.name = member.name, .kind = Kind::any, .reads = {}};
        if (std::optional<Expression> expression = read_expression(member.value)) {
            variable.kind = expression->kind();
            variable.reads = expression->reads();
            program_.variables.push_back(std::move(*expression));
        } else {
            program_.variables.emplace_back();
        }
        note("vars." + member.name, member.value, member.mark);
        names_.variables.push_back(std::move(variable));
    }
}

void Compiler::read_occurred_at(const Node& node)
{
    std::optional<Binding> binding = read_binding(node, false);
    if (!binding) return;
    FieldPlan plan;
    plan.field = &occurred_at_field();
    plan.type = model::find_semantic_type("timestamp");
    plan.mark = node.mark;
    plan.on_error = binding->on_error.value_or(OnError::drop_field);
    plan.context = context();
    set_options(plan, binding->with);
    plan.input = std::move(binding->input);
    note("occurred_at", node, node.mark);
    program_.occurred_at = std::move(plan);
}

// "person.name.full" -> the binding is laid over every block of person.
void Compiler::read_set()
{
    if (!options_.set) return;
    if (!options_.set->is_map()) {
        error(options_.set->mark, "mapping.kind", "`set` is a map of entity.field and bindings");
        return;
    }
    for (const Node::Member& member : options_.set->members) {
        const std::string entity = member.name.substr(0, member.name.find('.'));
        if (entity.size() == member.name.size()) {
            error(member.mark, "mapping.unknown_field",
                  fmt::format("'{}' names no field; write entity.field", member.name));
            continue;
        }
        if (!schema_.find(entity)) {
            error(member.mark, "mapping.unknown_entity",
                  fmt::format("unknown entity '{}'{}", entity,
                              did_you_mean(entity, entity_names(schema_))));
            continue;
        }
        set_.push_back({member.name, member.mark, &member.value});
        set_used_.push_back(false);
    }
}

void Compiler::read_blocks(const Node& node, std::vector<Block>& blocks)
{
    if (!node.is_list()) {
        error(node.mark, "mapping.kind",
              "a list of blocks is expected here, each with `entity`, `key` and `fields`");
        return;
    }
    if (node.items.empty())
        error(node.mark, "mapping.missing",
              "there is no block, so nothing would be made of a record");
    for (const Node& item : node.items) blocks.push_back(read_block(item));
}

Block Compiler::read_block(const Node& node)
{
    Block block;
    block.mark = node.mark;
    if (!node.is_map()) {
        error(node.mark, "mapping.kind", "a block is a map with `entity`, `key` and `fields`");
        return block;
    }
    if (++block_depth_ > limits::expression_depth) {
        error(node.mark, "mapping.kind", "blocks are nested too deeply");
        --block_depth_;
        return block;
    }
    known_keys(node, "a block",
               {"entity", "each", "when", "key", "fields", "lists", "mention", "also"});
    const std::size_t scopes = names_.scopes.size();
    block.each = read_each(node);
    block.when = read_when(node, block.when_mark);
    block.entity = read_entity(node, node.find("entity"));
    if (block.entity) {
        read_key(node, block);
        read_fields(node, block);
        check_required(block, node);
    }
    if (const Node* mention = node.find("mention")) read_mention(*mention, block);
    if (const Node* also = node.find("also")) read_blocks(*also, block.also);
    names_.scopes.resize(scopes);
    --block_depth_;
    return block;
}

void Compiler::read_mention(const Node& node, Block& block)
{
    block.mention = node.is_scalar() && node.text == "true";
    if (!block.mention || (block.entity && block.entity->kind == model::EntityKind::event))
        error(node.mark, "mapping.kind", "`mention` is true, and of a party or a state");
}

const model::EntityType* Compiler::read_entity(const Node& node, const Node* entity)
{
    if (!entity) {
        error(node.mark, "mapping.missing", "a block needs `entity`, as in `entity: person@1`");
        return nullptr;
    }
    if (!entity->is_scalar()) {
        error(entity->mark, "mapping.kind", "an entity is written name@version, as in person@1");
        return nullptr;
    }
    const std::size_t at = entity->text.find('@');
    const std::string name = entity->text.substr(0, at);
    const model::EntityType* type = schema_.find(name);
    if (!type) {
        error(
            entity->mark, "mapping.unknown_entity",
            fmt::format("unknown entity '{}'{}", name, did_you_mean(name, entity_names(schema_))));
        return nullptr;
    }
    if (at != std::string::npos && entity->text.substr(at + 1) != std::to_string(type->major))
        error(entity->mark, "mapping.unknown_entity",
              fmt::format("unknown version '{}' of {}, known is {}@{}", entity->text.substr(at + 1),
                          name, name, type->major));
    return type;
}

void Compiler::read_key(const Node& block_node, Block& block)
{
    const Node* node = block_node.find("key");
    if (!node) {
        if (block.entity->kind != model::EntityKind::event)
            error(block_node.mark, "mapping.missing",
                  fmt::format("{} needs a `key`, as in `key: {{ns: crm.contact, from: id}}`",
                              block.entity->name));
        return;
    }
    Binding binding;
    if (!read_ref(*node, binding)) return;
    if (binding.on_error == OnError::drop_field) {
        error(node->mark, "mapping.kind",
              "a key cannot be dropped; on_error is quarantine or reject");
        return;
    }
    KeyPlan plan;
    plan.input = std::move(binding.input);
    plan.context = context();
    plan.on_error = binding.on_error.value_or(OnError::reject);
    plan.mark = node->mark;
    block.key = std::move(plan);
    note(block.entity->name + ".key", *node, node->mark);
}

// Pushes the scope of the elements; read_block takes it off again.
std::optional<Each> Compiler::read_each(const Node& node)
{
    const Node* each = node.find("each");
    if (!each) return std::nullopt;
    std::vector<const Node*> alternatives;
    if (each->is_list())
        for (const Node& item : each->items) alternatives.push_back(&item);
    else
        alternatives.push_back(each);
    Each result;
    std::vector<Reads> elements;
    for (const Node* alternative : alternatives) {
        std::optional<Path> path = read_path(*alternative);
        if (!path) continue;
        for (Reads reads : path->reads) {
            if (!path->many()) reads.emplace_back("*");
            elements.push_back(std::move(reads));
        }
        result.paths.push_back(std::move(*path));
    }
    if (alternatives.empty()) error(each->mark, "mapping.missing", "`each` needs a path");
    if (elements.empty()) elements.emplace_back();
    names_.scopes.push_back(std::move(elements));
    return result;
}

std::optional<Expression> Compiler::read_when(const Node& node, Mark& mark)
{
    const Node* when = node.find("when");
    if (!when) return std::nullopt;
    mark = when->mark;
    std::optional<Expression> expression = read_expression(*when);
    if (!expression) return std::nullopt;
    const Kind kind = expression->kind();
    if (kind != Kind::any && kind != Kind::boolean)
        error(when->mark, "mapping.type",
              fmt::format("`when` is a condition, this is {}", to_text(kind)));
    return expression;
}

bool Compiler::known_keys(const Node& node, std::string_view what,
                          std::initializer_list<std::string_view> known)
{
    bool right = true;
    for (const Node::Member& member : node.members) {
        if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
        const std::vector<std::string> names(known.begin(), known.end());
        error(member.mark, "mapping.unknown_key",
              fmt::format("unknown key '{}' in {}{}", member.name, what,
                          did_you_mean(member.name, names)));
        right = false;
    }
    return right;
}

void Compiler::error(const Mark& mark, std::string_view code, std::string message)
{
    diagnostics_.error(mark, std::string(code), std::move(message));
}

// A mistake inside a text on one line is shown at its own column; a block scalar is shown at its
// start.
void Compiler::tell(const Node& scalar, const std::vector<SyntaxError>& errors)
{
    const bool one_line = scalar.text.find('\n') == std::string::npos;
    for (const SyntaxError& mistake : errors) {
        Mark mark = scalar.mark;
        if (one_line && mark.line > 0) {
            const std::string_view before = std::string_view(scalar.text).substr(0, mistake.offset);
            const auto characters = std::count_if(before.begin(), before.end(), [](char c) {
                return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
            });
            mark.column += static_cast<int>(characters) + (scalar.quoted ? 1 : 0);
        }
        error(mark, mistake.code, mistake.message);
    }
}

model::ConvertContext Compiler::context() const
{
    model::ConvertContext context;
    context.region = region_;
    context.timezone = timezone_;
    context.namespaces = program_.namespaces.get();
    context.tokenize = options_.tokenize.get();
    return context;
}

}  // namespace cx::mapping
