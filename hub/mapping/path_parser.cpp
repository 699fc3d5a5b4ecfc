// The half of the parser that reads paths.
#include "base/diagnostic.hpp"
#include "base/limits.hpp"
#include "mapping/parser.hpp"

#include <fmt/format.h>

#include <charconv>

namespace cx::mapping {
namespace {

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_utf8(std::string& out, std::uint32_t point)
{
    const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) {
        add(point);
    } else if (point < 0x800) {
        add(0xc0U | (point >> 6U));
        add(0x80U | (point & 0x3fU));
    } else {
        add(0xe0U | (point >> 12U));
        add(0x80U | ((point >> 6U) & 0x3fU));
        add(0x80U | (point & 0x3fU));
    }
}

}  // namespace

std::optional<Path> Parser::path(bool in_expression)
{
    Path path;
    if (look() == '$') {
        if (!fact(path)) return std::nullopt;
        return path;
    }
    bool started = false;
    if (!outward(path, started) || !steps(path, started, in_expression)) return std::nullopt;
    path.reads = reads_of(path);
    return path;
}

// "$meta.key" or "$cap.home.server"
bool Parser::fact(Path& path)
{
    const std::size_t offset = at_;
    ++at_;
    const std::string_view root = name();
    if ((root != "meta" && root != "cap") || look() != '.') {
        fail(offset, "$meta or $cap is expected here, as in $meta.key; paths start without '$'");
        return false;
    }
    ++at_;
    if (root == "cap") return group(path);
    const std::size_t name_offset = at_;
    const std::string_view wanted = name();
    const std::span<const std::string_view> known = fact_names();
    for (std::size_t i = 0; i < known.size(); ++i)
        if (known[i] == wanted) path.fact = static_cast<int>(i);
    if (path.fact != Path::no_fact) return true;
    const std::vector<std::string> names(known.begin(), known.end());
    fail(name_offset, fmt::format("$meta has no '{}'{}", wanted, did_you_mean(wanted, names)));
    return false;
}

// "home.server" behind "$cap."
bool Parser::group(Path& path)
{
    const std::size_t offset = at_;
    const std::string_view capture = name();
    if (look() == '.') ++at_;
    const std::string_view wanted = name();
    std::vector<std::string> known;
    for (std::size_t i = 0; i < names_.groups.size(); ++i) {
        const Names::Group& one = names_.groups[i];
        known.push_back(one.capture + "." + one.group);
        if (one.capture != capture || one.group != wanted) continue;
        path.fact = static_cast<int>(fact_names().size() + i);
        path.reads = one.reads;
        return true;
    }
    const std::string given = fmt::format("{}.{}", capture, wanted);
    fail(offset, fmt::format("no capture has a group '{}'{}", given, did_you_mean(given, known)));
    return false;
}

// The front of a path: "^.^." or the dot that is the element itself; both may be all of it.
bool Parser::outward(Path& path, bool& started)
{
    if (look() == '.') {
        ++at_;
        if (name_follows()) {
            fail(at_ - 1, "a path starts with a name, not with '.'");
            return false;
        }
        started = true;
    }
    while (look() == '^') {
        if (static_cast<std::size_t>(++path.up) >= scopes_.size()) {
            fail(at_, "'^' steps out of the record; it needs an `each` around it");
            return false;
        }
        ++at_;
        started = true;
        if (look() == '.') ++at_;
    }
    return true;
}

bool Parser::steps(Path& path, bool started, bool in_expression)
{
    bool first = true;
    while (true) {
        if (look() == '[') {
            if (!bracket(path)) return false;
        } else if (first) {
            if (!name_follows() && started) return true;
            if (!member(path)) return false;
        } else if (look() == '.') {
            ++at_;
            if (in_expression && call_follows()) {
                --at_;
                return true;
            }
            if (!member(path)) return false;
        } else {
            return true;
        }
        first = false;
    }
}

bool Parser::member(Path& path)
{
    const std::string_view found = name();
    if (found.empty()) {
        fail(at_, "a name is expected here; a name with other characters is quoted: ['odd name']");
        return false;
    }
    path.steps.push_back(
        {.kind = Step::Kind::member, .name = std::string(found), .filter = nullptr});
    return true;
}

