#include "mapping/input.hpp"

#include "base/limits.hpp"

namespace cx::mapping {
namespace {

// Texts longer than what any field keeps are cut here, so that a join cannot grow without bound.
constexpr std::size_t join_bytes = limits::text_bytes * 2;

Given read_path(const Input& input, const Scope& scope, Run& run)
{
    for (const Path& path : input.paths) {
        if (input.every && path.many()) {
            Elements elements;
            path.all(scope, run, elements);
            json::Array values;
            for (const json::Value* element : elements)
                if (!element->empty()) values.push_back(*element);
            if (!values.empty()) return Given::owned(json::Value(std::move(values)), false);
            continue;
        }
        const json::Value* found = path.first(scope, run);
        if (found && !found->empty()) return Given::borrowed(found, false);
    }
    return {};
}

Given read_join(const Input& input, const Scope& scope, Run& run)
{
    std::string joined;
    bool literal = true;
    for (const Input& part : input.parts) {
        const Given given = read(part, scope, run);
        if (!given.problem().empty()) return given;
        const std::optional<std::string> text = given.value().text();
        if (!text || text->empty()) continue;
        if (!joined.empty()) joined += input.separator;
        joined += *text;
        literal = literal && given.literal();
        if (joined.size() > join_bytes) break;
    }
    if (literal && !joined.empty()) {
        // Only the constants of a join are left: nothing was joined to them, unless it has nothing
        // else.
        for (const Input& part : input.parts)
            if (part.kind != Input::Kind::constant) return {};
    }
    return Given::owned(json::Value(std::move(joined)), literal);
}

Given read_expression(const Input& input, const Scope& scope, Run& run)
{
    const Value value = input.expression.compute(scope, run);
    if (const auto* fault = std::get_if<Fault>(&value)) return Given::failed(fault->code);
    if (const auto* source = std::get_if<const json::Value*>(&value))
        return Given::borrowed(*source, false);
    return Given::owned(to_json(value), false);
}

Given read_composite(const Input& input, const Scope& scope, Run& run)
{
    json::Object members;
    bool literal = true;
    for (std::size_t i = 0; i < input.parts.size(); ++i) {
        Given part = read(input.parts[i], scope, run);
        if (!part.problem().empty()) return part;
        if (part.empty()) continue;
        literal = literal && part.literal();
        members[input.names[i]] = part.value();
    }
    if (literal) {
        for (const Input& part : input.parts)
            if (part.kind != Input::Kind::constant) return {};
    }
    return Given::owned(json::Value(std::move(members)), literal);
}

Given read_source(const Input& input, const Scope& scope, Run& run)
{
    switch (input.kind) {
        case Input::Kind::path:
            return read_path(input, scope, run);
        case Input::Kind::constant:
            return Given::borrowed(&input.constant, true);
        case Input::Kind::join:
            return read_join(input, scope, run);
        case Input::Kind::expression:
            return read_expression(input, scope, run);
        case Input::Kind::composite:
            return read_composite(input, scope, run);
    }
    return {};
}

// Each element of a list; those that the table does not know are left out, with the issue.
Given look_up_each(const ValueTable& table, const json::Array& values)
{
    json::Array found;
    bool unmapped = false;
    for (const json::Value& value : values) {
        const std::optional<std::string> text = value.text();
        const auto row = text ? table.rows.find(*text) : table.rows.end();
        if (row != table.rows.end())
            found.push_back(row->second);
        else if (table.otherwise)
            found.push_back(*table.otherwise);
        else
            unmapped = true;
    }
    Given given = Given::owned(json::Value(std::move(found)), false);
    if (unmapped) given.set_problem("enum.unmapped");
    return given;
}

Given look_up(const ValueTable& table, const Given& given)
{
    if (given.value().is_array()) return look_up_each(table, given.value().as_array());
    const std::optional<std::string> text = given.value().text();
    const auto row = text ? table.rows.find(*text) : table.rows.end();
    if (row != table.rows.end()) return Given::borrowed(&row->second, false);
    if (table.otherwise) return Given::borrowed(&*table.otherwise, false);
    return Given::failed("enum.unmapped");
}

}  // namespace

Given Given::borrowed(const json::Value* value, bool literal)
{
    Given given;
    given.borrowed_ = value;
    given.literal_ = literal;
    return given;
}

Given Given::owned(json::Value value, bool literal)
{
    Given given;
    given.own_ = std::move(value);
    given.literal_ = literal;
    return given;
}

Given Given::failed(std::string_view code)
{
    Given given;
    given.problem_ = code;
    return given;
}

Given read(const Input& input, const Scope& scope, Run& run)
{
    run.spend();
    Given given = read_source(input, scope, run);
    if (input.table && given.problem().empty() && !given.empty())
        given = look_up(*input.table, given);
    if (input.fallback && given.problem().empty() && given.empty())
        return Given::borrowed(&*input.fallback, true);
    return given;
}

}  // namespace cx::mapping
