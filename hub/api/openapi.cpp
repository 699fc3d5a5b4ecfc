// The OpenAPI document, out of the table of routes.
#include "api/openapi_schemas.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <set>

namespace cx::api {
namespace {

json::Value reference(std::string_view schema)
{
    return json::Object{{"$ref", "#/components/schemas/" + std::string(schema)}};
}

json::Value content(std::string_view media_type, std::string_view schema)
{
    return json::Object{{std::string(media_type), json::Object{{"schema", reference(schema)}}}};
}

json::Value parameter_schema(const Parameter& parameter)
{
    switch (parameter.kind) {
        case Parameter::Kind::time:
            return json::Object{{"type", "string"}, {"format", "date-time"}};
        case Parameter::Kind::limit:
            return json::Object{{"type", "integer"},
                                {"minimum", 1},
                                {"maximum", limits::page_items_max},
                                {"default", limits::page_items}};
        case Parameter::Kind::seq:
            return json::Object{{"type", "integer"}, {"minimum", 0}};
        case Parameter::Kind::position:
            return json::Object{{"type", "integer"}};
        case Parameter::Kind::choice: {
            json::Array choices;
            for (const std::string_view choice : parameter.choices) choices.emplace_back(choice);
            return json::Object{{"type", "string"}, {"enum", std::move(choices)}};
        }
        case Parameter::Kind::name:
        case Parameter::Kind::names:
        case Parameter::Kind::cursor:
            break;
    }
    return json::Object{{"type", "string"}};
}

// A tail of segments is one parameter.
std::string document_path(std::string_view path)
{
    std::string shown(path);
    if (shown.ends_with("...}")) shown.erase(shown.size() - 4, 3);
    return shown;
}

// A route that takes any method is shown with the one that matters.
std::string document_method(const Endpoint& endpoint)
{
    return endpoint.route.method == "ANY" ? "post" : ascii_lower(endpoint.route.method);
}

json::Value parameters_of(const Endpoint& endpoint)
{
    json::Array parameters;
    const std::string path = document_path(endpoint.route.path);
    for (const std::string_view segment : split(path, '/'))
        if (segment.starts_with('{'))
            parameters.push_back(json::Object{{"name", segment.substr(1, segment.size() - 2)},
                                              {"in", "path"},
                                              {"required", true},
                                              {"schema", json::Object{{"type", "string"}}}});
    for (const Parameter& parameter : endpoint.query)
        parameters.push_back(json::Object{{"name", parameter.name},
                                          {"in", "query"},
                                          {"required", false},
                                          {"description", parameter.summary},
                                          {"schema", parameter_schema(parameter)}});
    if (endpoint.route.personal)
        parameters.push_back(
            json::Object{{"name", "CX-Actor"},
                         {"in", "header"},
                         {"required", false},
                         {"description", "Who looks, for the access log."},
                         {"schema", json::Object{{"type", "string"}, {"maxLength", 200}}}});
    if (endpoint.follows)
        parameters.push_back(
            json::Object{{"name", "Last-Event-ID"},
                         {"in", "header"},
                         {"required", false},
                         {"description", "Where a reader of events was; stands above `after`."},
                         {"schema", json::Object{{"type", "integer"}, {"minimum", 0}}}});
    return parameters;
}

json::Value responses_of(const Endpoint& endpoint)
{
    json::Object responses{
        {"200", json::Object{{"description", "The answer."},
                             {"content", content(endpoint.media_type, endpoint.answer)}}}};
    for (const char* const status : {"400", "401", "403", "404", "500", "503"})
        responses.emplace(status, json::Object{{"$ref", "#/components/responses/Problem"}});
    if (endpoint.follows) {
        responses["200"]["content"].as_object().emplace(
            "text/event-stream",
            json::Object{
                {"schema", json::Object{{"type", "string"},
                                        {"description",
                                         "Server-sent events: `id` is the seq of a change, `data` "
                                         "the change; docs/specs/changes.md."}}}});
        for (const char* const status : {"410", "429"})
            responses.emplace(status, json::Object{{"$ref", "#/components/responses/Problem"}});
    }
    if (document_method(endpoint) == "post")
        for (const char* const status : {"409", "413", "415"})
            responses.emplace(status, json::Object{{"$ref", "#/components/responses/Problem"}});
    return responses;
}

std::string description_of(const Endpoint& endpoint)
{
    if (endpoint.take)
        return "Any method. Proof of the sender: as the pipeline's `auth` says; a token needs the "
               "scope `ingest`.";
    if (endpoint.route.scope.empty()) return "Any token.";
    return "Scope: `" + std::string(endpoint.route.scope) + "`.";
}

json::Value operation_of(const Endpoint& endpoint)
{
    const std::string scope(endpoint.take ? "ingest" : endpoint.route.scope);
    json::Value operation = json::Object{
        {"operationId", endpoint.operation},
        {"summary", endpoint.route.summary},
        {"description", description_of(endpoint)},
        {"parameters", parameters_of(endpoint)},
        {"responses", responses_of(endpoint)},
        {"security",
         json::Array{json::Object{{"bearer", scope.empty() ? json::Array{} : json::Array{scope}}}}},
    };
    if (endpoint.take) operation["security"].push_back(json::Object{{"basic", json::Array{}}});
    if (!endpoint.body.empty()) {
        const std::string_view media_type =
            endpoint.take ? endpoint.media_type : std::string_view("application/json");
        operation["requestBody"] =
            json::Object{{"required", true}, {"content", content(media_type, endpoint.body)}};
    }
    return operation;
}

json::Value components()
{
    json::Object bearer{
        {"type", "http"},
        {"scheme", "bearer"},
        {"description",
         "A token of `cxhub token create`; scopes and accepted labels belong to it."}};
    json::Object problem{{"description", "What went wrong, and what would be right."},
                         {"content", content("application/problem+json", "Problem")}};
    return json::Object{
        {"schemas", openapi_schemas()},
        {"responses", json::Object{{"Problem", std::move(problem)}}},
        {"securitySchemes",
         json::Object{{"basic", json::Object{{"type", "http"}, {"scheme", "basic"}}},
                      {"bearer", std::move(bearer)}}},
    };
}

}  // namespace

json::Value openapi()
{
    json::Object paths;
    for (const Endpoint& endpoint : endpoints()) {
        json::Value& path = paths[document_path(endpoint.route.path)];
        path[document_method(endpoint)] = operation_of(endpoint);
    }
    return json::Object{
        {"openapi", "3.1.0"},
        {"info", json::Object{{"title", "cxhub"},
                              {"version", "1"},
                              {"license",
                               json::Object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}},
                              {"description", "Profiles, their reasons, and every change."}}},
        {"servers", json::Array{json::Object{{"url", "/"}}}},
        {"paths", std::move(paths)},
        {"components", components()},
    };
}

}  // namespace cx::api
