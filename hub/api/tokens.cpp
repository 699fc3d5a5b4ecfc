// Tokens: made, listed and revoked by an administrator. The secret leaves once, in the answer that
// makes it.
#include "api/auth.hpp"
#include "api/body.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"

#include <algorithm>
#include <optional>

namespace cx::api {
namespace {

constexpr std::size_t name_bytes = 200;
constexpr std::size_t most_names = 100;
constexpr std::int64_t longest_seconds = 366 * 86400;  // A token that nobody renews must end.
constexpr std::int64_t usual_seconds = 90 * 86400;
constexpr std::int64_t usual_keep_seconds = 86400;

std::optional<std::vector<std::string>> names_in(const json::Value& body, std::string_view member)
{
    std::vector<std::string> names;
    const json::Value* const list = body.find(member);
    if (!list) return names;
    if (!list->is_array() || list->as_array().size() > most_names) return std::nullopt;
    for (const json::Value& name : list->as_array()) {
        if (!name.is_string() || name.as_string().size() > name_bytes) return std::nullopt;
        names.push_back(name.as_string());
    }
    return names;
}

bool known_scopes(const std::vector<std::string>& names)
{
    return !names.empty() && std::all_of(names.begin(), names.end(), [](const std::string& name) {
        return std::find(scopes().begin(), scopes().end(), name) != scopes().end();
    });
}

// Labels of the taxonomy, and families of them.
bool known_labels(const std::vector<std::string>& names, const model::Taxonomy& taxonomy)
{
    return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
        return name.ends_with(".*") || taxonomy.knows(name);
    });
}

// What is unknown is refused: nobody could tell whether it asks for consent.
bool known_purposes(const std::vector<std::string>& names, const Call& call)
{
    return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
        return call.parts.gate && call.parts.gate->policy().knows(name);
    });
}

// Nobody gives away what they may not see themselves: an administrator over HTTP accepts what their
// own token does, the one at the Unix socket everything.
bool may_give(const std::vector<std::string>& accepts, const Call& call)
{
    const model::Accepts given(accepts);
    const model::Taxonomy& taxonomy = call.parts.schema.taxonomy;
    return std::all_of(taxonomy.groups.begin(), taxonomy.groups.end(), [&](const auto& row) {
        const model::LabelSet label({row.first});
        return !given.passes(label, taxonomy) || call.caller.accepts.passes(label, taxonomy);
    });
}

json::Value names_json(const std::vector<std::string>& names)
{
    json::Array list;
    for (const std::string& name : names) list.emplace_back(name);
    return list;
}

const char* state_of(const store::TokenRow& row, Timestamp now)
{
    if (row.revoked_at.micros != 0) return "revoked";
    return row.expires_at.micros != 0 && row.expires_at <= now ? "expired" : "valid";
}

json::Value render_token(const store::TokenRow& row, Timestamp now)
{
    return json::Object{
        {"id", row.id},
        {"name", row.name},
        {"state", state_of(row, now)},
        {"scopes", names_json(row.scopes)},
        {"accepts", names_json(row.accepts)},
        {"purposes", names_json(row.purposes)},
        {"created_at", to_rfc3339(row.created_at)},
        {"expires_at",
         row.expires_at.micros == 0 ? json::Value() : json::Value(to_rfc3339(row.expires_at))}};
}

}  // namespace

