// Python's ways to put values into a text: '%s' % x, '{}'.format(x).
#pragma once

#include "rest/expression/machine.hpp"

namespace rest::expr {

// '{} {0} {name!r} {:>8.2f}'.format(...), with members as {0[a]} and {0.a}.
Value brace_format(Machine& machine, std::string_view format, const List& arguments,
                   const std::vector<std::pair<std::string_view, Value>>& keywords);

// How one value is to be shown.
struct Spec {
    char kind = 's';  // s d i u f F e E g G x X o b c r %
    char fill = ' ';
    char align = '\0';  // < > ^ =, or none said
    char sign = '-';    // - + or blank
    bool alternate = false;
    bool grouped = false;  // 1,000
    int width = 0;
    int precision = -1;
};

// Nothing, and a failure, where value and kind do not go together.
std::optional<std::string> formatted(Machine& machine, const Value& value, const Spec& spec);

}  // namespace rest::expr
