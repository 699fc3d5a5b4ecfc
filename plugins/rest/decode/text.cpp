// JSON, lines of JSON, lines, CSV.
#include "rest/decode/formats.hpp"

#include <cx/json_check.hpp>

#include <algorithm>

namespace rest::decode {
namespace {

using cx::json::Value;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

cx::Error broken(const std::string& why)
{
    return {"rest.body", why};
}

std::string_view without_mark(std::string_view body)
{
    if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
    return body;
}

// The next line, without its end; takes it from `rest`.
std::string_view take_line(std::string_view& rest)
{
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string from_latin1(std::string_view body)
{
    std::string out;
    for (const char c : body) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0 | (byte >> 6));
            out += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return out;
}

// RFC 4180, with either line end, and quotes that are doubled.
class Rows {
public:
    Rows(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

    // False at the end, or where a quote does not close: then broken() is true.
    bool next(std::vector<std::string>& fields)
    {
        fields.clear();
        if (at_ >= text_.size() || broken_) return false;
        ++line_;
        for (;;) {
            fields.push_back(field());
            if (broken_) return false;
            if (at_ >= text_.size()) return true;
            const char c = text_[at_++];
            if (c == delimiter_) continue;
            if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
            return true;
        }
    }

    bool broken() const { return broken_; }
    std::size_t row() const { return line_; }

private:
    std::string field()
    {
        std::string out;
        bool quoted = false;
        if (at_ < text_.size() && text_[at_] == '"') {
            quoted = true;
            ++at_;
        }
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (quoted && c == '"') {
                ++at_;
                if (at_ < text_.size() && text_[at_] == '"') {
                    out += '"';
                    continue;
                }
                quoted = false;
                --at_;
            } else if (!quoted && (c == delimiter_ || c == '\n' || c == '\r')) {
                return out;
            } else {
                out += c;
            }
        }
        broken_ = quoted;
        return out;
    }

    std::string_view text_;
    char delimiter_;
    std::size_t at_ = 0;
    std::size_t line_ = 0;
    bool broken_ = false;
};

Value cell(std::string text, const CsvFormat& format)
{
    const bool is_null =
        (format.set_empty_to_null && text.empty()) ||
        std::find(format.nulls.begin(), format.nulls.end(), text) != format.nulls.end();
    return is_null ? Value() : Value(std::move(text));
}

}  // namespace

bool is_blank(std::string_view body)
{
    return without_mark(body).find_first_not_of(" \t\r\n") == std::string_view::npos;
}

cx::Result<Documents> read_json(std::string_view body)
{
    cx::Result<Value> document = cx::json::parse(without_mark(body));
    if (!document) return broken("the body is no JSON (" + document.error().code + ")");
    Documents documents;
    documents.push_back(std::move(*document));
    return documents;
}

cx::Result<Documents> read_json_lines(std::string_view body)
{
    Documents documents;
    std::string_view rest = without_mark(body);
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::string_view line = take_line(rest);
        if (is_blank(line)) continue;
        cx::Result<Value> document = cx::json::parse(line);
        if (!document) return broken("line " + std::to_string(number) + " of the body is no JSON");
        documents.push_back(std::move(*document));
    }
    return documents;
}

cx::Result<Documents> read_lines(std::string_view body)
{
    Documents documents;
    std::string_view rest = without_mark(body);
    if (!cx::json::is_utf8(rest)) return broken("the body is no UTF-8");
    while (!rest.empty())
        if (const std::string_view line = take_line(rest); !line.empty())
            documents.push_back(cx::json::Object{{"record", line}});
    return documents;
}

cx::Result<Documents> read_csv(std::string_view body, const CsvFormat& format)
{
    std::string text(without_mark(body));
    if (format.encoding == "latin-1" || format.encoding == "iso-8859-1" ||
        format.encoding == "latin1")
        text = from_latin1(text);
    if (!cx::json::is_utf8(text)) return broken("the body is no UTF-8");
    Rows rows(text, format.delimiter);
    std::vector<std::string> header;
    std::vector<std::string> fields;
    Documents documents;
    rows.next(header);
    while (rows.next(fields)) {
        if (fields.size() == 1 && fields[0].empty()) continue;
        if (fields.size() > header.size())
            return broken("row " + std::to_string(rows.row()) + " has more fields than the first");
        cx::json::Object record;
        for (std::size_t i = 0; i < fields.size(); ++i)
            record.insert_or_assign(header[i], cell(std::move(fields[i]), format));
        documents.emplace_back(std::move(record));
    }
    if (rows.broken())
        return broken("a quote in row " + std::to_string(rows.row()) + " does not close");
    return documents;
}

}  // namespace rest::decode
