// The table of routes as the API itself sees it: what server.hpp tells, and who answers.
#pragma once

#include "api/exchange.hpp"
#include "api/filter.hpp"
#include "api/server.hpp"

#include <atomic>
#include <memory>
#include <span>
#include <string_view>

namespace cx::api {

// A parameter of a query string. What the value must look like is its kind.
struct Parameter {
    enum class Kind {
        name,      // "person", "contact_points/0"
        names,     // "name,birth_date"
        time,      // RFC 3339
        limit,     // 1 ... limits::page_items_max
        seq,       // 0 or more
        position,  // Any whole number
        cursor,    // What an answer gave as `next`
        choice,    // One of `choices`
    };

    std::string_view name;
    Kind kind;
    std::string_view summary;
    std::span<const std::string_view> choices = {};
};

// Who follows now; each holds a thread.
struct Followers {
    std::atomic<int> count = 0;
    std::atomic<bool> end = false;  // All should end
};

// All that a handler needs. References live as long as the request.
struct Call {
    const Request& request;
    const Caller& caller;
    const ServerParts& parts;
    const Filter& filter;
    std::string_view base_url;
    const Route& route;
    MappingLabels* labels;
    std::shared_ptr<Followers> followers;

    // Parameters, checked before the handler runs.
    std::string text(std::string_view parameter) const;  // Empty where it is not given.
    std::vector<std::string> names(std::string_view parameter) const;
    int limit() const;  // The default page where it is not given.
    std::int64_t integer(std::string_view parameter) const;  // 0 where it is not given.
    Timestamp time(std::string_view parameter) const;        // Zero where it is not given.
    const std::string& captured(const char* name) const { return request.captured.at(name); }
};

struct Endpoint {
    Route route;
    Answer (*handle)(const Call&);
    std::string_view operation;  // operationId
    std::span<const Parameter> query;
    std::string_view body;    // Name of the body's schema in openapi_schemas; empty: takes none.
    std::string_view answer;  // The same for the answer
    std::string_view media_type = "application/json";
    // In the place of `handle`: makes sure itself of who asks, and knows its own parameters.
    Answer (*take)(const Request&, const ServerParts&) = nullptr;
    bool follows = false;  // With `Accept: text/event-stream` it answers with events without end.
};

std::span<const Endpoint> endpoints();

// Who acts, for histories: the person that the application names, else the token.
std::string actor_of(const Call& call);
// What to answer for an id that leads to no profile: that it was erased, or that there is none.
Answer no_profile(const Call& call);

// Names of the fields that the JSON of a profile or record holds, for the access log.
void note_fields(Answer& answer, const json::Value& rendered);

// Handlers, by topic. Each may throw StoreError, which becomes 503.
Answer get_profile(const Call&);  // profiles.cpp
Answer list_profiles(const Call&);
Answer get_history(const Call&);
Answer get_members(const Call&);
Answer lookup_profiles(const Call&);  // lookup.cpp
Answer get_why(const Call&);          // why.cpp
Answer get_context(const Call&);      // context.cpp
Answer get_timeline(const Call&);     // records.cpp
Answer get_profile_entities(const Call&);
Answer get_entity(const Call&);
Answer split_profile(const Call&);  // steward.cpp
Answer merge_profiles(const Call&);
Answer forbid_profiles(const Call&);
Answer list_reviews(const Call&);  // reviews.cpp
Answer get_review(const Call&);
Answer judge_review(const Call&);
Answer erase_profile(const Call&);  // rights.cpp
Answer restrict_profile(const Call&);
Answer unrestrict_profile(const Call&);
Answer list_erasures(const Call&);
Answer get_erasure(const Call&);
Answer lift_erasure(const Call&);
Answer audit_access(const Call&);  // audit.cpp
Answer audit_changes(const Call&);
Answer audit_decisions(const Call&);
Answer export_person(const Call&);  // person_export.cpp
Answer get_changes(const Call&);    // changes.cpp
Answer get_changes_snapshot(const Call&);
Answer list_rejects(const Call&);  // rejects.cpp
Answer get_reject(const Call&);
Answer retry_reject(const Call&);
Answer retry_rejects(const Call&);
Answer dismiss_reject(const Call&);
Answer dismiss_rejects(const Call&);
Answer list_schemas(const Call&);  // schemas.cpp
Answer get_schema(const Call&);
Answer get_glossary(const Call&);
Answer find_term(const Call&);
Answer get_labels(const Call&);
Answer get_openapi(const Call&);
Answer create_token(const Call&);  // tokens.cpp
Answer rotate_token(const Call&);
Answer list_tokens(const Call&);
Answer get_own_token(const Call&);
Answer revoke_token(const Call&);
Answer list_pipelines(const Call&);  // pipelines.cpp
Answer pause_pipeline(const Call&);
Answer resume_pipeline(const Call&);
Answer run_pipeline(const Call&);
Answer rewind_pipeline(const Call&);
Answer decide_snapshot(const Call&);
Answer take_request(const Request&, const ServerParts&);  // ingest.cpp
Answer resync_sink(const Call&);
Answer reload_configuration(const Call&);
Answer replay_stream(const Call&);
Answer list_models(const Call&);  // models.cpp
Answer train_model(const Call&);
Answer activate_model(const Call&);
Answer roll_back_model(const Call&);

}  // namespace cx::api
