#include "sql/array.hpp"

#include <cx/json.hpp>

#include <optional>

namespace sql {
namespace {

constexpr int depth_max = 6;  // PostgreSQL has no arrays of more dimensions.

int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string read_bytea(std::string_view text)
{
    std::string bytes;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(hex(text[i]) << 4 | hex(text[i + 1]));
    return bytes;
}

class ArrayReader {
public:
    ArrayReader(std::string_view text, Kind element) : rest_(text), element_(element) {}

    std::optional<cx::json::Value> read(int depth = 0)
    {
        if (depth > depth_max || !take('{')) return std::nullopt;
        cx::json::Array all;
        if (take('}')) return cx::json::Value(std::move(all));
        do {
            auto one = rest_.starts_with('{') ? read(depth + 1) : read_element();
            if (!one) return std::nullopt;
            all.push_back(*std::move(one));
        } while (take(','));
        if (!take('}')) return std::nullopt;
        return cx::json::Value(std::move(all));
    }

private:
    bool take(char c)
    {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::optional<cx::json::Value> read_element()
    {
        const bool quoted = take('"');
        std::string text;
        while (!rest_.empty() &&
               (quoted ? rest_.front() != '"' : rest_.front() != ',' && rest_.front() != '}')) {
            if (rest_.front() == '\\') rest_.remove_prefix(1);
            if (rest_.empty()) return std::nullopt;
            text += rest_.front();
            rest_.remove_prefix(1);
        }
        if (quoted && !take('"')) return std::nullopt;
        if (!quoted && text == "NULL") return cx::json::Value();
        return element_json(read_cell(text, element_));
    }

    static cx::json::Value element_json(const Value& value)
    {
        if (value.kind == Kind::boolean) return value.text == "true";
        if (value.kind == Kind::integer || value.kind == Kind::number)
            return cx::json::Number{value.text};
        if (value.kind == Kind::bytes) return to_base64(value.text);
        if (value.kind == Kind::json)
            if (auto parsed = cx::json::parse(value.text)) return *std::move(parsed);
        return value.text;
    }

    std::string_view rest_;
    Kind element_;
};

}  // namespace

Value read_cell(std::string_view text, Kind kind)
{
    if (kind == Kind::boolean) return {kind, text == "t" ? "true" : "false"};
    if (kind == Kind::bytes && text.starts_with("\\x")) return {kind, read_bytea(text)};
    const bool no_number =
        kind == Kind::number && text.find_first_of("Nn") != std::string_view::npos;
    return {no_number ? Kind::text : kind, std::string(text)};
}

std::string array_json(std::string_view text, Kind element)
{
    // "[2:3]={7,8}" tells bounds that are not the usual ones.
    const std::size_t begin = text.find('{');
    if (begin != std::string_view::npos) text.remove_prefix(begin);
    const auto json = ArrayReader(text, element).read();
    return cx::json::write(json ? *json : cx::json::Value(std::string(text)));
}

std::string write_bytea(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "\\x";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

}  // namespace sql
