// The implicit types of YAML 1.1 as PyYAML resolves them. Dates stay text: manifests want them so.
#include "rest/manifest/yaml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace rest {
namespace {

constexpr std::array<std::string_view, 11> yes = {"yes", "Yes", "YES", "true", "True", "TRUE",
                                                  "on",  "On",  "ON",  "",     ""};
constexpr std::array<std::string_view, 11> no = {"no",  "No",  "NO",  "false", "False", "FALSE",
                                                 "off", "Off", "OFF", "",      ""};

template <std::size_t n>
bool among(std::string_view text, const std::array<std::string_view, n>& words)
{
    return !text.empty() && std::find(words.begin(), words.end(), text) != words.end();
}

bool only(std::string_view text, std::string_view letters)
{
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

std::string without_underscores(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (c != '_') out += c;
    return out;
}

// Parts of 60, as in 12:30:45.
bool sexagesimal(std::string_view digits, std::int64_t& out)
{
    out = 0;
    bool first = true;
    while (true) {
        const std::size_t colon = digits.find(':');
        const std::string part = without_underscores(digits.substr(0, colon));
        if (!only(part, "0123456789") || part.size() > 12) return false;
        const std::int64_t value = std::stoll(part);
        if (!first && (part.size() > 2 || value > 59)) return false;
        out = out * 60 + value;
        if (out > (std::int64_t{1} << 52)) return false;
        first = false;
        if (colon == std::string_view::npos) return true;
        digits.remove_prefix(colon + 1);
    }
}

bool based(std::string_view digits, int base, std::string& out)
{
    const std::string plain = without_underscores(digits);
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(plain.data(), plain.data() + plain.size(), value, base);
    if (error != std::errc() || end != plain.data() + plain.size() || plain.empty()) return false;
    out = std::to_string(value);
    return true;
}

// The canonical text of an integer, or false where the text is none.
bool integer(std::string_view text, std::string& out)
{
    const bool negative = text.front() == '-';
    if (negative || text.front() == '+') text.remove_prefix(1);
    if (text.empty() || text.front() < '0' || text.front() > '9') return false;
    const auto sign = [&] {
        if (negative && out != "0") out.insert(0, 1, '-');
        return true;
    };
    if (text == "0") return out = "0", true;
    if (text.starts_with("0b")) return based(text.substr(2), 2, out) && sign();
    if (text.starts_with("0x")) return based(text.substr(2), 16, out) && sign();
    if (text.front() == '0') return only(text, "01234567_") && based(text, 8, out) && sign();
    if (text.find(':') != std::string_view::npos) {
        std::int64_t value = 0;
        if (!sexagesimal(text, value)) return false;
        out = std::to_string(value);
        return sign();
    }
    if (!only(text, "0123456789_")) return false;
    out = without_underscores(text);
    return sign();
}

// PyYAML wants a point, and a sign in the exponent: 1e5 is text, 1.5e+3 a number.
bool real(std::string_view text, std::string& out)
{
    const std::string plain = without_underscores(text);
    std::string_view rest = plain;
    if (rest.front() == '-' || rest.front() == '+') rest.remove_prefix(1);
    const std::size_t point = rest.find('.');
    if (point == std::string_view::npos) return false;
    const std::string_view whole = rest.substr(0, point);
    std::string_view fraction = rest.substr(point + 1);
    const std::size_t exponent = fraction.find_first_of("eE");
    if (exponent != std::string_view::npos) {
        const std::string_view power = fraction.substr(exponent + 1);
        if (power.size() < 2 || (power[0] != '+' && power[0] != '-') ||
            !only(power.substr(1), "0123456789"))
            return false;
        fraction = fraction.substr(0, exponent);
    }
    if (!whole.empty() && !only(whole, "0123456789")) return false;
    if (!fraction.empty() && !only(fraction, "0123456789")) return false;
    if (whole.empty() && fraction.empty()) return false;
    double value = 0;
    const char* begin = plain.data() + (plain.front() == '+' ? 1 : 0);
    if (std::from_chars(begin, plain.data() + plain.size(), value).ec != std::errc()) return false;
    const cx::json::Value written(value);
    if (!written.is_number()) return false;
    out = written.as_number();
    return true;
}

}  // namespace

void read_scalar(std::string_view text, Node& node)
{
    node.kind = Node::Kind::text;
    node.text = text;
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
        node.kind = Node::Kind::null;
        node.text.clear();
        return;
    }
    const char first = text.front();
    const bool numeric =
        (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
    if (numeric) {
        std::string number;
        if (text.size() <= 64 && (integer(text, number) || real(text, number))) {
            node.kind = Node::Kind::number;
            node.text = std::move(number);
        }
        return;
    }
    if (text.size() > 5) return;
    if (!among(text, yes) && !among(text, no)) return;
    node.kind = Node::Kind::boolean;
    node.text = among(text, yes) ? "true" : "false";
}

}  // namespace rest
