// What the HTTP API asks of the rest of the hub. hub/pipeline implements these; reads go to the
// store directly.
#pragma once

#include "api/exchange.hpp"
#include "model/labels.hpp"
#include "model/record.hpp"
#include "model/sender.hpp"
#include "store/store.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cx::api {

// Changes by a steward. All are [any-thread]; each returns when it is durable.
class Steward {
public:
    struct Outcome {
        std::string decision;               // Its id
        std::vector<std::string> profiles;  // Live profile ids concerned, the kept one first
    };
    struct Act {
        enum class Kind { split, merge, forbid };

        Kind kind = Kind::split;
        std::string a;  // Profiles; a split has one.
        std::string b;
        std::vector<model::RecordKey> records;  // Of a split, see split()
    };
    // What an act would make of the profiles concerned.
    struct Outlook {
        struct Group {
            std::string profile_id;  // Empty: a new one
            std::string country;     // Of its golden values
            std::vector<model::RecordKey> records;
            std::vector<model::RecordId> ids;  // Of the records, in their order
        };
        // What would have no say any more between two records.
        struct Overruled {
            model::RecordKey a;
            model::RecordKey b;
            std::string rule;
            std::string ns;
        };

        std::vector<Group> before;
        std::vector<Group> after;
        std::vector<Overruled> links;        // Join records that would be apart.
        std::vector<Overruled> vetoes;       // Part records that would be together.
        std::vector<std::string> decisions;  // Earlier words of stewards: their ids
    };

    virtual ~Steward() = default;

    // Puts `records` (some of the profile's members) apart from the profile's other members, for
    // good. An empty list: the grouping the profile had before its last merge. Errors:
    // steward.no_profile, steward.no_merge (nothing to undo), steward.not_member,
    // steward.all_members.
    virtual Result<Outcome> split(const std::string& profile_id,
                                  const std::vector<model::RecordKey>& records,
                                  const std::string& actor, const std::string& reason) = 0;
    // Declares two profiles one person. Errors: steward.no_profile, steward.same_profile,
    // steward.exclusive (an exclusive identifier stands against it; the message names the
    // namespace).
    virtual Result<Outcome> merge(const std::string& a, const std::string& b,
                                  const std::string& actor, const std::string& reason) = 0;
    // Declares two profiles two people, whatever their records may come to say. Errors:
    // steward.no_profile, steward.same_profile (split it instead).
    virtual Result<Outcome> forbid(const std::string& a, const std::string& b,
                                   const std::string& actor, const std::string& reason) = 0;
    // What the act would do; nothing is stored. Errors: as of the act.
    virtual Result<Outlook> preview(const Act& act) = 0;
    // A person's word on a scored pair: that its records are one person, or two. Errors:
    // steward.no_review, steward.exclusive.
    virtual Result<Outcome> judge(const store::RecordPair& pair, bool same,
                                  const std::string& actor, const std::string& reason) = 0;
};

// Rights of the people whose data the hub keeps. All are [any-thread]; each returns when it is
// durable.
class Rights {
public:
    struct Erased {
        std::string erasure;  // Its id
        std::string profile_id;
        std::size_t records = 0;
        bool clean = false;  // Nothing is left in any byte of the store's files; false: soon
    };

    virtual ~Rights() = default;

    // Takes out all that belongs to a profile, for good, and refuses it from now on. Errors:
    // rights.no_profile, rights.erased (it was erased before).
    virtual Result<Erased> erase(const std::string& profile_id, const std::string& actor,
                                 const std::string& reason) = 0;
    // Lets the person come back; `erasure` is its id or that of the profile. Errors:
    // rights.no_erasure, rights.lifted.
    virtual Result<Done> lift(const std::string& erasure, const std::string& actor) = 0;
    // Keeps the profile's data and lets nobody use them, except for claims at law; or ends that.
    // Errors: rights.no_profile, rights.restricted, rights.not_restricted.
    virtual Result<Done> restrict(const std::string& profile_id, bool on, const std::string& actor,
                                  const std::string& reason) = 0;
};

// Reasons. All are [any-thread].
class Explain {
public:
    virtual ~Explain() = default;

    // {profile_id, version, recorded_at, config_id, members: [...], fields: {name: {value, rule,
    // from, candidates: [...]}},
    //  links: [{a, b, rule, key: {ns}, ...}], apart: [...]}; `field` empty: all. As of `at` (zero:
    //  now).
    // Values are not filtered; the API filters by the token's labels. Errors: explain.no_profile,
    // explain.no_field.
    virtual Result<json::Value> why(const std::string& profile_id, const std::string& field,
                                    Timestamp at) = 0;
    // What a scored pair is made of: {prior, terms: [{fact, level, bits, frequency, m, u}]}, by the
    // model that scored it, so that bits, frequencies and prior add up to its weight; without them
    // where that model is gone. No values.
    virtual json::Value terms(const store::EdgeRow& pair) = 0;
    // Why two profiles are not one: {profile_id, other_id, same, best: {a, b, weight, probability,
    // missing, mean, proposed, veto, prior, terms}, shared_keys: [...], links, apart}. `best` is
    // the pair of a record of each that comes nearest, `missing` the bits by which its weight falls
    // short of being merged; none where nothing is scored. Error: explain.no_profile.
    virtual Result<json::Value> why_not(const std::string& a, const std::string& b) = 0;
};

