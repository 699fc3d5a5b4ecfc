// Helpers of the functions, filters, methods and tests.
#pragma once

#include "rest/expression/machine.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rest::expr {

// The row of this name; the tables are short.
inline const Builtin* find_row(std::span<const Builtin> rows, std::string_view name)
{
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const Builtin& one) { return one.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

// What a loop goes through; nothing, and a failure, where it is no such thing. Charged for.
inline std::optional<List> items_of(Call& call, const Value& value)
{
    std::optional<List> all = elements(value);
    if (!all)
        call.machine.unfit(value, "cannot be gone through");
    else if (!call.machine.spend(all->size() / 4 + 1))
        return std::nullopt;
    return all;
}

// An argument that has to be a text.
inline std::optional<std::string_view> text_at(Call& call, std::size_t index)
{
    if (call.at(index).is<Text>()) return call.at(index).text();
    call.machine.unfit(call.at(index), "is no text");
    return std::nullopt;
}

inline std::optional<std::int64_t> integer_at(Call& call, std::size_t index)
{
    const std::optional<std::int64_t> number = integer(call.at(index));
    if (!number) call.machine.unfit(call.at(index), "is no whole number");
    return number;
}

inline bool flag_at(const Call& call, std::size_t index)
{
    return call.has(index) && truth(call.at(index));
}

// A text of our own, charged for.
inline Value made_text(Call& call, std::string out)
{
    return call.machine.may_make(out.size()) ? text(std::move(out)) : Value();
}

// Copies a JSON value of ours into lists and dicts.
Value owned(Machine& machine, const cx::json::Value& json);

// The tables, one a file.
std::span<const Builtin> text_filters();
std::span<const Builtin> number_filters();
std::span<const Builtin> list_filters();
std::span<const Builtin> choosing_filters();
std::span<const Builtin> code_filters();
std::span<const Builtin> text_methods();     // Those that make another text,
std::span<const Builtin> looking_methods();  // and those that tell something of it
std::span<const Builtin> list_methods();
std::span<const Builtin> dict_methods();
std::span<const Builtin> time_methods();
std::span<const Builtin> time_functions();

// Shared by filters and methods of the same meaning.
std::string replaced(std::string_view text, std::string_view old, std::string_view now,
                     std::int64_t count);
// quote() of Python: all but letters, digits, _.-~ and `safe` as %XX.
std::string quoted(std::string_view text, std::string_view safe);

}  // namespace rest::expr
