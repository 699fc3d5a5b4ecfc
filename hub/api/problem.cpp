#include "api/problem.hpp"

#include <algorithm>
#include <array>

namespace cx::api {
namespace {

constexpr std::array table{
    ProblemType{"api.bad_target", 400, "The path or query is malformed",
                "Percent-encode UTF-8 and name each parameter once."},
    ProblemType{"api.unknown_parameter", 400, "The route does not know this parameter",
                "See the parameters of the route in /v1/openapi.json."},
    ProblemType{"api.bad_parameter", 400, "A parameter's value is not what the route takes",
                "See the parameters of the route in /v1/openapi.json."},
    ProblemType{"api.personal_query", 400, "Personal values do not belong in a query string",
                "Send e-mail addresses, telephone numbers and names in the body of "
                "POST /v1/profiles/lookup: addresses of requests end in logs."},
    ProblemType{"api.bad_body", 400, "The body is not what the route takes",
                "Send a JSON object as described in /v1/openapi.json."},
    ProblemType{"api.no_token", 401, "A bearer token is needed",
                "Send 'Authorization: Bearer cxh_...'; an administrator makes one with "
                "`cxhub token create`."},
    ProblemType{"api.bad_token", 401, "The token is unknown, expired or revoked",
                "Ask an administrator for a new one: `cxhub token create`."},
    ProblemType{"api.no_scope", 403, "The token does not have the scope of this route",
                "Ask an administrator for a token with that scope."},
    ProblemType{"api.no_route", 404, "There is no such route",
                "See the routes in /v1/openapi.json."},
    ProblemType{"api.no_profile", 404, "There is no such profile",
                "Look the profile up by a key: POST /v1/profiles/lookup."},
    ProblemType{"api.erased", 410, "The profile was erased",
                "Nothing is left of it; GET /v1/erasures/{id} tells when and by whom."},
    ProblemType{"api.no_entity", 404, "There is no such record",
                "Check entity type and key; the key reads 'namespace:value'."},
    ProblemType{"api.unknown_token", 404, "There is no such token", "List them: GET /v1/tokens."},
    ProblemType{"api.no_reject", 404, "There is no such reject", "List them: GET /v1/rejects."},
    ProblemType{"api.no_schema", 404, "There is no such schema", "List them: GET /v1/schemas."},
    ProblemType{"api.no_term", 404, "Nobody says so", "List the terms: GET /v1/glossary."},
    ProblemType{"api.no_field", 404, "The profile has no such field",
                "Ask for all fields by leaving the parameter out."},
    ProblemType{"api.no_method", 405, "The route does not take this method",
                "Use a method that the header Allow names."},
    ProblemType{"api.resync_required", 410, "The changes asked for are kept no longer",
                "Take a snapshot, GET /v1/changes/snapshot from after=0 until it is complete, then "
                "follow from its `next`."},
    ProblemType{"api.no_sink", 404, "There is no such sink", "List them: GET /v1/pipelines."},
    ProblemType{"api.slow_body", 408, "The body did not arrive in time", "Send it again."},
    ProblemType{"api.body_too_large", 413, "The body is too large", "Send at most 1 MiB."},
    ProblemType{"api.not_json", 415, "The body must be JSON",
                "Send 'Content-Type: application/json'."},
    ProblemType{"api.too_many_followers", 429, "All places for followers are taken",
                "Try again after the seconds in Retry-After, or read by pages."},
    ProblemType{"api.internal", 500, "The hub failed to answer",
                "The log names the cause; try again, then tell an administrator."},
    ProblemType{"api.unavailable", 503, "The store cannot be read or written now",
                "Try again after the seconds in Retry-After."},
    ProblemType{"ingest.encoding", 415, "The body is packed in a way that is not taken",
                "Send it plain or with 'Content-Encoding: gzip'."},
    ProblemType{"ingest.bad_encoding", 400, "The body is not what its Content-Encoding says",
                "Pack it again, as one whole gzip file."},
    ProblemType{"ingest.too_large", 413, "The body is too large when unpacked",
                "Send less at once; at most 4 MiB when unpacked."},
    ProblemType{"ingest.unknown_sender", 401, "The sender did not prove who it is",
                "Send what the pipeline's 'auth' asks for: a token with scope ingest, user and "
                "password, or a signature."},
    ProblemType{"ingest.no_pipeline", 404, "There is no such pipeline that receives",
                "List them: GET /v1/pipelines."},
    ProblemType{"ingest.no_stream", 404, "The pipeline has several streams, and no such one",
                "Put the stream's name behind the pipeline's: /v1/ingest/PIPELINE/STREAM."},
    ProblemType{"ingest.busy", 503, "More requests wait than may",
                "Send it again after the seconds in Retry-After."},
    ProblemType{"ingest.unavailable", 503, "The request could not be stored",
                "Send it again after the seconds in Retry-After; what was stored of it all the "
                "same is not stored twice."},
    ProblemType{"ingest.paused", 503, "An administrator has paused the pipeline",
                "Send it again after the seconds in Retry-After; `cxhub pipeline resume` ends it."},
    ProblemType{"ingest.stopping", 503, "The hub is stopping",
                "Send it again after the seconds in Retry-After."},
    ProblemType{"ingest.failed", 500, "The pipeline's plugin failed on the request",
                "The pipeline's state tells why: `cxhub status`."},
    ProblemType{"steward.no_profile", 404, "There is no such profile",
                "Look the profile up by a key: POST /v1/profiles/lookup."},
    ProblemType{"steward.no_merge", 409, "There is no merge to undo",
                "Name the records to put apart in 'records'."},
    ProblemType{"steward.not_member", 409, "A record is not of this profile",
                "List its records: GET /v1/profiles/{id}/members."},
    ProblemType{"steward.all_members", 409, "Somebody must stay",
                "Name some of the profile's records, not all."},
    ProblemType{"steward.same_profile", 409, "Both are one profile already",
                "Nothing is left to do."},
    ProblemType{"steward.exclusive", 409, "An exclusive identifier stands against it",
                "Correct the identifier in its source first."},
    ProblemType{"steward.no_review", 404, "There is no such pair any more",
                "List them: GET /v1/reviews; a pair goes when its records change."},
    ProblemType{"rights.no_profile", 404, "There is no such profile",
                "Look the profile up by a key: POST /v1/profiles/lookup."},
    ProblemType{"rights.erased", 410, "The profile was erased before",
                "Nothing is left to do; see GET /v1/erasures/{id}."},
    ProblemType{"rights.restricted", 409, "The profile is restricted already",
                "Nothing is left to do."},
    ProblemType{"rights.not_restricted", 409, "The profile is not restricted",
                "Nothing is left to do."},
    ProblemType{"rights.no_erasure", 404, "There is no such erasure",
                "List them: GET /v1/erasures."},
    ProblemType{"rights.lifted", 409, "The erasure was lifted before", "Nothing is left to do."},
    ProblemType{"explain.no_profile", 404, "There is no such profile at that time",
                "Ask for a later time, or look the profile up: POST /v1/profiles/lookup."},
    ProblemType{"explain.no_field", 404, "The profile has no such field",
                "Ask for all fields by leaving the parameter out."},
    ProblemType{"identity.few_records", 409, "There are too few records to learn from",
                "Use the shipped weights until there are more."},
    ProblemType{"identity.no_scores", 409, "Nothing is scored here",
                "Take `scores` in identity.yaml back."},
    ProblemType{"identity.no_model", 404, "There is no such model",
                "List them: GET /v1/admin/models."},
    ProblemType{"identity.active", 409, "The model is in force already", "Nothing is left to do."},
    ProblemType{"identity.training", 409, "A model is being learnt already",
                "Wait until it is there: `cxhub identity list DIR` tells how far it has come."},
    ProblemType{"identity.none_active", 409, "The shipped weights are in force",
                "Nothing is left to take back."},
    ProblemType{"identity.model", 409, "The model cannot be read",
                "Learn another one: `cxhub identity train DIR`."},
    ProblemType{"admin.no_stream", 404, "There is no such pipeline or stream",
                "List them: GET /v1/pipelines."},
    ProblemType{"admin.not_running", 409, "The pipeline does not run",
                "Start the hub: `cxhub run DIR`; or read once: `cxhub import DIR`."},
    ProblemType{"admin.config_refused", 409, "The configuration has mistakes; nothing was changed",
                "Correct them: `cxhub check DIR`; then reload again."},
    ProblemType{"admin.restart_needed", 409, "What changed takes a restart; nothing was changed",
                "Restart the hub, or take these changes back and reload."},
    ProblemType{"admin.receives", 409, "The pipeline takes what is sent to it",
                "Send it again; what was stored before is not stored twice."},
    ProblemType{"admin.no_cursor", 409, "No place of the stream is kept from that time",
                "Name a later time, or rewind to the start."},
    ProblemType{"reject.closed", 409, "The reject is closed", "Nothing is left to do."},
    ProblemType{"reject.no_payload", 409, "The payload is no longer kept",
                "Give one: `cxhub rejects retry DIR ID --payload FILE`."},
    ProblemType{"reject.payload", 409, "The payload is not a record",
                "Give a JSON object: `cxhub rejects retry DIR ID --payload FILE`."},
    ProblemType{"admin.not_held", 409, "No snapshot of this stream waits for a decision",
                "Look at its state: GET /v1/pipelines."},
};

const ProblemType* find(std::string_view code)
{
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const ProblemType& row) { return row.code == code; });
    return found == table.end() ? nullptr : found;
}

}  // namespace

std::span<const ProblemType> problem_types()
{
    return table;
}

Answer problem(std::string_view code, std::string_view detail)
{
    const ProblemType* const known = find(code);
    const ProblemType& type = known ? *known : *find("api.internal");
    json::Object document{
        {"type", "urn:cxhub:problem:" + std::string(type.code)},
        {"title", type.title},
        {"status", type.status},
        {"code", type.code},
        {"remedy", type.remedy},
    };
    document.emplace("detail", known && !detail.empty() ? detail : type.title);
    Answer answer = json_answer(document, type.status);
    answer.media_type = "application/problem+json";
    if (type.status == 401) answer.headers["WWW-Authenticate"] = "Bearer";
    if (type.status == 429 || type.status == 503) answer.headers["Retry-After"] = "5";
    return answer;
}

Answer problem(const Error& error)
{
    return problem(error.code, error.message);
}

}  // namespace cx::api
