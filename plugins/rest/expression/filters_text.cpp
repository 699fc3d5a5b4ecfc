// Filters of texts.
#include "rest/expression/format.hpp"
#include "rest/expression/library.hpp"
#include "rest/expression/unicode.hpp"

namespace rest::expr {
namespace {

Value lower(Call& call)
{
    return made_text(call, unicode::lower(shown(call.self)));
}
Value upper(Call& call)
{
    return made_text(call, unicode::upper(shown(call.self)));
}

std::string capitalized(std::string_view text)
{
    const std::string_view first = unicode::slice(text, 0, 1);
    return unicode::upper(first) + unicode::lower(text.substr(first.size()));
}

Value capitalize(Call& call)
{
    return made_text(call, capitalized(shown(call.self)));
}

// Each word behind a blank, a dash or an opening bracket.
Value title(Call& call)
{
    static constexpr std::string_view between = "-({[< \t\n\r\f\v";
    const std::string all = shown(call.self);
    std::string out;
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = std::min(all.find_first_of(between, at), all.size());
        if (end > at) out += capitalized(std::string_view(all).substr(at, end - at));
        if (end < all.size()) out += all[end];
        at = end + 1;
    }
    return made_text(call, std::move(out));
}

Value trim(Call& call)
{
    const std::string all = shown(call.self);
    if (!call.has(0) || call.at(0).is<None>()) return text(std::string(unicode::strip(all)));
    const std::string chars(call.at(0).text());
    const std::size_t begin = all.find_first_not_of(chars);
    if (begin == std::string::npos) return text("");
    return text(all.substr(begin, all.find_last_not_of(chars) - begin + 1));
}

Value replace(Call& call)
{
    const std::int64_t count = call.has(2) ? integer(call.at(2)).value_or(-1) : -1;
    return made_text(call, replaced(shown(call.self), shown(call.at(0)), shown(call.at(1)), count));
}

// A text stays as it is; anything else is put in quotes, so that it is one when read again.
Value string(Call& call)
{
    if (call.self.is<Text>()) return call.self;
    return made_text(call, "\"" + shown(call.self) + "\"");
}

Value format(Call& call)
{
    if (!call.keywords.empty()) {
        Pairs pairs;
        for (const auto& [name, value] : call.keywords) pairs.emplace_back(borrowed(name), value);
        return percent_format(call.machine, call.self.text(), dict(std::move(pairs)));
    }
    return percent_format(call.machine, call.self.text(), list(call.arguments, ListKind::tuple));
}

Value center(Call& call)
{
    const std::int64_t width = call.has(0) ? integer(call.at(0)).value_or(80) : 80;
    if (width > 1000) return call.machine.value_error("the width is too large");
    const std::string all = shown(call.self);
    const auto size = static_cast<std::int64_t>(unicode::length(all));
    if (width <= size) return text(all);
    // Python puts the odd blank to the left of an even width.
    const auto missing = static_cast<std::size_t>(width - size);
    const std::size_t left = missing / 2 + (missing & static_cast<std::size_t>(width) & 1U);
    return text(std::string(left, ' ') + all + std::string(missing - left, ' '));
}

Value wordcount(Call& call)
{
    std::int64_t words = 0;
    bool within = false;
    const std::string all = shown(call.self);
    for (const std::string_view one : unicode::characters(all)) {
        const bool letter =
            one.size() > 1 || std::isalnum(static_cast<unsigned char>(one[0])) || one == "_";
        words += letter && !within;
        within = letter;
    }
    return words;
}

Value escape(Call& call)
{
    std::string out;
    for (const char c : shown(call.self)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '\'')
            out += "&#39;";
        else if (c == '"')
            out += "&#34;";
        else
            out += c;
    }
    return made_text(call, std::move(out));
}

Value as_it_is(Call& call)
{
    return text(shown(call.self));
}

constexpr Builtin rows[] = {
    {"lower", "", &lower},           {"upper", "", &upper},
    {"capitalize", "", &capitalize}, {"title", "", &title},
    {"trim", "chars?", &trim},       {"replace", "old new count?", &replace},
    {"string", "", &string},         {"format", "* **", &format},
    {"center", "width?", &center},   {"wordcount", "", &wordcount},
    {"escape", "", &escape},         {"e", "", &escape},
    {"safe", "", &as_it_is},
};

}  // namespace

std::string replaced(std::string_view text, std::string_view old, std::string_view now,
                     std::int64_t count)
{
    std::string out;
    if (old.empty()) {
        for (const std::string_view one : unicode::characters(text)) {
            if (count-- != 0) out += now;
            if (count < -1) count = -1;
            out += one;
        }
        if (count != 0) out += now;
        return out;
    }
    std::size_t at = 0;
    while (count != 0 && out.size() <= template_output_max) {
        const std::size_t found = text.find(old, at);
        if (found == std::string_view::npos) break;
        out += text.substr(at, found - at);
        out += now;
        at = found + old.size();
        if (count > 0) --count;
    }
    out += text.substr(at);
    return out;
}

std::span<const Builtin> text_filters()
{
    return rows;
}

}  // namespace rest::expr
