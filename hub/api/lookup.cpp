// From what a person says of themselves to the profiles that have it.
#include "api/body.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/email.hpp"
#include "model/types.hpp"

#include <algorithm>

namespace cx::api {
namespace {

constexpr int most_profiles = 20;
constexpr std::string_view default_region = "KR";

// The identifier to look for.
struct Sought {
    std::string by;  // "email", "phone" or "key"
    std::string ns;
    std::string value;
};

// The canonical form of what was typed, by the semantic type that every source's values went
// through too.
std::optional<std::string> canonical(const char* type, const json::Value& typed, const Call& call,
                                     const std::string& region)
{
    model::ConvertContext context;
    context.region = region.empty() ? std::string(default_region) : region;
    context.now = call.parts.clock.now();
    context.namespaces = &call.parts.schema.namespaces;
    const model::Converted converted = model::find_semantic_type(type)->convert(typed, context);
    if (converted.dropped() || !converted.value.is_string()) return std::nullopt;
    return converted.value.as_string();
}

std::optional<Sought> sought_key(const std::string& key)
{
    const std::size_t colon = key.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == key.size()) return std::nullopt;
    return Sought{"key", key.substr(0, colon), key.substr(colon + 1)};
}

std::variant<Sought, Answer> sought(const json::Value& body, const Call& call)
{
    const int given = has_text(body, "email", limits::key_bytes) +
                      has_text(body, "phone", limits::key_bytes) +
                      has_text(body, "key", limits::key_bytes);
    if (given != 1)
        return problem("api.bad_body", "give exactly one of email, phone and key, as text");
    if (const json::Value* const email = body.find("email")) {
        const auto value = canonical("email", *email, call, "");
        if (!value) return problem("api.bad_body", "'email' is no e-mail address");
        return Sought{"email", "email", model::email_match_key(*value)};
    }
    if (const json::Value* const phone = body.find("phone")) {
        const auto value = canonical("phone", *phone, call, body.text_of("region"));
        if (!value)
            return problem("api.bad_body",
                           "'phone' is no telephone number; a number of another "
                           "country needs its +code or 'region'");
        return Sought{"phone", "phone", value->substr(0, value->find(';'))};
    }
    const auto key = sought_key(body.text_of("key"));
    if (!key) return problem("api.bad_body", "'key' must read 'namespace:value'");
    return *key;
}

// Whether a source of the profile verified that the identifier is theirs.
bool verified(store::View& view, const std::string& profile, const Sought& sought)
{
    const std::vector<std::string> ids{profile};
    const std::vector<model::RecordId> members = view.profile_members(ids);
    for (const std::vector<store::KeyRow>& keys : view.keys_of(members))
        for (const store::KeyRow& key : keys)
            if (key.verified && key.ns == sought.ns && key.value == sought.value) return true;
    return false;
}

}  // namespace

Answer lookup_profiles(const Call& call)
{
    const auto body = read_body(call.request, {"email", "phone", "key", "region"});
    if (const Answer* const refused = std::get_if<Answer>(&body)) return *refused;
    const auto wanted = sought(std::get<json::Value>(body), call);
    if (const Answer* const refused = std::get_if<Answer>(&wanted)) return *refused;
    const Sought& identifier = std::get<Sought>(wanted);

    Answer noted;
    json::Array matches;
    {
        const auto view = call.parts.store.view();
        noted.profiles = view->profiles_with_key(identifier.ns, identifier.value, most_profiles);
        for (const std::string& id : noted.profiles)
            matches.push_back(json::Object{{"id", id},
                                           {"matched_by", identifier.by},
                                           {"verified", verified(*view, id, identifier)},
                                           {"shared", noted.profiles.size() > 1}});
    }
    Answer answer = json_answer(json::Object{{"matches", std::move(matches)}});
    answer.profiles = std::move(noted.profiles);
    answer.fields = {identifier.by};
    return answer;
}

}  // namespace cx::api
