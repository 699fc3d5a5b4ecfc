#include "rest/expression/parser.hpp"

#include "rest/expression/template.hpp"

#include <algorithm>
#include <array>

namespace rest::expr {
namespace {

// Long chains of operators are deep trees too.
constexpr int tree_depth_max = 1000;

struct Infix {
    std::string_view sign;
    int power;
    Op op;
};

// From loose to tight; `not` binds between 2 and 4.
constexpr std::array<Infix, 18> infixes = {{{"or", 1, Op::disjunction},
                                            {"and", 2, Op::conjunction},
                                            {"==", 4, Op::compare},
                                            {"!=", 4, Op::compare},
                                            {"<", 4, Op::compare},
                                            {"<=", 4, Op::compare},
                                            {">", 4, Op::compare},
                                            {">=", 4, Op::compare},
                                            {"in", 4, Op::compare},
                                            {"not", 4, Op::compare},
                                            {"+", 5, Op::binary},
                                            {"-", 5, Op::binary},
                                            {"~", 6, Op::concatenate},
                                            {"*", 7, Op::binary},
                                            {"/", 7, Op::binary},
                                            {"//", 7, Op::binary},
                                            {"%", 7, Op::binary},
                                            {"**", 8, Op::binary}}};
constexpr int not_power = 3;
constexpr int compare_power = 4;

const Infix* infix_of(const Token& token)
{
    if (token.kind != Token::Kind::sign && token.kind != Token::Kind::name) return nullptr;
    const auto found = std::find_if(infixes.begin(), infixes.end(),
                                    [&](const Infix& one) { return one.sign == token.text; });
    return found == infixes.end() ? nullptr : &*found;
}

}  // namespace

cx::Result<Program> Parser::parse()
{
    cx::Result<std::vector<Token>> tokens = tokens_of(text_);
    if (!tokens) return tokens.error();
    tokens_ = std::move(*tokens);
    Program program{.source = std::string(text_)};
    program.constant = std::all_of(tokens_.begin(), tokens_.end(), [](const Token& token) {
        return token.kind == Token::Kind::data || token.kind == Token::Kind::eof;
    });
    program.block = block({});
    if (error_) return *error_;
    program.slots = slots_;
    return program;
}

NodePtr Parser::tuple_or_expression()
{
    const std::size_t at = now().at;
    NodePtr first = expression();
    if (!now().is_sign(",")) return first;
    std::vector<NodePtr> all;
    all.push_back(std::move(first));
    while (eat_sign(",")) {
        if (now().kind == Token::Kind::end || now().is_sign(")")) break;
        all.push_back(expression());
    }
    return make(Op::tuple, at, std::move(all));
}

NodePtr Parser::expression()
{
    if (++nesting_ > template_depth_max) return fail(now().at, "nested too deeply");
    NodePtr node = binary(1);
    while (now().is_name("if")) {
        const std::size_t at = take().at;
        NodePtr condition = binary(1);
        NodePtr otherwise = eat_name("else") ? expression() : nullptr;
        std::vector<NodePtr> kids;
        kids.push_back(std::move(node));
        kids.push_back(std::move(condition));
        kids.push_back(std::move(otherwise));
        node = make(Op::conditional, at, std::move(kids));
    }
    --nesting_;
    return node;
}

NodePtr Parser::binary(int power)
{
    NodePtr left = prefix();
    for (;;) {
        const Infix* infix = infix_of(now());
        if (failed() || !infix || infix->power < power) return left;
        if (infix->op == Op::compare) {
            if (infix->sign == "not" && !next().is_name("in")) return left;
            left = comparison(std::move(left));
            continue;
        }
        const std::size_t at = take().at;
        NodePtr right = binary(infix->power + 1);
        if (infix->op == Op::concatenate && left && left->op == Op::concatenate) {
            if (right) left->depth = std::max(left->depth, right->depth + 1);
            left->kids.push_back(std::move(right));
            continue;
        }
        std::vector<NodePtr> kids;
        kids.push_back(std::move(left));
        kids.push_back(std::move(right));
        left = make(infix->op, at, std::move(kids));
        if (left) left->name = infix->sign;
    }
}

// a < b <= c is (a < b) and (b <= c).
NodePtr Parser::comparison(NodePtr left)
{
    const std::size_t at = now().at;
    std::vector<NodePtr> kids;
    std::vector<std::string> signs;
    kids.push_back(std::move(left));
    for (const Infix* infix = infix_of(now()); infix && infix->op == Op::compare && !failed();
         infix = infix_of(now())) {
        if (infix->sign == "not" && !next().is_name("in")) break;
        take();
        if (infix->sign == "not") take();
        signs.emplace_back(infix->sign == "not" ? "not in" : infix->sign);
        kids.push_back(binary(compare_power + 1));
    }
    NodePtr node = make(Op::compare, at, std::move(kids));
    if (node) node->signs = std::move(signs);
    return node;
}

NodePtr Parser::prefix()
{
    if (!now().is_name("not")) return unary(true);
    const std::size_t at = take().at;
    if (++nesting_ > template_depth_max) return fail(at, "nested too deeply");
    std::vector<NodePtr> kids;
    kids.push_back(binary(not_power));
    --nesting_;
    return make(Op::negate, at, std::move(kids));
}

// A sign binds tighter than a filter: -1 | abs is 1.
NodePtr Parser::unary(bool with_filters)
{
    NodePtr node;
    if (now().is_sign("-") || now().is_sign("+")) {
        const Token sign = take();
        if (++nesting_ > template_depth_max) return fail(sign.at, "nested too deeply");
        std::vector<NodePtr> kids;
        kids.push_back(unary(false));
        --nesting_;
        node = make(sign.text == "-" ? Op::minus : Op::plus, sign.at, std::move(kids));
    } else {
        node = primary();
    }
    node = postfix(std::move(node));
    return with_filters ? filters(std::move(node)) : std::move(node);
}

NodePtr Parser::postfix(NodePtr node)
{
    for (;;) {
        if (failed()) return nullptr;
        if (now().is_sign("."))
            node = attribute(std::move(node));
        else if (now().is_sign("["))
            node = subscript(std::move(node));
        else if (now().is_sign("("))
            node = call(std::move(node));
        else
            return node;
    }
}

NodePtr Parser::filters(NodePtr node)
{
    for (;;) {
        if (failed()) return nullptr;
        if (now().is_sign("|"))
            node = filter(std::move(node));
        else if (now().is_name("is"))
            node = test(std::move(node));
        else if (now().is_sign("("))
            node = call(std::move(node));
        else
            return node;
    }
}

bool Parser::eat_sign(std::string_view sign)
{
    if (!now().is_sign(sign)) return false;
    take();
    return true;
}

bool Parser::eat_name(std::string_view name)
{
    if (!now().is_name(name)) return false;
    take();
    return true;
}

void Parser::expect_sign(std::string_view sign)
{
    if (!eat_sign(sign)) fail(now().at, "'" + std::string(sign) + "' is missing");
}

std::string Parser::expect_name(std::string_view what)
{
    if (now().kind == Token::Kind::name) return take().text;
    fail(now().at, std::string(what) + " is missing");
    return {};
}

NodePtr Parser::make(Op op, std::size_t at, std::vector<NodePtr> kids)
{
    if (failed()) return nullptr;
    int depth = 1;
    for (const NodePtr& kid : kids)
        if (kid) depth = std::max(depth, kid->depth + 1);
    if (depth > tree_depth_max) return fail(at, "nested too deeply");
    return std::make_unique<Node>(
        Node{.op = op, .at = at, .depth = depth, .kids = std::move(kids)});
}

NodePtr Parser::constant(Value value, std::size_t at)
{
    NodePtr node = make(Op::constant, at);
    if (node) node->constant = std::move(value);
    return node;
}

// The first error is told. The rest of the text is skipped, so that every loop ends.
NodePtr Parser::fail(std::size_t at, const std::string& why)
{
    if (!error_) error_ = error_at(text_, at, why);
    at_ = tokens_.size() - 1;
    return nullptr;
}

}  // namespace rest::expr
