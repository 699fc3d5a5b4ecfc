// Asks the hub that has the store, through its Unix socket; where none runs, opens the store and
// answers itself, with the same routes. So every command reads and writes in one way, and every
// read of personal data is logged.
#pragma once

#include "api/server.hpp"
#include "app/hub.hpp"
#include "config/config.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <memory>
#include <string>

namespace cx::app {

class LocalHub {
public:
    // Error codes: those of the store; api.no_hub where a hub has the store but does not answer.
    static Result<std::unique_ptr<LocalHub>> reach(config::Config configuration);
    // Only a hub that runs with this store; nullptr where none does.
    static std::unique_ptr<LocalHub> reach_running(const std::string& store_path);
    ~LocalHub();

    bool running() const { return own_ == nullptr; }  // A daemon answers.
    // The answer's JSON; a problem document becomes an Error with its code and detail.
    Result<json::Value> get(const std::string& path);
    Result<json::Value> post(const std::string& path, const json::Value& body);
    Result<json::Value> remove(const std::string& path);
    // Events of a route that has them.
    Result<std::unique_ptr<api::LocalEvents>> follow(const std::string& path);

private:
    Result<json::Value> call(const std::string& method, const std::string& path,
                             const std::string& body);

    std::string socket_;
    std::string folder_;  // Of a socket of our own
    std::unique_ptr<Hub> own_;
};

// Loads the configuration and reaches the hub; prints what went wrong and gives the exit status
// then. A hub that runs answers though somebody has put mistakes into the files since.
Result<std::unique_ptr<LocalHub>> reach_or_explain(const std::string& directory, int& exit_status);

// The profile ids that a person's word for somebody leads to: an id, a source key (ns:value), an
// e-mail address or a phone number. Error codes: profile.none, those of the API.
Result<std::vector<std::string>> find_profiles(LocalHub& hub, const std::string& who);

// The same where it is one only; the error names all of them otherwise. Error codes: also
// profile.several.
Result<std::string> find_one_profile(LocalHub& hub, const std::string& who);

// A path segment or query value, percent-encoded.
std::string encoded(const std::string& text);

}  // namespace cx::app
