// Authenticators that need nothing but the configuration: key, bearer token, user and password, and
// the choice between several.
#include "rest/auth/parts.hpp"

namespace rest::auth {
namespace {

using cx::json::Value;

class Key final : public Authenticator {
public:
    Key(AuthScope scope, Template token, std::string prefix, Place place)
        : scope_(std::move(scope)),
          token_(std::move(token)),
          prefix_(std::move(prefix)),
          place_(std::move(place))
    {
    }

    cx::Status apply(Request& request) override
    {
        const Scope scope = scope_.scope();
        // Not read again as a literal: a key of digits keeps its zeros.
        const cx::Result<std::string> token = token_.text(scope);
        if (!token) return cx::failed(token.error());
        return place_.put(request, prefix_ + *token, scope);
    }

private:
    AuthScope scope_;
    Template token_;
    std::string prefix_;
    Place place_;
};

class Basic final : public Authenticator {
public:
    Basic(AuthScope scope, Template user, Template password)
        : scope_(std::move(scope)), user_(std::move(user)), password_(std::move(password))
    {
    }

    cx::Status apply(Request& request) override
    {
        const Scope scope = scope_.scope();
        const cx::Result<std::string> user = user_.text(scope);
        const cx::Result<std::string> password = password_.text(scope);
        if (!user || !password) return cx::failed(user ? password.error() : user.error());
        request.set_header("Authorization", "Basic " + base64(*user + ":" + *password));
        return cx::ok();
    }

private:
    AuthScope scope_;
    Template user_;
    Template password_;
};

class Nothing final : public Authenticator {
public:
    cx::Status apply(Request&) override { return cx::ok(); }
};

// The one that a field of the configuration names.
class Selective final : public Authenticator {
public:
    Selective(const Value& config, std::vector<std::string> path,
              std::map<std::string, std::unique_ptr<Authenticator>, std::less<>> choices)
        : config_(config), path_(std::move(path)), choices_(std::move(choices))
    {
    }

    cx::Status apply(Request& request) override
    {
        Authenticator* const chosen = choose();
        if (chosen) return chosen->apply(request);
        std::string where;
        for (const std::string& part : path_) where += "/" + part;
        return cx::failed("the configuration's " + where +
                          " names no way to authorize that the manifest has");
    }

    bool refused() override
    {
        Authenticator* const chosen = choose();
        return chosen && chosen->refused();
    }

    std::string origin() const override
    {
        const Authenticator* const chosen = choose();
        return chosen ? chosen->origin() : "";
    }

private:
    Authenticator* choose() const
    {
        const Value* value = &config_;
        for (const std::string& part : path_) value = value ? value->find(part) : nullptr;
        const auto found = choices_.find(value ? value->text().value_or("") : "");
        return found == choices_.end() ? nullptr : found->second.get();
    }

    const Value& config_;
    std::vector<std::string> path_;
    std::map<std::string, std::unique_ptr<Authenticator>, std::less<>> choices_;
};

Place header(std::string_view name)
{
    Place place;
    place.name = *Template::compile(name, {});
    return place;
}

}  // namespace

Made make_api_key(const Value& component, const AuthContext& context)
{
    Fields fields(component, context);
    Template token = fields.text("api_token");
    Place place;
    const Value* option = component.find("inject_into");
    if (option && option->is_object())
        place = place_of(*option, fields);
    else
        place.name = fields.required("header");
    if (fields.error()) return *fields.error();
    return std::unique_ptr<Authenticator>(std::make_unique<Key>(
        AuthScope(component, context), std::move(token), "", std::move(place)));
}

Made make_bearer(const Value& component, const AuthContext& context)
{
    Fields fields(component, context);
    Template token = fields.required("api_token");
    if (fields.error()) return *fields.error();
    return std::unique_ptr<Authenticator>(std::make_unique<Key>(
        AuthScope(component, context), std::move(token), "Bearer ", header("Authorization")));
}

Made make_basic(const Value& component, const AuthContext& context)
{
    Fields fields(component, context);
    Template user = fields.required("username");
    Template password = fields.text("password");
    if (fields.error()) return *fields.error();
    return std::unique_ptr<Authenticator>(std::make_unique<Basic>(
        AuthScope(component, context), std::move(user), std::move(password)));
}

Made make_selective(const Value& component, const AuthContext& context)
{
    const Value* path = component.find("authenticator_selection_path");
    const Value* all = component.find("authenticators");
    if (!path || !path->is_array() || path->empty() || !all || !all->is_object())
        return cx::Error{"rest.option",
                         "SelectiveAuthenticator needs 'authenticator_selection_path' and "
                         "'authenticators'"};
    std::vector<std::string> parts;
    for (const Value& part : path->as_array()) parts.push_back(part.text().value_or(""));
    std::map<std::string, std::unique_ptr<Authenticator>, std::less<>> choices;
    for (const auto& [name, one] : all->as_object()) {
        // Selections are not nested in each other.
        Made made = make(one, context, 1);
        if (!made) return made;
        choices.emplace(name, std::move(*made));
    }
    return std::unique_ptr<Authenticator>(
        std::make_unique<Selective>(context.config, std::move(parts), std::move(choices)));
}

Made make(const Value& component, const AuthContext& context, int depth)
{
    struct Kind {
        std::string_view type;
        Made (*make)(const Value&, const AuthContext&);
    };
    static constexpr Kind kinds[] = {{"ApiKeyAuthenticator", &make_api_key},
                                     {"BearerAuthenticator", &make_bearer},
                                     {"BasicHttpAuthenticator", &make_basic},
                                     {"OAuthAuthenticator", &make_oauth},
                                     {"SessionTokenAuthenticator", &make_session_token},
                                     {"JwtAuthenticator", &make_jwt},
                                     {"SelectiveAuthenticator", &make_selective}};
    const std::string type = component.is_null() ? "NoAuth" : component.text_of("type");
    if (type == "NoAuth") return std::unique_ptr<Authenticator>(std::make_unique<Nothing>());
    for (const Kind& kind : kinds)
        if (kind.type == type && !(depth > 0 && type == "SelectiveAuthenticator"))
            return kind.make(component, context);
    return cx::Error{"rest.component", "there is no authenticator '" + type + "'"};
}

}  // namespace rest::auth

namespace rest {

cx::Result<std::unique_ptr<Authenticator>> make_authenticator(const cx::json::Value& component,
                                                              const AuthContext& context)
{
    return auth::make(component, context, 0);
}

cx::Result<cx::Done> check_authenticator(const cx::json::Value& component)
{
    // Making one evaluates nothing.
    static const cx::json::Value nothing = cx::json::Object();
    const auto made = make_authenticator(component, {.config = nothing, .host = {}, .send = {}});
    if (!made) return made.error();
    return cx::Done{};
}

cx::Result<Authenticator*> Authenticators::of(const cx::json::Value& component)
{
    std::string key = cx::json::write(component);
    if (const auto known = made_.find(key); known != made_.end()) return known->second.get();
    auto made = make_authenticator(component, context_);
    if (!made) return made.error();
    return made_.emplace(std::move(key), std::move(*made)).first->second.get();
}

}  // namespace rest
