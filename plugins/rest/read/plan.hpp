// A stream of a manifest, checked and compiled: what the reader needs, without the configuration.
#pragma once

#include "rest/datetime.hpp"
#include "rest/decode/decoder.hpp"
#include "rest/expression/template.hpp"
#include "rest/transform/transform.hpp"

#include <cx/json.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rest {

// Where a value goes in a request: RequestOption.
struct Injection {
    enum class Into { query, header, body_json, body_data, path };

    Into into = Into::query;
    std::vector<Template> field;  // One name; several: a path within a JSON body
};

enum class Action { success, retry, rate_limited, fail, ignore, refresh_token, reset_pagination };

struct ResponseFilter {
    std::set<int> codes;
    std::optional<Template> predicate;
    std::string contains;
    std::optional<Action> action;  // Nothing: as the status usually means
    std::optional<Template> message;
    cx::json::Value parameters;
};

struct Backoff {
    enum class Kind { constant, exponential, header_seconds, header_until };

    Kind kind = Kind::constant;
    Template amount;  // Seconds, factor, or name of the header
    std::optional<Template> regex;
    std::optional<Template> min_wait;
    std::optional<Template> max_wait;
    cx::json::Value parameters;
};

// The handlers of a CompositeErrorHandler in their order; one DefaultErrorHandler is a list of one.
struct ErrorHandler {
    std::vector<ResponseFilter> filters;
    std::vector<Backoff> backoffs;
};

struct RequesterPlan {
    Template url_base;
    Template path;
    Template method;
    TemplateTree parameters;
    TemplateTree headers;
    TemplateTree body_json;
    TemplateTree body_data;
    std::optional<Template> body_text;
    cx::json::Value authenticator;  // Its component; null: none
    std::vector<ErrorHandler> error_handlers;
    cx::json::Value component_parameters;
    // Whom the credentials are for, where that is not where the request goes: an answer named it.
    std::optional<Template> home;
};

struct PaginatorPlan {
    enum class Kind { none, page, offset, cursor };

    Kind kind = Kind::none;
    std::optional<Template> page_size;
    std::optional<Injection> size_option;
    std::optional<Injection> token_option;
    bool token_is_address = false;  // RequestPath
    std::int64_t start_from = 0;
    bool inject_on_first = false;
    Template cursor_value;
    std::optional<Template> stop_condition;
    // Whether an expression may look at the records within the response.
    bool looks_at_records = false;
    cx::json::Value parameters;
};

struct TimeBound {
    Template datetime;
    std::string format;
    std::optional<Template> min;
    std::optional<Template> max;
    cx::json::Value parameters;
};

struct CursorPlan {
    enum class Kind { datetime, count, delta };

    Kind kind = Kind::datetime;
    Template field;
    std::string format;
    std::vector<std::string> formats;  // Of records and states
    TimeBound start;
    std::optional<TimeBound> end;
    std::optional<Template> step;
    std::optional<Template> granularity;
    std::optional<Template> lookback;
    std::optional<Injection> start_option;
    std::optional<Injection> end_option;
    std::string start_name = "start_time";
    std::string end_name = "end_time";
    bool client_side = false;
    bool feed = false;
    bool global_for_partitions = false;
    Template link;        // delta: the address that the next run begins with
    bool strict = false;  // A slice that begins where it ends is none
    cx::json::Value parameters;
};

struct StreamPlan;

struct ParentPlan {
    std::shared_ptr<const StreamPlan> stream;
    std::vector<Template> key;  // A path
    Template field;
    std::optional<Injection> option;
    std::vector<std::vector<std::string>> extra;
    bool incremental = false;
    cx::json::Value parameters;
};

struct RouterPlan {
    enum class Kind { list, parents };

    Kind kind = Kind::list;
    // List
    cx::json::Value values;            // A list, or nothing
    std::optional<Template> computed;  // An expression that gives one
    Template field;
    std::optional<Injection> option;
    // Parents
    std::vector<ParentPlan> parents;
    cx::json::Value parameters;
};

// QueryProperties: which fields are asked for, in chunks where a request has room for so many only.
struct PropertiesPlan {
    std::string parameter;  // Of the query; empty: only expressions see them
    std::vector<std::string> list;
    std::shared_ptr<const StreamPlan> endpoint;  // That lists them; may be nullptr
    std::vector<Template> endpoint_path;
    std::vector<std::string> always;
    std::int64_t limit = 0;  // 0: one chunk
    bool limits_characters = false;
    std::vector<std::string> merge_key;  // Fields that tell which records are one
    cx::json::Value parameters;
};

// ServerSentEventsRetriever.
struct EventsPlan {
    std::set<std::string, std::less<>> types;  // That are records; empty: all
    std::string text_field = "data";           // Of data that is no object
    std::string type_field;                    // That gets the event's type
    std::chrono::seconds silence{90};          // Longer is a dead connection
};

enum class JobStatus { running, completed, failed, timed_out, skipped };

// AsyncRetriever: each request of its own, the last of them being the stream's requester.
struct JobPlan {
    std::shared_ptr<const StreamPlan> create;
    std::shared_ptr<const StreamPlan> poll;
    std::shared_ptr<const StreamPlan> target;  // May be nullptr, as those that follow
    std::shared_ptr<const StreamPlan> abort;
    std::shared_ptr<const StreamPlan> remove;
    std::vector<Template> status_path;
    std::map<std::string, JobStatus, std::less<>> statuses;
    std::optional<std::vector<Template>> targets_path;
    std::optional<Template> timeout_minutes;
    cx::json::Value parameters;
};

struct StreamPlan {
    std::string name;
    std::vector<std::vector<std::string>> primary_key;  // Paths
    RequesterPlan requester;
    PaginatorPlan paginator;
    std::shared_ptr<const Decoder> decoder;
    cx::json::Value parts_decoder;  // Where answers are read in parts: its component
    std::shared_ptr<const JobPlan> job;
    std::optional<PropertiesPlan> properties;
    std::optional<EventsPlan> events;
    std::optional<Extractor> extractor;
    // Where the extractor looks, if that is a plain path: then records are taken out in place.
    std::optional<std::vector<std::string>> plain_path;
    std::optional<Template> filter;
    std::optional<Template> removed;  // Of which records the system says that they are gone
    std::vector<std::shared_ptr<const Transformation>> transformations;
    bool transform_first = false;
    cx::json::Value schema;  // To cast by; null: nothing is cast
    std::optional<CursorPlan> cursor;
    std::vector<RouterPlan> routers;
    bool slicer_on_first_page_only = false;
    bool slicer_elsewhere = false;  // A job was told already what is wanted
    // Where paging is begun again: from the furthest record instead of the first page.
    bool split_on_reset = false;
    std::int64_t reset_records = 0;  // Behind so many records; 0: only where an answer says so
    // Of a StateDelegatingStream: what is read once there is a state.
    std::shared_ptr<const StreamPlan> with_state;
    cx::json::Value selector_parameters;
};

}  // namespace rest
