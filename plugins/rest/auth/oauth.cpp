// OAuthAuthenticator: an access token by refresh token, client credentials, password or assertion.
#include "rest/auth/parts.hpp"
#include "rest/datetime.hpp"
#include "rest/read/url.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rest::auth {
namespace {

using cx::json::Value;

// Where the answer tells no end.
constexpr std::int64_t life_us_default = 3'600'000'000;
// Renewed this much before its end, so that none ends on its way.
constexpr std::int64_t margin_us = 60'000'000;
constexpr double life_s_max = 10 * 365 * 86'400.0;
constexpr std::string_view assertion_grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

class OAuth final : public Authenticator {
public:
    OAuth(const Value& component, const AuthContext& context)
        : scope_(component, context), state_key_("oauth/" + fingerprint(cx::json::write(component)))
    {
    }

    std::optional<cx::Error> read(const Value& component, const AuthContext& context);

    cx::Status apply(Request& request) override
    {
        if (!loaded_) {
            if (cx::Status status = load(); status.code != CX_OK) return status;
        }
        if (cx::Status status = keep(); status.code != CX_OK) return status;
        if (access_.empty() || now_us() >= ends_at_us_)
            if (cx::Status status = renew(); status.code != CX_OK) return status;
        request.set_header("Authorization", "Bearer " + access_);
        return cx::ok();
    }

    // A token that cannot be had anew is not worth a second try.
    bool refused() override
    {
        if (access_.empty() || endpoint_.source().empty()) return false;
        access_.clear();
        return true;
    }

    std::string origin() const override { return origin_; }

private:
    std::int64_t now_us() const { return scope_.context().host.now_us(); }

    cx::Status load();
    cx::Status keep();
    cx::Status renew();
    cx::Status take(const cx::http::Answer& answer, const std::string& url);
    cx::Status take_address(const Value& answer, const std::string& where);
    cx::Result<Request> token_request(const std::string& url);
    cx::Status add_credentials(std::vector<std::pair<std::string, std::string>>& fields);
    std::int64_t end_of(const Value& answer) const;

    AuthScope scope_;
    std::string state_key_;
    Template endpoint_, client_id_, client_secret_, refresh_token_, grant_type_;
    Template client_id_name_, client_secret_name_, refresh_token_name_, grant_type_name_;
    Template access_token_, access_token_name_, expires_in_name_, expiry_date_;
    std::vector<Template> scopes_;
    std::vector<std::pair<Template, Template>> body_, headers_;
    std::unique_ptr<JwtMaker> assertion_;
    std::string expiry_format_;
    std::string next_refresh_name_;  // Member of the answer
    // Of this hub's own: the member of the answer that names where requests go, and the ends of
    // the names of hosts that it may name.
    std::string address_name_;
    std::vector<std::string> address_hosts_;
    bool expires_at_a_date_ = false;
    bool single_use_ = false;

