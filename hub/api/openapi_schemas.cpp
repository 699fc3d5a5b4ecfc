#include "api/openapi_schemas.hpp"

#include <cassert>
#include <string_view>

namespace cx::api {
namespace {

// Consumers must ignore members they do not know: answers grow.
constexpr std::string_view profiles = R"json({
"ProfileId": {"type": "string", "format": "uuid", "description": "UUID version 7. Never reused; old ids resolve for ever."},
"Time": {"type": "string", "format": "date-time", "description": "RFC 3339 in UTC."},
"Data": {"type": "object", "description": "Values by field, as GET /v1/schemas describes the entity; what the token does not accept is left out."},
"Names": {"type": "array", "items": {"type": "string"}},
"LeftOut": {"type": "array", "items": {"type": "string"}, "description": "Names of fields left out because the token does not accept their labels."},
"IngestBody": {"description": "What the pipeline's plugin takes, at most 1 MiB; plain or gzip, at most 4 MiB when unpacked."},
"IngestAnswer": {"description": "The plugin's answer, with a status of its own."},
"Profile": {"type": "object", "required": ["profile_id", "entity", "version", "op", "recorded_at", "data", "left_out", "provenance"],
  "properties": {
    "profile_id": {"$ref": "#/components/schemas/ProfileId"},
    "resolved_from": {"$ref": "#/components/schemas/ProfileId", "description": "The id asked for, where it is an alias."},
    "entity": {"enum": ["person", "organization"]},
    "version": {"type": "integer", "minimum": 1},
    "op": {"enum": ["created", "updated", "merged", "split", "removed"], "description": "What made this version."},
    "merged_into": {"$ref": "#/components/schemas/ProfileId"},
    "recorded_at": {"$ref": "#/components/schemas/Time"},
    "config_id": {"type": "string"},
    "data": {"$ref": "#/components/schemas/Data"},
    "provenance": {"type": "array", "items": {"type": "object", "properties": {
      "field": {"type": "string"}, "source": {"type": "string"}, "rule": {"type": "string"}}}},
    "restricted": {"type": "boolean", "description": "The person's data must not be used now; they stay in."},
    "left_out": {"$ref": "#/components/schemas/LeftOut"}}},
"ProfilePage": {"type": "object", "required": ["profiles", "next"], "properties": {
    "profiles": {"type": "array", "items": {"$ref": "#/components/schemas/Profile"}},
    "next": {"type": ["string", "null"], "description": "For `after`; null on the last page."}}},
"Record": {"type": "object", "required": ["entity", "source", "version", "op", "recorded_at", "data", "left_out", "issues"],
  "properties": {
    "entity": {"type": "string"}, "schema": {"type": "string"}, "source": {"type": "string"},
    "kind": {"enum": ["party", "state", "event"]},
    "key": {"type": "string", "description": "'namespace:value'; for tokens that accept identity.key."},
    "owner": {"type": "string", "description": "Key of the party it hangs on; for tokens that accept identity.key."},
    "stream": {"type": "string", "description": "Of a member: where it was read."},
    "origin_key": {"type": "string", "description": "Of a member: its source's own key; for tokens that accept identity.key."},
    "profile_id": {"$ref": "#/components/schemas/ProfileId"},
    "version": {"type": "integer", "minimum": 1},
    "op": {"enum": ["upsert", "remove"]},
    "time": {"$ref": "#/components/schemas/Time", "description": "Its place in a timeline."},
    "occurred_at": {"$ref": "#/components/schemas/Time"}, "observed_at": {"$ref": "#/components/schemas/Time"},
    "recorded_at": {"$ref": "#/components/schemas/Time"}, "mapping": {"type": "string"},
    "data": {"$ref": "#/components/schemas/Data"},
    "issues": {"type": "array", "items": {"type": "object", "properties": {
      "path": {"type": "string"}, "code": {"type": "string"}, "severity": {"enum": ["info", "warn", "error"]}}}},
    "left_out": {"$ref": "#/components/schemas/LeftOut"}}},
"RecordPage": {"type": "object", "required": ["profile_id", "records", "next"], "properties": {
    "profile_id": {"$ref": "#/components/schemas/ProfileId"},
    "resolved_from": {"$ref": "#/components/schemas/ProfileId"},
    "records": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}},
    "next": {"type": ["string", "null"], "description": "For `before`; null on the last page."}}},
"Members": {"type": "object", "required": ["profile_id", "members"], "properties": {
    "profile_id": {"$ref": "#/components/schemas/ProfileId"},
    "resolved_from": {"$ref": "#/components/schemas/ProfileId"},
    "members": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}}}},
