// Statements: {% if %}, {% for %}, {% set %}, and what goes to the output.
#include "rest/expression/machine.hpp"

namespace rest::expr {

void Machine::run(const Block& block, std::string& out)
{
    for (const NodePtr& node : block) {
        if (failed() || !spend(1)) return;
        step(*node, out);
        if (failed() && where_ == 0) where_ = node->at;
        if (out.size() > template_output_max) value_error("the output becomes too long");
    }
}

void Machine::step(const Node& node, std::string& out)
{
    switch (node.op) {
        case Op::data:
            out += node.constant.text();
            return;
        case Op::output:
            return show(evaluate(*node.kids[0]), out);
        case Op::choose:
            return choose(node, out);
        case Op::repeat:
            return repeat(node, out);
        case Op::assign:
            return assign(node);
        default:
            return;
    }
}

void Machine::choose(const Node& node, std::string& out)
{
    std::size_t chosen = 0;
    while (chosen < node.kids.size() && !truth(evaluate(*node.kids[chosen]))) ++chosen;
    if (!failed() && chosen < node.bodies.size()) run(node.bodies[chosen], out);
}

// The elements that pass the loop's own condition.
List Machine::loop_items(const Node& node)
{
    const Value container = evaluate(*node.kids[0]);
    const std::optional<List> all = elements(container);
    if (!all) {
        unfit(container, "cannot be gone through");
        return {};
    }
    if (!node.kids[1] || !spend(all->size())) return *all;
    List passed;
    for (const Value& one : *all) {
        begin_turn(node);
        unpack(node.slots, one);
        if (truth(evaluate(*node.kids[1]))) passed.push_back(one);
        if (failed()) return {};
    }
    return passed;
}

void Machine::begin_turn(const Node& node)
{
    for (const Node::Shadow& shadow : node.shadows)
        slot(shadow.inner) = shadow.outer ? evaluate(*shadow.outer) : Value();
}

void Machine::repeat(const Node& node, std::string& out)
{
    const List items = loop_items(node);
    if (items.empty() && !failed()) return run(node.bodies[1], out);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (failed() || !spend(1) || out.size() > template_output_max) return;
        begin_turn(node);
        unpack(node.slots, items[i]);
        if (node.loop_slot >= 0) slot(node.loop_slot) = kept(loop_object(items, i));
        run(node.bodies[0], out);
    }
}

Value Machine::loop_object(const List& items, std::size_t index) const
{
    auto loop = std::make_shared<DictObject>();
    loop->is_namespace = true;
    const auto set = [&](std::string_view name, Value value) {
        loop->pairs.emplace_back(borrowed(name), std::move(value));
    };
    const auto at = static_cast<std::int64_t>(index);
    const auto size = static_cast<std::int64_t>(items.size());
    set("index", at + 1);
    set("index0", at);
    set("revindex", size - at);
    set("revindex0", size - at - 1);
    set("first", at == 0);
    set("last", at + 1 == size);
    set("length", size);
    set("depth", std::int64_t{1});
    set("depth0", std::int64_t{0});
    if (index > 0) set("previtem", items[index - 1]);
    if (index + 1 < items.size()) set("nextitem", items[index + 1]);
    return loop;
}

void Machine::assign(const Node& node)
{
    Value value;
    if (node.bodies.empty()) {
        value = evaluate(*node.kids[0]);
    } else {
        std::string out;
        run(node.bodies[0], out);
        value = text(std::move(out));
    }
    if (failed()) return;
    if (node.name.empty()) return unpack(node.slots, value);
    const Value object = evaluate(*node.kids[1]);
    if (!object.is<std::shared_ptr<DictObject>>() ||
        !object.as<std::shared_ptr<DictObject>>()->is_namespace) {
        value_error("members can be set of a namespace alone");
        return;
    }
    put(*object.as<std::shared_ptr<DictObject>>(), borrowed(node.name), std::move(value));
}

void Machine::unpack(const std::vector<int>& slots, const Value& value)
{
    if (slots.size() == 1) {
        slot(slots[0]) = value;
        return;
    }
    const std::optional<List> parts = elements(value);
    if (!parts) {
        unfit(value, "cannot be taken apart");
        return;
    }
    if (parts->size() != slots.size()) {
        value_error("there are " + std::to_string(parts->size()) + " values for " +
                    std::to_string(slots.size()) + " names");
        return;
    }
    for (std::size_t i = 0; i < slots.size(); ++i) slot(slots[i]) = (*parts)[i];
}

}  // namespace rest::expr
