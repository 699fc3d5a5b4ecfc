// What of the hub's data may leave through one exit. The only place where the API and sinks decide
// that.
//
// A field passes where every label that guards it is accepted: the label of the schema and, in a
// profile, the labels that its provenance carries. A record's key passes with "identity.key", as an
// address with "pii.direct" too. Ids of profiles, versions, times, names of fields, of sources and
// rules always pass. What the schema does not know stays in.
#pragma once

#include "api/gate.hpp"
#include "api/mapping_labels.hpp"
#include "model/record.hpp"
#include "model/schema.hpp"
#include "store/store.hpp"

#include <cx/json.hpp>

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::api {

class Filter {
public:
    // All outlive the filter. Without `labels`, records are judged by the schema alone; without
    // `purposes`, nobody is asked for consent.
    Filter(const model::Schema& schema, const model::Accepts& accepts,
           MappingLabels* labels = nullptr, const Purposes* purposes = nullptr)
        : schema_(schema), accepts_(accepts), labels_(labels), purposes_(purposes)
    {
    }

    // The same exit, for records of this profile. Whoever is behind a record of nobody was not
    // asked.
    Filter about(const std::string& profile_id) const;
    // Whether more than labels decides, so that it matters whom a record is about.
    bool gated() const
    {
        return purposes_ && purposes_->gate && purposes_->gate->active(purposes_->names);
    }
    // Whether the person's data are restricted and so stay in.
    bool restricted(const std::string& profile_id) const;
    // What consent, night and restriction kept back so far; labels are not counted here.
    const Tally& tally() const { return *tally_; }

    // The values that pass. Names of the others are appended to `left_out`.
    json::Value golden(const model::ProfileVersion& profile,
                       std::vector<std::string>& left_out) const;
    json::Value data(const model::RecordVersion& version, std::vector<std::string>& left_out) const;

    bool passes(std::string_view label) const;
    bool keys() const { return passes("identity.key"); }
    // Whether this key of a record, or of its owner, passes: it may be an address or a number.
    bool key(std::string_view key) const;
    // Payloads of sources as they came: anything may be in them.
    bool payloads() const;

    // The reasons that Explain gave for `profile` as it is made of `members`, without the values
    // and keys that do not pass. What a record says is judged by its own labels too. Of members of
    // the JSON that it does not know, only objects and arrays are looked through; their texts stay
    // in.
    json::Value why(json::Value told, const model::ProfileVersion& profile,
                    std::span<const store::MemberRow> members) const;

private:
    using Extra = std::map<std::string, model::LabelSet>;
    struct Reasons;

    std::optional<Extra> added_labels(const model::RecordVersion& version) const;
    json::Value field_value(const std::string& field, const json::Value& value,
                            const model::EntityType& type, const Extra& extra) const;
    json::Value why_value(const json::Value& part, const json::Value& value,
                          const std::string& field, const Reasons& reasons) const;
    void cut(json::Value& part, const std::string& field, const Reasons& reasons) const;

    const model::Schema& schema_;
    const model::Accepts& accepts_;
    MappingLabels* labels_;
    const Purposes* purposes_;
    std::string subject_;
    std::shared_ptr<Tally> tally_ = std::make_shared<Tally>();
    // Of the person asked about last.
    struct Known {
        std::string profile_id;
        Allowance allowance;
    };
    const Allowance& allowance(const std::string& profile_id) const;
    std::shared_ptr<std::optional<Known>> known_ = std::make_shared<std::optional<Known>>();
};

}  // namespace cx::api