"History": {"type": "object", "required": ["profile_id", "versions", "lineage", "next"], "properties": {
    "profile_id": {"$ref": "#/components/schemas/ProfileId"},
    "resolved_from": {"$ref": "#/components/schemas/ProfileId"},
    "versions": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/Profile"},
      {"type": "object", "properties": {"changed": {"$ref": "#/components/schemas/Names"}}}]}},
    "lineage": {"type": "array", "items": {"type": "object", "properties": {
      "recorded_at": {"$ref": "#/components/schemas/Time"}, "cause": {"type": "string"}, "detail": {"type": "string"},
      "from": {"$ref": "#/components/schemas/ProfileId"}, "to": {"$ref": "#/components/schemas/ProfileId"}}}},
    "decisions": {"type": "array", "items": {"$ref": "#/components/schemas/Decision"}, "description": "Of stewards, about its records; revoked ones too."},
    "next": {"type": ["string", "null"], "description": "For `before`; null on the last page."}}},
"Decision": {"type": "object", "required": ["decision", "kind", "actor", "recorded_at"], "properties": {
    "decision": {"type": "string"}, "kind": {"enum": ["merge", "split"]}, "actor": {"type": "string"},
    "recorded_at": {"$ref": "#/components/schemas/Time"}, "revoked_at": {"$ref": "#/components/schemas/Time"},
    "reason": {"type": "string", "description": "Only to tokens that accept pii.direct and pii.indirect: it may hold anything."}}},
"Brief": {"type": "object", "required": ["source", "data"], "properties": {
    "source": {"type": "string"}, "key": {"type": "string"}, "time": {"$ref": "#/components/schemas/Time"},
    "data": {"$ref": "#/components/schemas/Data"},
    "balance": {"type": "string", "description": "Of a loyalty membership: a decimal."}}},
"Context": {"type": "object", "required": ["profile_id", "data", "interactions", "open_orders", "loyalty", "consents", "truncated"],
  "properties": {
    "profile_id": {"$ref": "#/components/schemas/ProfileId"},
    "resolved_from": {"$ref": "#/components/schemas/ProfileId"},
    "entity": {"type": "string"}, "version": {"type": "integer"},
    "data": {"$ref": "#/components/schemas/Data"},
    "interactions": {"type": "array", "items": {"$ref": "#/components/schemas/Brief"}},
    "open_orders": {"type": "array", "items": {"$ref": "#/components/schemas/Brief"}},
    "loyalty": {"type": "array", "items": {"$ref": "#/components/schemas/Brief"}},
    "consents": {"type": "array", "items": {"$ref": "#/components/schemas/Brief"}},
    "left_out": {"$ref": "#/components/schemas/LeftOut"},
    "truncated": {"$ref": "#/components/schemas/Names", "description": "Lists that are not whole, so that the answer stays within 32 KiB."}}},
"Why": {"type": "object", "required": ["profile_id", "members", "fields", "links"], "properties": {
    "profile_id": {"$ref": "#/components/schemas/ProfileId"},
    "resolved_from": {"$ref": "#/components/schemas/ProfileId"},
    "version": {"type": "integer"}, "recorded_at": {"$ref": "#/components/schemas/Time"}, "config_id": {"type": "string"},
    "members": {"type": "array", "items": {"type": "object"}},
    "fields": {"type": "object", "additionalProperties": {"type": "object"},
      "description": "By field: its value, the rule that chose it, and what the other records say."},
    "links": {"type": "array", "items": {"type": "object"}, "description": "What holds the records together."},
    "apart": {"type": "array", "items": {"type": "object"}, "description": "What would keep records apart."},
    "apart_from": {"$ref": "#/components/schemas/WhyNot"},
    "decisions": {"type": "array", "items": {"$ref": "#/components/schemas/Decision"}, "description": "Of stewards, in force then, about its records."}}}
})json";

constexpr std::string_view requests = R"json({
"LookupRequest": {"type": "object", "minProperties": 1, "additionalProperties": false, "properties": {
    "email": {"type": "string"}, "phone": {"type": "string"},
    "region": {"type": "string", "description": "Country of a telephone number without its code; KR unless told."},
    "key": {"type": "string", "description": "'namespace:value'"}},
    "oneOf": [{"required": ["email"]}, {"required": ["phone"]}, {"required": ["key"]}]},
"LookupAnswer": {"type": "object", "required": ["matches"], "properties": {"matches": {"type": "array", "items": {
    "type": "object", "required": ["id", "matched_by", "verified", "shared"], "properties": {
    "id": {"$ref": "#/components/schemas/ProfileId"}, "matched_by": {"enum": ["email", "phone", "key"]},
    "verified": {"type": "boolean", "description": "A source of the profile verified it."},
    "shared": {"type": "boolean", "description": "Several profiles have it."}}}}}},
