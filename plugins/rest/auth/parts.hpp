// What the authenticators share: fields that are templates, places to put a token, tokens in
// answers.
#pragma once

#include "rest/auth/authenticator.hpp"
#include "rest/expression/template.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rest::auth {

using Made = cx::Result<std::unique_ptr<Authenticator>>;

Made make_api_key(const cx::json::Value& component, const AuthContext& context);
Made make_bearer(const cx::json::Value& component, const AuthContext& context);
Made make_basic(const cx::json::Value& component, const AuthContext& context);
Made make_oauth(const cx::json::Value& component, const AuthContext& context);
Made make_session_token(const cx::json::Value& component, const AuthContext& context);
Made make_jwt(const cx::json::Value& component, const AuthContext& context);
Made make_selective(const cx::json::Value& component, const AuthContext& context);
// Authenticators within authenticators; `depth` bounds them.
Made make(const cx::json::Value& component, const AuthContext& context, int depth);

// A component's fields as templates over config, parameters and session_token. The first mistake is
// kept: ask for all fields, then for `error`.
class Fields {
public:
    Fields(const cx::json::Value& component, const AuthContext& context);

    Template text(std::string_view name, std::string_view otherwise = {});
    Template required(std::string_view name);
    // A list of texts.
    std::vector<Template> list(std::string_view name);
    // Members of an object; values that are no text as their JSON.
    std::vector<std::pair<Template, Template>> members(std::string_view name);
    TemplateTree tree(std::string_view name);
    bool has(std::string_view name) const;
    bool flag(std::string_view name) const;
    const cx::json::Value& component() const { return component_; }
    const std::optional<cx::Error>& error() const { return error_; }
    void fail(const std::string& why);

private:
    Template compile(const std::string& text);

    const cx::json::Value& component_;
    std::optional<cx::Error> error_;
};

// The scope that the templates see. Keeps what it borrows.
class AuthScope {
public:
    AuthScope(const cx::json::Value& component, const AuthContext& context);

    Scope scope() const;
    Scope with_token(const cx::json::Value& token) const;
    const AuthContext& context() const { return context_; }

private:
    AuthContext context_;
    cx::json::Value parameters_;
};

// Where a value goes: RequestOption, or a header by name.
struct Place {
    enum class Kind { header, query, form, json };

    Kind kind = Kind::header;
    Template name;
    std::vector<Template> path = {};  // Of a JSON body

    cx::Status put(Request& request, std::string value, const Scope& scope) const;
};
Place place_of(const cx::json::Value& option, Fields& fields);

// The first member of this name, at most five levels down.
const cx::json::Value* find_deep(const cx::json::Value& value, std::string_view name,
                                 int depth = 5);
std::string base64(std::string_view bytes, bool for_url = false);
// SHA-256 in hexadecimal: tells whether a secret is the same, without keeping it.
std::string fingerprint(std::string_view text);

// `{alg, ...}.{claims}.signature` of a JwtAuthenticator. Error code: rest.option.
cx::Result<std::string> sign_jwt(const cx::json::Value& header, const cx::json::Value& claims,
                                 const std::string& algorithm, const std::string& key,
                                 const std::string& passphrase);
// The signed token of a component, made anew at each call.
class JwtMaker {
public:
    static cx::Result<std::unique_ptr<JwtMaker>> make(const cx::json::Value& component,
                                                      const AuthContext& context);
    cx::Result<std::string> token() const;
    // How long one lasts.
    std::int64_t life_us() const { return life_us_; }

private:
    JwtMaker(AuthScope scope) : scope_(std::move(scope)) {}

    AuthScope scope_;
    Template key_;
    Template passphrase_;
    std::string algorithm_;
    bool base64_key_ = false;
    std::int64_t life_us_ = 0;
    TemplateTree headers_;
    TemplateTree more_headers_;
    TemplateTree payload_;
    TemplateTree more_payload_;
};

}  // namespace rest::auth
