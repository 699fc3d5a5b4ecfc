// The profile that a route's {id} means today.
#pragma once

#include "model/record.hpp"
#include "store/store.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cx::api {

struct FoundProfile {
    model::ProfileVersion profile;
    std::string resolved_from;  // The id asked for, where it is an alias.
};

// Nothing for an id that was never given out and for a profile without records.
std::optional<FoundProfile> find_profile(store::View& view, const std::string& id);

// Names of the members' records.
std::vector<model::RecordKey> keys_of(std::span<const store::MemberRow> members);

// Says "resolved_from" in the body where the id was an alias.
void put_resolved(json::Value& body, const FoundProfile& found);

}  // namespace cx::api