"RecordKey": {"type": "object", "additionalProperties": false, "required": ["source", "entity", "key"], "properties": {
    "source": {"type": "string"}, "entity": {"type": "string"}, "key": {"type": "string"}}},
"SplitRequest": {"type": "object", "additionalProperties": false, "properties": {
    "records": {"type": "array", "maxItems": 500, "items": {"$ref": "#/components/schemas/RecordKey"},
      "description": "Who is to be apart from the rest; empty or missing undoes the last merge."},
    "preview": {"$ref": "#/components/schemas/PreviewFlag"},
    "reason": {"type": "string", "minLength": 1, "maxLength": 1000}}},
"PreviewFlag": {"type": "boolean", "description": "Only tell what it would do; `reason` is not needed then."},
"MergeRequest": {"type": "object", "additionalProperties": false, "required": ["a", "b"], "properties": {
    "a": {"$ref": "#/components/schemas/ProfileId"}, "b": {"$ref": "#/components/schemas/ProfileId"},
    "preview": {"$ref": "#/components/schemas/PreviewFlag"},
    "reason": {"type": "string", "minLength": 1, "maxLength": 1000}}},
"VerdictRequest": {"type": "object", "additionalProperties": false, "required": ["verdict", "reason"], "properties": {
    "verdict": {"enum": ["same", "different"]},
    "reason": {"type": "string", "minLength": 1, "maxLength": 1000}}},
"StewardAnswer": {"type": "object", "required": ["profiles"], "properties": {
    "decision": {"type": "string", "description": "Missing of a preview."},
    "profiles": {"type": "array", "items": {"$ref": "#/components/schemas/ProfileId"}, "description": "Live profiles concerned, the kept one first."},
    "preview": {"$ref": "#/components/schemas/Outlook"}}},
"Outlook": {"type": "object", "required": ["before", "after", "links", "vetoes", "decisions"],
  "description": "What would become of the profiles concerned. Nothing is stored.", "properties": {
    "before": {"type": "array", "items": {"$ref": "#/components/schemas/OutlookGroup"}},
    "after": {"type": "array", "items": {"$ref": "#/components/schemas/OutlookGroup"}},
    "links": {"type": "array", "items": {"$ref": "#/components/schemas/OutlookPair"}, "description": "What joins records that would be apart."},
    "vetoes": {"type": "array", "items": {"$ref": "#/components/schemas/OutlookPair"}, "description": "What parts records that would be together."},
    "decisions": {"$ref": "#/components/schemas/Names", "description": "Earlier decisions that it would replace."}}},
"OutlookGroup": {"type": "object", "required": ["records", "consents"], "properties": {
    "profile_id": {"$ref": "#/components/schemas/ProfileId", "description": "Missing of a profile that would be new."},
    "records": {"type": "array", "items": {"$ref": "#/components/schemas/OutlookRecord"}},
    "consents": {"type": "array", "description": "By purpose that rests on consent and that somebody spoke of; of several words the stricter one counts.",
      "items": {"type": "object", "required": ["purpose", "allowed", "refused"], "properties": {
        "purpose": {"type": "string"}, "allowed": {"$ref": "#/components/schemas/Names", "description": "Channels."},
        "refused": {"$ref": "#/components/schemas/Names"}}}}}},
"OutlookRecord": {"type": "object", "required": ["source", "entity"], "properties": {
    "source": {"type": "string"}, "entity": {"type": "string"},
    "key": {"type": "string", "description": "For tokens that accept identity.key."}}},
"OutlookPair": {"type": "object", "required": ["a", "b", "rule"], "properties": {
    "a": {"$ref": "#/components/schemas/OutlookRecord"}, "b": {"$ref": "#/components/schemas/OutlookRecord"},
    "rule": {"type": "string"}, "ns": {"type": "string"}}},
"Review": {"type": "object", "required": ["id", "entity", "state", "weight", "probability", "model", "recorded_at", "records"],
  "properties": {
    "id": {"type": "string", "description": "Of the pair: the same for as long as both records live."},
    "entity": {"type": "string"}, "state": {"enum": ["review", "merged"]},
    "weight": {"type": "number", "description": "Bits for one person, those against taken off."},
    "probability": {"type": "number", "minimum": 0, "maximum": 1},
    "veto": {"type": "string", "description": "The rule that keeps them apart, whatever the weight."},
    "model": {"type": "string"}, "recorded_at": {"$ref": "#/components/schemas/Time"},
    "prior": {"type": "number", "description": "Bits before anything is compared."},
    "terms": {"$ref": "#/components/schemas/Terms"},
    "records": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}}}},
