// The parser's eyes: what stands at its place in the text.
#include "mapping/letters.hpp"
#include "mapping/parser.hpp"

namespace cx::mapping {

void Parser::skip_space()
{
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
}

bool Parser::peek(std::string_view sign)
{
    skip_space();
    return text_.substr(at_).starts_with(sign);
}

bool Parser::take(std::string_view sign)
{
    if (!peek(sign)) return false;
    at_ += sign.size();
    return true;
}

bool Parser::take_word(std::string_view word)
{
    if (!peek(word)) return false;
    if (at_ + word.size() < text_.size() && is_name(text_[at_ + word.size()])) return false;
    at_ += word.size();
    return true;
}

bool Parser::at_end()
{
    skip_space();
    return at_ == text_.size();
}

std::string_view Parser::name()
{
    const std::size_t from = at_;
    if (!begins_name(look())) return {};
    while (is_name(look())) ++at_;
    return text_.substr(from, at_ - from);
}

bool Parser::name_follows() const
{
    return begins_name(look());
}

bool Parser::call_follows() const
{
    std::size_t at = at_;
    if (at >= text_.size() || !begins_name(text_[at])) return false;
    while (at < text_.size() && is_name(text_[at])) ++at;
    return at < text_.size() && text_[at] == '(';
}

std::nullptr_t Parser::fail(std::size_t offset, std::string message)
{
    if (!failed_) errors_.push_back({offset, std::string(code_), std::move(message)});
    failed_ = true;
    return nullptr;
}

}  // namespace cx::mapping
