// What the vocabulary is: entities, terms, labels, and the API itself.
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/hash.hpp"

namespace cx::api {
namespace {

std::string version_of(const model::EntityType& type)
{
    return std::to_string(type.major) + "." + std::to_string(type.minor);
}

Answer with_etag(Answer answer)
{
    answer.headers["ETag"] = '"' + to_hex(hash128(answer.body)) + '"';
    answer.headers["Cache-Control"] = "no-cache";
    return answer;
}

}  // namespace

Answer list_schemas(const Call& call)
{
    json::Array rows;
    for (const auto& [name, type] : call.parts.schema.entities)
        rows.push_back(json::Object{{"entity", name},
                                    {"version", version_of(type)},
                                    {"kind", to_text(type.kind)},
                                    {"summary", type.doc},
                                    {"href", "/v1/schemas/" + name + "/" + version_of(type)}});
    return with_etag(json_answer(json::Object{{"schemas", std::move(rows)}}));
}

Answer get_schema(const Call& call)
{
    const model::EntityType* const type = call.parts.schema.find(call.captured("entity"));
    if (!type || call.captured("version") != version_of(*type)) return problem("api.no_schema");
    const bool strict = call.text("profile") == "strict";
    Answer answer = json_answer(model::json_schema(*type, strict, call.base_url));
    answer.media_type = "application/schema+json";
    return with_etag(std::move(answer));
}

Answer get_glossary(const Call& call)
{
    json::Array terms;
    for (const auto& [name, term] : call.parts.schema.glossary.terms)
        terms.push_back(model::term_json(term, call.parts.schema));
    return with_etag(json_answer(json::Object{{"terms", std::move(terms)}}));
}

Answer find_term(const Call& call)
{
    const model::Glossary& glossary = call.parts.schema.glossary;
    const std::string said = call.text("dept");
    const std::string department = glossary.department(said);
    if (department.empty() && !said.empty()) return problem("api.no_term");
    json::Array terms;
    for (const model::TermFound& found :
         model::look_up(glossary, department, call.captured("term")))
        terms.push_back(model::term_json(*found.term, call.parts.schema));
    if (terms.empty()) return problem("api.no_term");
    return with_etag(json_answer(json::Object{{"terms", std::move(terms)}}));
}

Answer get_labels(const Call& call)
{
    const model::Taxonomy& taxonomy = call.parts.schema.taxonomy;
    json::Array rows;
    for (const auto& [label, group] : taxonomy.groups)
        rows.push_back(
            json::Object{{"label", label}, {"group", group}, {"guards", taxonomy.guards(label)}});
    return with_etag(json_answer(json::Object{{"labels", std::move(rows)}}));
}

Answer get_openapi(const Call&)
{
    return with_etag(json_answer(openapi()));
}

}  // namespace cx::api