"WhyNot": {"type": "object", "required": ["profile_id", "other_id", "same"], "properties": {
    "profile_id": {"$ref": "#/components/schemas/ProfileId"}, "other_id": {"$ref": "#/components/schemas/ProfileId"},
    "same": {"type": "boolean", "description": "Both ids mean one profile today."},
    "best": {"type": "object", "description": "The pair of a record of each that comes nearest, by the model in force.", "properties": {
      "a": {"$ref": "#/components/schemas/OutlookRecord"}, "b": {"$ref": "#/components/schemas/OutlookRecord"},
      "weight": {"type": "number"}, "probability": {"type": "number"},
      "missing": {"type": "number", "description": "Bits to what is merged."},
      "mean": {"type": "number", "description": "Bits of all pairs on average."},
      "proposed": {"type": "boolean", "description": "Some key brings the two together, so that they are compared at all."},
      "veto": {"type": "string"}, "prior": {"type": "number"}, "terms": {"$ref": "#/components/schemas/Terms"}}},
    "shared_keys": {"type": "array", "items": {"type": "object"}},
    "links": {"type": "array", "items": {"type": "object"}}, "apart": {"type": "array", "items": {"type": "object"}}}},
"Terms": {"type": "array", "items": {"type": "object", "required": ["fact", "level"], "properties": {
      "fact": {"type": "string"}, "level": {"type": "string"}, "bits": {"type": "number"},
      "m": {"type": "number", "description": "How often the level is met between records of one person,"},
      "u": {"type": "number", "description": "and between records of two."},
      "frequency": {"type": "number", "description": "Bits for a value that is rare, or against one that is common."}}},
      "description": "What was compared, by the model that scored it: with `prior` the bits add up to the weight."},
"ReviewPage": {"type": "object", "required": ["reviews", "next"], "properties": {
    "reviews": {"type": "array", "items": {"$ref": "#/components/schemas/Review"}},
    "next": {"type": ["string", "null"], "description": "For `after`; null on the last page."}}},
"EraseRequest": {"type": "object", "additionalProperties": false, "required": ["reason"], "properties": {
    "reason": {"type": "string", "minLength": 1, "maxLength": 1000, "description": "Kept with the erasure: names nobody."}}},
"EraseAnswer": {"type": "object", "required": ["erasure", "profile_id", "records", "clean"], "properties": {
    "erasure": {"type": "string"}, "profile_id": {"$ref": "#/components/schemas/ProfileId"},
    "records": {"type": "integer", "description": "How many records went."},
    "clean": {"type": "boolean", "description": "Nothing is left in the store's files; false: it is cleaned as soon as no reader needs it."}}},
"AuditQuery": {"type": "object", "additionalProperties": false, "properties": {
    "actor": {"type": "string", "maxLength": 200}, "since": {"$ref": "#/components/schemas/Time"},
    "before": {"type": ["integer", "null"], "description": "`next` of the page before."},
    "limit": {"type": "integer", "minimum": 1, "maximum": 1000}}},
"AccessQuery": {"type": "object", "additionalProperties": false, "properties": {
    "profile": {"$ref": "#/components/schemas/ProfileId"},
    "actor": {"type": "string", "maxLength": 200}, "since": {"$ref": "#/components/schemas/Time"},
    "before": {"type": ["integer", "null"], "description": "`next` of the page before."},
    "limit": {"type": "integer", "minimum": 1, "maximum": 1000}}},
"RestrictAnswer": {"type": "object", "required": ["profile_id", "restricted"], "properties": {
    "profile_id": {"$ref": "#/components/schemas/ProfileId"}, "restricted": {"type": "boolean"}}},
"TokenRequest": {"type": "object", "additionalProperties": false, "required": ["name", "scopes"], "properties": {
    "name": {"type": "string", "maxLength": 200}, "scopes": {"type": "array", "minItems": 1, "items": {"type": "string"}},
    "accepts": {"type": "array", "items": {"type": "string"}, "description": "Labels that may leave to the holder."},
    "purposes": {"type": "array", "items": {"type": "string"}, "description": "What the holder uses the data for, as in purpose.marketing.direct; contact data leave for purposes that rest on consent only where the person agreed."},
    "expires_in_seconds": {"type": "integer", "minimum": 1, "maximum": 31622400, "description": "90 days unless told."}}},
"Token": {"type": "object", "required": ["id", "name", "state", "scopes", "accepts", "created_at", "expires_at"], "properties": {
    "id": {"type": "string"}, "name": {"type": "string"}, "state": {"enum": ["valid", "expired", "revoked"]},
    "scopes": {"type": "array", "items": {"type": "string"}}, "accepts": {"type": "array", "items": {"type": "string"}},
    "purposes": {"type": "array", "items": {"type": "string"}},
    "created_at": {"$ref": "#/components/schemas/Time"},
    "expires_at": {"type": ["string", "null"], "format": "date-time", "description": "null: never."}}},
