// SessionTokenAuthenticator: a login request gives a token, which goes with every request.
#include "rest/auth/parts.hpp"
#include "rest/datetime.hpp"
#include "rest/decode/decoder.hpp"

#include <algorithm>

namespace rest::auth {
namespace {

using cx::json::Value;

// The login request of a manifest, an HttpRequester.
class Login {
public:
    std::optional<cx::Error> read(const Value& requester, const AuthContext& context)
    {
        Fields fields(requester, context);
        base_ = fields.text(fields.has("url") ? "url" : "url_base");
        path_ = fields.text("path");
        method_ = requester.text_of("http_method");
        if (method_.empty()) method_ = "GET";
        headers_ = fields.members("request_headers");
        query_ = fields.members("request_parameters");
        const Value* data = requester.find("request_body_data");
        const bool is_text = data && data->is_string();
        if (is_text) text_ = fields.text("request_body_data");
        if (!is_text) form_ = fields.members("request_body_data");
        body(requester, fields);
        if (!fields.has("url") && !fields.has("url_base")) fields.fail("'url_base' is missing");
        if (const Value* inner = requester.find("authenticator")) {
            Made made = make(*inner, context, 1);
            if (!made) return made.error();
            authenticator_ = std::move(*made);
        }
        return fields.error();
    }

    cx::Status request(const Scope& scope, Request& out) const
    {
        std::optional<cx::Error> error;
        const auto text = [&](const Template& one) {
            cx::Result<std::string> made = one.text(scope);
            if (!made && !error) error = made.error();
            return made ? *made : std::string();
        };
        out.method = method_;
        out.url = joined(text(base_), text(path_));
        for (const auto& [name, value] : headers_) out.set_header(text(name), text(value));
        for (const auto& [name, value] : query_) out.set_query(text(name), text(value));
        for (const auto& [name, value] : form_) out.set_form(text(name), text(value));
        out.text = text(text_);
        if (has_json_) {
            // A login's texts stay texts: a password of digits is none of a number.
            cx::Result<Value> json = json_.texts(scope);
            if (!json) return cx::failed(json.error());
            out.json = std::move(*json);
        }
        if (error) return cx::failed(*error);
        return authenticator_ ? authenticator_->apply(out) : cx::ok();
    }

private:
    // Either as it always was, or as the newer `request_body` with its own type.
    void body(const Value& requester, Fields& fields)
    {
        const Value* typed = requester.find("request_body");
        const std::string kind = typed ? typed->text_of("type") : "";
        const bool is_json = kind == "RequestBodyJsonObject" || fields.has("request_body_json");
        if (kind == "RequestBodyUrlEncodedForm" || is_json) {
            static const Value empty;
            const Value* value = kind.empty() ? nullptr : typed->find("value");
            Value holder = cx::json::Object{{"type", requester.text_of("type")}};
            holder["body"] =
                kind.empty() ? *requester.find("request_body_json") : (value ? *value : empty);
            Fields inner(holder, AuthContext{.config = empty, .host = {}, .send = {}});
            if (is_json)
                json_ = inner.tree("body");
            else
                form_ = inner.members("body");
            has_json_ = is_json;
            if (inner.error()) fields.fail(inner.error()->message);
        }
    }

    static std::string joined(std::string base, const std::string& path)
    {
        if (path.empty()) return base;
        while (base.ends_with('/')) base.pop_back();
        return base + (path.starts_with('/') ? "" : "/") + path;
    }

    Template base_, path_, text_;
    std::string method_;
    std::vector<std::pair<Template, Template>> headers_, query_, form_;
    TemplateTree json_;
    bool has_json_ = false;
    std::unique_ptr<Authenticator> authenticator_;
};

class SessionToken final : public Authenticator {
public:
    SessionToken(const Value& component, const AuthContext& context) : scope_(component, context) {}

