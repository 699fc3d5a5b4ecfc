#include "rest/expression/lexer.hpp"

#include "rest/expression/literal.hpp"
#include "rest/expression/unicode.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace rest::expr {
namespace {

using Kind = Token::Kind;

constexpr std::array<std::string_view, 27> signs = {
    "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">",
    "=",  ".",  ",",  ":",  "|",  "(",  ")", "[", "]", "{", "}", ";", "@"};

bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool starts_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

bool in_name(char c)
{
    return starts_name(c) || (c >= '0' && c <= '9');
}

std::string with_plain_line_ends(std::string_view data)
{
    std::string out;
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data[i] != '\r') {
            out += data[i];
        } else if (i + 1 >= data.size() || data[i + 1] != '\n') {
            out += '\n';
        }
    }
    return out;
}

std::string_view without_last_line_end(std::string_view text)
{
    if (text.ends_with("\r\n")) return text.substr(0, text.size() - 2);
    if (text.ends_with('\n') || text.ends_with('\r')) return text.substr(0, text.size() - 1);
    return text;
}

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(without_last_line_end(text)) {}

    cx::Result<std::vector<Token>> read()
    {
        while (at_ < text_.size() && !error_) data_until_bracket();
        if (error_) return *error_;
        tokens_.push_back({.kind = Kind::eof, .at = text_.size()});
        return std::move(tokens_);
    }