"NewToken": {"allOf": [{"$ref": "#/components/schemas/Token"}, {"type": "object", "required": ["token"], "properties": {
    "token": {"type": "string", "description": "The secret."},
    "former_expires_at": {"$ref": "#/components/schemas/Time", "description": "Of a rotation: when the former token ends."}}}]},
"RotateRequest": {"type": "object", "additionalProperties": false, "properties": {
    "expires_in_seconds": {"type": "integer", "minimum": 1, "maximum": 31622400, "description": "90 days unless told."},
    "keep_seconds": {"type": "integer", "minimum": 0, "maximum": 31622400, "description": "How long the former one goes on; a day unless told."}}},
"TokenList": {"type": "object", "required": ["tokens"], "properties": {"tokens": {"type": "array", "items": {"$ref": "#/components/schemas/Token"}}}},
"SnapshotDecision": {"type": "object", "additionalProperties": false, "required": ["accept"], "properties": {
    "accept": {"type": "boolean", "description": "true deletes what is missing, false drops the snapshot."}}},
"SinkResync": {"type": "object", "required": ["resync"], "properties": {"resync": {"type": "boolean"}}},
"SnapshotAnswer": {"type": "object", "required": ["accepted"], "properties": {"accepted": {"type": "boolean"}}},
"StreamSelection": {"type": "object", "additionalProperties": false, "properties": {
    "stream": {"type": "string", "minLength": 1, "maxLength": 200, "description": "All streams of the pipeline unless told."}}},
"ControlAnswer": {"type": "object", "required": ["done"], "properties": {"done": {"const": true}}},
"RewindRequest": {"type": "object", "additionalProperties": false, "properties": {
    "stream": {"type": "string", "minLength": 1, "maxLength": 200, "description": "All streams of the pipeline unless told."},
    "to": {"$ref": "#/components/schemas/Time", "description": "From where the stream was then; without it from the start."},
    "cursor": {"type": "string", "description": "From exactly here; for one stream."},
    "dry_run": {"type": "boolean", "description": "Only tell what it would mean."}}},
"RewindAnswer": {"type": "object", "required": ["dry_run", "streams"], "properties": {"dry_run": {"type": "boolean"},
    "streams": {"type": "array", "items": {"type": "object", "required": ["stream", "from", "means"], "properties": {
      "stream": {"type": "string"}, "from": {"type": "string"}, "means": {"type": "string"}}}}}},
"ReplayRequest": {"type": "object", "additionalProperties": false, "properties": {
    "again": {"type": "boolean", "description": "From the first payload, whatever place is kept."},
    "dry_run": {"type": "boolean", "description": "Only tell what would change."},
    "after": {"type": "integer", "minimum": 0, "description": "Of a dry run: `next` of the answer before."},
    "show": {"type": "boolean", "description": "Show personal values in samples, as far as the token accepts them."}}},
"Counts": {"type": "object", "additionalProperties": {"type": "integer"}},
"ReplayAnswer": {"type": "object", "required": ["from", "next", "read", "changed", "unchanged", "filtered", "rejected", "rejected_by_code", "overtaken"],
  "properties": {
    "from": {"type": "integer"}, "next": {"type": ["integer", "null"], "description": "null at the end."},
    "total": {"type": "integer", "description": "Payloads kept; with the first page."},
    "read": {"type": "integer"}, "changed": {"type": "integer"}, "unchanged": {"type": "integer"}, "filtered": {"type": "integer"},
    "rejected": {"type": "integer"}, "rejected_by_code": {"$ref": "#/components/schemas/Counts"},
    "overtaken": {"type": "integer", "description": "Left alone: their source has said something else since."},
    "entities": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Counts"}},
    "fields": {"$ref": "#/components/schemas/Counts"},
    "samples": {"type": "array", "items": {"type": "object", "properties": {"field": {"type": "string"}, "before": {}, "after": {}}}}}},
"Turnover": {"type": "object", "required": ["added", "changed", "removed"], "properties": {
    "added": {"$ref": "#/components/schemas/Names"}, "changed": {"$ref": "#/components/schemas/Names"},
    "removed": {"$ref": "#/components/schemas/Names"}}},
"ReloadAnswer": {"type": "object", "required": ["config_id", "pipelines", "sinks"], "properties": {"config_id": {"type": "string"},
    "pipelines": {"$ref": "#/components/schemas/Turnover"}, "sinks": {"$ref": "#/components/schemas/Turnover"}}},
