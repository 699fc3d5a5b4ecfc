// The users of one stream: found by id in the hub, by name in an index of this process.
#pragma once

#include <cx/host.hpp>
#include <cx/json.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace scim_server {

// The index only points: whatever it says is read again from the hub before it counts, since a
// request that was noted here may not have become durable. So it may hold too much, never too
// little.
class Users {
public:
    Users(cx::Host host, std::string stream) : host_(host), stream_(std::move(stream)) {}

    std::optional<cx::json::Value> by_id(std::string_view id) const;
    // Those whose attribute (userName, externalId) has the value; userName whatever its capitals.
    std::vector<cx::json::Value> by_attribute(std::string_view attribute, std::string_view value);
    // Ids of those that are there, in the order in which they first came.
    std::vector<std::string> ids();
    // After a request that stores this user.
    void note(const cx::json::Value& user);
    // Another user than `id` has the userName.
    bool is_taken(std::string_view user_name, std::string_view id);
    // For a user that is new; the same for the same request, as long as nobody has it.
    std::string new_id(const cx::json::Value& user) const;
    // After a request that removes this user, or when it was found to be gone.
    void note_gone(const std::string& id) { gone_.insert(id); }

private:
    void fill();
    void point(const cx::json::Value& user);

    cx::Host host_;
    std::string stream_;
    bool filled_ = false;
    std::vector<std::string> ids_;
    std::set<std::string, std::less<>> known_;
    std::set<std::string, std::less<>> gone_;  // Of these; looked at again before it counts.
    std::multimap<std::string, std::string, std::less<>> by_name_;      // userName, small
    std::multimap<std::string, std::string, std::less<>> by_external_;  // externalId
};

}  // namespace scim_server
