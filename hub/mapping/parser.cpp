#include "mapping/parser.hpp"

#include "base/diagnostic.hpp"
#include "base/limits.hpp"
#include "mapping/letters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace cx::mapping {
namespace {

std::vector<std::string> function_names()
{
    std::vector<std::string> names;
    for (const Function& function : functions()) names.emplace_back(function.name);
    return names;
}

const Function* find_function(std::string_view name)
{
    for (const Function& function : functions())
        if (function.name == name) return &function;
    return nullptr;
}

// The kind of `c ? a : b`.
Kind either(Kind left, Kind right)
{
    if (left == right || right == Kind::null) return left;
    return left == Kind::null ? right : Kind::any;
}

}  // namespace

// Counts how deep the parser is, so that hostile text cannot exhaust the stack.
struct Parser::Nested {
    explicit Nested(Parser& parser) : parser_(parser)
    {
        if (++parser_.depth_ > limits::expression_depth)
            parser_.fail(parser_.at_, "this is nested too deeply");
    }
    ~Nested() { --parser_.depth_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;

    Parser& parser_;
};

std::optional<Expression> Parser::whole_expression()
{
    NodePointer root = expression();
    if (!failed() && !at_end()) fail(at_, "an operator or the end is expected here");
    if (failed()) return std::nullopt;
    Expression result;
    result.root_ = std::move(root);
    std::sort(reads_.begin(), reads_.end());
    reads_.erase(std::unique(reads_.begin(), reads_.end()), reads_.end());
    result.reads_ = std::move(reads_);
    return result;
}

std::optional<Path> Parser::whole_path()
{
    code_ = "mapping.path";
    skip_space();
    std::optional<Path> result = path(false);
    if (!failed() && !at_end())
        fail(at_,
             "'.', '[' or the end of the path is expected here; a name with other characters is "
             "quoted: "
             "['odd name']");
    if (failed()) return std::nullopt;
    result->filter_reads = std::move(reads_);
    return result;
}

NodePointer Parser::expression()
{
    const Nested nested(*this);
    if (failed()) return nullptr;
    skip_space();
    const std::size_t offset = at_;
    NodePointer condition = any_of();
    if (failed() || !take("?")) return condition;
    NodePointer yes = expression();
    if (failed()) return nullptr;
    if (!take(":")) return fail(at_, "':' is expected here, as in `condition ? one : other`");
    NodePointer no = expression();
    if (failed()) return nullptr;
    const Kind kind = either(yes->kind, no->kind);
    return checked(
        make(Op::choose, kind, offset, std::move(condition), std::move(yes), std::move(no)));
}

// `a || b || c` is one node, so that long lists of alternatives stay flat.
NodePointer Parser::chain(Op op, std::string_view sign, NodePointer (Parser::*operand)())
{
    skip_space();
    const std::size_t offset = at_;
    NodePointer first = (this->*operand)();
    if (failed() || !peek(sign)) return first;
    NodePointer node = make(op, Kind::boolean, offset, std::move(first));
    while (take(sign)) {
        NodePointer next = (this->*operand)();
        if (failed()) return nullptr;
        node->height = std::max(node->height, next->height + 1);
        node->children.push_back(std::move(next));
    }
    return checked(std::move(node));
}

NodePointer Parser::any_of()
{
    return chain(Op::any_of, "||", &Parser::all_of);
}

NodePointer Parser::all_of()
{
    return chain(Op::all_of, "&&", &Parser::comparison);
}

NodePointer Parser::comparison()
{
    constexpr std::array<std::pair<std::string_view, Op>, 6> signs{{{"==", Op::equal},
                                                                    {"!=", Op::not_equal},
                                                                    {"<=", Op::less_equal},
                                                                    {">=", Op::greater_equal},
                                                                    {"<", Op::less},
                                                                    {">", Op::greater}}};
    skip_space();
    const std::size_t offset = at_;
    NodePointer left = sum();
    if (failed()) return nullptr;
    if (take_word("in")) {
        skip_space();
        NodePointer right = look() == '[' ? list() : sum();
        if (failed()) return nullptr;
        return checked(make(Op::in, Kind::boolean, offset, std::move(left), std::move(right)));
    }
    for (const auto& [sign, op] : signs) {
        if (!take(sign)) continue;
        NodePointer right = sum();
        if (failed()) return nullptr;
        return checked(make(op, Kind::boolean, offset, std::move(left), std::move(right)));
    }
    if (peek("=")) return fail(at_, "one '=' is no operator, did you mean '=='?");
    return left;
}

NodePointer Parser::sum()
{
    skip_space();
    const std::size_t offset = at_;
    NodePointer left = product();
    while (!failed()) {
        const bool plus = take("+");
        if (!plus && !take("-")) break;
        NodePointer right = product();
        if (failed()) break;
        left = checked(make(plus ? Op::add : Op::subtract, Kind::number, offset, std::move(left),
                            std::move(right)));
    }
    return left;
}

NodePointer Parser::product()
{
    skip_space();
    const std::size_t offset = at_;
    NodePointer left = unary();
    while (!failed()) {
        const bool times = take("*");
        if (!times && !take("/")) break;
        NodePointer right = unary();
        if (failed()) break;
        left = checked(make(times ? Op::multiply : Op::divide, Kind::number, offset,
                            std::move(left), std::move(right)));
    }
    return left;
}

NodePointer Parser::unary()
{
    skip_space();
    const std::size_t offset = at_;
    const bool invert = !peek("!=") && take("!");
    if (!invert && !take("-")) return postfix();
    const Nested nested(*this);
    if (failed()) return nullptr;
    NodePointer operand = unary();
    if (failed()) return nullptr;
    return checked(invert ? make(Op::invert, Kind::boolean, offset, std::move(operand))
                          : make(Op::negate, Kind::number, offset, std::move(operand)));
}

// `value.function(argument)`
NodePointer Parser::postfix()
{
    skip_space();
    const std::size_t offset = at_;
    NodePointer value = primary();
    while (!failed() && peek(".")) {
        ++at_;
        if (!call_follows())
            return fail(at_, "a function is expected here, as in `name.startsWith('A')`");
        value = call(name(), offset, std::move(value));
    }
    return value;
}

NodePointer Parser::primary()
{
    skip_space();
    const std::size_t offset = at_;
    const char c = look();
    if (c == '(') {
        ++at_;
        NodePointer inner = expression();
        if (failed()) return nullptr;
        if (!take(")")) return fail(at_, "')' is expected here");
        return inner;
    }
    if (c == '\'' || c == '"') {
        std::optional<std::string> text = quoted();
        if (!text) return nullptr;
        NodePointer node = make(Op::constant, Kind::text, offset);
        node->constant = std::move(*text);
        return node;
    }
    if (is_digit(c)) return number();
    if (begins_name(c)) return literal_or_name();
    if (c == '^' || c == '$' || c == '[' || c == '.') return path_node(offset);
    if (at_end()) return fail(at_, "the expression ends where a value is expected");
    return fail(at_, "a value is expected here: a path, a literal or a function");
}

NodePointer Parser::literal_or_name()
{
    const std::size_t offset = at_;
    if (call_follows()) return call(name(), offset, nullptr);
    const std::string_view word = name();
    NodePointer node = make(Op::constant, Kind::boolean, offset);
    if (word == "true" || word == "false") {
        node->constant = word == "true";
        return node;
    }
    if (word == "null") {
        node->kind = Kind::null;
        return node;
    }
    for (std::size_t i = 0; i < names_.variables.size(); ++i) {
        const Names::Variable& variable = names_.variables[i];
        if (variable.name != word) continue;
        node->op = Op::variable;
        node->kind = variable.kind;
        node->variable = i;
        reads_.insert(reads_.end(), variable.reads.begin(), variable.reads.end());
        return node;
    }
    at_ = offset;
    return path_node(offset);
}

NodePointer Parser::number()
{
    const std::size_t offset = at_;
    while (is_digit(look())) ++at_;
    if (look() == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))
        for (++at_; is_digit(look());) ++at_;
    const std::optional<Decimal> value = Decimal::parse(text_.substr(offset, at_ - offset));
    if (!value) return fail(offset, "a number has at most 38 digits");
    if (is_name(look())) return fail(at_, "an operator or the end is expected here");
    NodePointer node = make(Op::constant, Kind::number, offset);
    node->constant = *value;
    return node;
}

