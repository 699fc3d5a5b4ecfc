// Names, literals, and what follows on them: members, calls, filters, tests.
#include "rest/expression/parser.hpp"

#include <algorithm>
#include <array>

namespace rest::expr {
namespace {

constexpr std::array<std::string_view, 7> reserved = {"and", "or", "not", "in", "is", "if", "else"};
// Filters whose first argument names a filter, and those where an argument names a test.
constexpr std::array<std::string_view, 2> takes_test_first = {"select", "reject"};
constexpr std::array<std::string_view, 2> takes_test_second = {"selectattr", "rejectattr"};

constexpr std::size_t arguments_max = 50;

bool is_one_of(std::span<const std::string_view> all, std::string_view name)
{
    return std::find(all.begin(), all.end(), name) != all.end();
}

Value number_value(const cx::json::Value& number)
{
    const Value borrowed = from_json(number);
    return borrowed.is<Big>() ? Value(Big{number.as_number()}) : borrowed;
}

std::string_view constant_text(const Node& node, std::size_t kid)
{
    const std::size_t positional = node.kids.size() - node.keywords.size();
    if (kid >= positional || !node.kids[kid] || node.kids[kid]->op != Op::constant) return {};
    return node.kids[kid]->constant.text();
}

}  // namespace

NodePtr Parser::primary()
{
    const Token token = now();
    switch (token.kind) {
        case Token::Kind::name:
            return name(take());
        case Token::Kind::number:
            take();
            return constant(number_value(token.number), token.at);
        case Token::Kind::text: {
            std::string all;
            while (now().kind == Token::Kind::text) all += take().text;
            return constant(text(std::move(all)), token.at);
        }
        case Token::Kind::eof:
            return fail(token.at, "the expression ends too early");
        case Token::Kind::end:
            return fail(token.at, "an expression is missing");
        default:
            break;
    }
    if (token.is_sign("(")) return parenthesis();
    if (token.is_sign("[")) return list();
    if (token.is_sign("{")) return dict();
    return fail(token.at, "unexpected '" + token.text + "'");
}

NodePtr Parser::name(const Token& token)
{
    if (token.text == "true" || token.text == "True") return constant(true, token.at);
    if (token.text == "false" || token.text == "False") return constant(false, token.at);
    if (token.text == "none" || token.text == "None") return constant(None{}, token.at);
    if (is_one_of(reserved, token.text)) return fail(token.at, "unexpected '" + token.text + "'");
    if (now().is_sign("(")) return function(token);
    return local_or_variable(token.text, token.at);
}

NodePtr Parser::function(const Token& token)
{
    const Builtin* builtin = find_function(token.text);
    if (!builtin) return fail(token.at, "unknown function '" + token.text + "'");
    Arguments given = arguments();
    NodePtr node = make(Op::function, token.at);
    if (!node) return nullptr;
    node->builtin = builtin;
    bind(*node, std::move(given), "function");
    return node;
}

NodePtr Parser::parenthesis()
{
    const std::size_t at = take().at;
    if (eat_sign(")")) return make(Op::tuple, at);
    NodePtr node = tuple_or_expression();
    expect_sign(")");
    return node;
}

NodePtr Parser::list()
{
    const std::size_t at = take().at;
    std::vector<NodePtr> kids;
    while (!failed() && !now().is_sign("]")) {
        kids.push_back(expression());
        if (!eat_sign(",")) break;
    }
    expect_sign("]");
    return make(Op::list, at, std::move(kids));
}

NodePtr Parser::dict()
{
    const std::size_t at = take().at;
    std::vector<NodePtr> kids;
    while (!failed() && !now().is_sign("}")) {
        kids.push_back(expression());
        expect_sign(":");
        kids.push_back(expression());
        if (!eat_sign(",")) break;
    }
    expect_sign("}");
    return make(Op::dict, at, std::move(kids));
}

NodePtr Parser::attribute(NodePtr node)
{
    take();
    const Token token = take();
    std::vector<NodePtr> kids;
    kids.push_back(std::move(node));
    if (token.kind == Token::Kind::number) {
        kids.push_back(constant(number_value(token.number), token.at));
        return make(Op::item, token.at, std::move(kids));
    }
    if (token.kind != Token::Kind::name) return fail(token.at, "the name of a member is missing");
    NodePtr made = make(Op::attribute, token.at, std::move(kids));
    if (made) made->name = token.text;
    return made;
}

NodePtr Parser::subscript(NodePtr node)
{
    const std::size_t at = take().at;
    std::vector<NodePtr> kids;
    kids.push_back(std::move(node));
    bool is_slice = false;
    kids.push_back(now().is_sign(":") ? nullptr : expression());
    while (kids.size() < 4 && eat_sign(":")) {
        is_slice = true;
        const bool empty = now().is_sign(":") || now().is_sign("]");
        kids.push_back(empty ? nullptr : expression());
    }
    expect_sign("]");
    if (is_slice) kids.resize(4);
    return make(is_slice ? Op::slice : Op::item, at, std::move(kids));
}

NodePtr Parser::call(NodePtr node)
{
    const std::size_t at = now().at;
    if (!node || node->op != Op::attribute)
        return fail(at, "only a function or a method can be called");
    if (!is_method(node->name)) return fail(node->at, "unknown method '" + node->name + "'");
    Arguments given = arguments();
    std::vector<NodePtr> kids = std::move(node->kids);
    for (NodePtr& one : given.positional) kids.push_back(std::move(one));
    std::vector<std::string> names;
    for (auto& [name, one] : given.keywords) {
        names.push_back(name);
        kids.push_back(std::move(one));
    }
    NodePtr made = make(Op::method, node->at, std::move(kids));
    if (!made) return nullptr;
    made->name = node->name;
    made->keywords = std::move(names);
    return made;
}

NodePtr Parser::filter(NodePtr node)
{
    take();
    const std::size_t at = now().at;
    const std::string name = expect_name("the name of a filter");
    const Builtin* builtin = failed() ? nullptr : find_filter(name);
    if (!builtin) return fail(at, "unknown filter '" + name + "'");
    Arguments given;
    if (now().is_sign("(")) given = arguments();
    std::vector<NodePtr> kids;
    kids.push_back(std::move(node));
    NodePtr made = make(Op::filter, at, std::move(kids));
    if (!made) return nullptr;
    made->builtin = builtin;
    bind(*made, std::move(given), "filter");
    if (!failed()) check_names_in_arguments(*made);
    return failed() ? nullptr : std::move(made);
}

// map('int'), select('none'), selectattr('a', 'equalto', 1): names that are texts.
void Parser::check_names_in_arguments(const Node& node)
{
    const std::string_view filter = node.builtin->name;
    const std::string_view first = constant_text(node, 1);
    const std::string_view second = constant_text(node, 2);
    if (filter == "map" && !first.empty() && !find_filter(first))
        fail(node.at, "unknown filter '" + std::string(first) + "'");
    if (is_one_of(takes_test_first, filter) && !first.empty() && !find_test(first))
        fail(node.at, "unknown test '" + std::string(first) + "'");
    if (is_one_of(takes_test_second, filter) && !second.empty() && !find_test(second))
        fail(node.at, "unknown test '" + std::string(second) + "'");
}

NodePtr Parser::test(NodePtr node)
{
    take();
    const bool negated = eat_name("not");
    const std::size_t at = now().at;
    const std::string name = expect_name("the name of a test");
    const Builtin* builtin = failed() ? nullptr : find_test(name);
    if (!builtin) return fail(at, "unknown test '" + name + "'");
    Arguments given;
    const bool takes_one = !builtin->parameters.empty();
    if (now().is_sign("("))
        given = arguments();
    else if (takes_one)
        given.positional.push_back(postfix(primary()));
    std::vector<NodePtr> kids;
    kids.push_back(std::move(node));
    NodePtr made = make(Op::test, at, std::move(kids));
    if (!made) return nullptr;
    made->builtin = builtin;
    bind(*made, std::move(given), "test");
    if (!negated || failed()) return failed() ? nullptr : std::move(made);
    std::vector<NodePtr> inner;
    inner.push_back(std::move(made));
    return make(Op::negate, at, std::move(inner));
}

Parser::Arguments Parser::arguments()
{
    Arguments given;
    expect_sign("(");
    while (!failed() && !now().is_sign(")")) {
        // A filter that calls filters, as map does, goes as deep as it has arguments.
        if (given.positional.size() >= arguments_max)
            fail(now().at, "there are too many arguments");
        if (now().is_sign("*") || now().is_sign("**")) {
            fail(now().at, "arguments cannot be unpacked here");
        } else if (now().kind == Token::Kind::name && next().is_sign("=")) {
            std::string name = take().text;
            take();
            given.keywords.emplace_back(std::move(name), expression());
        } else if (!given.keywords.empty()) {
            fail(now().at, "an argument without a name stands behind one with a name");
        } else {
            given.positional.push_back(expression());
        }
        if (!eat_sign(",")) break;
    }
    expect_sign(")");
    return given;
}

void Parser::bind(Node& node, Arguments given, std::string_view what)
{
    const auto wrong = [&](const std::string& why) {
        fail(node.at, std::string(what) + " '" + std::string(node.builtin->name) + "' " + why);
    };
    std::size_t used = 0;
    std::string_view rest = node.builtin->parameters;
    while (!rest.empty()) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        std::string_view parameter = rest.substr(0, blank);
        rest.remove_prefix(std::min(blank + 1, rest.size()));
        if (parameter == "*") {
            while (used < given.positional.size())
                node.kids.push_back(std::move(given.positional[used++]));
            continue;
        }
        if (parameter == "**") {
            for (auto& [name, one] : given.keywords) {
                node.keywords.push_back(name);
                node.kids.push_back(std::move(one));
            }
            given.keywords.clear();
            continue;
        }
        const bool optional = parameter.ends_with('?');
        if (optional) parameter.remove_suffix(1);
        const auto named = std::find_if(given.keywords.begin(), given.keywords.end(),
                                        [&](const auto& one) { return one.first == parameter; });
        if (used < given.positional.size()) {
            node.kids.push_back(std::move(given.positional[used++]));
        } else if (named != given.keywords.end()) {
            node.kids.push_back(std::move(named->second));
            given.keywords.erase(named);
        } else if (optional) {
            node.kids.push_back(nullptr);
        } else {
            return wrong("needs the argument '" + std::string(parameter) + "'");
        }
    }
    if (used < given.positional.size()) return wrong("takes fewer arguments");
    if (!given.keywords.empty()) wrong("has no argument '" + given.keywords.front().first + "'");
}

}  // namespace rest::expr
