#include <cx/json.hpp>
#include <cx/json_check.hpp>

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace cx::json {
namespace {

namespace dom = simdjson::dom;

constexpr const char* hex_digits = "0123456789abcdef";

// What a byte becomes inside a JSON string: 0 for itself, 'u' for \u00xx, else the letter behind
// the backslash.
constexpr std::array<char, 256> escapes = [] {
    std::array<char, 256> table{};
    for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
    table['"'] = '"';
    table['\\'] = '\\';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    return table;
}();

// The member called `name`; of several the last, as in json::Value.
bool find_member(dom::element& at, std::string_view name)
{
    dom::object object;
    if (at.get_object().get(object)) return false;
    bool found = false;
    for (const auto& member : object) {
        if (member.key != name) continue;
        at = member.value;
        found = true;
    }
    return found;
}

}  // namespace

bool is_utf8(std::string_view bytes)
{
    return simdjson::validate_utf8(bytes.data(), bytes.size());
}

void write_text(std::string_view text, std::string& out)
{
    out += '"';
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const char escape = escapes[byte];
        if (!escape) continue;
        out.append(text, written, i - written);
        written = i + 1;
        out += '\\';
        out += escape;
        if (escape == 'u') {
            out += "00";
            out += hex_digits[byte >> 4U];
            out += hex_digits[byte & 0xfU];
        }
    }
    out.append(text, written);
    out += '"';
}

struct Checked::State {
    dom::parser parser;
    dom::element root;
    // Set instead of `root` where simdjson's tree cannot hold a number that json::Value can.
    std::optional<Value> value;
};

Checked::Checked() : state_(std::make_unique<State>()) {}
Checked::~Checked() = default;
Checked::Checked(Checked&&) noexcept = default;
Checked& Checked::operator=(Checked&&) noexcept = default;

Result<Done> Checked::read(std::string_view text)
{
    constexpr std::size_t first_capacity = 16 << 10;
    dom::parser& parser = state_->parser;
    state_->value.reset();
    // The parser would grow by itself, but then forget the depth.
    if (parser.capacity() < text.size() || parser.capacity() == 0) {
        const std::size_t wanted = std::max(first_capacity, text.size() * 2);
        if (parser.allocate(wanted, max_depth))
            return Error{"json.syntax", "no memory for the JSON"};
    }
    if (!parser.parse(text.data(), text.size()).get(state_->root)) {
        if (state_->root.is_object()) return Done{};
        return Error{"json.object", "a JSON object is wanted"};
    }
    // Rare: numbers of more digits than a machine word, or an error that wants its name.
    Result<Value> value = parse(text);
    if (!value) return value.error();
    if (!value->is_object()) return Error{"json.object", "a JSON object is wanted"};
    state_->value = *std::move(value);
    return Done{};
}

std::optional<std::string> Checked::text_at(std::span<const std::string> path) const
{
    if (state_->value) {
        const Value* at = &*state_->value;
        for (const std::string& name : path) {
            at = at->find(name);
            if (!at) return std::nullopt;
        }
        return at->text();
    }
    dom::element at = state_->root;
    for (const std::string& name : path)
        if (!find_member(at, name)) return std::nullopt;
    switch (at.type()) {
        case dom::element_type::STRING:
            return std::string(std::string_view(at));
        case dom::element_type::INT64:
            return std::to_string(std::int64_t(at));
        case dom::element_type::UINT64:
            return std::to_string(std::uint64_t(at));
        case dom::element_type::BOOL:
            return bool(at) ? "true" : "false";
        case dom::element_type::DOUBLE:
            return Value(double(at)).text();
        default:
            return std::nullopt;
    }
}

}  // namespace cx::json
