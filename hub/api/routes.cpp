#include "api/routes.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace cx::api {
namespace {

using Kind = Parameter::Kind;

constexpr Parameter limit_of_page{"limit", Kind::limit, "Most items of the page; 100 unless told."};

constexpr std::array<std::string_view, 2> schema_profiles{"open", "strict"};
constexpr std::array<std::string_view, 5> reject_states{"open", "resolved", "retried", "dismissed",
                                                        "all"};

constexpr std::array profile_query{Parameter{
    "fields", Kind::names, "Only these fields, by their top-level names, apart by commas."}};
constexpr std::array profiles_query{
    Parameter{"after", Kind::cursor, "`next` of the page before."}, limit_of_page,
    Parameter{"fields", Kind::names,
              "Only these fields, by their top-level names, apart by commas."}};
constexpr std::array records_query{
    Parameter{"type", Kind::name, "Only this type of entity."},
    Parameter{"before", Kind::position, "`next` of the page before, newest records first."},
    limit_of_page};
constexpr std::array timeline_query{
    Parameter{"before", Kind::position, "`next` of the page before, newest records first."},
    limit_of_page};
constexpr std::array why_query{Parameter{"field", Kind::name, "Only this field."},
                               Parameter{"at", Kind::time, "As it was at this time (RFC 3339)."}};
constexpr std::array members_query{
    Parameter{"at", Kind::time, "As it was at this time (RFC 3339)."}};
constexpr std::array history_query{
    Parameter{"before", Kind::seq, "`next` of the page before, newest versions first."},
    limit_of_page};
constexpr std::array entity_query{
    Parameter{"source", Kind::name, "The source, where several have the key."}};
constexpr std::array changes_query{
    Parameter{"after", Kind::seq,
              "Only changes after this `seq`, 0 from the first. Without it pages begin at the "
              "first, events at what comes."},
    limit_of_page};
constexpr std::array snapshot_query{
    Parameter{"after", Kind::seq, "`next` of the page before; 0 for the first."}, limit_of_page};
constexpr std::array rejects_query{
    Parameter{"pipeline", Kind::name, "Only rejects of this pipeline."},
    Parameter{"code", Kind::name, "Only rejects with this code."},
    Parameter{"state", Kind::choice, "Only rejects in this state; open unless told.",
              reject_states},
    Parameter{"after", Kind::cursor, "`next` of the page before."}, limit_of_page};
constexpr std::array erasures_query{Parameter{"after", Kind::cursor, "`next` of the page before."},
                                    limit_of_page};
constexpr std::array decisions_query{Parameter{"after", Kind::seq, "`next` of the page before."},
                                     limit_of_page};
constexpr std::array schema_query{Parameter{
    "profile", Kind::choice,
    "`strict` tells what the hub emits, `open` (unless told) what a consumer may rely on.",
    schema_profiles}};

constexpr std::array table{
    Endpoint{{"GET", "/v1/profiles", "profiles:read",
              "Profiles in the order of their ids, by pages.", true},
             list_profiles,
             "listProfiles",
             profiles_query,
             "",
             "ProfilePage"},
    Endpoint{{"POST", "/v1/profiles/lookup", "profiles:read",
              "Finds profiles by an e-mail address, a telephone number or a source's key.", true},
             lookup_profiles,
             "lookupProfiles",
             {},
             "LookupRequest",
             "LookupAnswer"},
    Endpoint{
        {"POST", "/v1/profiles/merge", "profiles:steward", "Declares two profiles one person."},
        merge_profiles,
        "mergeProfiles",
        {},
        "MergeRequest",
        "StewardAnswer"},
    Endpoint{{"GET", "/v1/profiles/{id}", "profiles:read",
              "The best value of each field. An id of a merged profile answers with the profile of "
              "today.",
              true},
             get_profile,
             "getProfile",
             profile_query,
             "",
             "Profile"},
    Endpoint{{"GET", "/v1/profiles/{id}/context", "profiles:read",
              "All a desk or a bot needs in one call of at most 32 KiB.", true},
             get_context,
             "getContext",
             {},
             "",
             "Context"},
    Endpoint{{"GET", "/v1/profiles/{id}/timeline", "profiles:read",
              "What happened and what is, newest first.", true},
             get_timeline,
             "getTimeline",
             timeline_query,
             "",
             "RecordPage"},
    Endpoint{{"GET", "/v1/profiles/{id}/entities", "profiles:read",
              "The profile's orders, consents and other entities.", true},
             get_profile_entities,
             "listProfileEntities",
             records_query,
             "",
             "RecordPage"},
    Endpoint{{"GET", "/v1/profiles/{id}/why", "profiles:read",
              "Why each field has its value and what holds the records together.", true},
             get_why,
             "getWhy",
             why_query,
             "",
             "Why"},
    Endpoint{{"GET", "/v1/profiles/{id}/members", "profiles:read",
              "The records the profile is made of.", true},
             get_members,
             "listMembers",
             members_query,
             "",
             "Members"},
    Endpoint{{"GET", "/v1/profiles/{id}/history", "profiles:read",
              "Its versions, newest first, and how records came and went.", true},
             get_history,
             "getHistory",
             history_query,
             "",
             "History"},
    Endpoint{{"POST", "/v1/profiles/{id}/split", "profiles:steward",
              "Puts records apart for good; without records, undoes the last merge."},
             split_profile,
             "splitProfile",
             {},
             "SplitRequest",
             "StewardAnswer"},
    Endpoint{{"POST", "/v1/profiles/{id}/erase", "profiles:erase",
              "Takes out all that belongs to the profile, for good, and refuses it from now on."},
             erase_profile,
             "eraseProfile",
             {},
             "EraseRequest",
             "EraseAnswer"},
    Endpoint{{"POST", "/v1/profiles/{id}/restrict", "profiles:restrict",
              "Keeps everything, lets nobody use it: the data stay in, except for purpose.legal."},
             restrict_profile,
             "restrictProfile",
             {},
             "EraseRequest",
             "RestrictAnswer"},
    Endpoint{{"POST", "/v1/profiles/{id}/unrestrict", "profiles:restrict", "Ends a restriction."},
             unrestrict_profile,
             "unrestrictProfile",
             {},
             "EraseRequest",
             "RestrictAnswer"},
    Endpoint{{"GET", "/v1/erasures", "audit:read",
              "Erasures, oldest first, and which sinks were told of each."},
             list_erasures,
             "listErasures",
             erasures_query,
             "",
             "ErasurePage"},
    Endpoint{{"GET", "/v1/erasures/{id}", "audit:read",
              "One erasure, by its id or by that of the erased profile."},
             get_erasure,
             "getErasure",
             {},
             "",
             "Erasure"},
    Endpoint{{"POST", "/v1/erasures/{id}/lift", "profiles:erase",
              "Lets what was erased come back when a source brings it again."},
             lift_erasure,
             "liftErasure",
             {},
             "EraseRequest",
             "Erasure"},
    Endpoint{{"GET", "/v1/profiles/{id}/export", "profiles:read",
              "All that is known of one person, with where it came from, who got it and who read "
              "it.",
              true},
             export_person,
             "exportPerson",
             {},
             "",
             "PersonExport"},
    Endpoint{{"POST", "/v1/audit/access", "audit:read",
              "Who read whose data, newest first; by profile, actor and time."},
             audit_access,
             "auditAccess",
             {},
             "AccessQuery",
             "AccessPage"},
    Endpoint{{"POST", "/v1/audit/changes", "audit:read",
              "Who changed what through the API and the commands, newest first."},
             audit_changes,
             "auditChanges",
             {},
             "AuditQuery",
             "AuditPage"},
    Endpoint{{"GET", "/v1/audit/decisions", "audit:read",
              "What stewards decided, in order, revoked decisions included."},
             audit_decisions,
             "auditDecisions",
             decisions_query,
             "",
             "DecisionPage"},
    Endpoint{{"GET", "/v1/entities/{type}/{key}", "profiles:read",
              "One record by its type and key.", true},
             get_entity,
             "getEntity",
             entity_query,
             "",
             "Record"},
    Endpoint{{"GET", "/v1/changes", "changes:read",
              "Changes after a position, in order: by pages, or as events that go on.", true},
             get_changes,
             "listChanges",
             changes_query,
             "",
             "ChangePage",
             "application/json",
             true},
    Endpoint{
        {"GET", "/v1/changes/snapshot", "changes:read",
         "The newest change of every profile and record, by pages; the last one tells where to "
         "follow from.",
         true},
        get_changes_snapshot,
        "snapshotChanges",
        snapshot_query,
        "",
        "ChangeSnapshot"},
    Endpoint{
        {"GET", "/v1/rejects", "rejects:read", "Records that could not be stored, and why.", true},
        list_rejects,
        "listRejects",
        rejects_query,
        "",
        "RejectPage"},
    Endpoint{
        {"GET", "/v1/rejects/{id}", "rejects:read",
         "One reject; with its payload for a token with scope admin that accepts personal labels.",
         true},
        get_reject,
        "getReject",
        {},
        "",
        "Reject"},
    Endpoint{{"GET", "/v1/schemas", "schemas:read", "The types of entities."},
             list_schemas,
             "listSchemas",
             {},
             "",
             "SchemaList"},
    Endpoint{{"GET", "/v1/schemas/{entity}/{version}", "schemas:read",
              "JSON Schema of a type of entity."},
             get_schema,
             "getSchema",
             schema_query,
             "",
             "JsonSchema",
             "application/schema+json"},
    Endpoint{{"GET", "/v1/labels", "schemas:read",
              "The privacy labels and which of them guard a value."},
             get_labels,
             "listLabels",
             {},
             "",
             "LabelList"},
    Endpoint{{"GET", "/v1/pipelines", "pipelines:read",
              "State and counts of pipelines, sinks and store."},
             list_pipelines,
             "listPipelines",
             {},
             "",
             "Status"},
    Endpoint{{"POST", "/v1/pipelines/{name}/{stream}/snapshot", "pipelines:control",
              "Accepts or refuses a snapshot that is held because it would delete too much."},
             decide_snapshot,
             "decideSnapshot",
             {},
             "SnapshotDecision",
             "SnapshotAnswer"},
    Endpoint{{"ANY", "/v1/ingest/{pipeline}/{rest...}", "",
              "What systems send to a pipeline that receives; its plugin gives the answer once all "
              "of it is durable."},
             nullptr,
             "ingest",
             {},
             "IngestBody",
             "IngestAnswer",
             "*/*",
             take_request},
    Endpoint{{"POST", "/v1/sinks/{name}/resync", "pipelines:control",
              "Lets a sink take a snapshot, the newest change of everything, and then follow."},
             resync_sink,
             "resyncSink",
             {},
             "",
             "SinkResync"},
    Endpoint{{"POST", "/v1/tokens", "admin",
              "Makes a token; its secret is in this answer and nowhere else."},
             create_token,
             "createToken",
             {},
             "TokenRequest",
             "NewToken"},
    Endpoint{{"GET", "/v1/tokens", "admin", "All tokens, without their secrets."},
             list_tokens,
             "listTokens",
             {},
             "",
             "TokenList"},
    Endpoint{{"GET", "/v1/tokens/self", "", "What the token of this request may do."},
             get_own_token,
             "getOwnToken",
             {},
             "",
             "Token"},
    Endpoint{{"DELETE", "/v1/tokens/{id}", "admin", "Ends a token at once."},
             revoke_token,
             "revokeToken",
             {},
             "",
             "Token"},
    Endpoint{{"GET", "/v1/openapi.json", "schemas:read", "This description."},
             get_openapi,
             "getOpenapi",
             {},
             "",
             "OpenApi"},
};

}  // namespace

std::span<const Endpoint> endpoints()
{
    return table;
}

std::span<const Route> routes()
{
    static const std::vector<Route> all = [] {
        std::vector<Route> rows;
        for (const Endpoint& endpoint : table) rows.push_back(endpoint.route);
        return rows;
    }();
    return all;
}

}  // namespace cx::api
