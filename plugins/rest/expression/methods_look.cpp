// Methods that tell something of a text.
#include "rest/expression/library.hpp"
#include "rest/expression/unicode.hpp"

namespace rest::expr {
namespace {

std::string_view self(const Call& call)
{
    return call.self.text();
}

// One text or a tuple of them.
Value ends(Call& call, bool at_end)
{
    const auto matches = [&](std::string_view one) {
        return at_end ? self(call).ends_with(one) : self(call).starts_with(one);
    };
    if (call.at(0).is<Text>()) return matches(call.at(0).text());
    if (!call.at(0).is<std::shared_ptr<ListObject>>())
        return call.machine.unfit(call.at(0), "is no text");
    const List all = *elements(call.at(0));
    return std::any_of(all.begin(), all.end(),
                       [&](const Value& one) { return one.is<Text>() && matches(one.text()); });
}

Value startswith(Call& call)
{
    return ends(call, false);
}
Value endswith(Call& call)
{
    return ends(call, true);
}

Value position(Call& call, bool from_right, bool must)
{
    const auto wanted = text_at(call, 0);
    if (!wanted) return {};
    const std::size_t found = from_right ? self(call).rfind(*wanted) : self(call).find(*wanted);
    if (found != std::string_view::npos)
        return static_cast<std::int64_t>(unicode::length(self(call).substr(0, found)));
    return must ? call.machine.value_error("the text is not within the other")
                : Value(std::int64_t{-1});
}

Value find(Call& call)
{
    return position(call, false, false);
}
Value rfind(Call& call)
{
    return position(call, true, false);
}
Value index(Call& call)
{
    return position(call, false, true);
}

Value count(Call& call)
{
    const auto wanted = text_at(call, 0);
    if (!wanted) return {};
    if (wanted->empty()) return static_cast<std::int64_t>(unicode::length(self(call)) + 1);
    std::int64_t times = 0;
    for (std::size_t at = 0; (at = self(call).find(*wanted, at)) != std::string_view::npos;
         at += wanted->size())
        ++times;
    return times;
}

template <bool (*Is)(char32_t)>
Value all_are(Call& call)
{
    const auto each = unicode::characters(self(call));
    return !each.empty() && std::all_of(each.begin(), each.end(), [](std::string_view one) {
        return Is(unicode::code_point(one));
    });
}

bool digit(char32_t point)
{
    return point >= '0' && point <= '9';
}
bool letter_or_digit(char32_t point)
{
    return digit(point) || unicode::is_alpha(point);
}

template <bool (*Wanted)(char32_t), bool (*Other)(char32_t)>
Value cased(Call& call)
{
    const auto each = unicode::characters(self(call));
    const auto any = [&](bool (*is)(char32_t)) {
        return std::any_of(each.begin(), each.end(),
                           [&](std::string_view one) { return is(unicode::code_point(one)); });
    };
    return any(Wanted) && !any(Other);
}

constexpr Builtin rows[] = {
    {"startswith", "prefix", &startswith},
    {"endswith", "suffix", &endswith},
    {"find", "sub", &find},
    {"rfind", "sub", &rfind},
    {"index", "sub", &index},
    {"count", "sub", &count},
    {"isdigit", "", &all_are<digit>},
    {"isnumeric", "", &all_are<digit>},
    {"isdecimal", "", &all_are<digit>},
    {"isalpha", "", &all_are<unicode::is_alpha>},
    {"isalnum", "", &all_are<letter_or_digit>},
    {"isspace", "", &all_are<unicode::is_space>},
    {"isupper", "", &cased<unicode::is_upper, unicode::is_lower>},
    {"islower", "", &cased<unicode::is_lower, unicode::is_upper>},
};

}  // namespace

std::span<const Builtin> looking_methods()
{
    return rows;
}

}  // namespace rest::expr