"Model": {"type": "object", "required": ["id", "state", "created_at"], "properties": {"id": {"type": "string"},
    "state": {"type": "string", "enum": ["candidate", "active", "retired"]}, "created_at": {"type": "string", "format": "date-time"},
    "activated_at": {"type": "string", "format": "date-time"},
    "figures": {"type": "object", "description": "What it was learnt from, m and u of each level of each fact, and what it would change.",
      "properties": {"forecast": {"$ref": "#/components/schemas/Forecast"}}}}},
"Forecast": {"type": "object", "required": ["share", "records", "profiles", "would_be", "merging", "splitting", "merges", "risk", "examples"],
  "properties": {
    "share": {"type": "number", "description": "Of the store that the model was tried on; all counts are of that part."},
    "records": {"type": "integer"}, "profiles": {"type": "integer", "description": "As they were."},
    "would_be": {"type": "integer", "description": "Profiles by the model."},
    "merging": {"type": "integer", "description": "Profiles that would become one with another."},
    "splitting": {"type": "integer", "description": "Profiles that would be several."},
    "merges": {"type": "integer", "description": "Profiles that would be made of several."},
    "risk": {"type": "object", "required": ["changing_share", "vetoed", "exclusive", "outgrown", "crowded", "largest"], "properties": {
      "changing_share": {"type": "number"},
      "vetoed": {"type": "integer", "description": "Merges against a clash of names or birth dates."},
      "exclusive": {"type": "integer", "description": "Merges of different exclusive identifiers."},
      "outgrown": {"type": "integer", "description": "Merges into a profile of more than 20 records, of profiles that have fewer."},
      "crowded": {"type": "integer", "description": "Components so large that only identifiers link in them."},
      "largest": {"type": "integer", "description": "Records of the largest profile."}}},
    "examples": {"type": "object", "required": ["merges", "splits"], "properties": {
      "merges": {"type": "array", "items": {"type": "object", "required": ["profiles", "of", "records"], "properties": {
        "profiles": {"type": "array", "items": {"$ref": "#/components/schemas/ProfileId"}}, "of": {"type": "integer"},
        "records": {"type": "integer"}, "weight": {"type": "number"}, "veto": {"type": "string"}}}},
      "splits": {"type": "array", "items": {"type": "object", "required": ["profile", "parts"], "properties": {
        "profile": {"$ref": "#/components/schemas/ProfileId"}, "parts": {"type": "array", "items": {"type": "integer"}}}}}}}}},
"ModelList": {"type": "object", "required": ["in_force", "clustered", "models"], "properties": {
    "in_force": {"type": "string", "description": "Id of the model, or of the shipped weights."},
    "clustered": {"type": "number", "description": "How much of the store is clustered by it, 0 to 1."},
    "regrouped": {"type": "object", "description": "What the clustering by the last model came to so far.", "properties": {
      "model": {"type": "string"}, "merges": {"type": "integer"}, "splits": {"type": "integer"}}},
    "training": {"type": "object", "description": "Where a model is being learnt.", "properties": {
      "phase": {"enum": ["learning", "forecast"]}, "done": {"type": "number", "description": "Of the phase, 0 to 1."}}},
    "models": {"type": "array", "items": {"$ref": "#/components/schemas/Model"}}}},
"ActiveModel": {"type": "object", "required": ["active", "former"], "properties": {"active": {"type": "string"}, "former": {"type": "string"},
    "forecast": {"$ref": "#/components/schemas/Forecast"}}},
"RejectSelection": {"type": "object", "additionalProperties": false, "properties": {
    "pipeline": {"type": "string", "minLength": 1, "maxLength": 200}, "code": {"type": "string", "minLength": 1, "maxLength": 200},
    "after": {"type": "string", "minLength": 1, "maxLength": 200, "description": "`next` of the answer before."}}},
"RetryRequest": {"type": "object", "additionalProperties": false, "properties": {
    "payload": {"type": "object", "description": "Takes the place of what was set aside; takes the scope admin."}}},
"RetryAnswer": {"type": "object", "required": ["accepted", "superseded", "refused"], "properties": {
    "accepted": {"type": "integer"},
    "superseded": {"type": "integer", "description": "Left alone: their source has said them anew since."},
    "refused": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"},
      "code": {"type": "string"}, "why": {"type": "string"}, "config_line": {"type": "string"}}}}}},
"RetryPage": {"allOf": [{"$ref": "#/components/schemas/RetryAnswer"}, {"type": "object", "required": ["next"], "properties": {
    "next": {"type": ["string", "null"], "description": "For `after`; null on the last page."}}}]},
"DismissAnswer": {"type": "object", "required": ["dismissed"], "properties": {
    "dismissed": {"type": "integer"}, "next": {"type": ["string", "null"]}}}
})json";

