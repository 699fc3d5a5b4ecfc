// Builds a Program from a mapping's tree and tells every mistake at its place. One object compiles
// one mapping.
#pragma once

#include "base/diagnostic.hpp"
#include "mapping/mapping.hpp"
#include "mapping/program.hpp"
#include "mapping/target.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::mapping {

class Compiler {
public:
    Compiler(const model::Schema& schema, const CompileOptions& options, Diagnostics& diagnostics);

    Program compile(const Node& root);

private:
    // One binding as written: its target, where that stands, and its right side.
    struct Bound {
        std::string target;
        Mark mark;
        const Node* node = nullptr;
    };

    // What a binding says beside where the value comes from.
    struct Binding {
        Input input;
        const Node* with = nullptr;
        model::LabelSet labels;
        std::optional<OnError> on_error;
        std::vector<Reads> reads;
        bool composite = false;  // money, quantity, ref
        std::string_view
            composite_of;  // The semantic type they fit, and variants with a dot ("money.unit")
        std::vector<std::pair<json::Value, Mark>>
            literals;           // All that the target's type has to take
        Kind kind = Kind::any;  // Of an expression
        Mark expression_mark;
        bool constant_expression = false;
    };

    // A labelled source value, and the fields that read something.
    struct Reader {
        std::string entity;
        std::string field;
        std::vector<Reads> reads;
        model::LabelSet labels;
    };

    // compile.cpp: the file and its blocks
    void read_file(const Node& root);
    void read_name(const Node& root);
    void read_defaults(const Node& node);
    void read_captures(const Node& node);
    void read_capture(const Node::Member& member);
    void read_variables(const Node& node);
    void read_occurred_at(const Node& node);
    void read_set();
    void read_blocks(const Node& node, std::vector<Block>& blocks);
    Block read_block(const Node& node);
    void read_mention(const Node& node, Block& block);
    const model::EntityType* read_entity(const Node& node, const Node* entity);
    void read_key(const Node& block_node, Block& block);
    std::optional<Each> read_each(const Node& block_node);
    std::optional<Expression> read_when(const Node& node, Mark& mark);

    // compile_fields.cpp: targets
    void read_fields(const Node& block_node, Block& block);
    std::vector<Bound> bound_fields(const Node* fields, std::string_view entity);
    std::vector<Bound> bound_lists(const Node* lists, std::string_view entity);
    void lay_over(std::vector<Bound>& bound, std::string_view entity, bool lists);
    void read_group(const std::vector<Bound>& bound, const model::Field* list,
                    const model::EntityType& entity, std::vector<FieldPlan>& plans);
    void read_field(const Bound& bound, Target target, std::string_view where, std::string_view top,
                    std::vector<FieldPlan>& plans);
    void read_part(const Bound& bound, const Target& target, Binding binding,
                   std::vector<FieldPlan>& plans);
    void read_list(const Bound& bound, const model::EntityType& entity, Block& block);
    EntryPlan read_entry(const Node& node, const model::Field& field,
                         const model::EntityType& entity, std::string_view top);
    void check_fit(const Bound& bound, const Target& target, const Binding& binding);
    void check_literals(const FieldPlan& plan, const Binding& binding);
    void check_required(const Block& block, const Node& node);
    void check_entry_required(const EntryPlan& entry, const model::Field& field, const Mark& mark);
    void set_options(FieldPlan& plan, const Node* with);
    void note(std::string_view target, const Node& node, const Mark& mark);
    void collect_labels(std::string_view entity, std::string_view field, const Binding& binding);
    void finish_labels();

    // compile_binding.cpp: right sides
    std::optional<Binding> read_binding(const Node& node, bool part);
    bool read_source(const Node& node, Binding& binding, bool part);
    bool read_from(const Node& node, Binding& binding);
    bool read_join(const Node& node, Binding& binding);
    bool read_members(const Node& node, std::span<const std::string_view> names, Binding& binding);
    bool read_ref(const Node& node, Binding& binding);
    bool read_expr(const Node& node, Binding& binding);
    void read_extras(const Node& node, Binding& binding, bool part);
    void read_table(const Node& node, Binding& binding);
    void read_labels(const Node& node, Binding& binding);
    std::optional<OnError> read_on_error(const Node& node);
    std::optional<Path> read_path(const Node& node);
    std::optional<Expression> read_expression(const Node& node, Kind* kind = nullptr);
    bool check_namespace(const Node& node, bool may_name_instance);

    // Common
    bool known_keys(const Node& node, std::string_view what,
                    std::initializer_list<std::string_view> known);
    void error(const Mark& mark, std::string_view code, std::string message);
    void tell(const Node& scalar, const std::vector<SyntaxError>& errors);
    model::ConvertContext context() const;

    const model::Schema& schema_;
    const CompileOptions& options_;
    Diagnostics& diagnostics_;
    Program program_;
    Names names_;
    std::string region_;
    std::string timezone_;
    std::vector<Bound> set_;
    std::vector<bool> set_used_;  // By position in set_
    std::vector<Reader> readers_;
    std::vector<std::pair<Reads, model::LabelSet>> labelled_;
    int block_depth_ = 0;
};

// The tree as JSON: scalars as texts, maps sorted. For canonical texts.
json::Value to_json(const Node& node);
// The tree as one line of YAML, for people.
std::string to_line(const Node& node);

}  // namespace cx::mapping