    std::string access_;
    std::string origin_;
    std::string refresh_;  // The one that is valid now
    std::string follows_;  // Fingerprint of the configured one
    std::int64_t ends_at_us_ = 0;
    bool loaded_ = false;
    bool kept_ = true;  // Whether refresh_ is durable
};

std::optional<cx::Error> OAuth::read(const Value& component, const AuthContext& context)
{
    Fields fields(component, context);
    endpoint_ = fields.text("token_refresh_endpoint");
    client_id_ = fields.text("client_id");
    client_secret_ = fields.text("client_secret");
    refresh_token_ = fields.text("refresh_token");
    grant_type_ = fields.text("grant_type", "refresh_token");
    client_id_name_ = fields.text("client_id_name", "client_id");
    client_secret_name_ = fields.text("client_secret_name", "client_secret");
    refresh_token_name_ = fields.text("refresh_token_name", "refresh_token");
    grant_type_name_ = fields.text("grant_type_name", "grant_type");
    access_token_ = fields.text("access_token_value");
    access_token_name_ = fields.text("access_token_name", "access_token");
    expires_in_name_ = fields.text("expires_in_name", "expires_in");
    expiry_date_ = fields.text("token_expiry_date");
    expiry_format_ = component.text_of("token_expiry_date_format");
    expires_at_a_date_ =
        fields.flag("token_expiry_is_time_of_expiration") || !expiry_format_.empty();
    scopes_ = fields.list("scopes");
    body_ = fields.members("refresh_request_body");
    headers_ = fields.members("refresh_request_headers");
    const Value* updater = component.find("refresh_token_updater");
    single_use_ = updater && updater->is_object();
    next_refresh_name_ = single_use_ ? updater->text_of("refresh_token_name") : "";
    if (next_refresh_name_.empty()) next_refresh_name_ = "refresh_token";
    address_name_ = component.text_of("api_address_name");
    if (const Value* hosts = component.find("api_address_hosts"); hosts && hosts->is_array())
        for (const Value& host : hosts->as_array())
            address_hosts_.push_back(host.text().value_or(""));
    if (!fields.has("token_refresh_endpoint") && !fields.has("access_token_value"))
        fields.fail("'token_refresh_endpoint' is missing");
    if (const Value* assertion = component.find("profile_assertion");
        assertion && assertion->is_object() && fields.flag("use_profile_assertion")) {
        auto made = JwtMaker::make(*assertion, context);
        if (!made) return made.error();
        assertion_ = std::move(*made);
    }
    return fields.error();
}

// The refresh token that followed on the configured one, as long as that is the same.
cx::Status OAuth::load()
{
    const Scope scope = scope_.scope();
    const cx::Result<std::string> configured = refresh_token_.text(scope);
    const cx::Result<std::string> access = access_token_.text(scope);
    const cx::Result<std::string> ends = expiry_date_.text(scope);
    if (!configured) return cx::failed(configured.error());
    if (!access) return cx::failed(access.error());
    refresh_ = *configured;
    follows_ = fingerprint(*configured);
    if (single_use_ && !refresh_.empty() && !scope_.context().host.keeps_state())
        return cx::failed(
            "the refresh token serves once, and the one that follows would be lost: "
            "this works only in the running hub");
    // A token of the configuration serves until its end, or where nothing else is to be had.
    const cx::Result<std::int64_t> end =
        ends ? datetime::parse_any(*ends) : cx::Result<std::int64_t>(ends.error());
    if (!access->empty() && (end || endpoint_.source().empty())) {
        access_ = *access;
        ends_at_us_ = end ? *end - margin_us : INT64_MAX;
    }
    loaded_ = true;
    const std::optional<std::string> kept = scope_.context().host.state(state_key_);
    const cx::Result<Value> value = cx::json::parse(kept.value_or("null"));
    if (!value || value->text_of("follows") != follows_) return cx::ok();
    if (const std::string next = value->text_of("refresh_token"); !next.empty()) {
        refresh_ = next;
        access_.clear();
    }
    return cx::ok();
}

// A new refresh token is durable before anything is done with what came with it.
cx::Status OAuth::keep()
{
    if (kept_) return cx::ok();
    const Value value = cx::json::Object{{"follows", follows_}, {"refresh_token", refresh_}};
    const cx::Host& host = scope_.context().host;
    if (host.keeps_state() && !host.put_state(state_key_, cx::json::write(value)))
        return cx::retry("the new refresh token could not be made durable");
    kept_ = true;
    return cx::ok();
}

cx::Status OAuth::renew()
{
    const cx::Result<std::string> url = endpoint_.text(scope_.scope());
    if (!url) return cx::failed(url.error());
    if (url->empty())
        return cx::failed("the access token has ended, and there is no way to another");
    const cx::Result<Request> request = token_request(*url);
    if (!request) return cx::failed(request.error());
    access_.clear();
    const cx::http::Answer answer = scope_.context().send(wire(*request));
    return take(answer, *url);
}

cx::Status OAuth::add_credentials(std::vector<std::pair<std::string, std::string>>& fields)
{
    const Scope scope = scope_.scope();
    std::optional<cx::Error> error;
    const auto text = [&](const Template& one) {
        cx::Result<std::string> made = one.text(scope);
        if (!made && !error) error = made.error();
        return made ? *made : std::string();
    };
    const auto add = [&](const Template& name, const std::string& value) {
        if (!value.empty()) fields.emplace_back(text(name), value);
    };
    add(grant_type_name_, assertion_ ? std::string(assertion_grant) : text(grant_type_));
    if (!assertion_) {
        add(client_id_name_, text(client_id_));
        add(client_secret_name_, text(client_secret_));
        add(refresh_token_name_, refresh_);
    }
    std::string scopes;
    for (const Template& one : scopes_) scopes += (scopes.empty() ? "" : " ") + text(one);
    if (!scopes.empty()) fields.emplace_back("scope", scopes);
    for (const auto& [name, value] : body_) {
        const std::string key = text(name);
        const bool known = std::any_of(fields.begin(), fields.end(),
                                       [&](const auto& one) { return one.first == key; });
        if (!known) fields.emplace_back(key, text(value));
    }
    return error ? cx::failed(*error) : cx::ok();
}

cx::Result<Request> OAuth::token_request(const std::string& url)
{
    Request request{.method = "POST", .url = url};
    std::vector<std::pair<std::string, std::string>> fields;
    if (const cx::Status status = add_credentials(fields); status.code != CX_OK)
        return cx::Error{"rest.expression", status.why};
    if (assertion_) {
        cx::Result<std::string> signed_token = assertion_->token();
        if (!signed_token) return signed_token.error();
        fields.emplace_back("assertion", std::move(*signed_token));
    }
    bool as_json = false;
    request.set_header("Accept", "application/json");
    for (const auto& [name, value] : headers_) {
        const cx::Result<std::string> key = name.text(scope_.scope());
        cx::Result<std::string> text = value.text(scope_.scope());
        if (!key || !text) return key ? text.error() : key.error();
        as_json = as_json || text->starts_with("application/json");
        request.set_header(*key, std::move(*text));
    }
    if (!as_json) {
        request.form = std::move(fields);
        return request;
    }
    request.set_header("Accept", "application/json");
    request.json = cx::json::Object();
    for (auto& [name, value] : fields) (*request.json)[name] = std::move(value);
    return request;
}

std::int64_t OAuth::end_of(const Value& answer) const
{
    const cx::Result<std::string> name = expires_in_name_.text(scope_.scope());
    const Value* told = name ? find_deep(answer, *name) : nullptr;
    const std::string text = told ? told->text().value_or("") : "";
    const std::int64_t now = now_us();
    if (text.empty()) return now + life_us_default;
    if (expires_at_a_date_) {
        const auto end = expiry_format_.empty()
                             ? datetime::parse_any(text)
                             : datetime::parse(text, std::vector<std::string>{expiry_format_});
        return end ? *end : now + life_us_default;
    }
    char* rest = nullptr;
    const double seconds = std::strtod(text.c_str(), &rest);
    if (*rest == '\0' && seconds > 0)
        return now + static_cast<std::int64_t>(std::min(seconds, life_s_max) * 1e6);
    // Some tell a date where seconds are expected.
    const auto end = datetime::parse_any(text);
    return end && *end > now ? *end : now + life_us_default;
}

bool ends_with_one_of(std::string_view origin, const std::vector<std::string>& hosts)
{
    const std::string_view host = origin.substr(0, origin.rfind(':'));
    return hosts.empty() || std::any_of(hosts.begin(), hosts.end(), [&](const std::string& one) {
               return host.ends_with("://" + one) || (one.starts_with('.') && host.ends_with(one));
           });
}

cx::Status OAuth::take_address(const Value& answer, const std::string& where)
{
    if (address_name_.empty()) return cx::ok();
    const Value* address = find_deep(answer, address_name_);
    origin_ = address ? origin_of(address->text().value_or("")) : "";
    if (origin_.empty())
        return cx::failed(where + "the answer does not name the address of the system in '" +
                          address_name_ + "'");
    if (ends_with_one_of(origin_, address_hosts_)) return cx::ok();
    const std::string named = std::exchange(origin_, {});
    return cx::failed(where + "the answer names the host " + named +
                      ", which is none that the manifest allows");
}

cx::Status OAuth::take(const cx::http::Answer& answer, const std::string& url)
{
    const std::string where = "POST " + cx::http::shown(url) + ": ";
    if (answer.status.code == CX_FAILED && answer.response.status != 0)
        return cx::failed(where + std::to_string(answer.response.status) +
                          "; the credential is refused: renew it in the configuration");
    if (answer.status.code != CX_OK) return answer.status;
    const cx::Result<Value> body = cx::json::parse(answer.response.body);
    const cx::Result<std::string> name = access_token_name_.text(scope_.scope());
    if (!name) return cx::failed(name.error());
    const Value* token = body ? find_deep(*body, *name) : nullptr;
    const std::string access = token ? token->text().value_or("") : "";
    if (access.empty()) return cx::failed(where + "the answer holds no access token");
    if (cx::Status status = take_address(*body, where); status.code != CX_OK) return status;
    const std::int64_t now = now_us();
    const std::int64_t end = end_of(*body);
    access_ = access;
    ends_at_us_ = end - std::min(margin_us, std::max<std::int64_t>(end - now, 0) / 5);
    const Value* next = find_deep(*body, next_refresh_name_);
    const std::string refresh = next ? next->text().value_or("") : "";
    if (refresh_.empty() || refresh.empty() || refresh == refresh_) return cx::ok();
    refresh_ = refresh;
    kept_ = false;
    return keep();
}

}  // namespace

Made make_oauth(const Value& component, const AuthContext& context)
{
    auto made = std::make_unique<OAuth>(component, context);
    if (const auto error = made->read(component, context)) return *error;
    return std::unique_ptr<Authenticator>(std::move(made));
}

}  // namespace rest::auth
