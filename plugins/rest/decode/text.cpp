// JSON, lines of JSON, lines.
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

}  // namespace rest::decode
