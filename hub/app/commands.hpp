// The commands behind the command line; each returns the exit status.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cx::app {

struct RunArguments {
    std::string directory;
};
int command_run(const RunArguments& arguments);

int command_reload(const std::string& directory);

struct ImportArguments {
    std::string directory;
    std::vector<std::string> pipelines;  // Empty: all
    bool deliver = false;
    std::uint32_t batch_records = 0;  // 0: as configured
    bool log = false;                 // As the daemon logs; else warnings only
};
int command_import(const ImportArguments& arguments);

struct CheckArguments {
    std::string directory;
    bool json = false;
    std::string against;  // A store or a folder; empty: the configured store, where it exists
};
int command_check(const CheckArguments& arguments);

int command_test(const std::string& directory);

struct TryArguments {
    std::string directory;
    std::string pipeline;
    std::string stream;  // Empty: all
    std::uint32_t limit = 10;
};
int command_try(const TryArguments& arguments);

struct CassetteArguments {
    TryArguments what;
    std::string file;
    std::vector<std::string> keep;  // Members whose values are no personal data
};
// As try; the exchanges with the system are kept, or come from where they were kept.
int command_connector_record(const CassetteArguments& arguments);
int command_connector_replay(const CassetteArguments& arguments);

int command_status(const std::string& directory, bool json);
int command_top(const std::string& directory);

struct ProfileArguments {
    std::string directory;
    std::string who;  // Profile id, "ns:value", e-mail or phone
    std::string why;  // Field; "*" for all
    bool explain = false;
    std::string why_not;  // Id of another profile
    bool timeline = false;
    bool history = false;
    bool json = false;
    std::string at;  // RFC 3339
};
int command_profile(const ProfileArguments& arguments);

struct FollowArguments {
    std::string directory;
    std::string who;    // As ProfileArguments::who
    bool show = false;  // Values of fields and keys of records
    bool json = false;  // JSON Lines
};
int command_follow(const FollowArguments& arguments);

struct ExportArguments {
    std::string directory;
    std::string what;  // profiles, records, members, canonical, person
    std::string who;   // person: as ProfileArguments::who
    std::vector<std::string> accepts;
    std::vector<std::string> purposes;
};
int command_export(const ExportArguments& arguments);

struct RejectsArguments {
    std::string directory;
    std::string action;  // list, show, retry, dismiss
    std::string id;
    std::string pipeline;
    std::string code;
    std::string state = "open";  // list
    bool all = false;            // retry, dismiss
    bool edit = false;           // retry
    std::string payload;         // retry: a file
    bool json = false;
};
int command_rejects(const RejectsArguments& arguments);

struct StewardArguments {
    std::string directory;
    std::string action;  // split, merge, forbid
    std::string profile;
    std::string other;                 // merge, forbid
    std::vector<std::string> records;  // split: "source/entity/key"
    std::string reason;
    bool preview = false;
    bool json = false;
};
int command_steward(const StewardArguments& arguments);

struct ReviewArguments {
    std::string directory;
    std::string action;  // list, show, decide
    std::string id;
    std::string state = "review";  // list
    std::string band;              // list
    std::string entity;            // list
    int limit = 100;               // list
    std::string verdict;           // decide: same, different
    std::string reason;            // decide
    bool json = false;
};
int command_review(const ReviewArguments& arguments);

struct IdentityArguments {
    std::string directory;
    std::string action;  // list, train, activate, rollback
    std::string id;      // activate
    bool json = false;
};
int command_identity(const IdentityArguments& arguments);

struct EraseArguments {
    std::string directory;
    std::string who;  // As ProfileArguments::who; to lift: the id of the erasure or the profile
    std::string reason;
    bool lift = false;
};
int command_erase(const EraseArguments& arguments);

struct RestrictArguments {
    std::string directory;
    std::string who;  // As ProfileArguments::who
    std::string reason;
    bool lift = false;
};
int command_restrict(const RestrictArguments& arguments);

struct AuditArguments {
    std::string directory;
    std::string what;  // access, changes, decisions, erasures
    std::string profile;
    std::string actor;
    std::string since;  // RFC 3339
    bool json = false;
};
int command_audit(const AuditArguments& arguments);

struct TokenArguments {
    std::string directory;
    std::string action;  // create, list, rotate, revoke
    std::string name;    // create; else the id
    std::vector<std::string> scopes;
    std::vector<std::string> accepts;
    std::vector<std::string> purposes;
    std::string expires;  // "90d"; empty: 90 days
    std::string keep;     // rotate: "1d"
};
int command_token(const TokenArguments& arguments);

struct PipelineArguments {
    std::string directory;
    std::string action;  // pause, resume, run, rewind, accept, refuse
    std::string pipeline;
    std::string stream;  // Empty: all
    std::string to;      // rewind: RFC 3339
    std::string cursor;  // rewind
    bool dry_run = false;
};
int command_pipeline(const PipelineArguments& arguments);

struct ReplayArguments {
    std::string directory;
    std::string pipeline;
    std::string stream;  // Empty: all
    bool dry_run = false;
    bool show = false;   // Personal values in samples
    bool again = false;  // From the first payload
};
int command_replay(const ReplayArguments& arguments);

struct SinkArguments {
    std::string directory;
    std::string sink;
};
int command_sink_resync(const SinkArguments& arguments);

int command_store_check(const std::string& directory);
int command_store_backup(const std::string& directory, const std::string& target);

struct DescribeArguments {
    std::string what;
    std::string name;
    std::string directory;   // For mappings and schema of a configuration
    std::string department;  // term
    bool json = false;
};
int command_describe(const DescribeArguments& arguments);
// What `describe` knows, for help and completion.
std::vector<std::string> describe_topics();

}  // namespace cx::app
