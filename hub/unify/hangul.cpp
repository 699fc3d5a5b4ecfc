#include "unify/hangul.hpp"

#include "unify/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>

namespace cx::unify {
namespace {

constexpr char32_t first_syllable = 0xAC00;
constexpr int vowels = 21;
constexpr int finals = 28;

// Sounds of jamo in the order of Unicode (chapter 3.12, "Conjoining Jamo Behavior").
constexpr std::array<std::string_view, 19> initial_sound = {
    "g", "g", "n", "d", "d", "r", "m", "b", "b", "s", "s", "", "j", "j", "j", "g", "d", "b", "h"};
constexpr std::array<std::string_view, vowels> vowel_sound = {
    "a",  "e",  "ya", "ye", "u",  "e",  "yu", "ye", "o", "wa", "we",
    "we", "yo", "u",  "wo", "we", "wi", "yu", "u",  "i", "i"};
constexpr std::array<std::string_view, finals> final_sound = {
    "",  "g", "g", "g", "n", "n", "n", "d",  "r", "g", "m", "b", "r", "r",
    "b", "r", "m", "b", "b", "d", "d", "ng", "d", "d", "g", "d", "b", "d"};

struct Surname {
    std::u32string_view hangul;
    std::string_view spellings;  // Space-separated, lower case; the first is the commonest.
};

// The common surnames with the spellings that people use. Sources: the census of 2015 for what is
// common, passports' usage tables of the National Institute of Korean Language for how it is
// spelled.
constexpr Surname surnames[] = {{U"김", "kim gim kym ghim"},
                                {U"이", "lee yi rhee ri i lie yee rhie leigh"},
                                {U"박", "park bak pak bahk pack pahk"},
                                {U"최", "choi choe chwe choy che"},
                                {U"정", "jung jeong chung joung cheong jong jeoung juhng"},
                                {U"강", "kang gang"},
                                {U"조", "cho jo joe joh choh"},
                                {U"윤", "yoon yun youn yune"},
                                {U"장", "jang chang jahng zhang"},
                                {U"임", "lim im rim yim leem rhim"},
                                {U"한", "han hahn"},
                                {U"오", "oh o"},
                                {U"서", "seo suh so sur seoh su"},
                                {U"신", "shin sin shinn"},
                                {U"권", "kwon gwon kweon"},
                                {U"황", "hwang whang"},
                                {U"안", "ahn an"},
                                {U"송", "song"},
                                {U"류", "ryu ryoo lyu rhyu ryou"},
                                {U"유", "yoo yu you yoou"},
                                {U"전", "jeon jun chun chon jeun"},
                                {U"홍", "hong"},
                                {U"고", "ko go koh goh"},
                                {U"문", "moon mun"},
                                {U"양", "yang"},
                                {U"손", "son sohn"},
                                {U"배", "bae pae bai pai"},
                                {U"백", "baek paik back baik paek beck"},
                                {U"허", "heo hur huh her hu"},
                                {U"남", "nam"},
                                {U"심", "shim sim"},
                                {U"노", "noh roh no ro rho"},
                                {U"하", "ha hah"},
                                {U"곽", "kwak gwak kwack"},
                                {U"성", "sung seong soung"},
                                {U"차", "cha"},
                                {U"주", "joo ju chu choo"},
                                {U"우", "woo wu u"},
                                {U"구", "koo gu ku goo"},
                                {U"나", "na ra nah rah la"},
                                {U"민", "min"},
                                {U"진", "jin chin"},
                                {U"지", "ji chi jee"},
                                {U"엄", "eom um uhm om"},
                                {U"채", "chae chai"},
                                {U"원", "won weon"},
                                {U"천", "cheon chun chon"},
                                {U"방", "bang pang"},
                                {U"공", "kong gong"},
                                {U"현", "hyun hyeon"},
                                {U"함", "ham hahm"},
                                {U"변", "byun byeon pyun byon"},
                                {U"염", "yeom yum youm"},
                                {U"여", "yeo yuh yo"},
                                {U"추", "choo chu"},
                                {U"도", "do doh to"},
                                {U"소", "so soh"},
                                {U"석", "seok suk sok"},
                                {U"선", "sun seon sunn"},
                                {U"설", "seol sul sol"},
                                {U"마", "ma mah"},
                                {U"길", "gil kil"},
                                {U"연", "yeon yun youn"},
                                {U"위", "wi wee"},
                                {U"표", "pyo"},
                                {U"명", "myung myeong"},
                                {U"기", "ki gi kee"},
                                {U"반", "ban bahn pan"},
                                {U"왕", "wang"},
                                {U"금", "keum geum kum"},
                                {U"옥", "ok ock"},
                                {U"육", "yuk yook"},
                                {U"인", "in ihn"},
                                {U"맹", "maeng"},
                                {U"제", "je jae"},
                                {U"모", "mo moh"},
                                {U"탁", "tak"},
                                {U"국", "kook guk kuk"},
                                {U"어", "eo uh"},
                                {U"은", "eun"},
                                {U"편", "pyun pyeon"},
                                {U"용", "yong"},
                                {U"예", "ye"},
                                {U"경", "kyung gyeong"},
                                {U"봉", "bong"},
                                {U"사", "sa"},
                                {U"부", "boo bu"},
                                {U"가", "ka ga"},
                                {U"복", "bok"},
                                {U"태", "tae"},
                                {U"목", "mok"},
                                {U"형", "hyung hyeong"},
                                {U"피", "pi"},
                                {U"두", "doo du"},
                                {U"감", "kam gam"},
                                {U"빈", "bin"},
                                {U"동", "dong"},
                                {U"온", "on"},
                                {U"시", "si shi"},
                                {U"호", "ho"},
                                {U"좌", "jwa"},
                                {U"팽", "paeng"},
                                {U"승", "seung"},
                                {U"간", "kan gan"},
                                {U"갈", "gal kal"},
                                {U"단", "dan"},
                                {U"라", "ra rah la"},
                                {U"리", "ri"},
                                {U"상", "sang"},
                                {U"화", "hwa"},
                                {U"범", "beom bum"},
                                {U"남궁", "namkoong namgung namkung namgoong"},
                                {U"황보", "hwangbo whangbo"},
                                {U"제갈", "jegal jekal chekal"},
                                {U"선우", "sunwoo seonu seonwoo sunu"},
                                {U"독고", "dokgo dokko tokko"},
                                {U"사공", "sagong sakong"},
                                {U"서문", "seomun seomoon suhmoon"},
                                {U"동방", "dongbang"},
                                {U"어금", "eogeum"}};

struct SurnameTables {
    std::map<std::string_view, std::string, std::less<>> latin;
    std::map<std::u32string_view, std::string, std::less<>> hangul;

