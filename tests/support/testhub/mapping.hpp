// A mapping for tests: the payload says itself what it emits, so that a test shows all that
// happens.
#pragma once

#include "mapping/mapping.hpp"
#include "plugin/plugin.hpp"

#include <string>
#include <vector>

namespace cx::pipeline::testing {

// person (party), order (state, owned by `buyer`), visit (event, owned by `visitor`).
const model::Schema& schema();

// An entity that a source record emits. `data` is JSON text.
struct Emit {
    std::string entity;
    std::string key;
    std::string owner;
    std::string data;
    bool mention = false;
};

// "crm.contact@test:<id>", a record's own key.
std::string contact(const std::string& id);
Emit person(const std::string& id, const std::string& data);
Emit mentioned(const std::string& id);
Emit order(const std::string& id, const std::string& buyer, const std::string& item = "tea");
Emit visit(const std::string& id, const std::string& visitor);

// Canonical data of a person; empty parts are left out.
std::string named(const std::string& name, const std::string& email = "",
                  const std::string& phone = "", const std::string& ci = "",
                  const std::string& nickname = "");

// Source records. `second` is when it happened; 0: the source does not say.
plugin::SourceRecord says(const std::string& key, int second, const std::vector<Emit>& emits);
plugin::SourceRecord gone(const std::string& key);
plugin::SourceRecord bad(const std::string& key);  // Rejected by the mapping.
plugin::SourceReject unreadable(const std::string& key);

Timestamp at_second(int second);

class SelfMapping final : public mapping::Mapping {
public:
    const std::string& name() const override { return name_; }
    mapping::Outcome apply(const json::Value& record,
                           const mapping::SourceFacts& facts) const override;
    const std::map<std::string, std::map<std::string, model::LabelSet>>& labels() const override
    {
        return labels_;
    }
    const std::string& text() const override { return name_; }
    std::string describe() const override { return {}; }

private:
    std::string name_ = "test/self@1";
    std::map<std::string, std::map<std::string, model::LabelSet>> labels_;
};

}  // namespace cx::pipeline::testing
