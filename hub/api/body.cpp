#include "api/body.hpp"

#include "api/problem.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace cx::api {

std::variant<json::Value, Answer> read_body(const Request& request,
                                            std::initializer_list<std::string_view> known)
{
    const std::string_view type = std::string_view(request.content_type);
    if (ascii_lower(trim(type.substr(0, type.find(';')))) != "application/json")
        return problem("api.not_json");
    Result<json::Value> body = json::parse(request.body);
    if (!body) return problem("api.bad_body", "the body is not JSON");
    if (!body->is_object()) return problem("api.bad_body", "the body must be a JSON object");
    for (const auto& [name, value] : body->as_object()) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        std::string detail = "the body has a member that the route does not know; it takes";
        for (const std::string_view one : known) detail.append(" ").append(one);
        return problem("api.bad_body", detail);
    }
    return std::move(*body);
}

bool has_text(const json::Value& body, std::string_view name, std::size_t bytes)
{
    const json::Value* const member = body.find(name);
    return member && member->is_string() && !trim(member->as_string()).empty() &&
           member->as_string().size() <= bytes;
}

}  // namespace cx::api
