#include "rest/expression/literal.hpp"

#include <string>

namespace rest::expr {
namespace {

using cx::json::Array;
using cx::json::Object;
using Json = cx::json::Value;
using Read = std::optional<Json>;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c & 0x80) != 0;
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    Read read()
    {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
        const std::size_t begin = at_;
        skip_blank_lines();
        // A first line that is indented is no expression.
        if (at_ > begin && (next_is(' ') || next_is('\t'))) return std::nullopt;
        Read value = tuple_or_value();
        if (!value || !at_end()) return std::nullopt;
        return value;
    }

private:
    bool eat(char c)
    {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }

    void skip_comment()
    {
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    }

    // White space, and line ends as well inside of brackets.
    void skip()
    {
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == ' ' || c == '\t' || c == '\f') continue;
            if (nesting_ > 0 && (c == '\n' || c == '\r')) continue;
            if (c == '#') {
                skip_comment();
                if (nesting_ == 0 || at_ >= text_.size()) return;
                continue;
            }
            if (c == '\\' && at_ + 2 < text_.size() && text_[at_ + 1] == '\n') {
                ++at_;
                continue;
            }
            return;
        }
    }

    // Lines of blanks and comments alone; stays before the blanks that begin another line.
    void skip_blank_lines()
    {
        const std::size_t begin = at_;
        for (std::size_t line = at_; line < text_.size();) {
            std::size_t end = line;
            while (end < text_.size() &&
                   (text_[end] == ' ' || text_[end] == '\t' || text_[end] == '\f'))
                ++end;
            if (end < text_.size() && text_[end] == '#')
                while (end < text_.size() && text_[end] != '\n' && text_[end] != '\r') ++end;
            if (end >= text_.size()) {
                // A last line of blanks that does not end is one of another indentation.
                const std::string_view last = text_.substr(line);
                const bool indents = line > begin && !last.empty() &&
                                     last.find_first_of("#\f") == std::string_view::npos;
                at_ = indents ? line : end;
                return;
            }
            if (text_[end] != '\n' && text_[end] != '\r') return;
            line = at_ = end + 1;
        }
    }

    bool at_end()
    {
        skip();
        skip_blank_lines();
        return at_ >= text_.size();
    }

    Read tuple_or_value()
    {
        skip();
        Read first = value();
        if (!first) return std::nullopt;
        skip();
        if (!next_is(',')) return first;
        Array all{std::move(*first)};
        while (eat(',')) {
            skip();
            if (at_ >= text_.size() || next_is(')') || next_is('\n') || next_is('\r')) break;
            Read next = value();
            if (!next) return std::nullopt;
            all.push_back(std::move(*next));
            skip();
        }
        return Json(std::move(all));
    }

    Read value()
    {
        if (nesting_ > cx::json::max_depth || at_ >= text_.size()) return std::nullopt;
        const char c = text_[at_];
        if (c == '(') return parenthesis();
        if (c == '[') return list();
        if (c == '{') return dict();
        if (c == '+' || c == '-') return signed_number();
        if (is_digit(c) || c == '.') return number();
        return word_or_text();
    }

    Read parenthesis()
    {
        ++at_;
        ++nesting_;
        skip();
        Read inner = next_is(')') ? Read(Json(Array())) : tuple_or_value();
        skip();
        if (!inner || !eat(')')) return std::nullopt;
        --nesting_;
        return inner;
    }

    Read list()
    {
        ++at_;
        ++nesting_;
        Array all;
        for (skip(); !next_is(']'); skip()) {
            Read next = value();
            if (!next) return std::nullopt;
            all.push_back(std::move(*next));
            skip();
            if (!eat(',') && !next_is(']')) return std::nullopt;
        }
        ++at_;
        --nesting_;
        return Json(std::move(all));
    }

    Read dict()
    {
        ++at_;
        ++nesting_;
        Object all;
        for (skip(); !next_is('}'); skip()) {
            Read key = value();
            skip();
            if (!key || !eat(':')) return std::nullopt;
            skip();
            Read one = value();
            const std::optional<std::string> name = key_of(*key);
            if (!one || !name) return std::nullopt;
            all.insert_or_assign(*name, std::move(*one));
            skip();
            if (!eat(',') && !next_is('}')) return std::nullopt;
        }
        ++at_;
        --nesting_;
        return Json(std::move(all));
    }

    // Keys become texts, as they do when Python writes JSON.
    static std::optional<std::string> key_of(const Json& key)
    {
        if (key.is_null()) return "null";
        return key.text();
    }

    Read signed_number()
    {
        const bool negative = text_[at_++] == '-';
        skip();
        // A sign may stand before a number alone, also one in parentheses.
        int parentheses = 0;
        while (eat('(')) {
            ++parentheses;
            ++nesting_;
            skip();
        }
        Read read = at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')
                        ? number()
                        : std::nullopt;
        for (; read && parentheses > 0; --parentheses) {
            skip();
            if (!eat(')')) return std::nullopt;
            --nesting_;
        }
        if (!read || !negative) return read;
        std::string digits = read->as_number();
        if (digits == "0") return read;
        return Json(cx::json::Number{"-" + digits});
    }

    Read number()
    {
        std::size_t end = 0;
        Read read = read_number(text_.substr(at_), end);
        at_ += end;
        if (at_ < text_.size() && (is_word(text_[at_]) || text_[at_] == '.')) return std::nullopt;
        return read;
    }

    Read word_or_text()
    {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_word(text_[at_])) ++at_;
        const std::string_view word = text_.substr(begin, at_ - begin);
        if (next_is('\'') || next_is('"')) return texts(word);
        if (word == "True") return Json(true);
        if (word == "False") return Json(false);
        if (word == "None") return Json();
        return std::nullopt;
    }

    // Neighbours are one text: 'a' "b".
    Read texts(std::string_view prefix)
    {
        std::string all;
        for (;;) {
            const bool raw = prefix == "r" || prefix == "R";
            if (!raw && !prefix.empty() && prefix != "u" && prefix != "U") return std::nullopt;
            const std::optional<std::string> one = quoted(raw);
            if (!one) return std::nullopt;
            all += *one;
            skip();
            const std::size_t begin = at_;
            std::size_t end = begin;
            while (end < text_.size() && is_word(text_[end])) ++end;
            if (end >= text_.size() || (text_[end] != '\'' && text_[end] != '"')) break;
            prefix = text_.substr(begin, end - begin);
            at_ = end;
        }
        return Json(std::move(all));
    }

    std::optional<std::string> quoted(bool raw)
    {
        const char quote = text_[at_];
        const std::string three(3, quote);
        const bool triple = text_.substr(at_, 3) == three;
        at_ += triple ? 3 : 1;
        const std::size_t begin = at_;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\\') {
                ++at_;
            } else if (!triple && (text_[at_] == '\n' || text_[at_] == '\r')) {
                return std::nullopt;
            } else if (text_[at_] == quote && (!triple || text_.substr(at_, 3) == three)) {
                const std::string_view inner = text_.substr(begin, at_ - begin);
                at_ += triple ? 3 : 1;
                return raw ? std::string(inner) : unescape(inner);
            }
        }
        return std::nullopt;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int nesting_ = 0;
};

}  // namespace

std::optional<cx::json::Value> read_literal(std::string_view text)
{
    // Most texts are none, and their first character tells it.
    static constexpr std::string_view beginnings = "0123456789+-.([{'\"TFNrRuU\n\r\f#";
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos || beginnings.find(text[first]) == std::string_view::npos)
        return std::nullopt;
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    return Reader(text).read();
}

}  // namespace rest::expr
