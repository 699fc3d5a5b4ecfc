#include "api/exchange.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace cx::api {
namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> percent_decode(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    const bool control = std::any_of(result.begin(), result.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (control || !is_utf8(result)) return std::nullopt;
    return result;
}

bool parse_query(std::string_view query, Request& request)
{
    for (const std::string_view pair : split(query, '&')) {
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        const auto name = percent_decode(pair.substr(0, equals));
        const auto value =
            percent_decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
        if (!name || !value) return false;
        if (!request.query.emplace(*name, *value).second) return false;
    }
    return true;
}

}  // namespace

bool Caller::has(std::string_view scope) const
{
    return std::any_of(scopes.begin(), scopes.end(),
                       [&](const std::string& own) { return own == scope || own == "admin"; });
}

Answer json_answer(const json::Value& body, int status)
{
    Answer answer;
    answer.status = status;
    answer.body = json::write(body);
    return answer;
}

bool parse_target(std::string_view target, Request& request)
{
    if (target.empty() || target.front() != '/') return false;
    const std::size_t question = target.find('?');
    for (const std::string_view segment : split(target.substr(1, question - 1), '/')) {
        const auto decoded = percent_decode(segment);
        if (!decoded) return false;
        request.path.push_back(*decoded);
    }
    return question == std::string_view::npos || parse_query(target.substr(question + 1), request);
}

}  // namespace cx::api