constexpr std::string_view others = R"json({
"Erasure": {"type": "object", "required": ["id", "profile_id", "profile_ids", "seq", "recorded_at", "actor", "reason", "records", "receipts"],
    "properties": {"id": {"type": "string"}, "profile_id": {"$ref": "#/components/schemas/ProfileId"},
    "profile_ids": {"type": "array", "items": {"$ref": "#/components/schemas/ProfileId"}, "description": "All that answer 410 now."},
    "seq": {"type": "integer", "description": "Of the erase change."}, "recorded_at": {"$ref": "#/components/schemas/Time"},
    "actor": {"type": "string"}, "reason": {"type": "string"}, "records": {"type": "integer"},
    "clean_at": {"type": ["string", "null"], "format": "date-time", "description": "When nothing was left in the store's files."},
    "lifted_at": {"type": ["string", "null"], "format": "date-time"}, "lifted_by": {"type": ["string", "null"]},
    "receipts": {"type": "array", "items": {"type": "object", "properties": {"sink": {"type": "string"},
      "state": {"enum": ["taken", "refused", "waiting"]}, "at": {"type": ["string", "null"], "format": "date-time"}}}}}},
"AccessPage": {"type": "object", "required": ["accesses", "next"], "properties": {
    "accesses": {"type": "array", "items": {"type": "object", "properties": {
      "at": {"$ref": "#/components/schemas/Time"}, "token": {"type": "string"}, "actor": {"type": "string"}, "remote": {"type": "string"},
      "route": {"type": "string"}, "profiles": {"$ref": "#/components/schemas/Names"}, "fields": {"type": "string"}}}},
    "next": {"type": ["integer", "null"], "description": "For `before`; null on the last page."}}},
"AuditPage": {"type": "object", "required": ["changes", "next"], "properties": {
    "changes": {"type": "array", "items": {"type": "object", "properties": {
      "at": {"$ref": "#/components/schemas/Time"}, "token": {"type": "string"}, "actor": {"type": "string"}, "remote": {"type": "string"},
      "action": {"type": "string"}, "subject": {"type": "string", "description": "Ids and names that were acted on."}}}},
    "next": {"type": ["integer", "null"], "description": "For `before`; null on the last page."}}},
"DecisionPage": {"type": "object", "required": ["decisions", "next"], "properties": {
    "decisions": {"type": "array", "items": {"type": "object", "properties": {
      "decision": {"type": "string"}, "kind": {"enum": ["must", "cannot"]}, "a": {"type": "object"}, "b": {"type": "object"},
      "actor": {"type": "string"}, "reason": {"type": "string"}, "recorded_at": {"$ref": "#/components/schemas/Time"},
      "revoked_at": {"type": ["string", "null"], "format": "date-time"}}}},
    "next": {"type": ["integer", "null"], "description": "For `after`; null on the last page."}}},
"PersonExport": {"type": "object", "required": ["profile", "provenance", "sources", "records", "history", "lineage", "recipients", "read_by"], "properties": {
    "profile": {"$ref": "#/components/schemas/Profile"},
    "provenance": {"type": "array", "items": {"type": "object"}, "description": "Where each value came from."},
    "sources": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}, "description": "The records the profile is made of, with the payload as received where it is still kept."},
    "records": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}},
    "history": {"type": "array", "items": {"$ref": "#/components/schemas/Profile"}},
    "lineage": {"type": "array", "items": {"type": "object"}},
    "recipients": {"$ref": "#/components/schemas/Names", "description": "Sinks that were told of the profile."},
    "read_by": {"type": "array", "items": {"type": "object"}, "description": "When it was read, by which route, which fields."},
    "truncated": {"type": "boolean", "description": "There are more records than one document holds."},
    "exported_at": {"$ref": "#/components/schemas/Time"}}},
"ErasurePage": {"type": "object", "required": ["erasures", "next"], "properties": {
    "erasures": {"type": "array", "items": {"$ref": "#/components/schemas/Erasure"}},
    "next": {"type": ["string", "null"], "description": "For `after`; null on the last page."}}},
"Change": {"type": "object", "required": ["seq", "kind", "op", "recorded_at"],
    "description": "A version of a profile (kind profile), of a state or event record (kind entity, event), or an erasure (kind erase).",
    "properties": {"seq": {"type": "integer", "minimum": 1}, "kind": {"enum": ["profile", "entity", "event", "erase"]},
    "profile_ids": {"type": "array", "items": {"$ref": "#/components/schemas/ProfileId"}, "description": "Of kind erase: every id that named the profile."},
    "profile_id": {"$ref": "#/components/schemas/ProfileId"}, "entity": {"type": "string"}, "version": {"type": "integer"},
    "record": {"type": "integer", "description": "Number of the record in this hub; of kinds entity and event."},
    "op": {"enum": ["created", "updated", "merged", "split", "removed", "upsert", "remove", "erase"]},
    "backfill": {"type": "boolean"}, "recorded_at": {"$ref": "#/components/schemas/Time"},
    "data": {"$ref": "#/components/schemas/Data"}, "left_out": {"$ref": "#/components/schemas/LeftOut"}}},
