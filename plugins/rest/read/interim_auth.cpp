// Until rest/auth is there: the authenticators that need no token request, and what writes a
// request out. Goes away with the join.
#include "rest/auth/authenticator.hpp"
#include "rest/expression/template.hpp"

#include <array>

namespace rest {
namespace {

using cx::Error;
using cx::Result;
using cx::json::Value;

constexpr std::array<std::string_view, 2> names = {"config", "parameters"};

std::string base64(std::string_view text)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = bits << 8 | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j <= text.size() ? letters[bits >> (18 - 6 * j) & 63U] : '=';
    }
    return out;
}

Result<std::string> rendered(const Value& component, std::string_view field, const Value& config)
{
    const Result<Template> made = Template::compile(component.text_of(field), names);
    if (!made) return made.error();
    const Value* parameters = component.find("$parameters");
    Scope scope(0);
    scope.set("config", &config).set("parameters", parameters);
    return made->text(scope);
}

// One header, or one query parameter.
class Fixed final : public Authenticator {
public:
    Fixed(std::string into, std::string name, std::string value)
        : into_(std::move(into)), name_(std::move(name)), value_(std::move(value))
    {
    }
    cx::Status apply(Request& request) override
    {
        if (into_ == "header")
            request.set_header(name_, value_);
        else if (into_ == "request_parameter")
            request.set_query(name_, value_);
        return cx::ok();
    }

private:
    std::string into_;
    std::string name_;
    std::string value_;
};

using Made = Result<std::unique_ptr<Authenticator>>;

Made fixed(std::string into, std::string name, std::string value)
{
    return std::unique_ptr<Authenticator>(
        std::make_unique<Fixed>(std::move(into), std::move(name), std::move(value)));
}

Made api_key(const Value& component, const Value& config)
{
    Result<std::string> token = rendered(component, "api_token", config);
    if (!token) return token.error();
    const Value* into = component.find("inject_into");
    const Value& place = into ? *into : component;
    Result<std::string> name = rendered(place, into ? "field_name" : "header", config);
    if (!name) return name.error();
    return fixed(into ? into->text_of("inject_into") : "header", *name, *token);
}

void replace(std::vector<std::pair<std::string, std::string>>& list, std::string_view name,
             std::string value)
{
    std::erase_if(list, [&](const auto& one) { return one.first == name; });
    list.emplace_back(name, std::move(value));
}

}  // namespace

Made make_authenticator(const Value& component, const AuthContext& context)
{
    const std::string type = component.text_of("type");
    if (component.is_null() || type == "NoAuth") return fixed("", "", "");
    if (type == "ApiKeyAuthenticator") return api_key(component, context.config);
    if (type == "BearerAuthenticator") {
        Result<std::string> token = rendered(component, "api_token", context.config);
        if (!token) return token.error();
        return fixed("header", "Authorization", "Bearer " + *token);
    }
    if (type != "BasicHttpAuthenticator") return Error{"rest.component", type};
    Result<std::string> user = rendered(component, "username", context.config);
    if (!user) return user.error();
    Result<std::string> password = rendered(component, "password", context.config);
    if (!password) return password.error();
    return fixed("header", "Authorization", "Basic " + base64(*user + ":" + *password));
}

Result<cx::Done> check_authenticator(const Value& component)
{
    const Value config = cx::json::Object{};
    const auto made = make_authenticator(component, {config, cx::Host(), {}});
    if (!made && made.error().code == "rest.component") return made.error();
    return cx::Done{};
}

Result<Authenticator*> Authenticators::of(const Value& component)
{
    const std::string key = cx::json::write(component);
    const auto known = made_.find(key);
    if (known != made_.end()) return known->second.get();
    Made made = make_authenticator(component, context_);
    if (!made) return made.error();
    return made_.emplace(key, *std::move(made)).first->second.get();
}

void Request::set_header(std::string_view name, std::string value)
{
    replace(headers, name, std::move(value));
}
void Request::set_query(std::string_view name, std::string value)
{
    replace(query, name, std::move(value));
}
void Request::set_form(std::string_view name, std::string value)
{
    replace(form, name, std::move(value));
}

std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields)
{
    std::string out;
    for (const auto& [name, value] : fields)
        out += (out.empty() ? "" : "&") + cx::http::encoded(name) + "=" + cx::http::encoded(value);
    return out;
}

cx::http::Request wire(const Request& request)
{
    cx::http::Request out{.method = request.method, .url = request.url, .headers = request.headers};
    if (!request.query.empty())
        out.url +=
            (out.url.find('?') == std::string::npos ? "?" : "&") + form_encoded(request.query);
    if (request.json) {
        out.body = cx::json::write(*request.json);
    } else if (!request.form.empty()) {
        out.body = form_encoded(request.form);
        out.content_type = "application/x-www-form-urlencoded";
    } else {
        out.body = request.text;
    }
    return out;
}

}  // namespace rest
