// JwtAuthenticator: a token signed here.
#include "rest/auth/parts.hpp"

#include <algorithm>

namespace rest::auth {
namespace {

using cx::json::Value;

constexpr std::int64_t life_s_default = 1200;
constexpr std::int64_t life_s_max = 86'400;

// Adds the members of both trees; the second wins.
cx::Result<cx::Done> add(Value& to, const TemplateTree& first, const TemplateTree& second,
                         const Scope& scope)
{
    for (const TemplateTree* tree : {&first, &second}) {
        cx::Result<Value> members = tree->mapped(scope);
        if (!members) return members.error();
        if (members->is_object())
            for (auto& [name, one] : members->as_object()) to[name] = std::move(one);
    }
    return cx::Done{};
}

// A key that came through one line of configuration has its line ends written out.
std::string with_line_ends(std::string key)
{
    if (key.find("-----BEGIN") == std::string::npos || key.find('\n') != std::string::npos)
        return key;
    for (std::size_t at = 0; (at = key.find("\\n", at)) != std::string::npos;)
        key.replace(at, 2, "\n");
    return key;
}

class Jwt final : public Authenticator {
public:
    Jwt(std::unique_ptr<JwtMaker> maker, AuthScope scope, Template prefix,
        std::optional<Place> place)
        : maker_(std::move(maker)),
          scope_(std::move(scope)),
          prefix_(std::move(prefix)),
          place_(std::move(place))
    {
    }

    cx::Status apply(Request& request) override
    {
        const std::int64_t now = scope_.context().host.now_us();
        if (token_.empty() || now >= renew_at_us_) {
            cx::Result<std::string> made = maker_->token();
            if (!made) return cx::failed(made.error());
            token_ = std::move(*made);
            renew_at_us_ = now + maker_->life_us() / 2;
        }
        const Scope scope = scope_.scope();
        const cx::Result<std::string> prefix = prefix_.text(scope);
        if (!prefix) return cx::failed(prefix.error());
        const std::string value = prefix->empty() ? token_ : *prefix + " " + token_;
        if (place_) return place_->put(request, value, scope);
        request.set_header("Authorization", value);
        return cx::ok();
    }

    bool refused() override
    {
        // A token of this very moment would be refused again.
        const bool old = !token_.empty() &&
                         scope_.context().host.now_us() > renew_at_us_ - maker_->life_us() / 2;
        token_.clear();
        return old;
    }

private:
    std::unique_ptr<JwtMaker> maker_;
    AuthScope scope_;
    Template prefix_;
    std::optional<Place> place_;
    std::string token_;
    std::int64_t renew_at_us_ = 0;
};

}  // namespace

cx::Result<std::unique_ptr<JwtMaker>> JwtMaker::make(const Value& component,
                                                     const AuthContext& context)
{
    Fields fields(component, context);
    std::unique_ptr<JwtMaker> made(new JwtMaker(AuthScope(component, context)));
    made->key_ = fields.required("secret_key");
    made->passphrase_ = fields.text("passphrase");
    made->algorithm_ = component.text_of("algorithm");
    made->base64_key_ = fields.flag("base64_encode_secret_key");
    made->headers_ = fields.tree("jwt_headers");
    made->more_headers_ = fields.tree("additional_jwt_headers");
    made->payload_ = fields.tree("jwt_payload");
    made->more_payload_ = fields.tree("additional_jwt_payload");
    const Value* life = component.find("token_duration");
    const std::int64_t seconds = life ? life->integer().value_or(life_s_default) : life_s_default;
    made->life_us_ = std::clamp<std::int64_t>(seconds, 1, life_s_max) * 1'000'000;
    if (fields.error()) return *fields.error();
    return made;
}

cx::Result<std::string> JwtMaker::token() const
{
    const Scope scope = scope_.scope();
    const cx::Result<std::string> key = key_.text(scope);
    const cx::Result<std::string> passphrase = passphrase_.text(scope);
    if (!key || !passphrase) return key ? passphrase.error() : key.error();
    const std::int64_t now = scope.now_us / 1'000'000;
    Value header = cx::json::Object{{"alg", algorithm_}, {"typ", "JWT"}};
    Value claims =
        cx::json::Object{{"iat", now}, {"nbf", now}, {"exp", now + life_us_ / 1'000'000}};
    const auto headers = add(header, headers_, more_headers_, scope);
    if (!headers) return headers.error();
    const auto payload = add(claims, payload_, more_payload_, scope);
    if (!payload) return payload.error();
    header["alg"] = algorithm_;
    const std::string secret = base64_key_ ? base64(*key) : with_line_ends(*key);
    return sign_jwt(header, claims, algorithm_, secret, *passphrase);
}

Made make_jwt(const Value& component, const AuthContext& context)
{
    auto maker = JwtMaker::make(component, context);
    if (!maker) return maker.error();
    Fields fields(component, context);
    Template prefix = fields.text("header_prefix");
    std::optional<Place> place;
    if (const Value* option = component.find("request_option"); option && option->is_object())
        place = place_of(*option, fields);
    if (fields.error()) return *fields.error();
    return std::unique_ptr<Authenticator>(std::make_unique<Jwt>(
        std::move(*maker), AuthScope(component, context), std::move(prefix), std::move(place)));
}

}  // namespace rest::auth