NodePointer Parser::list()
{
    NodePointer node = make(Op::list, Kind::list, at_);
    ++at_;
    if (take("]")) return node;
    do {
        NodePointer element = expression();
        if (failed()) return nullptr;
        node->height = std::max(node->height, element->height + 1);
        node->children.push_back(std::move(element));
    } while (take(","));
    if (!take("]")) return fail(at_, "',' or ']' is expected here");
    return node;
}

// At `(`, after the function's name; `first` is what stands before the dot.
NodePointer Parser::call(std::string_view called, std::size_t offset, NodePointer first)
{
    const Function* function = find_function(called);
    if (!function) {
        const std::vector<std::string> known = function_names();
        const std::size_t at = static_cast<std::size_t>(called.data() - text_.data());
        return fail(at,
                    fmt::format("unknown function '{}'{}", called, did_you_mean(called, known)));
    }
    NodePointer node = make(Op::call, function->result, offset, std::move(first));
    node->function = function;
    take("(");
    if (!take(")")) {
        do {
            NodePointer argument = expression();
            if (failed()) return nullptr;
            node->height = std::max(node->height, argument->height + 1);
            node->children.push_back(std::move(argument));
        } while (take(","));
        if (!take(")")) return fail(at_, "',' or ')' is expected here");
    }
    if (node->children.size() != function->arguments)
        return fail(offset,
                    fmt::format("{} takes {} argument{}, here are {}", called, function->arguments,
                                function->arguments == 1 ? "" : "s", node->children.size()));
    return checked(std::move(node));
}