    std::optional<cx::Error> read(const Value& component, const AuthContext& context)
    {
        Fields fields(component, context);
        const Value* login = component.find("login_requester");
        const Value* use = component.find("request_authentication");
        path_ = fields.list("session_token_path");
        if (!login || !use || path_.empty())
            fields.fail(
                "needs 'login_requester', 'session_token_path' and 'request_authentication'");
        if (fields.error()) return fields.error();
        if (const auto error = login_.read(*login, context)) return error;
        auto decoder =
            make_decoder(component.find("decoder") ? *component.find("decoder") : Value());
        if (!decoder) return decoder.error();
        decoder_ = std::move(*decoder);
        if (const std::string life = component.text_of("expiration_duration"); !life.empty()) {
            const auto duration = datetime::parse_duration(life);
            if (!duration) fields.fail("'expiration_duration': " + duration.error().message);
            if (duration) life_ = *duration;
        }
        Fields inner(*use, context);
        const std::string type = use->text_of("type");
        is_bearer_ = type == "Bearer" || type == "SessionTokenRequestBearerAuthenticator";
        token_ = inner.text("api_token", "{{ session_token }}");
        if (!is_bearer_) {
            const Value* option = use->find("inject_into");
            place_ = place_of(option ? *option : Value(), inner);
        }
        return fields.error() ? fields.error() : inner.error();
    }

    cx::Status apply(Request& request) override
    {
        const std::int64_t now = scope_.context().host.now_us();
        if (session_.is_null() || now >= ends_at_us_)
            if (cx::Status status = log_in(); status.code != CX_OK) return status;
        const Scope scope = scope_.with_token(session_);
        cx::Result<std::string> token = token_.text(scope);
        if (!token) return cx::failed(token.error());
        if (!is_bearer_) return place_.put(request, std::move(*token), scope);
        request.set_header("Authorization", "Bearer " + *token);
        return cx::ok();
    }

    bool refused() override
    {
        if (session_.is_null()) return false;
        session_ = Value();
        return true;
    }

private:
    cx::Status log_in()
    {
        Request request;
        const Scope scope = scope_.scope();
        if (cx::Status status = login_.request(scope, request); status.code != CX_OK) return status;
        const cx::http::Answer answer = scope_.context().send(wire(request));
        const std::string where = request.method + " " + cx::http::shown(request.url) + ": ";
        if (answer.status.code == CX_FAILED && answer.response.status != 0)
            return cx::failed(where + std::to_string(answer.response.status) +
                              "; the login is refused: renew it in the configuration");
        if (answer.status.code != CX_OK) return answer.status;
        const auto documents = decoder_->decode(answer.response.body);
        if (!documents) return cx::failed(where + documents.error().message);
        std::vector<std::string> path;
        for (const Template& part : path_) {
            cx::Result<std::string> text = part.text(scope);
            if (!text) return cx::failed(text.error());
            path.push_back(std::move(*text));
        }
        session_ = Value();
        for (const Value& document : *documents)
            for (const Value* found : find_all(document, path))
                if (session_.is_null() && found->text() && !found->text()->empty())
                    session_ = *found->text();
        if (session_.is_null()) return cx::failed(where + "the answer holds no session token");
        const std::int64_t now = scope_.context().host.now_us();
        ends_at_us_ = life_ ? datetime::add(now, *life_) : INT64_MAX;
        return cx::ok();
    }

    AuthScope scope_;
    Login login_;
    std::vector<Template> path_;
    std::unique_ptr<Decoder> decoder_;
    std::optional<datetime::Duration> life_;
    bool is_bearer_ = false;
    Template token_;
    Place place_;
    Value session_;
    std::int64_t ends_at_us_ = 0;
};

}  // namespace

Made make_session_token(const Value& component, const AuthContext& context)
{
    auto made = std::make_unique<SessionToken>(component, context);
    if (const auto error = made->read(component, context)) return *error;
    return std::unique_ptr<Authenticator>(std::move(made));
}

}  // namespace rest::auth
