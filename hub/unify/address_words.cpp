#include "unify/address_words.hpp"

#include "unify/hangul.hpp"
#include "unify/name_words.hpp"
#include "unify/text.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

constexpr std::size_t text_bytes = 1000;
constexpr std::size_t words_max = 64;

bool is_digit(char32_t c)
{
    return c >= '0' && c <= '9';
}

bool opens_bracket(char32_t code)
{
    return code == '(' || code == '[' || code == 0x3010;
}

bool closes_bracket(char32_t code)
{
    return code == ')' || code == ']' || code == 0x3011;
}

bool parts_segments(char32_t code)
{
    return code == ',' || code == ';' || code == '\n' || code == '|' || code == 0x3001 ||
           code == 0xB7;
}

class Splitter {
public:
    std::vector<AddressWord> split(std::string_view text)
    {
        for (const char32_t code : fold(text.substr(0, text_bytes))) take(code);
        end_word();
        return std::move(words_);
    }

private:
    void take(char32_t code)
    {
        if (opens_bracket(code)) {
            end_segment();
            in_bracket_ = true;
        } else if (closes_bracket(code)) {
            in_bracket_ = false;
        } else if (in_bracket_) {
            return;
        } else if (parts_segments(code)) {
            end_segment();
        } else if (code == '#') {
            end_word();
            word_ = "#";
            end_word();
        } else if (is_letter(code) || is_digit(code) || code == '-' || code == '/') {
            append_utf8(code == '~' ? U'-' : code, word_);
        } else if (code != '.' && code != '\'') {
            end_word();
        }
    }

    void end_word()
    {
        while (!word_.empty() && (word_.back() == '-' || word_.back() == '/')) word_.pop_back();
        const std::size_t first = word_.find_first_not_of("-/");
        if (first != word_.npos && words_.size() < words_max)
            words_.push_back({word_.substr(first), segment_});
        word_.clear();
    }

    void end_segment()
    {
        end_word();
        if (!words_.empty() && words_.back().segment == segment_) ++segment_;
    }

    std::vector<AddressWord> words_;
    std::string word_;
    std::size_t segment_ = 0;
    bool in_bracket_ = false;
};

}  // namespace

std::vector<AddressWord> address_words(std::string_view text)
{
    return Splitter().split(text);
}

bool all_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool has_digit(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), is_digit);
}

bool has_hangul(std::string_view text)
{
    const std::u32string codes = decode(text);
    return std::any_of(codes.begin(), codes.end(), is_hangul_syllable);
}

std::string letters_and_digits(std::string_view text)
{
    std::string out;
    for (const char32_t code : decode(text))
        if (is_letter(code) || is_digit(code)) append_utf8(code, out);
    return out;
}

bool is_house_number(std::string_view word)
{
    if (word.empty() || !is_digit(static_cast<unsigned char>(word.front()))) return false;
    std::size_t letters = 0;
    for (const char c : word) {
        const bool letter = c >= 'a' && c <= 'z';
        if (!letter && !is_digit(static_cast<unsigned char>(c)) && c != '-' && c != '/')
            return false;
        letters = letter ? letters + 1 : 0;
        if (letters > 1) return false;
    }
    return true;
}

std::string house_number(std::string_view word)
{
    std::string out;
    while (!word.empty()) {
        const std::size_t end = std::min(word.find_first_of("-/"), word.size());
        std::string_view part = word.substr(0, end);
        while (part.size() > 1 && part[0] == '0' && is_digit(static_cast<unsigned char>(part[1])))
            part.remove_prefix(1);
        // "12-a" is 12a.
        const bool letter = part.size() == 1 && !has_digit(part);
        if (!part.empty()) out += (out.empty() || letter ? "" : "-") + std::string(part);
        word.remove_prefix(std::min(end + 1, word.size()));
    }
    return out;
}

}  // namespace cx::unify