NodePointer Parser::path_node(std::size_t offset)
{
    std::optional<Path> found = path(true);
    if (!found) return nullptr;
    reads_.insert(reads_.end(), found->reads.begin(), found->reads.end());
    NodePointer node = make(Op::path, found->many() ? Kind::list : Kind::any, offset);
    node->path = std::move(*found);
    return node;
}

NodePointer Parser::make(Op op, Kind kind, std::size_t offset, NodePointer left, NodePointer right,
                         NodePointer third)
{
    auto node = std::make_unique<ExpressionNode>();
    node->op = op;
    node->kind = kind;
    node->offset = offset;
    for (NodePointer* child : {&left, &right, &third}) {
        if (!*child) continue;
        node->height = std::max(node->height, (*child)->height + 1);
        node->children.push_back(std::move(*child));
    }
    return node;
}

// A mistake in kinds is told, and the reading goes on as if the value's kind were not known.
NodePointer Parser::checked(NodePointer node)
{
    if (failed()) return nullptr;
    if (node->height > limits::expression_depth)
        return fail(node->offset, "this is nested too deeply");
    std::size_t offset = node->offset;
    if (std::string message = check_types(*node, offset); !message.empty()) {
        errors_.push_back({offset, "mapping.type", std::move(message)});
        node->kind = Kind::any;
    }
    if (node->op == Op::call && node->function->name == "matches" &&
        node->children[1]->op == Op::constant) {
        const auto* pattern = std::get_if<std::string>(&node->children[1]->constant);
        node->op = Op::match;
        node->pattern = pattern ? compile_pattern(*pattern) : nullptr;
        if (!node->pattern)
            return fail(node->children[1]->offset, "this is no regular expression of RE2");
    }
    return node;
}

Expression parse_expression(std::string_view text, const Names& names,
                            std::vector<SyntaxError>& errors)
{
    return Parser(text, names, errors).whole_expression().value_or(Expression());
}

Path parse_path(std::string_view text, const Names& names, std::vector<SyntaxError>& errors)
{
    return Parser(text, names, errors).whole_path().value_or(Path());
}

}  // namespace cx::mapping
