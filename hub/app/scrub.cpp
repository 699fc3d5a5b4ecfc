#include "app/scrub.hpp"

#include "base/clock.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace cx::app {
namespace {

// Members that classify and name nobody.
constexpr std::array<std::string_view, 20> classifying = {
    "type",     "status",    "state", "kind",     "object",      "op",         "event",
    "currency", "country",   "code",  "language", "locale",      "unit",       "mode",
    "channel",  "eventType", "done",  "has_more", "countryCode", "@odata.type"};
constexpr std::size_t short_number = 5;  // Pages, counts and totals
constexpr std::size_t epoch_digits = 10;

bool digits_only(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](unsigned char c) { return std::isdigit(c) != 0; });
}

// Seconds or milliseconds of this century's first half.
bool is_epoch(std::string_view digits)
{
    const bool plausible = digits.starts_with('1') || digits.starts_with('2');
    return plausible && (digits.size() == epoch_digits || digits.size() == epoch_digits + 3);
}

bool is_time(const std::string& text)
{
    return parse_rfc3339(text).has_value() || (text.starts_with("/Date(") && text.ends_with(")/"));
}

// One more pseudo-random number out of a text's hash.
class Dice {
public:
    explicit Dice(Hash128 seed) : state_(seed.high ^ seed.low) {}
    std::uint32_t below(std::uint32_t limit)
    {
        // SplitMix64, Steele, Lea and Flood 2014.
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
        return static_cast<std::uint32_t>((mixed ^ (mixed >> 31U)) % limit);
    }

private:
    std::uint64_t state_;
};

// The length of the UTF-8 sequence that begins with `lead`.
std::size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80) return 1;
    if (lead < 0xe0) return 2;
    return lead < 0xf0 ? 3 : 4;
}

std::string hangul(Dice& dice)
{
    const std::uint32_t code = 0xac00 + dice.below(11172);
    return {static_cast<char>(0xe0 | (code >> 12U)),
            static_cast<char>(0x80 | ((code >> 6U) & 0x3fU)),
            static_cast<char>(0x80 | (code & 0x3fU))};
}

// Another of the same kind: a digit, a letter in its case, a Hangul syllable; signs stay.
std::string another(std::string_view letter, Dice& dice)
{
    const auto c = static_cast<unsigned char>(letter.front());
    if (letter.size() == 1) {
        if (std::isdigit(c)) return {static_cast<char>('0' + dice.below(10))};
        if (std::islower(c)) return {static_cast<char>('a' + dice.below(26))};
        if (std::isupper(c)) return {static_cast<char>('A' + dice.below(26))};
        return std::string(letter);
    }
    if (letter.size() == 3 && c >= 0xea && c <= 0xed) return hangul(dice);
    return letter.size() == 2 ? std::string(1, static_cast<char>('a' + dice.below(26)))
                              : hangul(dice);
}

bool looks_like_url(std::string_view text)
{
    return text.starts_with("https://") || text.starts_with("http://");
}

}  // namespace

Scrubber::Scrubber(KeyedHash key, std::vector<std::string> kept)
    : key_(std::move(key)), kept_(std::move(kept))
{
}

json::Value Scrubber::scrubbed(const json::Value& value)
{
    if (value.is_object()) {
        json::Object object;
        for (const auto& [name, inner] : value.as_object()) object[name] = member(name, inner);
        return object;
    }
    if (value.is_array()) {
        json::Array array;
        for (const json::Value& inner : value.as_array()) array.push_back(scrubbed(inner));
        return array;
    }
    if (value.is_string()) return of_text(value.as_string());
    if (!value.is_number()) return value;
    const std::string& digits = value.as_number();
    if (!digits_only(digits) || digits.size() < short_number || is_epoch(digits)) return value;
    std::string other = substitute(digits);
    if (other.front() == '0') other.front() = '1';
    return json::Number{other};
}

json::Value Scrubber::member(const std::string& name, const json::Value& value)
{
    const bool plain = !value.is_object() && !value.is_array();
    const bool stays =
        std::find(classifying.begin(), classifying.end(), name) != classifying.end() ||
        std::find(kept_.begin(), kept_.end(), name) != kept_.end();
    return plain && stays ? value : scrubbed(value);
}

std::string Scrubber::of_text(const std::string& text)
{
    if (text.empty() || is_time(text) || is_epoch(text)) return text;
    if (looks_like_url(text)) return scrubbed_url(text);
    return substitute(text);
}

std::string Scrubber::substitute(std::string_view text)
{
    seen_.emplace(text);
    Dice dice(key_.of({text}));
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length =
            std::min(sequence_length(static_cast<unsigned char>(text[at])), text.size() - at);
        out += another(text.substr(at, length), dice);
        at += length;
    }
    return out;
}

std::string Scrubber::segment(std::string_view text)
{
    return seen_.contains(std::string(text)) ? substitute(text) : std::string(text);
}

std::string Scrubber::scrubbed_url(std::string_view url)
{
    const std::size_t host = looks_like_url(url) ? url.find('/', url.find("://") + 3) : 0;
    if (host == url.npos) return std::string(url);
    std::string out(url.substr(0, host));
    const std::size_t query = std::min(url.find('?', host), url.size());
    std::string_view path = url.substr(host, query - host);
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/', 1), path.size());
        out += path.front() == '/' ? "/" + segment(path.substr(1, slash - 1))
                                   : segment(path.substr(0, slash));
        path.remove_prefix(slash);
    }
    bool value = false;
    std::string part;
    const auto flush = [&] {
        out += value ? substitute(part) : part;
        part.clear();
    };
    for (const char c : url.substr(query)) {
        const bool ends = c == '&' || c == '?' || (c == '=' && !value);
        if (!ends) {
            part += c;
            continue;
        }
        flush();
        out += c;
        value = c == '=';
    }
    flush();
    return out;
}

}  // namespace cx::app
