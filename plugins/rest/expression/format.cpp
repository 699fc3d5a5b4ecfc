#include "rest/expression/format.hpp"

#include "rest/expression/unicode.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace rest::expr {
namespace {

// Wider than anything that is wanted, and far from filling the memory.
constexpr int width_max = 1000;

std::string with_groups(std::string number)
{
    const std::size_t first = number.find_first_of("0123456789");
    std::size_t end = number.find_first_not_of("0123456789", first);
    if (end == std::string::npos) end = number.size();
    for (std::size_t at = end; at > first + 3;) number.insert(at -= 3, ",");
    return number;
}

std::string based(std::uint64_t number, int base)
{
    char buffer[65];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, base).ptr;
    return {buffer, end};
}

// Without its sign.
std::string float_digits(double number, const Spec& spec)
{
    const int precision = std::min(spec.precision < 0 ? 6 : spec.precision, 100);
    if (spec.kind == '%')
        return float_digits(number * 100, {.kind = 'f', .precision = precision}) + "%";
    const char format[] = {'%', '.', '*', spec.kind, '\0'};
    char buffer[512];
    std::snprintf(buffer, sizeof buffer, format, precision, std::fabs(number));
    return buffer;
}

std::string padded(std::string_view body, std::string_view sign, const Spec& spec, char align)
{
    const std::size_t size = unicode::length(body) + sign.size();
    const auto width = static_cast<std::size_t>(std::clamp(spec.width, 0, width_max));
    const std::size_t missing = width > size ? width - size : 0;
    const std::string all = std::string(sign) + std::string(body);
    if (align == '<') return all + std::string(missing, spec.fill);
    if (align == '^')
        return std::string(missing / 2, spec.fill) + all +
               std::string(missing - missing / 2, spec.fill);
    if (align == '=')
        return std::string(sign) + std::string(missing, spec.fill) + std::string(body);
    return std::string(missing, spec.fill) + all;
}

std::string numeric(std::string body, bool negative, const Spec& spec)
{
    if (spec.grouped) body = with_groups(std::move(body));
    const std::string sign = negative ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
    return padded(body, sign, spec, spec.align ? spec.align : '>');
}

// '%d' % 3.7 is 3.
std::optional<std::int64_t> whole(const Value& value)
{
    if (const auto number = integer(value)) return number;
    if (value.is<double>() && std::fabs(value.as<double>()) < 9e18)
        return static_cast<std::int64_t>(value.as<double>());
    return std::nullopt;
}

std::string integer_body(std::int64_t number, const Spec& spec)
{
    const std::uint64_t size =
        number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    const char kind = spec.kind;
    const int base = kind == 'x' || kind == 'X' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 10;
    std::string body = based(size, base);
    if (kind == 'X') body = unicode::upper(body);
    if (spec.precision > 0 && body.size() < static_cast<std::size_t>(spec.precision))
        body.insert(0, static_cast<std::size_t>(std::min(spec.precision, width_max)) - body.size(),
                    '0');
    return spec.alternate && base != 10 ? "0" + std::string(1, kind) + body : body;
}

}  // namespace

std::optional<std::string> formatted(Machine& machine, const Value& value, const Spec& spec)
{
    if (spec.width > width_max || spec.precision > width_max) {
        machine.value_error("the width is too large");
        return std::nullopt;
    }
    if (spec.kind == 's' || spec.kind == 'r') {
        std::string body;
        if (spec.kind == 's')
            show(value, body);
        else
            represent(value, body);
        if (spec.precision >= 0)
            body = std::string(unicode::slice(body, 0, static_cast<std::size_t>(spec.precision)));
        return padded(body, "", spec, spec.align ? spec.align : '<');
    }
    if (spec.kind == 'c') {
        std::string body(value.text());
        if (const auto point = integer(value); point && *point >= 0 && *point < 0xD800)
            unicode::append(static_cast<char32_t>(*point), body);
        return padded(body, "", spec, spec.align ? spec.align : '<');
    }
    static constexpr std::string_view floats = "fFeEgG%";
    if (floats.find(spec.kind) != std::string_view::npos) {
        const std::optional<double> number = real(value);
        if (number) return numeric(float_digits(*number, spec), std::signbit(*number), spec);
    } else if (value.is<Big>() && spec.kind == 'd') {
        const std::string& all = value.as<Big>().digits;
        const bool negative = all.starts_with('-');
        return numeric(negative ? all.substr(1) : all, negative, spec);
    } else if (const auto number = whole(value)) {
        return numeric(integer_body(*number, spec), *number < 0, spec);
    }
    machine.unfit(value, "is no number");
    return std::nullopt;
}

