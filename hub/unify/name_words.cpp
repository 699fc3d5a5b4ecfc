#include "unify/name_words.hpp"

#include "unify/hangul.hpp"

namespace cx::unify {
namespace {

constexpr std::array<std::u32string_view, 22> latin_titles = {
    U"mr",   U"mrs",  U"ms",   U"miss", U"mx",  U"dr",       U"prof", U"sir",
    U"dame", U"lady", U"lord", U"rev",  U"hon", U"herr",     U"frau", U"phd",
    U"md",   U"esq",  U"mme",  U"sra",  U"dds", U"professor"};
constexpr std::array<std::u32string_view, 46> korean_titles = {
    U"님",     U"씨",       U"고객",   U"고객님", U"회원",   U"회원님", U"대리",   U"대리님",
    U"과장",   U"과장님",   U"차장",   U"차장님", U"부장",   U"부장님", U"사원",   U"주임",
    U"주임님", U"팀장",     U"팀장님", U"실장",   U"실장님", U"이사",   U"이사님", U"상무",
    U"전무",   U"사장",     U"사장님", U"대표",   U"대표님", U"회장",   U"회장님", U"선생",
    U"선생님", U"교수",     U"교수님", U"박사",   U"박사님", U"원장",   U"원장님", U"점장",
    U"매니저", U"매니저님", U"귀하",   U"여사",   U"본부장", U"계장"};
constexpr std::array<std::u32string_view, 26> placeholders = {
    U"test",   U"tester",   U"unknown",  U"none",     U"na",        U"null",   U"nil",
    U"noname", U"customer", U"guest",    U"user",     U"anonymous", U"admin",  U"member",
    U"테스트", U"없음",     U"미상",     U"이름없음", U"고객",      U"비회원", U"무명",
    U"회원",   U"익명",     U"알수없음", U"손님",     U"미입력"};
bool is_mask(char32_t code)
{
    return code == '*' || code == 0x25CB || code == 0x25CF || code == 0x25EF || code == 0x2022 ||
           code == 0x25A1;
}

// "Yu-jinBae" lacks a space; "McDonald" and "DiMarco" do not.
std::string part_glued_words(std::string_view raw)
{
    std::string out;
    std::size_t word = 0;
    for (const char letter : raw) {
        const bool upper = letter >= 'A' && letter <= 'Z';
        if (upper && word >= 4 && out.back() >= 'a' && out.back() <= 'z') {
            out += ' ';
            word = 0;
        }
        out += letter;
        word = letter == ' ' ? 0 : word + 1;
    }
    return out;
}

std::string generation_of(std::u32string_view word)
{
    if (word == U"jr" || word == U"junior") return "jr";
    if (word == U"sr" || word == U"senior") return "sr";
    if (word == U"ii") return "2";
    if (word == U"iii") return "3";
    if (word == U"iv") return "4";
    return {};
}

bool is_title(std::u32string_view word)
{
    return is_one_of(word, latin_titles) || is_one_of(word, korean_titles);
}

void strip_honorific(std::u32string& word)
{
    for (const std::u32string_view suffix : {U"고객님", U"님", U"씨"})
        if (word.size() >= suffix.size() + 2 && word.ends_with(suffix) &&
            is_hangul_syllable(word.front())) {
            word.resize(word.size() - suffix.size());
            return;
        }
}

void add_word(std::u32string word, Parsed& parsed)
{
    if (std::any_of(word.begin(), word.end(), is_mask)) {
        parsed.masked = true;
        parsed.words.push_back(std::move(word));
        return;
    }
    while (!word.empty() && !is_letter(word.front())) word.erase(word.begin());
    while (!word.empty() && !is_letter(word.back())) word.pop_back();
    const std::u32string letters = bare(word);
    if (letters.empty()) return;
    const std::string generation = parsed.words.empty() ? std::string() : generation_of(letters);
    if (!generation.empty()) {
        parsed.generation = generation;
        return;
    }
    if (is_title(letters)) return;
    strip_honorific(word);
    parsed.words.push_back(std::move(word));
}

}  // namespace

bool is_letter(char32_t code)
{
    return script_of(code) != Script::none;
}

std::string letters_of(std::u32string_view word)
{
    std::string out;
    for (const char32_t code : word)
        if (is_letter(code)) append_utf8(code, out);
    return out;
}

std::u32string bare(std::u32string_view word)
{
    std::u32string out;
    for (const char32_t code : word)
        if (is_letter(code)) out += code;
    return out;
}

std::string join(std::span<const std::u32string> words, bool spaced)
{
    std::string out;
    for (const std::u32string& word : words) {
        if (spaced && !out.empty()) out += ' ';
        out += encode(word);
    }
    return out;
}

Parsed parse_name(std::string_view raw)
{
    Parsed parsed;
    std::u32string word;
    int depth = 0;
    const auto end_word = [&] {
        if (!word.empty()) add_word(std::move(word), parsed);
        word.clear();
    };
    for (const char32_t code : fold(part_glued_words(raw))) {
        if (code == '(' || code == '[')
            ++depth;
        else if (code == ')' || code == ']')
            depth = std::max(0, depth - 1);
        else if (depth > 0)
            append_utf8(code, parsed.bracketed);
        else if (code == ' ' || code == '\t' || code == '/' || code == '.' || code == '_')
            end_word();
        else if (code == ',') {
            end_word();
            if (parsed.family_words == 0) parsed.family_words = parsed.words.size();
        } else if (code > ' ')
            word += code;
    }
    end_word();
    // A comma before a title or suffix only ("Robert Smith, Jr.").
    if (parsed.family_words >= parsed.words.size()) parsed.family_words = 0;
    return parsed;
}

bool is_placeholder(const Parsed& parsed)
{
    std::u32string joined;
    for (const auto& word : parsed.words) joined += bare(word);
    return is_one_of(joined, placeholders);
}

}  // namespace cx::unify
