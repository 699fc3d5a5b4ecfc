// Evaluates a tree once. The first failure is kept and everything after it is idle, so that no step
// needs to look whether the one before it failed.
#pragma once

#include "rest/expression/syntax.hpp"
#include "rest/expression/template.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rest::expr {

// As Python's exceptions: what each place makes of them differs.
enum class Failure { none, undefined, type, other };

class Machine {
public:
    Machine(const Scope& scope, int slots) : scope_(scope), slots_(static_cast<std::size_t>(slots))
    {
    }

    // Empties all lists and dicts that were made: they may hold each other, and deeply.
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    // Values live as long as the machine.
    Value evaluate(const Node& node);
    void run(const Block& block, std::string& out);

    const Scope& scope() const { return scope_; }
    bool failed() const { return failure_ != Failure::none; }
    Failure failure() const { return failure_; }
    // Without what the record held.
    const std::string& why() const { return why_; }
    // The byte of the template where it failed.
    std::size_t where() const { return where_; }

    // ---- For the library. Each answers with a missing value.
    Value type_error(std::string why) { return fail(Failure::type, std::move(why)); }
    Value value_error(std::string why) { return fail(Failure::other, std::move(why)); }
    Value undefined_error(const Value& missing);
    // Where undefined, that error, else one of type: "'list' has no length".
    Value unfit(const Value& value, std::string_view what);
    // False, and a failure, when the template has done too much.
    bool spend(std::size_t steps);
    // Whether a text of so many bytes may be made.
    bool may_make(std::size_t bytes);

    Value call(const Builtin& builtin, const Value& self, std::vector<Value> arguments,
               std::vector<std::pair<std::string_view, Value>> keywords = {});
    // a.b and a['b'], as filters with `attribute` want them: "a.b.0".
    Value path(const Value& value, std::string_view path);
    Value item_of(const Value& container, const Value& key);

private:
    Value fail(Failure failure, std::string why);
    const Value* local(int slot) const { return &slots_[static_cast<std::size_t>(slot)]; }
    Value& slot(int slot) { return slots_[static_cast<std::size_t>(slot)]; }

    Value kept(Value value);
    Value compute(const Node& node);
    Value variable(const Node& node) const;
    Value make_list(const Node& node, ListKind kind);
    Value make_dict(const Node& node);
    Value attribute(const Value& value, std::string_view name);
    Value slice(const Node& node);
    Value call_builtin(const Node& node);
    Value call_method(const Node& node);
    Value concatenate(const Node& node);
    Value compare_chain(const Node& node);
    bool compare_pair(std::string_view sign, const Value& left, const Value& right);

    void step(const Node& node, std::string& out);
    void choose(const Node& node, std::string& out);
    void repeat(const Node& node, std::string& out);
    void assign(const Node& node);
    void unpack(const std::vector<int>& slots, const Value& value);
    List loop_items(const Node& node);
    Value loop_object(const List& items, std::size_t index) const;
    void begin_turn(const Node& node);

    const Scope& scope_;
    std::vector<Value> slots_;
    std::vector<std::shared_ptr<ListObject>> lists_;
    std::vector<std::shared_ptr<DictObject>> dicts_;
    std::size_t steps_ = 0;
    std::size_t where_ = 0;
    Failure failure_ = Failure::none;
    std::string why_;
};

// arithmetic.cpp. `sign` of a binary operator.
Value calculate(Machine& machine, std::string_view sign, const Value& left, const Value& right);
Value negative(Machine& machine, const Value& value);
Value positive(Machine& machine, const Value& value);
// format.cpp: 'x %s' % value
Value percent_format(Machine& machine, std::string_view format, const Value& value);

}  // namespace rest::expr
