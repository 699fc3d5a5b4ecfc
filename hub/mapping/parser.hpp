// Reads paths and expressions: recursive descent without backtracking, so linear in the text;
// nesting is bounded.
#pragma once

#include "mapping/syntax.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cx::mapping {

class Parser {
public:
    Parser(std::string_view text, const Names& names, std::vector<SyntaxError>& errors)
        : text_(text), scopes_(names.scopes), names_(names), errors_(errors)
    {
    }

    // The whole text as an expression or a path; nothing where the text is malformed.
    std::optional<Expression> whole_expression();
    std::optional<Path> whole_path();

private:
    struct Nested;

    NodePointer expression();
    NodePointer any_of();
    NodePointer all_of();
    NodePointer comparison();
    NodePointer sum();
    NodePointer product();
    NodePointer unary();
    NodePointer postfix();
    NodePointer primary();
    NodePointer literal_or_name();
    NodePointer number();
    NodePointer list();
    NodePointer call(std::string_view name, std::size_t offset, NodePointer first);
    NodePointer path_node(std::size_t offset);

    std::optional<Path> path(bool in_expression);
    bool fact(Path& path);
    bool group(Path& path);
    bool outward(Path& path, bool& started);
    bool steps(Path& path, bool started, bool in_expression);
    bool bracket(Path& path);
    bool filter(Path& path);
    bool member(Path& path);
    std::vector<Reads> reads_of(const Path& path) const;
    std::optional<std::string> quoted();
    bool escape(std::string& out);
    std::string_view name();
    bool name_follows() const;
    // A name before `(` at this place: a function's call.
    bool call_follows() const;

    NodePointer make(Op op, Kind kind, std::size_t offset, NodePointer left = nullptr,
                     NodePointer right = nullptr, NodePointer third = nullptr);
    NodePointer chain(Op op, std::string_view sign, NodePointer (Parser::*operand)());
    NodePointer checked(NodePointer node);

    void skip_space();
    bool peek(std::string_view sign);
    bool take(std::string_view sign);
    bool take_word(std::string_view word);
    bool at_end();
    char look() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    std::nullptr_t fail(std::size_t offset, std::string message);
    bool failed() const { return failed_; }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool failed_ = false;
    std::string_view code_ = "mapping.expression";  // Of syntax errors.
    std::vector<std::vector<Reads>> scopes_;        // Grows inside filters.
    std::vector<Reads> reads_;
    const Names& names_;
    std::vector<SyntaxError>& errors_;
};

}  // namespace cx::mapping
