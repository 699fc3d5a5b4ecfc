// Template text to tree. Pratt: an operator takes what binds tighter than itself.
#pragma once

#include "rest/expression/lexer.hpp"
#include "rest/expression/syntax.hpp"

#include <cx/result.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rest::expr {

class Parser {
public:
    // `names`: of the place, aliases included.
    Parser(std::string_view text, std::span<const std::string_view> names)
        : text_(text), names_(names)
    {
    }

    cx::Result<Program> parse();

private:
    // ---- parser_statements.cpp
    using Ends = std::span<const std::string_view>;
    Block block(Ends ends);
    NodePtr statement();
    NodePtr choose(std::size_t at);
    NodePtr repeat(std::size_t at);
    NodePtr assign(std::size_t at);
    std::vector<std::string> targets();
    void end_block();

    // ---- parser.cpp: expressions, loosest first
    NodePtr tuple_or_expression();
    NodePtr expression();
    NodePtr binary(int power);
    NodePtr comparison(NodePtr left);
    NodePtr prefix();
    NodePtr unary(bool with_filters);
    NodePtr postfix(NodePtr node);
    NodePtr filters(NodePtr node);

    // ---- parser_primary.cpp: names, literals, what follows on them
    NodePtr primary();
    NodePtr name(const Token& token);
    NodePtr function(const Token& token);
    NodePtr parenthesis();
    NodePtr list();
    NodePtr dict();
    NodePtr attribute(NodePtr node);
    NodePtr subscript(NodePtr node);
    NodePtr call(NodePtr node);
    NodePtr filter(NodePtr node);
    NodePtr test(NodePtr node);

    // Arguments in parentheses, the opening one still to come.
    struct Arguments {
        std::vector<NodePtr> positional;
        std::vector<std::pair<std::string, NodePtr>> keywords;
    };
    Arguments arguments();
    // Appends them to the node in the order of the builtin's parameters.
    void bind(Node& node, Arguments given, std::string_view what);
    void check_names_in_arguments(const Node& node);

    // ---- Names of the template itself
    using Names = std::map<std::string, int, std::less<>>;
    int declare(const std::string& name);
    NodePtr local_or_variable(const std::string& name, std::size_t at);
    bool offers(std::string_view name) const;

    // ---- Tokens
    const Token& now() const { return tokens_[at_]; }
    const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
    Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
    bool eat_sign(std::string_view sign);
    bool eat_name(std::string_view name);
    void expect_sign(std::string_view sign);
    std::string expect_name(std::string_view what);

    NodePtr make(Op op, std::size_t at, std::vector<NodePtr> kids = {});
    NodePtr constant(Value value, std::size_t at);
    NodePtr fail(std::size_t at, const std::string& why);
    bool failed() const { return error_.has_value(); }

    std::string_view text_;
    std::span<const std::string_view> names_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int nesting_ = 0;
    int slots_ = 0;
    std::vector<Names> scopes_{Names()};
    std::vector<Node*> loops_;  // One a scope but the first
    std::optional<cx::Error> error_;
};

}  // namespace rest::expr
