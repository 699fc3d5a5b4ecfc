// What was merged and comes apart again is what it was, to the last byte but for ids; and each
// golden value is what the record says that it names.
#include "hub_test.hpp"
#include "population.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <random>

namespace cx::pipeline::testing {
namespace {

using Lines = std::set<std::string>;

class Reversal : public HubTest {
protected:
    Reversal()
    {
        const cx::testing::PopulationRates families{
            .shared_phone = 80, .alone = 20, .members_max = 6};
        std::vector<plugin::SourceRecord> records;
        for (const auto& made : cx::testing::PopulationMaker(5, families).people(60)) {
            const std::string id = std::to_string(++count_);
            records.push_back(says(id, count_, {person(id, made.data), order(id, id)}));
        }
        hub_->take(std::move(records));
    }

    std::string some_profile()
    {
        std::string profile;
        while (profile.empty())
            profile = hub_->profile_of(std::to_string(1 + dice_() % static_cast<unsigned>(count_)));
        return profile;
    }
    std::vector<model::RecordKey> members(const std::string& profile)
    {
        std::vector<model::RecordKey> keys;
        for (const auto& row : hub_->store->view()->members(profile))
            keys.push_back(row.version.key);
        return keys;
    }

    // All that is told of people but the ids of profiles, when and how often they changed.
    Lines state()
    {
        Lines lines;
        const auto view = hub_->store->view();
        std::map<model::RecordId, std::string> names;
        view->each_profile([&](const model::ProfileVersion& profile) {
            std::string line = json::write(profile.golden);
            for (const model::Provenance& reason : profile.provenance)
                line += json::write(model::to_json(reason));
            for (const auto& row : view->members(profile.profile_id)) {
                names[row.version.record] = row.version.key.key;
                line += fmt::format(" {} v{}", row.version.key.key, row.version.version);
            }
            for (const auto& owned :
                 view->owned(view->owner_keys(profile.profile_id), "", false, {}, 1000))
                line += " " + owned.key.key;
            lines.insert(std::move(line));
            return true;
        });
        std::vector<model::RecordId> all;
        for (const auto& [id, name] : names) all.push_back(id);
        for (const store::EdgeRow& edge : view->edges_of(all))
            lines.insert(fmt::format("{} {} {} {} {} {}", names[edge.pair.a], names[edge.pair.b],
                                     edge.state == store::EdgeRow::State::merged, edge.weight,
                                     edge.model, edge.veto));
        return lines;
    }
    // Lines about pairs of which a steward said something; they are not what they were.
    static bool between(const std::string& line, const std::vector<model::RecordKey>& one,
                        const std::vector<model::RecordKey>& other)
    {
        const auto names = [&](const std::vector<model::RecordKey>& keys) {
            return std::any_of(keys.begin(), keys.end(), [&](const model::RecordKey& key) {
                return line.starts_with(key.key + " ") ||
                       line.find(" " + key.key + " ") != line.npos;
            });
        };
        return line.front() != '{' && names(one) && names(other);
    }

