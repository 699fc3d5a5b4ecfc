// What a steward's act would do, before it is done.
#include "api/problem.hpp"
#include "api/render.hpp"
#include "api/steward.hpp"

namespace cx::api {
namespace {

json::Value key_json(const model::RecordKey& key, const Filter& filter)
{
    json::Object out{{"source", key.source}, {"entity", key.entity}};
    if (filter.key(key.key)) out.emplace("key", key.key);
    return out;
}

json::Value agreements_json(const std::vector<Agreement>& agreements)
{
    json::Array out;
    for (const Agreement& agreement : agreements)
        out.push_back(json::Object{{"purpose", agreement.purpose},
                                   {"allowed", render_names(agreement.allowed)},
                                   {"refused", render_names(agreement.refused)}});
    return out;
}

json::Value groups_json(const std::vector<Steward::Outlook::Group>& groups, const Call& call)
{
    json::Array out;
    for (const Steward::Outlook::Group& group : groups) {
        const Filter filter = call.filter.about(group.profile_id);
        json::Array records;
        for (const model::RecordKey& key : group.records) records.push_back(key_json(key, filter));
        json::Value row{json::Object{{"records", std::move(records)}}};
        if (!group.profile_id.empty()) row["profile_id"] = group.profile_id;
        row["consents"] =
            call.parts.gate ? agreements_json(call.parts.gate->agreements(group.ids, group.country))
                            : json::Array{};
        out.push_back(std::move(row));
    }
    return out;
}

json::Value overruled_json(const std::vector<Steward::Outlook::Overruled>& rows,
                           const Filter& filter)
{
    json::Array out;
    for (const Steward::Outlook::Overruled& row : rows) {
        json::Object pair{
            {"a", key_json(row.a, filter)}, {"b", key_json(row.b, filter)}, {"rule", row.rule}};
        if (!row.ns.empty()) pair.emplace("ns", row.ns);
        out.emplace_back(std::move(pair));
    }
    return out;
}

}  // namespace

Answer outlook_answer(const Result<Steward::Outlook>& outlook, const Call& call)
{
    if (!outlook) return problem(outlook.error());
    std::vector<std::string> profiles;
    for (const auto& group : outlook->before) profiles.push_back(group.profile_id);
    json::Object preview{{"before", groups_json(outlook->before, call)},
                         {"after", groups_json(outlook->after, call)},
                         {"links", overruled_json(outlook->links, call.filter)},
                         {"vetoes", overruled_json(outlook->vetoes, call.filter)},
                         {"decisions", render_names(outlook->decisions)}};
    Answer answer = json_answer(
        json::Object{{"profiles", render_names(profiles)}, {"preview", std::move(preview)}});
    answer.profiles = std::move(profiles);
    answer.personal = true;
    return answer;
}

}  // namespace cx::api
