#include "base/text.hpp"

#include "base/limits.hpp"
#include "model/forbidden.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/unicode.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

namespace cx::model {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> entities{
    {{"amp", "&"},
     {"lt", "<"},
     {"gt", ">"},
     {"quot", "\""},
     {"apos", "'"},
     {"nbsp", " "},
     {"hellip", "\u2026"},
     {"middot", "\u00b7"}}};

// The character of "#39" or "#x27"; "" where there is none.
std::string numeric_entity(std::string_view name)
{
    name.remove_prefix(1);
    const bool hex = !name.empty() && (name[0] == 'x' || name[0] == 'X');
    if (hex) name.remove_prefix(1);
    std::uint32_t point = 0;
    const auto [end, error] =
        std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
    if (error != std::errc() || end != name.data() + name.size() || point == 0 ||
        point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        return {};
    return to_utf8(std::u32string(1, static_cast<char32_t>(point)));
}

std::string entity(std::string_view name)
{
    if (name.size() > 1 && name[0] == '#') return numeric_entity(name);
    for (const auto& [known, text] : entities)
        if (known == name) return std::string(text);
    return {};
}

// Elements whose content is not meant for reading.
bool is_hidden_element(std::string_view tag)
{
    return tag == "script" || tag == "style";
}

// Elements inside a line; all others end a word.
bool is_inline_element(std::string_view tag)
{
    constexpr std::string_view names = "a|b|i|u|em|strong|span|small|code|sub|sup|mark";
    return one_of(names, tag);
}

std::string tag_name(std::string_view tag)
{
    if (!tag.empty() && tag[0] == '/') tag.remove_prefix(1);
    return ascii_lower(tag.substr(0, tag.find_first_of(" \t\r\n/>")));
}

// What a person reads in an HTML fragment: no tags, characters for entities. Not a sanitizer: the
// result is text and must be escaped like any text where it is shown.
std::string text_of_html(std::string_view html)
{
    std::string out;
    while (!html.empty()) {
        if (html[0] == '<' && html.size() > 1 &&
            (html[1] == '/' || html[1] == '!' || is_letter(static_cast<unsigned char>(html[1])))) {
            const std::size_t end = html.find('>');
            const std::string tag = tag_name(html.substr(1, end == html.npos ? end : end - 1));
            if (!is_inline_element(tag)) out += ' ';
            const bool opens_hidden = html[1] != '/' && is_hidden_element(tag);
            if (end == html.npos) break;
            html.remove_prefix(end + 1);
            if (opens_hidden) html.remove_prefix(std::min(html.find("</"), html.size()));
        } else if (html[0] == '&') {
            const std::size_t end = html.substr(0, 12).find(';');
            const std::string character = end == html.npos ? "" : entity(html.substr(1, end - 1));
            out += character.empty() ? "&" : character;
            html.remove_prefix(character.empty() ? 1 : end + 1);
        } else {
            out += html[0];
            html.remove_prefix(1);
        }
    }
    return out;
}

std::size_t length_limit(const ConvertContext& context)
{
    std::size_t limit = limits::text_bytes;
    const std::string_view wanted = option(context, "max");
    std::size_t own = 0;
    const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), own);
    if (error == std::errc() && end == wanted.data() + wanted.size() && own < limit) limit = own;
    return limit;
}

// At most `limit` bytes, cut between characters.
void cut(std::string& text, std::size_t limit)
{
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0U) == 0x80U) --limit;
    text.resize(limit);
    text = clean_text(text);
}

// Masks forbidden numbers and cuts what is too long; true where it was. What a cut leaves of a
// number may be one that is forbidden, so both go on until nothing is to be done.
bool mask_and_cut(std::string& text, std::size_t limit, Converted& result)
{
    std::set<std::string> codes;
    bool was_cut = false;
    for (;;) {
        Redacted redacted = redact_forbidden(text);
        text = std::move(redacted.text);
        codes.insert(redacted.codes.begin(), redacted.codes.end());
        if (text.size() <= limit) break;
        cut(text, limit);
        was_cut = true;
    }
    for (const std::string& code : codes) warn(result, code);
    return was_cut;
}

}  // namespace

Converted convert_text(const json::Value& input, const ConvertContext& context)
{
    Input read = text_input(input);
    if (read.problem) return *read.problem;
    std::string text = std::move(read.text);
    if (option(context, "input") == "html") text = clean_text(text_of_html(text));

    Converted result;
    if (mask_and_cut(text, length_limit(context), result)) warn(result, "text.length");
    if (text.find("\xef\xbf\xbd") != text.npos) warn(result, "text.replacement");
    if (!text.empty()) result.value = json::Value(std::move(text));
    return result;
}

namespace {

constexpr std::size_t json_bytes = 16 << 10;

// Free text inside an opaque object is read by the forbidden detector like any other.
bool has_bad_text(const json::Value& value)
{
    if (value.is_string()) return !is_utf8(value.as_string());
    if (value.is_array()) {
        for (const json::Value& element : value.as_array())
            if (has_bad_text(element)) return true;
    } else if (value.is_object()) {
        for (const auto& [name, member] : value.as_object())
            if (!is_utf8(name) || has_bad_text(member)) return true;
    }
    return false;
}

}  // namespace

Converted convert_json(const json::Value& input, const ConvertContext&)
{
    if (input.is_null()) return nothing();
    if (has_bad_text(input)) return dropped("text.encoding");
    if (json::write(input).size() > json_bytes) return dropped("json.length");
    RedactedPayload redacted = redact_forbidden_payload(input);
    Converted result = kept(std::move(redacted.payload));
    for (const std::string& code : redacted.codes) warn(result, code);
    return result;
}

}  // namespace cx::model