// "['odd name']", "[0]", "[-1]", "[*]" or "[?...]"
bool Parser::bracket(Path& path)
{
    ++at_;
    if (take("?")) return filter(path);
    if (take("*")) {
        path.steps.push_back({.kind = Step::Kind::all, .name = {}, .filter = nullptr});
    } else if (peek("'") || peek("\"")) {
        std::optional<std::string> quoted_name = quoted();
        if (!quoted_name) return false;
        path.steps.push_back(
            {.kind = Step::Kind::member, .name = std::move(*quoted_name), .filter = nullptr});
    } else {
        std::int64_t index = 0;
        const auto [end, error] =
            std::from_chars(text_.data() + at_, text_.data() + text_.size(), index);
        if (error != std::errc()) {
            fail(at_, "'*', a number, a quoted name or '?' with a condition is expected here");
            return false;
        }
        at_ = static_cast<std::size_t>(end - text_.data());
        path.steps.push_back(
            {.kind = Step::Kind::index, .name = {}, .index = index, .filter = nullptr});
    }
    if (take("]")) return true;
    fail(at_, "']' is expected here");
    return false;
}

// Inside the filter paths start at the element that it judges.
bool Parser::filter(Path& path)
{
    Path elements = path;
    elements.steps.push_back({.kind = Step::Kind::all, .name = {}, .filter = nullptr});
    std::vector<Reads> inside = reads_of(elements);
    std::vector<std::vector<Reads>> outside = scopes_;
    scopes_.resize(scopes_.size() - static_cast<std::size_t>(path.up));
    scopes_.push_back(std::move(inside));
    NodePointer condition = expression();
    scopes_ = std::move(outside);
    if (failed()) return false;
    if (!take("]")) {
        fail(at_, "']' is expected here, after the condition");
        return false;
    }
    if (condition->kind != Kind::any && condition->kind != Kind::boolean) {
        errors_.push_back(
            {condition->offset, "mapping.type",
             fmt::format("a filter is a condition, this is {}", to_text(condition->kind))});
    }
    auto compiled = std::make_shared<Expression>();
    compiled->root_ = std::move(condition);
    path.steps.push_back({.kind = Step::Kind::filter, .name = {}, .filter = std::move(compiled)});
    return true;
}

std::vector<Reads> Parser::reads_of(const Path& path) const
{
    std::vector<Reads> result = scopes_[scopes_.size() - 1 - static_cast<std::size_t>(path.up)];
    for (Reads& reads : result)
        for (const Step& step : path.steps)
            reads.push_back(step.kind == Step::Kind::member ? step.name : "*");
    return result;
}

// A text in single or double quotes, with the escapes of JSON and \'.
std::optional<std::string> Parser::quoted()
{
    const std::size_t offset = at_;
    const char quote = text_[at_++];
    std::string out;
    while (at_ < text_.size() && text_[at_] != quote) {
        if (text_[at_] != '\\') {
            out += text_[at_++];
        } else if (!escape(out)) {
            return std::nullopt;
        }
    }
    if (at_ == text_.size()) {
        fail(offset, fmt::format("the closing {} of this text is missing", quote));
        return std::nullopt;
    }
    ++at_;
    return out;
}

bool Parser::escape(std::string& out)
{
    constexpr std::string_view written = "\\'\"/nrt";
    constexpr std::string_view meant = "\\'\"/\n\r\t";
    const std::size_t offset = at_;
    ++at_;
    const char c = look();
    if (c == 'u') {
        std::uint32_t point = 0;
        for (int i = 0; i < 4; ++i) {
            ++at_;
            const int digit = hex_value(look());
            if (digit < 0) {
                fail(offset, "four hexadecimal digits follow \\u");
                return false;
            }
            point = point * 16 + static_cast<std::uint32_t>(digit);
        }
        ++at_;
        append_utf8(out, point);
        return true;
    }
    const std::size_t found = c == '\0' ? std::string_view::npos : written.find(c);
    if (found == std::string_view::npos) {
        fail(offset, "unknown escape; known are \\\\ \\' \\\" \\/ \\n \\r \\t \\uXXXX");
        return false;
    }
    out += meant[found];
    ++at_;
    return true;
}

}  // namespace cx::mapping
