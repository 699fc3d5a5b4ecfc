// map, select and their relatives, and the tests that they share with `is`.
#include "rest/expression/library.hpp"
#include "rest/expression/unicode.hpp"

namespace rest::expr {
namespace {

// The values of optional parameters that were not given, as a call by name needs them.
List padded(const Builtin& builtin, List given)
{
    const std::string_view parameters = builtin.parameters;
    const auto words =
        parameters.empty() ? 0 : std::count(parameters.begin(), parameters.end(), ' ') + 1;
    while (given.size() < static_cast<std::size_t>(words)) given.push_back(Absent{});
    return given;
}

bool fits(const Builtin& builtin, std::size_t given)
{
    const std::string_view parameters = builtin.parameters;
    if (parameters.find('*') != std::string_view::npos) return true;
    const auto words =
        parameters.empty() ? 0 : std::count(parameters.begin(), parameters.end(), ' ') + 1;
    const auto optional = std::count(parameters.begin(), parameters.end(), '?');
    const auto count = static_cast<std::ptrdiff_t>(given);
    return count <= words && count >= words - optional;
}

List tail(const Call& call, std::size_t first)
{
    return {call.arguments.begin() + static_cast<std::ptrdiff_t>(first), call.arguments.end()};
}

const Value* keyword(const Call& call, std::string_view name)
{
    for (const auto& [key, value] : call.keywords)
        if (key == name) return &value;
    return nullptr;
}

Value attribute_of(Call& call, const Value& value, const Value& name)
{
    if (integer(name)) return call.machine.item_of(value, name);
    return call.machine.path(value, name.text());
}

Value map(Call& call)
{
    const auto all = items_of(call, call.self);
    if (!all) return {};
    const Value* attribute = keyword(call, "attribute");
    const Value* otherwise = keyword(call, "default");
    const Builtin* filter = call.has(0) ? find_filter(call.at(0).text()) : nullptr;
    List rest = call.has(0) ? tail(call, 1) : List();
    if (!attribute && (!filter || !fits(*filter, rest.size())))
        return call.machine.value_error(
            "map needs the name of a filter and its arguments, or attribute=");
    if (filter) rest = padded(*filter, std::move(rest));
    List out;
    for (const Value& one : *all) {
        if (!call.machine.spend(1)) return {};
        Value made =
            attribute ? attribute_of(call, one, *attribute) : call.machine.call(*filter, one, rest);
        if (attribute && otherwise && made.is_missing()) made = *otherwise;
        out.push_back(std::move(made));
    }
    return list(std::move(out), ListKind::generator);
}

// `with_attribute`: the first argument tells what of each element is looked at.
Value choose(Call& call, bool with_attribute, bool wanted)
{
    const auto all = items_of(call, call.self);
    if (!all) return {};
    const std::size_t first = with_attribute ? 1 : 0;
    const Builtin* test = call.has(first) ? find_test(call.at(first).text()) : nullptr;
    List rest = call.has(first) ? tail(call, first + 1) : List();
    if (call.has(first) && (!test || !fits(*test, rest.size())))
        return call.machine.value_error("the test is unknown, or takes other arguments");
    List out;
    for (const Value& one : *all) {
        if (!call.machine.spend(1)) return {};
        const Value looked_at = with_attribute ? attribute_of(call, one, call.at(0)) : one;
        const Value passed =
            test ? call.machine.call(*test, looked_at, rest) : Value(truth(looked_at));
        if (truth(passed) == wanted) out.push_back(one);
    }
    return list(std::move(out), ListKind::generator);
}

Value select(Call& call)
{
    return choose(call, false, true);
}
Value reject(Call& call)
{
    return choose(call, false, false);
}
Value selectattr(Call& call)
{
    return choose(call, true, true);
}
Value rejectattr(Call& call)
{
    return choose(call, true, false);
}

constexpr Builtin rows[] = {
    {"map", "* **", &map},
    {"select", "*", &select},
    {"reject", "*", &reject},
    {"selectattr", "attribute *", &selectattr},
    {"rejectattr", "attribute *", &rejectattr},
};

// ---- Tests

Value ordered(Call& call, bool (*right)(int))
{
    const std::optional<int> order = compare(call.self, call.at(0));
    if (!order)
        return call.machine.unfit(call.self.is_missing() ? call.self : call.at(0),
                                  "cannot be compared");
    return right(*order);
}

bool has_case(const Value& value, bool (*wanted)(char32_t), bool (*other)(char32_t))
{
    bool any = false;
    const std::string all = shown(value);
    for (const std::string_view one : unicode::characters(all)) {
        const char32_t point = unicode::code_point(one);
        if (other(point)) return false;
        any = any || wanted(point);
    }
    return any;
}

Value divisible(Call& call, std::int64_t by, std::int64_t rest)
{
    const Value out = calculate(call.machine, "%", call.self, by);
    return equal(out, rest);
}

Value test_in(Call& call)
{
    const auto found = contains(call.at(0), call.self);
    return found ? Value(*found) : call.machine.unfit(call.at(0), "cannot be looked into for this");
}

bool same(const Value& left, const Value& right)
{
    return left.data().index() == right.data().index() && equal(left, right);
}

constexpr auto is_equal = [](Call& call) -> Value { return equal(call.self, call.at(0)); };
constexpr auto is_unequal = [](Call& call) -> Value { return !equal(call.self, call.at(0)); };
constexpr auto is_greater = [](Call& call) {
    return ordered(call, [](int order) { return order > 0; });
};
constexpr auto is_at_least = [](Call& call) {
    return ordered(call, [](int order) { return order >= 0; });
};
constexpr auto is_less = [](Call& call) {
    return ordered(call, [](int order) { return order < 0; });
};
constexpr auto is_at_most = [](Call& call) {
    return ordered(call, [](int order) { return order <= 0; });
};

constexpr Builtin tests[] = {
    {"defined", "", [](Call& call) -> Value { return !call.self.is_missing(); }},
    {"undefined", "", [](Call& call) -> Value { return call.self.is_missing(); }},
    {"none", "", [](Call& call) -> Value { return call.self.is<None>(); }},
    {"true", "", [](Call& call) -> Value { return call.self.is<bool>() && call.self.as<bool>(); }},
    {"false", "",
     [](Call& call) -> Value { return call.self.is<bool>() && !call.self.as<bool>(); }},
    {"boolean", "", [](Call& call) -> Value { return call.self.is<bool>(); }},
    {"string", "", [](Call& call) -> Value { return call.self.is<Text>(); }},
    {"number", "",
     [](Call& call) -> Value { return call.self.is_number() || call.self.is<Big>(); }},
    {"integer", "",
     [](Call& call) -> Value { return call.self.is<std::int64_t>() || call.self.is<Big>(); }},
    {"float", "", [](Call& call) -> Value { return call.self.is<double>(); }},
    {"mapping", "", [](Call& call) -> Value { return call.self.is_dict(); }},
    {"sequence", "", [](Call& call) -> Value { return length(call.self).has_value(); }},
    {"iterable", "", [](Call& call) -> Value { return elements(call.self).has_value(); }},
    {"odd", "", [](Call& call) { return divisible(call, 2, 1); }},
    {"even", "", [](Call& call) { return divisible(call, 2, 0); }},
    {"divisibleby", "num",
     [](Call& call) { return divisible(call, integer(call.at(0)).value_or(0), 0); }},
    {"lower", "",
     [](Call& call) -> Value { return has_case(call.self, unicode::is_lower, unicode::is_upper); }},
    {"upper", "",
     [](Call& call) -> Value { return has_case(call.self, unicode::is_upper, unicode::is_lower); }},
    {"in", "seq", &test_in},
    {"sameas", "other", [](Call& call) -> Value { return same(call.self, call.at(0)); }},
    {"==", "other", is_equal},
    {"eq", "other", is_equal},
    {"equalto", "other", is_equal},
    {"!=", "other", is_unequal},
    {"ne", "other", is_unequal},
    {">", "other", is_greater},
    {"gt", "other", is_greater},
    {"greaterthan", "other", is_greater},
    {">=", "other", is_at_least},
    {"ge", "other", is_at_least},
    {"<", "other", is_less},
    {"lt", "other", is_less},
    {"lessthan", "other", is_less},
    {"<=", "other", is_at_most},
    {"le", "other", is_at_most},
};

}  // namespace

std::span<const Builtin> choosing_filters()
{
    return rows;
}

const Builtin* find_test(std::string_view name)
{
    return find_row(tests, name);
}

}  // namespace rest::expr