    int count_ = 0;
    std::mt19937 dice_{5};
};

TEST_F(Reversal, OfAMergeByHandRestoresAllButIds)
{
    int acts = 0;
    while (acts < 15) {
        const std::string one = some_profile();
        const std::string other = some_profile();
        if (one == other) continue;
        const auto of_one = members(one);
        const auto of_other = members(other);
        Lines before = state();
        tick();
        ASSERT_TRUE(hub_->steward->merge(one, other, "ann", "a guess"));
        const auto merged = hub_->resolve(one);
        ASSERT_EQ(hub_->resolve(other), merged);
        EXPECT_NE(state(), before);
        tick();
        if (++acts % 2 == 0) {
            ASSERT_TRUE(hub_->steward->split(*merged, {}, "ann", "it was none"));
        } else {
            ASSERT_TRUE(hub_->steward->split(*merged, of_other, "ann", "it was none"));
        }
        Lines after = state();
        for (Lines* lines : {&before, &after})
            std::erase_if(*lines,
                          [&](const auto& line) { return between(line, of_one, of_other); });
        EXPECT_EQ(after, before) << acts;
    }
}

// A record that is like two people joins them until it goes, or says something else.
TEST_F(Reversal, OfAMergeByEvidenceRestoresAllButIds)
{
    hub_->take({says("a", 1, {person("a", named("Oriwin Tolmar", "comet1@naver.com"))}),
                says("b", 2, {person("b", named("Oriwin Tolmar", "", "+821087654321"))})});
    const Lines before = state();
    ASSERT_NE(hub_->profile_of("a"), hub_->profile_of("b"));
    const auto bridge = [&](const std::string& email) {
        tick();
        hub_->take(
            {says("c", 3,
                  {person("c", named("Oriwin Tolmar", email, "+821087654321")), order("c", "c")})});
    };
    const auto let_go = [&] {
        tick();
        hub_->take({gone("c")});
    };
    bridge("comet1@naver.com");
    ASSERT_EQ(hub_->profile_of("a"), hub_->profile_of("b"));
    let_go();
    EXPECT_EQ(state(), before);
    bridge("walnut2@naver.com");
    const Lines with_stranger = state();
    ASSERT_NE(hub_->profile_of("a"), hub_->profile_of("b"));
    let_go();
    EXPECT_EQ(state(), before);
    EXPECT_NE(with_stranger, before);
}

TEST_F(Reversal, OfAnExclusiveIdentifierThatJoinedRestoresAllButIds)
{
    const std::string one = some_profile();
    std::string other = one;
    while (other == one) other = some_profile();
    const Lines before = state();
    std::vector<plugin::SourceRecord> records;
    for (const auto& [id, like] : {std::pair("x", one), std::pair("y", other)}) {
        json::Value data =
            json::parse(hub_->live_records().at("crm person " + members(like).front().key)).value();
        data["identifiers"] = json::Array{json::Object{{"ns", "kr.ci"}, {"value", "c1"}}};
        records.push_back(says(id, 1, {person(id, json::write(data))}));
    }
    hub_->take(records);
    EXPECT_NE(state(), before);
    tick();
    hub_->take({gone("x"), gone("y")});
    EXPECT_EQ(state(), before);
}

// Every value is, as it stands, what a member says in its version in force.
TEST_F(Reversal, EveryGoldenValueIsInTheRecordThatItNames)
{
    const auto expect_that_all_are = [&] {
        const auto view = hub_->store->view();
        std::size_t values = 0;
        view->each_profile([&](const model::ProfileVersion& profile) {
            std::map<model::RecordKey, std::pair<int, json::Value>> said;
            for (const auto& row : view->members(profile.profile_id))
                said.emplace(row.version.key,
                             std::pair(row.version.version, json::parse(row.version.data).value()));
            std::map<std::string, const model::Provenance*> reasons;
            for (const model::Provenance& reason : profile.provenance)
                EXPECT_TRUE(reasons.emplace(reason.field, &reason).second) << reason.field;
            const auto check = [&](const std::string& field, const std::string& name,
                                   const json::Value& value) {
                ++values;
                const auto reason = reasons.find(field);
                ASSERT_NE(reason, reasons.end()) << field;
                const auto record = said.find(reason->second->record);
                ASSERT_NE(record, said.end()) << field << " names no member";
                EXPECT_EQ(reason->second->version, record->second.first) << field;
                const json::Value* const theirs = record->second.second.find(name);
                ASSERT_TRUE(theirs) << field;
                if (field == name) {
                    EXPECT_EQ(json::write(*theirs), json::write(value));
                } else {
                    const auto& list = theirs->as_array();
                    EXPECT_TRUE(std::any_of(list.begin(), list.end(), [&](const auto& each) {
                        return json::write(each) == json::write(value);
                    })) << field;
                }
                reasons.erase(reason);
            };
            for (const auto& [name, value] : profile.golden.as_object()) {
                if (!value.is_array()) {
                    check(name, name, value);
                    continue;
                }
                for (std::size_t i = 0; i < value.as_array().size(); ++i)
                    check(fmt::format("{}/{}", name, i), name, value.as_array()[i]);
            }
            EXPECT_TRUE(reasons.empty()) << "a reason of no value";
            return true;
        });
        EXPECT_GT(values, 150U);
    };
    expect_that_all_are();
    for (int round = 0; round < 10; ++round) {
        const std::string one = some_profile();
        const std::string other = some_profile();
        if (one != other) {
            ASSERT_TRUE(hub_->steward->merge(one, other, "ann", "a guess"));
        }
        // Somebody says what another said, in a new version.
        const std::string id = std::to_string(1 + dice_() % static_cast<unsigned>(count_));
        const std::string like = members(some_profile()).front().key;
        hub_->take(
            {says(id, 1000 + round, {person(id, hub_->live_records().at("crm person " + like))})});
        hub_->take({gone(std::to_string(1 + round))});
        expect_that_all_are();
    }
}

}  // namespace
}  // namespace cx::pipeline::testing
