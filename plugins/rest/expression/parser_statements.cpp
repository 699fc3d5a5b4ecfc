// {% if %}, {% for %}, {% set %}, and the names that they make.
#include "rest/expression/parser.hpp"

#include <algorithm>
#include <array>

namespace rest::expr {

Block Parser::block(Ends ends)
{
    constexpr int statements_deep_max = 50;
    Block nodes;
    if (static_cast<int>(scopes_.size()) > statements_deep_max ||
        ++nesting_ > 2 * statements_deep_max) {
        fail(now().at, "nested too deeply");
        return nodes;
    }
    while (!failed() && now().kind != Token::Kind::eof) {
        const Token token = take();
        if (token.kind == Token::Kind::data) {
            NodePtr node = make(Op::data, token.at);
            if (node) node->constant = text(token.text);
            nodes.push_back(std::move(node));
        } else if (token.kind == Token::Kind::output_begin) {
            std::vector<NodePtr> kids;
            kids.push_back(tuple_or_expression());
            end_block();
            nodes.push_back(make(Op::output, token.at, std::move(kids)));
        } else {
            const bool ended = std::any_of(ends.begin(), ends.end(), [&](std::string_view name) {
                return now().is_name(name);
            });
            if (ended) {
                --nesting_;
                return nodes;
            }
            nodes.push_back(statement());
        }
    }
    if (!ends.empty()) fail(now().at, "{% " + std::string(ends.back()) + " %} is missing");
    --nesting_;
    return nodes;
}

void Parser::end_block()
{
    if (failed()) return;
    if (now().kind == Token::Kind::end)
        take();
    else if (now().kind == Token::Kind::eof)
        fail(now().at, "the expression ends too early");
    else
        fail(now().at,
             now().text.empty() ? "an operator is missing" : "unexpected '" + now().text + "'");
}

NodePtr Parser::statement()
{
    const Token token = take();
    if (token.is_name("if")) return choose(token.at);
    if (token.is_name("for")) return repeat(token.at);
    if (token.is_name("set")) return assign(token.at);
    return fail(token.at, "unknown statement '" + token.text + "'; there are if, for and set");
}

NodePtr Parser::choose(std::size_t at)
{
    static constexpr std::array<std::string_view, 3> ends = {"elif", "else", "endif"};
    static constexpr std::array<std::string_view, 1> last = {"endif"};
    std::vector<NodePtr> conditions;
    std::vector<Block> bodies;
    do {
        conditions.push_back(tuple_or_expression());
        end_block();
        bodies.push_back(block(ends));
    } while (!failed() && eat_name("elif"));
    if (eat_name("else")) {
        end_block();
        bodies.push_back(block(last));
    }
    take();  // endif
    end_block();
    NodePtr node = make(Op::choose, at, std::move(conditions));
    if (node) node->bodies = std::move(bodies);
    return node;
}

NodePtr Parser::repeat(std::size_t at)
{
    static constexpr std::array<std::string_view, 2> ends = {"else", "endfor"};
    static constexpr std::array<std::string_view, 1> last = {"endfor"};
    const std::vector<std::string> names = targets();
    if (!eat_name("in")) return fail(now().at, "'in' is missing");
    NodePtr node = make(Op::repeat, at);
    if (!node) return nullptr;
    node->kids.push_back(binary(1));
    if (now().is_name("recursive")) return fail(now().at, "a loop cannot be recursive here");
    scopes_.emplace_back();
    loops_.push_back(node.get());
    for (const std::string& name : names) node->slots.push_back(declare(name));
    declare("loop");
    node->shadows.clear();  // What the loop sets itself
    node->kids.push_back(eat_name("if") ? expression() : nullptr);
    end_block();
    node->bodies.push_back(block(ends));
    scopes_.pop_back();
    loops_.pop_back();
    node->bodies.emplace_back();
    if (eat_name("else")) {
        end_block();
        node->bodies.back() = block(last);
    }
    take();  // endfor
    end_block();
    return failed() ? nullptr : std::move(node);
}

NodePtr Parser::assign(std::size_t at)
{
    static constexpr std::array<std::string_view, 1> ends = {"endset"};
    if (now().kind == Token::Kind::name && next().is_sign(".")) {
        const Token object = take();
        take();
        std::vector<NodePtr> kids;
        kids.push_back(nullptr);
        std::string member = expect_name("the name of a member");
        expect_sign("=");
        kids[0] = tuple_or_expression();
        kids.push_back(local_or_variable(object.text, object.at));
        end_block();
        NodePtr node = make(Op::assign, at, std::move(kids));
        if (node) node->name = std::move(member);
        return node;
    }
    const std::vector<std::string> names = targets();
    std::vector<NodePtr> kids;
    std::vector<Block> bodies;
    if (eat_sign("=")) {
        kids.push_back(tuple_or_expression());
        end_block();
    } else {
        end_block();
        bodies.push_back(block(ends));
        take();
        end_block();
    }
    NodePtr node = make(Op::assign, at, std::move(kids));
    if (!node) return nullptr;
    node->bodies = std::move(bodies);
    for (const std::string& name : names) node->slots.push_back(declare(name));
    return node;
}

std::vector<std::string> Parser::targets()
{
    std::vector<std::string> names;
    const bool parenthesis = eat_sign("(");
    do {
        if (now().is_name("in") || (parenthesis && now().is_sign(")"))) break;
        names.push_back(expect_name("a name"));
    } while (eat_sign(","));
    if (parenthesis) expect_sign(")");
    return names;
}

// The slot of a name in the innermost scope.
int Parser::declare(const std::string& name)
{
    Names& scope = scopes_.back();
    if (const auto known = scope.find(name); known != scope.end()) return known->second;
    if (scopes_.size() > 1 && !failed()) {
        NodePtr outer;
        for (std::size_t i = scopes_.size() - 1; i-- > 0 && !outer;)
            if (const auto found = scopes_[i].find(name); found != scopes_[i].end()) {
                outer = make(Op::local, 0);
                outer->slot = found->second;
            }
        if (!outer && offers(name)) {
            outer = make(Op::variable, 0);
            outer->name = name;
        }
        loops_.back()->shadows.push_back({slots_, std::move(outer)});
    }
    scope[name] = slots_;
    return slots_++;
}

NodePtr Parser::local_or_variable(const std::string& name, std::size_t at)
{
    for (std::size_t i = scopes_.size(); i-- > 0;) {
        const auto found = scopes_[i].find(name);
        if (found == scopes_[i].end()) continue;
        if (name == "loop" && i > 0) loops_[i - 1]->loop_slot = found->second;
        NodePtr node = make(Op::local, at);
        if (!node) return nullptr;
        node->slot = found->second;
        node->name = name;
        return node;
    }
    if (name != "stream_state" && offers(name)) {
        NodePtr node = make(Op::variable, at);
        if (node) node->name = name;
        return node;
    }
    if (name == "stream_state")
        return fail(at, "stream_state is no longer there for expressions; see stream_interval");
    if (find_function(name))
        return fail(at, "function '" + name + "' is not called: write " + name + "(...)");
    std::string known;
    for (const std::string_view one : names_)
        known += (known.empty() ? "" : ", ") + std::string(one);
    return fail(at, "unknown variable '" + name + "'; " +
                        (known.empty() ? "there are none here" : "here are " + known));
}

bool Parser::offers(std::string_view name) const
{
    const bool is_slice = name == "stream_partition" || name == "stream_interval";
    return std::any_of(names_.begin(), names_.end(), [&](std::string_view one) {
        return one == name || (is_slice && one == "stream_slice");
    });
}

}  // namespace rest::expr