Answer create_token(const Call& call)
{
    const auto read =
        read_body(call.request, {"name", "scopes", "accepts", "purposes", "expires_in_seconds"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    if (!has_text(body, "name", name_bytes))
        return problem("api.bad_body", "'name' must be a text of at most 200 bytes");
    const auto wanted_scopes = names_in(body, "scopes");
    if (!wanted_scopes || !known_scopes(*wanted_scopes))
        return problem("api.bad_body", "'scopes' must list at least one scope, all of them known");
    const auto accepts = names_in(body, "accepts");
    if (!accepts || !known_labels(*accepts, call.parts.schema.taxonomy))
        return problem("api.bad_body", "'accepts' must list known labels; see /v1/labels");
    if (!may_give(*accepts, call))
        return problem("api.no_scope", "a token cannot accept labels that its maker's does not");
    const auto purposes = names_in(body, "purposes");
    if (!purposes || !known_purposes(*purposes, call))
        return problem("api.bad_body", "'purposes' must list known purposes; see /v1/labels");
    const json::Value* const lifetime = body.find("expires_in_seconds");
    const std::int64_t seconds = lifetime ? lifetime->integer().value_or(0) : usual_seconds;
    if (seconds < 1 || seconds > longest_seconds)
        return problem("api.bad_body",
                       "'expires_in_seconds' must be between 1 and 31622400, a year");

    const Timestamp now = call.parts.clock.now();
    NewToken token = make_token(body.text_of("name"), *wanted_scopes, *accepts, now,
                                {now.micros + seconds * micros_per_second});
    token.row.purposes = *purposes;
    call.parts.store.save_token(token.row);
    json::Value shown = render_token(token.row, now);
    shown["token"] = token.secret;
    Answer answer = json_answer(shown);
    answer.subject = "token=" + token.row.id;
    return answer;
}

// A new secret for the same holder; the old one goes on for a while, so that nobody is locked out
// while the new one is brought to where it is used.
Answer rotate_token(const Call& call)
{
    const auto read = read_body(call.request, {"expires_in_seconds", "keep_seconds"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    const auto seconds_in = [&](std::string_view name, std::int64_t usual) {
        const json::Value* const given = body.find(name);
        return given ? given->integer().value_or(-1) : usual;
    };
    const std::int64_t lifetime = seconds_in("expires_in_seconds", usual_seconds);
    const std::int64_t keep = seconds_in("keep_seconds", usual_keep_seconds);
    if (lifetime < 1 || lifetime > longest_seconds || keep < 0 || keep > longest_seconds)
        return problem("api.bad_body",
                       "'expires_in_seconds' and 'keep_seconds' must be within 31622400, a year");
    const Timestamp now = call.parts.clock.now();
    const auto rows = call.parts.store.view()->tokens();
    for (store::TokenRow row : rows) {
        if (row.id != call.captured("id")) continue;
        if (row.revoked_at.micros != 0)
            return problem("api.bad_body", "the token is revoked; make a new one");
        if (!may_give(row.accepts, call))
            return problem("api.no_scope",
                           "a token cannot accept labels that its maker's does not");
        NewToken token = make_token(row.name, row.scopes, row.accepts, now,
                                    {now.micros + lifetime * micros_per_second});
        token.row.purposes = row.purposes;
        call.parts.store.save_token(token.row);
        const Timestamp end{now.micros + keep * micros_per_second};
        if (row.expires_at.micros == 0 || end < row.expires_at) row.expires_at = end;
        call.parts.store.save_token(row);
        json::Value shown = render_token(token.row, now);
        shown["token"] = token.secret;
        shown["former_expires_at"] = to_rfc3339(row.expires_at);
        return json_answer(shown);
    }
    return problem("api.unknown_token");
}

Answer list_tokens(const Call& call)
{
    const Timestamp now = call.parts.clock.now();
    json::Array list;
    const std::vector<store::TokenRow> rows = call.parts.store.view()->tokens();
    for (const store::TokenRow& row : rows) list.push_back(render_token(row, now));
    return json_answer(json::Object{{"tokens", std::move(list)}});
}

Answer get_own_token(const Call& call)
{
    const auto rows = call.parts.store.view()->tokens();
    for (const store::TokenRow& row : rows)
        if (row.id == call.caller.token)
            return json_answer(render_token(row, call.parts.clock.now()));
    return problem("api.unknown_token", "the local socket needs no token");
}

Answer revoke_token(const Call& call)
{
    const auto rows = call.parts.store.view()->tokens();
    for (store::TokenRow row : rows) {
        if (row.id != call.captured("id")) continue;
        const Timestamp now = call.parts.clock.now();
        if (row.revoked_at.micros == 0) row.revoked_at = now;
        call.parts.store.save_token(row);
        return json_answer(render_token(row, now));
    }
    return problem("api.unknown_token");
}

}  // namespace cx::api
