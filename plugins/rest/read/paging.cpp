#include "rest/read/paging.hpp"

#include "rest/read/build.hpp"

#include <algorithm>
#include <cctype>

namespace rest {
namespace {

using cx::Result;
using cx::json::Object;
using cx::json::Value;

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string_view trimmed(std::string_view text, std::string_view away)
{
    const std::size_t begin = text.find_first_not_of(away);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(away) - begin + 1);
}

// "<https://x/?page=2>; rel="next", <...>; rel="last"" (RFC 8288)
Value links(std::string_view header)
{
    Value all = Object{};
    while (true) {
        const std::size_t open = header.find('<');
        const std::size_t close = header.find('>', open);
        if (open == std::string_view::npos || close == std::string_view::npos) return all;
        const std::size_t next = header.find('<', close);
        std::string_view parameters = header.substr(close + 1, next - close - 1);
        Value link = Object{{"url", header.substr(open + 1, close - open - 1)}};
        while (!parameters.empty()) {
            const std::size_t end = std::min(parameters.find(';'), parameters.size());
            const std::string_view one = parameters.substr(0, end);
            parameters.remove_prefix(std::min(end + 1, parameters.size()));
            const std::size_t equals = one.find('=');
            if (equals == std::string_view::npos) continue;
            link[std::string(trimmed(one.substr(0, equals), " \t,"))] =
                std::string(trimmed(one.substr(equals + 1), " \t\","));
        }
        // One link may be for several relations: "next last".
        const std::string rel = link.text_of("rel");
        std::string_view names = rel;
        while (!names.empty()) {
            const std::size_t end = std::min(names.find(' '), names.size());
            if (end > 0) all[names.substr(0, end)] = link;
            names.remove_prefix(std::min(end + 1, names.size()));
        }
        if (rel.empty()) all[link.text_of("url")] = std::move(link);
        if (next == std::string_view::npos) return all;
        header.remove_prefix(next);
    }
}

Result<Value> counted(const PaginatorPlan& plan, const PageFacts& facts, const Scope& scope)
{
    const Result<std::int64_t> size = page_size(plan, scope);
    if (!size) return size.error();
    if (facts.records == 0 || (*size > 0 && facts.records < *size)) return Value();
    const std::optional<std::int64_t> last = facts.token.integer();
    if (plan.kind == PaginatorPlan::Kind::page) return Value(last.value_or(plan.start_from) + 1);
    return Value(last.value_or(0) + facts.records);
}

}  // namespace

Value first_token(const PaginatorPlan& plan)
{
    if (!plan.inject_on_first) return {};
    if (plan.kind == PaginatorPlan::Kind::page) return plan.start_from;
    if (plan.kind == PaginatorPlan::Kind::offset) return 0;
    return {};
}

Result<Value> next_token(const PaginatorPlan& plan, const PageFacts& facts, const Scope& outer)
{
    if (plan.kind == PaginatorPlan::Kind::none) return Value();
    Scope scope = outer;
    scope.set("parameters", &plan.parameters);
    if (plan.kind != PaginatorPlan::Kind::cursor) return counted(plan, facts, scope);
    if (plan.stop_condition && plan.stop_condition->truth(scope)) return Value();
    Result<Value> token = plan.cursor_value.value(scope);
    if (!token) return token;
    const bool nothing = token->empty() || (token->is_bool() && !token->as_bool()) ||
                         (token->is_number() && token->integer() == 0);
    return nothing ? Value() : *std::move(token);
}

Value headers_value(const cx::http::Response& response)
{
    Object headers;
    for (const auto& [name, value] : response.headers) {
        headers.insert_or_assign(name, value);
        // Manifests were written against servers that spell the names otherwise.
        headers.emplace(lower(name), value);
    }
    headers["link"] = links(response.header("Link"));
    return headers;
}

}  // namespace rest