"ChangePage": {"type": "object", "required": ["changes", "next"], "properties": {
    "changes": {"type": "array", "items": {"$ref": "#/components/schemas/Change"}},
    "next": {"type": "integer", "description": "For `after`, also when there is nothing new yet."}}},
"ChangeSnapshot": {"type": "object", "required": ["changes", "next", "complete"], "properties": {
    "changes": {"type": "array", "items": {"$ref": "#/components/schemas/Change"}},
    "next": {"type": "integer", "description": "For `after` of the next page; of a complete one, for `after` of /v1/changes."},
    "complete": {"type": "boolean", "description": "All is told that is true now."}}},
"Reject": {"type": "object", "required": ["id", "pipeline", "stream", "code", "why", "remedy", "state", "recorded_at"],
    "properties": {"id": {"type": "string"}, "pipeline": {"type": "string"}, "stream": {"type": "string"},
    "key": {"type": "string"}, "position": {"type": "string"}, "code": {"type": "string"},
    "config_line": {"type": "string"}, "why": {"type": "string"}, "remedy": {"type": "string"},
    "state": {"enum": ["open", "resolved", "retried", "dismissed"]}, "recorded_at": {"$ref": "#/components/schemas/Time"},
    "payload": {"type": "string"}}},
"RejectPage": {"type": "object", "required": ["rejects", "next"], "properties": {
    "rejects": {"type": "array", "items": {"$ref": "#/components/schemas/Reject"}},
    "next": {"type": ["string", "null"], "description": "For `after`; null on the last page."}}},
"SchemaList": {"type": "object", "required": ["schemas"], "properties": {"schemas": {"type": "array", "items": {
    "type": "object", "properties": {"entity": {"type": "string"}, "version": {"type": "string"},
    "kind": {"enum": ["party", "state", "event"]}, "summary": {"type": "string"}, "href": {"type": "string"}}}}}},
"JsonSchema": {"type": "object", "description": "A JSON Schema 2020-12 document."},
"Glossary": {"type": "object", "required": ["terms"], "properties": {"terms": {"type": "array", "items": {
    "type": "object", "required": ["term", "definition", "aliases"], "properties": {"term": {"type": "string"},
    "definition": {"$ref": "#/components/schemas/Wording"}, "public_name": {"$ref": "#/components/schemas/Wording"},
    "type": {"type": "string"}, "labels": {"type": "array", "items": {"type": "string"}},
    "fields": {"type": "array", "items": {"type": "string"}, "description": "Where the schema keeps it."},
    "aliases": {"type": "array", "items": {"type": "object", "required": ["dept", "name"], "properties": {
        "dept": {"type": "string"}, "name": {"$ref": "#/components/schemas/Wording"}, "source": {"type": "string"}, "ns": {"type": "string"}}}},
    "not_same_as": {"type": "array", "items": {"type": "string"}}, "owner": {"type": "string"}, "status": {"type": "string"}}}}}},
"Wording": {"type": "object", "properties": {"en": {"type": "string"}, "ko": {"type": "string"}}},
"LabelList": {"type": "object", "required": ["labels"], "properties": {"labels": {"type": "array", "items": {
    "type": "object", "properties": {"label": {"type": "string"}, "group": {"type": "string"},
    "guards": {"type": "boolean", "description": "A value with this label leaves only where it is accepted."}}}}}},
"Status": {"type": "object", "properties": {
    "pipelines": {"type": "array", "items": {"type": "object"}}, "sinks": {"type": "array", "items": {"type": "object"}},
    "store": {"type": "object"}}},
"OpenApi": {"type": "object", "description": "An OpenAPI 3.1 document."},
"Problem": {"type": "object", "required": ["type", "title", "status", "code", "detail", "remedy"], "properties": {
    "type": {"type": "string", "format": "uri"}, "title": {"type": "string"}, "status": {"type": "integer"},
    "code": {"type": "string"}, "detail": {"type": "string"}, "remedy": {"type": "string"}}}
})json";

}  // namespace

json::Value openapi_schemas()
{
    json::Value all = json::Object{};
    for (const std::string_view part : {profiles, requests, others}) {
        Result<json::Value> parsed = json::parse(part);
        assert(parsed && parsed->is_object());
        all.as_object().merge(parsed->as_object());
    }
    return all;
}

}  // namespace cx::api
