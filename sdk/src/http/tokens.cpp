#include "http/tokens.hpp"

#include "http/connect.hpp"
#include "http/url.hpp"

#include <cx/json.hpp>
#include <cx/plugin.hpp>

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>

#include <algorithm>

namespace cx::http {
namespace {

constexpr std::string_view state_key = "oauth2";
constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t default_life_us = 300 * second_us;  // Where the server tells none.
constexpr std::int64_t margin_us = 60 * second_us;

// Tells whether a refresh token is the one that a kept one followed on, without keeping it.
std::string fingerprint(const std::string& token)
{
    Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
    engine.update(token);
    return Poco::DigestEngine::digestToHex(engine.digest());
}

// A code of RFC 6749, or a word of ours: nothing a server says is repeated unseen.
std::string error_code(const Response& response)
{
    const Result<json::Value> body = json::parse(response.body);
    const std::string code = body ? body->text_of("error") : "";
    const bool clean = !code.empty() && code.size() <= 64 &&
                       std::all_of(code.begin(), code.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    return clean ? code : "no reason given";
}

std::int64_t life_us(const json::Value& body, std::int64_t now_us)
{
    if (const json::Value* seconds = body.find("expires_in"))
        if (const auto count = seconds->integer(); count && *count > 0)
            return std::min<std::int64_t>(*count, 10LL * 365 * 86400) * second_us;
    Poco::DateTime time;
    int zone = 0;
    if (Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::ISO8601_FRAC_FORMAT,
                                       body.text_of("expires_at"), time, zone)) {
        time.makeUTC(zone);
        return std::max<std::int64_t>(time.timestamp().epochMicroseconds() - now_us, second_us);
    }
    return default_life_us;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string as_form(const Fields& fields)
{
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += encoded(name) + "=" + encoded(value);
    }
    return out;
}

std::string as_json(const Fields& fields)
{
    json::Object object;
    for (const auto& [name, value] : fields) object[name] = value;
    return json::write(std::move(object));
}

}  // namespace

Tokens::Tokens(Credentials credentials, Host host)
    : credentials_(std::move(credentials)),
      host_(host),
      refreshes_(credentials_.auth == "refresh_token"),
      refresh_(credentials_.refresh_token)
{
    const auto need = [&](const std::string& value, const char* name) {
        if (value.empty())
            throw BadOptions("auth " + credentials_.auth + " wants the option '" + name + "'");
    };
    need(credentials_.token_url, "token_url");
    need(credentials_.client_id, "client_id");
    if (refreshes_)
        need(credentials_.refresh_token, "refresh_token");
    else
        need(credentials_.client_secret, "client_secret");
}

Request Tokens::request() const
{
    Request request{.method = "POST", .url = credentials_.token_url};
    request.headers.emplace_back("Accept", "application/json");
    // Asking for an access token twice does no harm; a refresh token may be good for once only.
    request.repeatable = !refreshes_;
    Fields fields = {{"grant_type", credentials_.auth}};
    if (refreshes_) fields.emplace_back("refresh_token", refresh_);
    if (!credentials_.scope.empty()) fields.emplace_back("scope", credentials_.scope);
    if (!credentials_.audience.empty()) fields.emplace_back("audience", credentials_.audience);
    const bool in_body = credentials_.client_auth == "body" || credentials_.client_secret.empty();
    if (in_body) {
        fields.emplace_back("client_id", credentials_.client_id);
        if (!credentials_.client_secret.empty())
            fields.emplace_back("client_secret", credentials_.client_secret);
    } else {
        request.headers.emplace_back("Authorization", basic(encoded(credentials_.client_id),
                                                            encoded(credentials_.client_secret)));
    }
    const bool json = credentials_.token_format == "json";
    request.content_type = json ? "application/json" : "application/x-www-form-urlencoded";
    request.body = json ? as_json(fields) : as_form(fields);
    return request;
}

void Tokens::load()
{
    loaded_ = true;
    const std::optional<std::string> kept = host_.state(state_key);
    if (!kept) return;
    const Result<json::Value> value = json::parse(*kept);
    if (value && value->text_of("follows") == fingerprint(credentials_.refresh_token) &&
        !value->text_of("refresh_token").empty())
        refresh_ = value->text_of("refresh_token");
}

bool Tokens::save()
{
    const json::Value value = json::Object{{"follows", fingerprint(credentials_.refresh_token)},
                                           {"refresh_token", refresh_}};
    saved_ = host_.put_state(state_key, json::write(value));
    return saved_;
}

Status Tokens::take(const Answer& answer)
{
    const std::string where = "POST " + shown(credentials_.token_url) + ": ";
    if (answer.status.code == CX_FAILED && answer.response.status != 0)
        return failed(where + std::to_string(answer.response.status) + " (" +
                      error_code(answer.response) +
                      "); the credential is refused: renew it in the configuration");
    if (answer.status.code != CX_OK) return answer.status;
    const Result<json::Value> body = json::parse(answer.response.body);
    const std::string token = body ? body->text_of("access_token") : "";
    if (token.empty()) return failed(where + "the answer holds no access_token");
    access_ = token;
    const std::int64_t now = host_.now_us();
    const std::int64_t life = life_us(*body, now);
    ends_at_us_ = now + life - std::min(margin_us, life / 5);
    const std::string next = body->text_of("refresh_token");
    if (!refreshes_ || next.empty() || next == refresh_) return ok();
    refresh_ = next;
    if (save()) return ok();
    // It is in memory only; nothing is lost as long as this process lives, and saving is tried
    // again.
    host_.error("the new refresh token could not be made durable; it is tried again");
    return ok();
}

Status Tokens::ensure(const Send& send)
{
    if (refreshes_ && !host_.keeps_state())
        return failed(
            "auth refresh_token works only in the running hub: elsewhere the token that follows "
            "would be lost");
    if (refreshes_ && !loaded_) load();
    if (!saved_) save();
    if (!access_.empty() && host_.now_us() < ends_at_us_) return ok();
    access_.clear();
    return take(send(request()));
}

}  // namespace cx::http
