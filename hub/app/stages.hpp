// The stages of one customer's way through the hub, out of what the API answers: a record came, or
// was rejected; the profile has a new version; records moved between profiles; a sink has come as
// far. Only what is told is a stage; what changed nothing leaves no trace.
#pragma once

#include <cx/json.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cx::app {

// A stage is {at, stage: "record" | "rejected" | "profile" | "moved" | "erased" | "delivered",
// ...}. Values of fields and keys of records are in it where `show` is set, and nowhere else.
class Stages {
public:
    // `members` and `status` as they are when the following begins (Members and Status of the API).
    Stages(const json::Value& members, const json::Value& status, bool show);

    // Of a change (docs/specs/changes.md). For one of a profile also the newest page of the
    // profile's history, with that version in it, and its members; else null.
    std::vector<json::Value> of_change(const json::Value& change, const json::Value& history,
                                       const json::Value& members);
    // Which sinks have come past the changes that were told so far.
    std::vector<json::Value> of_status(const json::Value& status, const std::string& at);
    // Whether records were rejected since the last call.
    bool rejects_grew(const json::Value& status);
    // Those of the profile's own source records.
    std::vector<json::Value> of_rejects(const json::Value& page) const;

private:
    std::vector<json::Value> new_records(const json::Value& members);
    json::Value record(const json::Value& version) const;
    json::Value version(const json::Value& told) const;

    bool show_;
    std::map<std::string, std::int64_t> known_;  // Versions of members
    std::set<std::string> origins_;              // pipeline/stream/key
    std::map<std::string, std::int64_t> told_;   // Of each sink, the change it was told past
    std::int64_t newest_ = 0;                    // Of the changes told
    std::int64_t rejected_ = 0;
};

// A stage as one line for people.
std::string line_of(const json::Value& stage);

}  // namespace cx::app
