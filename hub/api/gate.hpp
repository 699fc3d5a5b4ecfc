// What may leave about one person beside the labels: contact data only with their consent where an
// exit's purposes rest on it, and nothing while the person is restricted.
#pragma once

#include "model/consent.hpp"
#include "store/store.hpp"

#include <cx/json.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::api {

// What was left out at an exit, by reason: "label", "consent", "night", "restricted".
using Tally = std::map<std::string, std::uint64_t, std::less<>>;

// What an exit may have of one person.
struct Allowance {
    bool restricted = false;
    std::map<std::string, std::string, std::less<>> refused;  // Channel -> reason

    bool open() const { return !restricted && refused.empty(); }
    // Takes what may not leave out of an entity's data; names of it go to `left_out`.
    void apply(json::Value& data, std::string_view entity, std::vector<std::string>& left_out,
               Tally& tally) const;
    // The reason against contact data of this kind ("email", "phone", ...); empty: it may leave.
    std::string_view against(std::string_view kind) const;
};

// What a person allows for a purpose that rests on consent: by which channels, and by which not.
struct Agreement {
    std::string purpose;
    std::vector<std::string> allowed;
    std::vector<std::string> refused;
};

class ConsentGate {
public:
    // All outlive the gate.
    ConsentGate(store::Store& store, const model::Policy& policy, Clock& clock)
        : store_(store), policy_(policy), clock_(clock)
    {
    }

    // `profile_id` empty: of somebody whom nobody knows. May open a View, so ask while holding
    // none that others wait for. [any-thread]
    Allowance of(const std::string& profile_id, std::span<const std::string> purposes) const;
    // What the people behind these records allow, were they one person of this country: by purpose
    // that somebody spoke of.
    std::vector<Agreement> agreements(std::span<const model::RecordId> records,
                                      const std::string& country) const;
    // Whether anybody's data may be kept back for these purposes.
    bool active(std::span<const std::string> purposes) const;
    // Whether some purpose rests on consent.
    bool asks_consent(std::span<const std::string> purposes) const;
    // Whether it is night somewhere for one of the purposes.
    bool night(std::span<const std::string> purposes) const;
    const model::Policy& policy() const { return policy_; }

private:
    void ask(Allowance& allowance, store::View& view, const std::string& profile_id,
             std::span<const std::string> purposes) const;

    store::Store& store_;
    const model::Policy& policy_;
    Clock& clock_;
};

// An exit's purposes with the gate that judges them; without one, labels decide alone.
struct Purposes {
    const ConsentGate* gate = nullptr;
    std::vector<std::string> names;
};

}  // namespace cx::api