private:
    void fail(std::size_t at, const std::string& why)
    {
        if (!error_) error_ = error_at(text_, at, why);
    }

    std::size_t next_bracket() const
    {
        std::size_t at = at_;
        while ((at = text_.find('{', at)) != std::string_view::npos) {
            const char next = at + 1 < text_.size() ? text_[at + 1] : ' ';
            if (next == '{' || next == '%' || next == '#') return at;
            ++at;
        }
        return text_.size();
    }

    void data_until_bracket()
    {
        const std::size_t begin = next_bracket();
        const bool trims = begin + 2 < text_.size() && text_[begin + 2] == '-';
        add_data(at_, begin, trims);
        if (begin >= text_.size()) {
            at_ = begin;
            return;
        }
        const char kind = text_[begin + 1];
        at_ = begin + 2;
        if (kind == '#') return comment(begin);
        if (trims || (at_ < text_.size() && text_[at_] == '+')) ++at_;
        if (kind == '%' && raw_begins()) return raw(begin);
        tokens_.push_back(
            {.kind = kind == '{' ? Kind::output_begin : Kind::block_begin, .at = begin});
        words(begin, kind == '{' ? "}}" : "%}");
    }

    void add_data(std::size_t begin, std::size_t end, bool trims)
    {
        std::string_view data = text_.substr(begin, end - begin);
        if (trims) data = unicode::strip(data, false, true);
        if (!data.empty())
            tokens_.push_back(
                {.kind = Kind::data, .at = begin, .text = with_plain_line_ends(data)});
    }

    void skip_blanks()
    {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    }

    // Whether `end` stands here, perhaps behind "-" or "+"; goes behind it.
    bool closes(std::string_view end)
    {
        const char sign = at_ < text_.size() ? text_[at_] : ' ';
        const std::size_t signs_before = sign == '-' || sign == '+' ? 1 : 0;
        if (text_.substr(std::min(at_ + signs_before, text_.size()), end.size()) != end)
            return false;
        at_ += signs_before + end.size();
        if (sign == '-') skip_blanks();
        return true;
    }

    void comment(std::size_t begin)
    {
        const std::size_t end = text_.find("#}", at_);
        if (end == std::string_view::npos) return fail(begin, "the comment does not end with #}");
        const bool trims = text_[end - 1] == '-';
        at_ = end + 2;
        if (trims) skip_blanks();
    }

    bool raw_begins()
    {
        const std::size_t start = at_;
        skip_blanks();
        if (text_.substr(at_, 3) == "raw") {
            at_ += 3;
            skip_blanks();
            if (closes("%}")) return true;
        }
        at_ = start;
        return false;
    }

    void raw(std::size_t begin)
    {
        const std::size_t data = at_;
        for (std::size_t end = data; (end = text_.find("{%", end)) != std::string_view::npos;
             ++end) {
            at_ = end + 2;
            const bool trims = at_ < text_.size() && text_[at_] == '-';
            if (trims || (at_ < text_.size() && text_[at_] == '+')) ++at_;
            skip_blanks();
            if (text_.substr(at_, 6) != "endraw") continue;
            at_ += 6;
            skip_blanks();
            if (closes("%}")) return add_data(data, end, trims);
        }
        fail(begin, "the raw block does not end with {% endraw %}");
    }

    void words(std::size_t begin, std::string_view end)
    {
        int braces = 0;
        while (!error_) {
            skip_blanks();
            if (at_ >= text_.size())
                return fail(begin, "the expression does not end with " + std::string(end));
            const std::size_t word = at_;
            if (braces == 0 && closes(end)) {
                tokens_.push_back({.kind = Kind::end, .at = word, .text = std::string(end)});
                return;
            }
            one_word();
            if (error_) return;
            if (tokens_.back().is_sign("{")) ++braces;
            if (tokens_.back().is_sign("}")) --braces;
        }
    }

    void one_word()
    {
        const char c = text_[at_];
        if (c == '\'' || c == '"') return quoted();
        if (c >= '0' && c <= '9') return number();
        const std::size_t begin = at_;
        if (starts_name(c)) {
            while (at_ < text_.size() && in_name(text_[at_])) ++at_;
            tokens_.push_back({.kind = Kind::name,
                               .at = begin,
                               .text = std::string(text_.substr(begin, at_ - begin))});
            return;
        }
        for (const std::string_view sign : signs)
            if (text_.substr(at_, sign.size()) == sign) {
                tokens_.push_back({.kind = Kind::sign, .at = at_, .text = std::string(sign)});
                at_ += sign.size();
                return;
            }
        fail(at_, "unexpected character");
    }

    void quoted()
    {
        const std::size_t begin = at_;
        const char quote = text_[at_++];
        const std::size_t inner = at_;
        while (at_ < text_.size() && text_[at_] != quote) at_ += text_[at_] == '\\' ? 2 : 1;
        if (at_ >= text_.size()) return fail(begin, "the text does not end");
        std::optional<std::string> content = unescape(text_.substr(inner, at_ - inner));
        if (!content) return fail(begin, "an escape in the text is broken");
        ++at_;
        tokens_.push_back({.kind = Kind::text, .at = begin, .text = std::move(*content)});
    }

    // Digits and a dot make a number with a fraction only if a digit follows: `a[0].b`.
    void number()
    {
        std::size_t size = 0;
        while (at_ + size < text_.size()) {
            const char c = text_[at_ + size];
            const bool point = c == '.' && at_ + size + 1 < text_.size() &&
                               text_[at_ + size + 1] >= '0' && text_[at_ + size + 1] <= '9';
            const bool sign = (c == '+' || c == '-') && (text_[at_ + size - 1] | 0x20) == 'e' &&
                              text_.substr(at_, 2) != "0x";
            if (!in_name(c) && !point && !(sign && size > 0)) break;
            ++size;
        }
        // Behind a dot stands an index: `a.0.1`.
        if (!tokens_.empty() && tokens_.back().is_sign("."))
            size = std::min(size, text_.substr(at_, size).find('.'));
        std::size_t end = 0;
        std::optional<cx::json::Value> read = read_number(text_.substr(at_, size), end);
        if (!read || end != size) return fail(at_, "this is no number");
        tokens_.push_back({.kind = Kind::number, .at = at_, .number = std::move(*read)});
        at_ += size;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
    std::optional<cx::Error> error_;
};

}  // namespace

cx::Result<std::vector<Token>> tokens_of(std::string_view text)
{
    return Lexer(text).read();
}

cx::Error error_at(std::string_view text, std::size_t at, const std::string& why)
{
    const std::string_view before = text.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t line_begin = before.rfind('\n');
    const std::string_view in_line =
        line_begin == std::string_view::npos ? before : before.substr(line_begin + 1);
    return {"rest.expression",
            std::to_string(line) + ":" + std::to_string(unicode::length(in_line) + 1) + ": " + why};
}

}  // namespace rest::expr