// Models of weights for matching. All are [any-thread]; each returns when it is durable.
class Models {
public:
    virtual ~Models() = default;

    // Learns a candidate from the store's records and tries it on the profiles: {id, state,
    // created_at, figures: {records, sampled, pairs, expected_matches, rounds, prior,
    // facts: {family: {equal: {m, u}}}, forecast: {share, records, profiles, would_be, merging,
    // splitting, merges, risk: {...}, examples: {...}}}}; takes seconds to minutes. Errors:
    // identity.few_records, identity.no_scores, identity.training (one is under way).
    virtual Result<json::Value> train() = 0;
    // Puts a model in force: {active, former, forecast}; the records are clustered again in the
    // background. Errors: identity.no_model, identity.active, identity.model (it cannot be read).
    virtual Result<json::Value> activate(const std::string& id, const std::string& actor) = 0;
    // Goes back to the model before, or to the shipped weights: {active, former}. Error:
    // identity.none_active.
    virtual Result<json::Value> roll_back(const std::string& actor) = 0;
    // {in_force, clustered: 0 to 1, models: [as train()], oldest first; regrouped: {model, merges,
    // splits}, what the clustering by the last model came to so far; training: {phase, done}, where
    // one is under way}
    virtual json::Value models() = 0;
};

// State of what runs, and an administrator's words to it: /v1/pipelines, /v1/rejects and the
// commands. An empty stream means every stream of the pipeline. What is changed is durable on
// return, and holds between two batches: nothing is read after a pause has been answered.
// [any-thread]
class Admin {
public:
    enum class Control { pause, resume, run };
    struct Rewind {
        std::string pipeline;
        std::string stream;
        std::optional<std::string> cursor;  // Goes on from exactly here.
        std::optional<Timestamp> to;        // From where the stream was then; neither: its start.
        bool dry_run = false;               // Only tell.
    };

    virtual ~Admin() = default;

    // {pipelines: [{name, stream, state, last_success, counts..., rejects_open, next_run,
    // last_error: {cause, remedy}}], sinks: [...], store: {...}}
    virtual json::Value status() = 0;
    // Errors: admin.no_stream, admin.not_running (run).
    virtual Result<Done> control(const std::string& pipeline, const std::string& stream,
                                 Control what) = 0;
    // {streams: [{stream, from, means}]}. Errors: admin.no_stream, admin.no_cursor.
    virtual Result<json::Value> rewind(const Rewind& rewind) = 0;
    // Answers a held snapshot: true deletes what is missing, false drops the generation. Errors:
    // admin.no_stream, admin.not_held, admin.not_running.
    virtual Result<Done> decide_snapshot(const std::string& pipeline, const std::string& stream,
                                         bool accept) = 0;
    // Lets a sink take a snapshot and then follow. Error: api.no_sink.
    virtual Result<Done> resync_sink(const std::string& sink) = 0;
    // Maps a reject again, with the payload given where there is one: {accepted, superseded,
    // refused:
    // [{id, code, why, config_line}]}. Errors: api.no_reject, admin.no_stream, reject.closed,
    // reject.no_payload, reject.payload.
    virtual Result<json::Value> retry(const std::string& id,
                                      const std::optional<std::string>& payload) = 0;
    // The same for a page of open rejects; `next` is the id to go on after, null at the end.
    virtual json::Value retry_page(const store::RejectFilter& filter) = 0;
    struct Replay {
        std::string pipeline;
        std::string stream;
        bool again = false;      // From the first payload, whatever place is kept.
        bool dry_run = false;    // Only tell what would change,
        std::int64_t after = 0;  // from this place on;
        model::Accepts accepts;  // samples show values with these labels.
    };
    // Maps a page of the stream's kept payloads again: {from, next, total, read, changed,
    // unchanged, filtered, rejected, rejected_by_code, overtaken}; `next` is null at the end,
    // `total` told with the first page. A dry run adds {entities: {person: {added, changed,
    // removed}}, fields:
    // {"person.name": n}, samples: [{field, before, after}]}. Errors: admin.no_stream.
    virtual Result<json::Value> replay(const Replay& replay) = 0;
    // Takes over a changed configuration, as a whole or not at all: {config_id, pipelines: {added,
    // changed, removed}, sinks: {...}}. Errors: admin.config_refused, admin.restart_needed,
    // admin.not_running.
    virtual Result<json::Value> reload() = 0;
    virtual bool ready(std::string& why_not) = 0;
};

// Requests for pipelines that receive. [any-thread]
class Ingest {
public:
    virtual ~Ingest() = default;

    // How the pipeline's senders prove who they are; nullptr where it receives nothing.
    virtual std::shared_ptr<const model::Sender> sender(const std::string& pipeline) = 0;
    // A proven sender's request, its body unpacked. Returns when what it brought is durable, or
    // refused: ingest.no_stream, ingest.busy, ingest.failed, ingest.stopping.
    virtual Answer receive(const std::string& pipeline, const Request& request) = 0;
};

// News of commits, for readers that follow. [any-thread]
class Commits {
public:
    virtual ~Commits() = default;

    // How many there were.
    virtual std::uint64_t count() = 0;
    // Waits until there were more than `seen`, or the hub stops, or for so long.
    virtual void wait(std::uint64_t seen, std::chrono::milliseconds at_most) = 0;
    // Whoever follows should end.
    virtual bool stopping() = 0;
};

}  // namespace cx::api