    SurnameTables()
    {
        for (const Surname& surname : surnames) {
            // 류 and 유, 라 and 나, 리 and 이 are one surname written before and after the
            // initial-sound rule.
            const std::u32string_view canonical = surname.hangul == U"류"   ? U"유"
                                                  : surname.hangul == U"라" ? U"나"
                                                  : surname.hangul == U"리" ? U"이"
                                                                            : surname.hangul;
            const std::string skeleton = hangul_skeleton(canonical);
            hangul.emplace(surname.hangul, skeleton);
            std::string_view rest = surname.spellings;
            while (!rest.empty()) {
                const std::size_t end = std::min(rest.find(' '), rest.size());
                latin.emplace(rest.substr(0, end),
                              skeleton);  // The commoner surname stands first and stays.
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
    }
};

const SurnameTables& tables()
{
    static const SurnameTables instance;
    return instance;
}

void collapse_doubles(std::string& text)
{
    text.erase(std::unique(text.begin(), text.end()), text.end());
}

bool is_vowel(char letter)
{
    return std::string_view("aeiouwy").find(letter) != std::string_view::npos;
}

struct Spelling {
    std::string_view written;
    std::string_view sound;
};

// Longest first within one initial letter. A spelling whose last letter is e gives way where u or o
// follows, because "haeun" is ha-eun and "goeun" go-eun.
constexpr Spelling vowel_spellings[] = {
    {"yeou", "yu"}, {"yeoh", "yu"}, {"yeo", "yu"}, {"you", "yu"}, {"yoo", "yu"}, {"yae", "ye"},
    {"yee", "i"},   {"yuh", "yu"},  {"ya", "ya"},  {"ye", "ye"},  {"yo", "yo"},  {"yu", "yu"},
    {"yi", "i"},    {"woo", "u"},   {"weo", "wo"}, {"wae", "we"}, {"wee", "wi"}, {"wa", "wa"},
    {"we", "we"},   {"wi", "wi"},   {"wo", "wo"},  {"wu", "u"},   {"eui", "i"},  {"eou", "u"},
    {"eo", "u"},    {"eu", "u"},    {"ee", "i"},   {"ei", "e"},   {"e", "e"},    {"ae", "e"},
    {"a", "a"},     {"oo", "u"},    {"ou", "u"},   {"oi", "we"},  {"oe", "we"},  {"o", "o"},
    {"u", "u"},     {"i", "i"}};

constexpr Spelling consonant_spellings[] = {
    {"ch", "j"}, {"sh", "s"}, {"rh", "r"}, {"kk", "g"}, {"gg", "g"}, {"ck", "g"},
    {"tt", "d"}, {"dd", "d"}, {"pp", "b"}, {"bb", "b"}, {"ss", "s"}, {"jj", "j"},
    {"ll", "r"}, {"g", "g"},  {"k", "g"},  {"c", "g"},  {"q", "g"},  {"d", "d"},
    {"t", "d"},  {"b", "b"},  {"p", "b"},  {"j", "j"},  {"z", "j"},  {"r", "r"},
    {"l", "r"},  {"s", "s"},  {"n", "n"},  {"m", "m"},  {"h", "h"}};

const Spelling* longest(std::span<const Spelling> table, std::string_view rest)
{
    for (const Spelling& spelling : table) {
        if (!rest.starts_with(spelling.written)) continue;
        const std::size_t length = spelling.written.size();
        const bool gives_way = length > 1 && spelling.written.back() == 'e' &&
                               spelling.written != "ye" && rest.size() > length &&
                               (rest[length] == 'u' || rest[length] == 'o');
        if (!gives_way) return &spelling;
    }
    return nullptr;
}

// Reads one run of letters syllable by syllable: an optional initial, a vowel, an optional final.
// Keeps what it heard.
class SyllableReader {
public:
    explicit SyllableReader(std::string_view letters) : rest_(letters) {}

    bool read()
    {
        while (!rest_.empty())
            if (!initial() || !vowel() || !final()) return false;
        return true;
    }

    std::string heard;
    int syllables = 0;

private:
    bool initial()
    {
        if (is_vowel(rest_.front())) return true;
        const Spelling* found = longest(consonant_spellings, rest_);
        if (found == nullptr) return false;
        take(*found);
        return !rest_.empty();
    }

    bool vowel()
    {
        // 희 is hee, hi or hui; elsewhere ui is two syllables (Su-in).
        if (rest_.starts_with("ui") && (heard.empty() || heard.back() == 'h')) {
            take({"ui", "i"});
        } else {
            const Spelling* found = longest(vowel_spellings, rest_);
            if (found == nullptr) return false;
            take(*found);
        }
        ++syllables;
        // A silent h that only shows the length of the vowel: Noh, Ahn, Suh.
        if (rest_.starts_with('h') && (rest_.size() == 1 || !is_vowel(rest_[1])))
            rest_.remove_prefix(1);
        return true;
    }

    bool final()
    {
        if (rest_.empty() || is_vowel(rest_.front())) return true;
        if (rest_.starts_with("ng") && (rest_.size() == 2 || !is_vowel(rest_[2]))) {
            take({"ng", "ng"});
            return true;
        }
        const Spelling* found = longest(consonant_spellings, rest_);
        if (found == nullptr) return false;
        const std::size_t length = found->written.size();
        const bool begins_next = rest_.size() > length && is_vowel(rest_[length]);
        constexpr std::string_view may_end = "gndrmb";
        // A consonant before a vowel opens the next syllable; doubled it also closed this one,
        // which sounds the same.
        if (begins_next) return true;
        if (may_end.find(found->sound) == std::string_view::npos) {
            if (found->sound != "s" && found->sound != "j") return false;
            // ㅅ and ㅈ close a syllable as d, and only at the end of the name does somebody write
            // them so.
            if (rest_.size() > length || found->written.size() > 1) return false;
            take({found->written, "d"});
            return true;
        }
        take(*found);
        return true;
    }

    void take(Spelling spelling)
    {
        heard += spelling.sound;
        rest_.remove_prefix(spelling.written.size());
    }

    std::string_view rest_;
};

std::optional<std::string> skeleton_of(std::string_view letters, int syllables_max)
{
    std::string skeleton;
    int syllables = 0;
    while (!letters.empty()) {
        const std::size_t end = std::min(letters.find_first_of(" -'"), letters.size());
        if (end > 0) {
            SyllableReader reader(letters.substr(0, end));
            if (!reader.read()) return std::nullopt;
            skeleton += reader.heard;
            syllables += reader.syllables;
        }
        letters.remove_prefix(std::min(end + 1, letters.size()));
    }
    if (syllables < 1 || syllables > syllables_max) return std::nullopt;
    collapse_doubles(skeleton);
    return skeleton;
}

}  // namespace

bool is_hangul_syllable(char32_t code)
{
    return code >= first_syllable && code <= 0xD7A3;
}

std::string hangul_skeleton(std::u32string_view syllables)
{
    std::string out;
    for (const char32_t code : syllables) {
        if (!is_hangul_syllable(code)) continue;
        const int index = static_cast<int>(code - first_syllable);
        out += initial_sound[static_cast<std::size_t>(index / (vowels * finals))];
        out += vowel_sound[static_cast<std::size_t>(index / finals % vowels)];
        out += final_sound[static_cast<std::size_t>(index % finals)];
    }
    collapse_doubles(out);
    return out;
}

std::optional<std::string> romanized_skeleton(std::string_view letters)
{
    return skeleton_of(letters, 3);
}

std::optional<std::string> romanized_sound(std::string_view letters)
{
    return skeleton_of(letters, static_cast<int>(letters.size()));
}

std::optional<std::string> surname_skeleton(std::string_view latin_lower)
{
    std::string joined;
    for (const char letter : latin_lower)
        if (letter >= 'a' && letter <= 'z') joined += letter;
    const auto found = tables().latin.find(joined);
    if (found == tables().latin.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> surname_skeleton(std::u32string_view hangul)
{
    const auto found = tables().hangul.find(hangul);
    if (found == tables().hangul.end()) return std::nullopt;
    return found->second;
}

std::size_t surname_length(std::u32string_view name)
{
    // A three-syllable name with a two-syllable surname is rarer than 선우진 read as 선 + 우진 is
    // wrong, except where nobody is called by the single syllable (남궁, 황보, 제갈, 독고).
    constexpr std::array<std::u32string_view, 4> never_single = {U"남궁", U"황보", U"제갈",
                                                                 U"독고"};
    if (name.size() >= 4 && tables().hangul.contains(name.substr(0, 2))) return 2;
    if (name.size() == 3 && std::find(never_single.begin(), never_single.end(),
                                      name.substr(0, 2)) != never_single.end())
        return 2;
    if (name.size() >= 2 && name.size() <= 4 && tables().hangul.contains(name.substr(0, 1)))
        return 1;
    return 0;
}

std::string jamo(std::u32string_view syllables)
{
    std::string out;
    for (const char32_t code : syllables) {
        if (!is_hangul_syllable(code)) {
            append_utf8(code, out);
            continue;
        }
        const int index = static_cast<int>(code - first_syllable);
        // Letters of no meaning but one byte each: edits() counts bytes.
        out += static_cast<char>('A' + index / (vowels * finals));
        out += static_cast<char>('a' + index / finals % vowels);
        if (index % finals != 0) out += static_cast<char>('0' + index % finals);
    }
    return out;
}

}  // namespace cx::unify
