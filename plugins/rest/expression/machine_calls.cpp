// Slices, and calls of functions, filters, tests and methods.
#include "rest/expression/machine.hpp"
#include "rest/expression/unicode.hpp"

#include <algorithm>

namespace rest::expr {

// Python's slice: clipped, negative from the end, any step but 0.
Value Machine::slice(const Node& node)
{
    const Value container = evaluate(*node.kids[0]);
    const std::optional<std::size_t> size = length(container);
    if (container.is_missing()) return undefined_error(container);
    if (!size || container.is_dict()) return unfit(container, "has no slices");
    const auto count = static_cast<std::int64_t>(*size);
    std::optional<std::int64_t> bounds[3];
    for (std::size_t i = 0; i < 3; ++i) {
        if (!node.kids[i + 1]) continue;
        const Value bound = evaluate(*node.kids[i + 1]);
        if (bound.is<None>()) continue;
        bounds[i] = integer(bound);
        if (!bounds[i]) return unfit(bound, "is no bound of a slice");
    }
    const std::int64_t by = bounds[2].value_or(1);
    if (by == 0) return value_error("the step of a slice is 0");
    const auto clipped = [&](std::optional<std::int64_t> bound, std::int64_t otherwise) {
        if (!bound) return otherwise;
        const std::int64_t at = *bound < 0 ? *bound + count : *bound;
        return by > 0 ? std::clamp<std::int64_t>(at, 0, count)
                      : std::clamp<std::int64_t>(at, -1, count - 1);
    };
    const std::int64_t begin = clipped(bounds[0], by > 0 ? 0 : count - 1);
    const std::int64_t end = clipped(bounds[1], by > 0 ? count : -1);
    if (!spend(*size / 16)) return {};
    if (container.is<Text>() && by == 1) {
        const std::string_view part =
            unicode::slice(container.text(), static_cast<std::size_t>(begin),
                           static_cast<std::size_t>(std::max(begin, end)));
        return Text{part, container.as<Text>().owner};
    }
    const List all = *elements(container);
    List picked;
    const std::int64_t jump = std::clamp<std::int64_t>(by, -count - 1, count + 1);
    for (std::int64_t at = begin; by > 0 ? at < end : at > end; at += jump)
        picked.push_back(all[static_cast<std::size_t>(at)]);
    if (!container.is<Text>()) {
        const bool is_tuple = container.is<std::shared_ptr<ListObject>>() &&
                              container.as<std::shared_ptr<ListObject>>()->kind == ListKind::tuple;
        return list(std::move(picked), is_tuple ? ListKind::tuple : ListKind::list);
    }
    std::string out;
    for (const Value& one : picked) out += one.text();
    return text(std::move(out));
}

Value Machine::call_builtin(const Node& node)
{
    const std::size_t first = node.op == Op::function ? 0 : 1;
    const Value self = first ? evaluate(*node.kids[0]) : Value();
    std::vector<Value> arguments;
    std::vector<std::pair<std::string_view, Value>> keywords;
    const std::size_t positional = node.kids.size() - node.keywords.size();
    for (std::size_t i = first; i < node.kids.size(); ++i) {
        Value value = node.kids[i] ? evaluate(*node.kids[i]) : Value(Absent{});
        if (i < positional)
            arguments.push_back(std::move(value));
        else
            keywords.emplace_back(node.keywords[i - positional], std::move(value));
    }
    return call(*node.builtin, self, std::move(arguments), std::move(keywords));
}

Value Machine::call(const Builtin& builtin, const Value& self, std::vector<Value> arguments,
                    std::vector<std::pair<std::string_view, Value>> keywords)
{
    if (failed()) return {};
    Call made{*this, self, std::move(arguments), std::move(keywords)};
    return builtin.run(made);
}

Value Machine::call_method(const Node& node)
{
    const Value self = evaluate(*node.kids[0]);
    if (self.is_missing()) return undefined_error(self);
    const Builtin* method = find_method(self, node.name);
    if (!method)
        return member(self, node.name) ? type_error("a member is called as a method")
                                       : undefined_error(Missing{node.name});
    std::vector<Value> arguments;
    std::vector<std::pair<std::string_view, Value>> keywords;
    const std::size_t positional = node.kids.size() - node.keywords.size();
    for (std::size_t i = 1; i < node.kids.size(); ++i) {
        Value value = evaluate(*node.kids[i]);
        if (i < positional)
            arguments.push_back(std::move(value));
        else
            keywords.emplace_back(node.keywords[i - positional], std::move(value));
    }
    // Which method it is is known only now, and so is how many arguments it takes.
    const std::string_view parameters = method->parameters;
    const auto words =
        parameters.empty() ? 0 : std::count(parameters.begin(), parameters.end(), ' ') + 1;
    const auto optional = std::count(parameters.begin(), parameters.end(), '?');
    const bool any = parameters.find('*') != std::string_view::npos;
    const auto given = static_cast<std::ptrdiff_t>(arguments.size());
    if (!any && (given > words || given < words - optional || !keywords.empty()))
        return type_error("method '" + node.name + "' takes other arguments");
    return call(*method, self, std::move(arguments), std::move(keywords));
}

}  // namespace rest::expr