namespace {

class Percent {
public:
    Percent(Machine& machine, std::string_view format, const Value& value)
        : machine_(machine), format_(format), value_(value)
    {
        const bool is_tuple = value.is<std::shared_ptr<ListObject>>() &&
                              value.as<std::shared_ptr<ListObject>>()->kind == ListKind::tuple;
        if (is_tuple)
            arguments_ = *elements(value);
        else
            arguments_ = {value};
        // A dict or list may go unused; another single value may not.
        all_used_ = is_tuple || !(value.is_dict() || value.is_list());
    }

    Value run()
    {
        std::string out;
        while (at_ < format_.size() && !machine_.failed()) {
            if (format_[at_] != '%') {
                out += format_[at_++];
                continue;
            }
            ++at_;
            placeholder(out);
            if (!machine_.may_make(out.size())) return {};
        }
        if (!machine_.failed() && used_ < arguments_.size() && all_used_ && !named_)
            return machine_.type_error("not all arguments are used by the format");
        return machine_.failed() ? Value() : text(std::move(out));
    }

private:
    Value next_argument()
    {
        if (used_ >= arguments_.size())
            return machine_.type_error("there are too few arguments for the format");
        return arguments_[used_++];
    }

    int number()
    {
        if (at_ < format_.size() && format_[at_] == '*') {
            ++at_;
            return static_cast<int>(
                std::clamp<std::int64_t>(integer(next_argument()).value_or(0), 0, 2000));
        }
        int value = 0;
        for (; at_ < format_.size() && format_[at_] >= '0' && format_[at_] <= '9'; ++at_)
            value = std::min(value * 10 + (format_[at_] - '0'), 100'000);
        return value;
    }

    void flags(Spec& spec)
    {
        for (; at_ < format_.size(); ++at_) {
            const char c = format_[at_];
            if (c == '-')
                spec.align = '<';
            else if (c == '0')
                spec.fill = '0';
            else if (c == '+' || (c == ' ' && spec.sign != '+'))
                spec.sign = c;
            else if (c == '#')
                spec.alternate = true;
            else if (c != ' ')
                return;
        }
    }

    void placeholder(std::string& out)
    {
        std::optional<Value> named;
        if (at_ < format_.size() && format_[at_] == '(') {
            const std::size_t end = std::min(format_.find(')', at_), format_.size() - 1);
            named = member(value_, format_.substr(at_ + 1, end - at_ - 1));
            at_ = end + 1;
            named_ = true;
            if (!named) {
                machine_.value_error("the format names something that is missing");
                return;
            }
        }
        Spec spec;
        flags(spec);
        spec.width = number();
        if (at_ < format_.size() && format_[at_] == '.') {
            ++at_;
            spec.precision = number();
        }
        spec.kind = at_ < format_.size() ? format_[at_++] : '\0';
        if (spec.kind == '%') {
            out += '%';
            return;
        }
        if (spec.kind == 'i' || spec.kind == 'u') spec.kind = 'd';
        static constexpr std::string_view kinds = "sdfFeEgGxXocra";
        if (kinds.find(spec.kind) == std::string_view::npos || spec.kind == '\0') {
            machine_.value_error("the format is not understood");
            return;
        }
        if (spec.kind == 'a') spec.kind = 'r';
        const bool is_text = spec.kind == 's' || spec.kind == 'r' || spec.kind == 'c';
        if (is_text || spec.align == '<') spec.fill = ' ';
        if (!spec.align) spec.align = spec.fill == '0' ? '=' : '>';
        const Value value = named ? *named : next_argument();
        if (machine_.failed()) return;
        out += formatted(machine_, value, spec).value_or("");
    }

    Machine& machine_;
    std::string_view format_;
    const Value& value_;
    List arguments_;
    std::size_t at_ = 0;
    std::size_t used_ = 0;
    bool all_used_ = true;
    bool named_ = false;
};

}  // namespace

Value percent_format(Machine& machine, std::string_view format, const Value& value)
{
    return Percent(machine, format, value).run();
}

}  // namespace rest::expr
