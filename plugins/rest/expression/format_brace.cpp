// '{}'.format(...)
#include "rest/expression/format.hpp"

#include <algorithm>
#include <charconv>

namespace rest::expr {
namespace {

class Braces {
public:
    Braces(Machine& machine, std::string_view format, const List& arguments,
           const std::vector<std::pair<std::string_view, Value>>& keywords)
        : machine_(machine), format_(format), arguments_(arguments), keywords_(keywords)
    {
    }

    Value run()
    {
        std::string out;
        for (std::size_t at = 0; at < format_.size() && !machine_.failed(); ++at) {
            const char c = format_[at];
            const bool doubled = at + 1 < format_.size() && format_[at + 1] == c;
            if (c != '{' && c != '}') {
                out += c;
            } else if (doubled) {
                out += c;
                ++at;
            } else {
                const std::size_t end = c == '{' ? format_.find('}', at) : std::string_view::npos;
                if (end == std::string_view::npos)
                    return machine_.value_error("a brace of the format stands alone");
                field(format_.substr(at + 1, end - at - 1), out);
                at = end;
            }
            if (!machine_.may_make(out.size())) return {};
        }
        return machine_.failed() ? Value() : text(std::move(out));
    }

private:
    void field(std::string_view inner, std::string& out)
    {
        const std::size_t colon = std::min(inner.find(':'), inner.size());
        std::string_view name = inner.substr(0, colon);
        const std::string_view rest = inner.substr(std::min(colon + 1, inner.size()));
        const bool represents = name.ends_with("!r");
        if (represents || name.ends_with("!s")) name.remove_suffix(2);
        const Value value = lookup(name);
        Spec spec = spec_of(rest, value);
        if (represents) spec.kind = 'r';
        if (machine_.failed()) return;
        const bool has_formats =
            value.is<Text>() || value.is_number() || value.is<Big>() || represents;
        if (!rest.empty() && !has_formats) {
            machine_.type_error("'" + std::string(type_name(value)) + "' takes no format");
            return;
        }
        if (rest.empty() && !represents)
            show(value, out);
        else
            out += formatted(machine_, value, spec).value_or("");
    }

    Value lookup(std::string_view name)
    {
        const std::size_t end = std::min(name.find_first_of(".["), name.size());
        Value value = argument(name.substr(0, end));
        name.remove_prefix(end);
        while (!name.empty() && !machine_.failed()) {
            const bool bracket = name.front() == '[';
            name.remove_prefix(1);
            const std::size_t stop =
                std::min(bracket ? name.find(']') : name.find_first_of(".["), name.size());
            value = machine_.path(value, name.substr(0, stop));
            name.remove_prefix(std::min(bracket ? stop + 1 : stop, name.size()));
        }
        return value;
    }

    Value argument(std::string_view name)
    {
        std::size_t index = next_;
        if (name.empty()) {
            ++next_;
        } else {
            const auto read = std::from_chars(name.data(), name.data() + name.size(), index);
            if (read.ec != std::errc()) {
                for (const auto& [key, value] : keywords_)
                    if (key == name) return value;
                return machine_.value_error("the format names an argument that is missing");
            }
        }
        if (index < arguments_.size()) return arguments_[index];
        return machine_.value_error("there are too few arguments for the format");
    }

    // [[fill]align][sign][#][0][width][,][.precision][kind]
    Spec spec_of(std::string_view rest, const Value& value)
    {
        const auto eat = [&](std::string_view any) {
            if (rest.empty() || any.find(rest.front()) == std::string_view::npos) return '\0';
            const char c = rest.front();
            rest.remove_prefix(1);
            return c;
        };
        const auto number = [&] {
            int read = 0;
            while (const char c = eat("0123456789"))
                read = std::min(read * 10 + (c - '0'), 100'000);
            return read;
        };
        Spec spec;
        const bool is_number = value.is_number() || value.is<Big>();
        static constexpr std::string_view aligns = "<>^=";
        if (rest.size() > 1 && aligns.find(rest[1]) != std::string_view::npos) {
            spec.fill = rest[0];
            rest.remove_prefix(1);
        }
        spec.align = eat(aligns);
        if (const char sign = eat("+- ")) spec.sign = sign;
        spec.alternate = eat("#") != '\0';
        if (!rest.empty() && rest.front() == '0') {
            spec.fill = spec.align ? spec.fill : '0';
            if (!spec.align && is_number) spec.align = '=';
        }
        spec.width = number();
        spec.grouped = eat(",") != '\0';
        if (eat(".")) spec.precision = number();
        const char kind = eat("sdfFeEgGxXobc%");
        spec.kind = kind                 ? kind
                    : value.is<double>() ? (spec.precision < 0 ? 's' : 'g')
                    : is_number          ? 'd'
                                         : 's';
        if (!spec.align) spec.align = is_number ? '>' : '<';
        if (!rest.empty()) machine_.value_error("the format is not understood");
        return spec;
    }

    Machine& machine_;
    std::string_view format_;
    const List& arguments_;
    const std::vector<std::pair<std::string_view, Value>>& keywords_;
    std::size_t next_ = 0;
};

}  // namespace

Value brace_format(Machine& machine, std::string_view format, const List& arguments,
                   const std::vector<std::pair<std::string_view, Value>>& keywords)
{
    return Braces(machine, format, arguments, keywords).run();
}

}  // namespace rest::expr
