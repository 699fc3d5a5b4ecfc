// Methods of texts.
#include "rest/expression/format.hpp"
#include "rest/expression/library.hpp"
#include "rest/expression/unicode.hpp"

namespace rest::expr {
namespace {

std::string_view self(const Call& call)
{
    return call.self.text();
}

std::int64_t count_at(const Call& call, std::size_t index)
{
    return call.has(index) ? integer(call.at(index)).value_or(-1) : -1;
}

Value texts(Call& call, const std::vector<std::string_view>& parts)
{
    List items;
    for (const std::string_view one : parts) items.push_back(Text{one, call.self.as<Text>().owner});
    return call.machine.spend(items.size()) ? list(std::move(items)) : Value();
}

// By white space: no empty parts.
std::vector<std::string_view> words(std::string_view text, std::int64_t count)
{
    std::vector<std::string_view> parts;
    text = unicode::strip(text, true, false);
    while (!text.empty()) {
        if (count >= 0 && static_cast<std::int64_t>(parts.size()) == count) {
            parts.push_back(unicode::strip(text));
            break;
        }
        std::size_t end = 0;
        for (const std::string_view one : unicode::characters(text)) {
            if (unicode::is_space(unicode::code_point(one))) break;
            end += one.size();
        }
        parts.push_back(text.substr(0, end));
        text = unicode::strip(text.substr(end), true, false);
    }
    return parts;
}

Value split(Call& call, bool from_right)
{
    std::string_view rest = self(call);
    std::int64_t count = count_at(call, 1);
    if (!call.machine.spend(rest.size() / 16)) return {};
    if (!call.has(0) || call.at(0).is<None>()) {
        if (!call.machine.spend(rest.size())) return {};
        return texts(call, words(rest, count));
    }
    const auto by = text_at(call, 0);
    if (!by) return {};
    if (by->empty()) return call.machine.value_error("the separator is empty");
    std::vector<std::string_view> parts;
    for (; count != 0; --count) {
        const std::size_t found = from_right ? rest.rfind(*by) : rest.find(*by);
        if (found == std::string_view::npos) break;
        parts.push_back(from_right ? rest.substr(found + by->size()) : rest.substr(0, found));
        rest = from_right ? rest.substr(0, found) : rest.substr(found + by->size());
    }
    parts.push_back(rest);
    if (from_right) std::reverse(parts.begin(), parts.end());
    return texts(call, parts);
}

Value split_left(Call& call)
{
    return split(call, false);
}
Value split_right(Call& call)
{
    return split(call, true);
}

Value splitlines(Call& call)
{
    std::vector<std::string_view> parts;
    std::string_view rest = self(call);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
        parts.push_back(rest.substr(0, end));
        const bool both = rest.substr(end, 2) == "\r\n";
        rest.remove_prefix(std::min(end + (both ? 2 : 1), rest.size()));
    }
    return texts(call, parts);
}

Value join(Call& call)
{
    const auto all = items_of(call, call.at(0));
    if (!all) return {};
    std::string out;
    for (std::size_t i = 0; i < all->size(); ++i) {
        if (!(*all)[i].is<Text>()) return call.machine.unfit((*all)[i], "is no text to join");
        if (i) out += self(call);
        out += (*all)[i].text();
        if (!call.machine.may_make(out.size())) return {};
    }
    return text(std::move(out));
}

Value replace(Call& call)
{
    const auto old = text_at(call, 0);
    const auto now = text_at(call, 1);
    if (!old || !now) return {};
    return made_text(call, replaced(self(call), *old, *now, count_at(call, 2)));
}

Value strip(Call& call, bool left, bool right)
{
    std::string_view all = self(call);
    if (!call.has(0) || call.at(0).is<None>())
        return Text{unicode::strip(all, left, right), call.self.as<Text>().owner};
    const auto chars = text_at(call, 0);
    if (!chars) return {};
    std::vector<std::string_view> each = unicode::characters(all);
    const auto unwanted = [&](std::string_view one) {
        return chars->find(one) != std::string_view::npos;
    };
    while (left && !each.empty() && unwanted(each.front())) {
        all.remove_prefix(each.front().size());
        each.erase(each.begin());
    }
    while (right && !each.empty() && unwanted(each.back())) {
        all.remove_suffix(each.back().size());
        each.pop_back();
    }
    return Text{all, call.self.as<Text>().owner};
}

Value strip_both(Call& call)
{
    return strip(call, true, true);
}
Value strip_left(Call& call)
{
    return strip(call, true, false);
}
Value strip_right(Call& call)
{
    return strip(call, false, true);
}

Value lower(Call& call)
{
    return made_text(call, unicode::lower(self(call)));
}
Value upper(Call& call)
{
    return made_text(call, unicode::upper(self(call)));
}

Value capitalize(Call& call)
{
    const std::string_view first = unicode::slice(self(call), 0, 1);
    return made_text(call, unicode::upper(first) + unicode::lower(self(call).substr(first.size())));
}

// Every run of letters is a word.
Value title(Call& call)
{
    std::string out;
    bool within = false;
    for (const std::string_view one : unicode::characters(self(call))) {
        out += within ? unicode::lower(one) : unicode::upper(one);
        within = unicode::is_alpha(unicode::code_point(one));
    }
    return made_text(call, std::move(out));
}

Value padded(Call& call, int side)
{
    const auto width = integer_at(call, 0);
    if (!width) return {};
    if (*width > 1000) return call.machine.value_error("the width is too large");
    const auto size = static_cast<std::int64_t>(unicode::length(self(call)));
    const auto missing = static_cast<std::size_t>(std::max<std::int64_t>(*width - size, 0));
    const std::string fill = call.has(1) ? std::string(call.at(1).text()) : " ";
    if (fill.size() != 1) return call.machine.type_error("the fill is no single character");
    std::size_t left = side > 0 ? missing : 0;
    if (side == 0) left = missing / 2 + (missing & static_cast<std::size_t>(*width) & 1U);
    return made_text(call, std::string(left, fill[0]) + std::string(self(call)) +
                               std::string(missing - left, fill[0]));
}

Value ljust(Call& call)
{
    return padded(call, -1);
}
Value rjust(Call& call)
{
    return padded(call, 1);
}
Value center(Call& call)
{
    return padded(call, 0);
}

Value zfill(Call& call)
{
    const auto width = integer_at(call, 0);
    if (!width) return {};
    if (*width > 1000) return call.machine.value_error("the width is too large");
    std::string out(self(call));
    const auto size = static_cast<std::int64_t>(unicode::length(out));
    const bool sign = out.starts_with('-') || out.starts_with('+');
    if (*width > size) out.insert(sign ? 1 : 0, static_cast<std::size_t>(*width - size), '0');
    return text(std::move(out));
}

Value partition(Call& call, bool from_right)
{
    const auto by = text_at(call, 0);
    if (!by) return {};
    if (by->empty()) return call.machine.value_error("the separator is empty");
    const std::string_view all = self(call);
    const auto& owner = call.self.as<Text>().owner;
    const auto part = [&](std::string_view one) { return Value(Text{one, owner}); };
    const std::size_t at = from_right ? all.rfind(*by) : all.find(*by);
    if (at == std::string_view::npos)
        return from_right ? list({text(""), text(""), call.self}, ListKind::tuple)
                          : list({call.self, text(""), text("")}, ListKind::tuple);
    return list({part(all.substr(0, at)), part(all.substr(at, by->size())),
                 part(all.substr(at + by->size()))},
                ListKind::tuple);
}

Value partition_left(Call& call)
{
    return partition(call, false);
}
Value partition_right(Call& call)
{
    return partition(call, true);
}

Value remove_end(Call& call, bool at_end)
{
    const auto one = text_at(call, 0);
    if (!one) return {};
    std::string_view all = self(call);
    if (at_end && all.ends_with(*one)) all.remove_suffix(one->size());
    if (!at_end && all.starts_with(*one)) all.remove_prefix(one->size());
    return Text{all, call.self.as<Text>().owner};
}

Value removeprefix(Call& call)
{
    return remove_end(call, false);
}
Value removesuffix(Call& call)
{
    return remove_end(call, true);
}

Value format(Call& call)
{
    return brace_format(call.machine, self(call), call.arguments, call.keywords);
}

constexpr Builtin rows[] = {
    {"split", "sep? maxsplit?", &split_left},
    {"rsplit", "sep? maxsplit?", &split_right},
    {"splitlines", "", &splitlines},
    {"join", "iterable", &join},
    {"replace", "old new count?", &replace},
    {"strip", "chars?", &strip_both},
    {"lstrip", "chars?", &strip_left},
    {"rstrip", "chars?", &strip_right},
    {"lower", "", &lower},
    {"upper", "", &upper},
    {"casefold", "", &lower},
    {"capitalize", "", &capitalize},
    {"title", "", &title},
    {"ljust", "width fillchar?", &ljust},
    {"rjust", "width fillchar?", &rjust},
    {"center", "width fillchar?", &center},
    {"zfill", "width", &zfill},
    {"partition", "sep", &partition_left},
    {"rpartition", "sep", &partition_right},
    {"removeprefix", "prefix", &removeprefix},
    {"removesuffix", "suffix", &removesuffix},
    {"format", "* **", &format},
};

}  // namespace

std::span<const Builtin> text_methods()
{
    return rows;
}

}  // namespace rest::expr
