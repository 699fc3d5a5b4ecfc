#include "rest/decode/csv.hpp"

#include <cx/json_check.hpp>

#include <algorithm>

namespace rest::decode {
namespace {

using cx::Done;
using cx::Error;
using cx::Result;
using cx::json::Value;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_latin1(const CsvFormat& format)
{
    return format.encoding == "latin-1" || format.encoding == "iso-8859-1" ||
           format.encoding == "latin1";
}

void append_latin1(std::string_view text, std::string& out)
{
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0 | (byte >> 6));
            out += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
}

Value cell(std::string text, const CsvFormat& format)
{
    const bool is_null =
        (format.set_empty_to_null && text.empty()) ||
        std::find(format.nulls.begin(), format.nulls.end(), text) != format.nulls.end();
    return is_null ? Value() : Value(std::move(text));
}

bool flag(const Value& component, std::string_view name, bool otherwise)
{
    const Value* value = component.find(name);
    return value && value->is_bool() ? value->as_bool() : otherwise;
}

}  // namespace

cx::Result<CsvFormat> csv_format(const Value& component)
{
    CsvFormat format;
    std::string delimiter = component.text_of("delimiter");
    // Written in YAML within single quotes, a tab is two characters.
    if (delimiter == "\\t") delimiter = "\t";
    if (delimiter.size() > 1) return cx::Error{"rest.option", "'delimiter' is one character"};
    if (!delimiter.empty()) format.delimiter = delimiter[0];
    format.encoding = component.text_of("encoding");
    format.set_empty_to_null = flag(component, "set_values_to_none", false);
    if (const Value* nulls = component.find("set_values_to_none"); nulls && nulls->is_array())
        for (const Value& one : nulls->as_array()) format.nulls.push_back(one.text().value_or(""));
    return format;
}

// One field; false where the text ends before it is known to be whole.
bool CsvFlow::field(std::string& out, bool& ends_row)
{
    bool quoted = at_ < text_.size() && text_[at_] == '"';
    if (quoted) ++at_;
    while (at_ < text_.size()) {
        const char c = text_[at_++];
        if (quoted && c == '"') {
            if (at_ == text_.size() && !last_) return false;
            if (at_ < text_.size() && text_[at_] == '"')
                out += text_[at_++];
            else
                quoted = false;
        } else if (quoted) {
            out += c;
        } else if (c == format_.delimiter) {
            return true;
        } else if (c == '\n' || c == '\r') {
            if (c == '\r' && at_ == text_.size() && !last_) return false;
            if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
            ends_row = true;
            return true;
        } else {
            out += c;
        }
    }
    ends_row = true;
    return last_ && !quoted;
}

CsvFlow::Row CsvFlow::next()
{
    const std::size_t begin = at_;
    fields_.clear();
    for (bool ends_row = false; !ends_row;) {
        if (!field(fields_.emplace_back(), ends_row)) {
            at_ = begin;
            return last_ ? Row::broken : Row::unfinished;
        }
        // A delimiter at the very end has an empty field behind it.
        if (!ends_row && at_ == text_.size() && !last_) {
            at_ = begin;
            return Row::unfinished;
        }
    }
    ++row_;
    return Row::whole;
}

Result<Done> CsvFlow::use(std::vector<Value>& records)
{
    for (const std::string& text : fields_)
        if (!cx::json::is_utf8(text)) return Error{"rest.body", "the body is no UTF-8"};
    if (row_ == 1) {
        header_ = std::move(fields_);
        return Done{};
    }
    if (fields_.size() == 1 && fields_[0].empty()) return Done{};
    if (fields_.size() > header_.size())
        return Error{"rest.body",
                     "row " + std::to_string(row_) + " has more fields than the first"};
    cx::json::Object record;
    for (std::size_t i = 0; i < fields_.size(); ++i)
        record.insert_or_assign(header_[i], cell(std::move(fields_[i]), format_));
    records.emplace_back(std::move(record));
    return Done{};
}

Result<Done> CsvFlow::take(std::string_view more, bool last, std::vector<Value>& records)
{
    last_ = last;
    if (is_latin1(format_))
        append_latin1(more, text_);
    else
        text_.append(more);
    if (!begun_ && text_.size() < byte_order_mark.size() && !last) return Done{};
    if (!begun_ && text_.starts_with(byte_order_mark)) text_.erase(0, byte_order_mark.size());
    begun_ = true;
    while (at_ < text_.size()) {
        const Row row = next();
        if (row == Row::unfinished) break;
        if (row == Row::broken)
            return Error{"rest.body",
                         "a quote in row " + std::to_string(row_ + 1) + " does not close"};
        if (Result<Done> used = use(records); !used) return used;
    }
    text_.erase(0, at_);
    at_ = 0;
    if (text_.size() > row_bytes_max)
        return Error{"rest.body_size", "a row is longer than is allowed"};
    return Done{};
}

Result<Documents> read_csv(std::string_view body, const CsvFormat& format)
{
    Documents documents;
    CsvFlow flow(format);
    if (Result<Done> taken = flow.take(body, true, documents); !taken) return taken.error();
    return documents;
}

}  // namespace rest::decode
