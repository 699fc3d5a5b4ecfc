// What a model would change is told before it changes anything, and comes to pass when it does.
#include "pipeline/forecast.hpp"

#include "hub_test.hpp"
#include "pipeline/training.hpp"
#include "population.hpp"
#include "unify/birth.hpp"
#include "unify/evidence.hpp"

namespace cx::pipeline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using unify::Fact;

bool always(double)
{
    return true;
}

void set(unify::ScoreModel& model, Fact fact, auto level, double m, double u)
{
    model.chances[static_cast<std::size_t>(fact)][static_cast<std::size_t>(level)] = {m, u};
}

// Nothing is in a birth date, and all in a gender.
unify::ScoreModel opposite()
{
    unify::ScoreModel model = unify::default_score_model();
    model.id = "opposite";
    set(model, Fact::birth, unify::BirthMatch::same, 0.01, 0.01);
    set(model, Fact::gender, unify::GenderLevel::same, 0.9, 0.0000001);
    model.apart_below = -99;
    model.overrule_above = -99;
    return model;
}

std::string born(const std::string& name, const std::string& date, const std::string& email = "")
{
    json::Value data = json::parse(named(name, email)).value();
    data["birth_date"] = date;
    return json::write(data);
}

// With a gender, which says little beside a name until a model says more.
std::string she(const std::string& name, const std::string& date = "")
{
    json::Value data = json::parse(named(name)).value();
    data["gender"] = "female";
    if (!date.empty()) data["birth_date"] = date;
    return json::write(data);
}

class Forecasting : public HubTest {
protected:
    Training training(bool automatic = false)
    {
        return Training({.store = *hub_->store,
                         .applier = *hub_->applier,
                         .identity = *hub_->identity,
                         .telemetry = *hub_->telemetry,
                         .ids = ids_,
                         .clock = clock_,
                         .automatic = automatic});
    }
    Forecast by(unify::ScoreModel weights, std::size_t records_most = 1000)
    {
        ActiveIdentity identity(*hub_->identity->get());
        identity.use(std::move(weights));
        auto told = forecast(*hub_->store, *identity.get(), records_most, always);
        EXPECT_TRUE(told);
        return told.value();
    }
    void take(const std::string& id, const std::string& data)
    {
        hub_->take({says(id, 10, {person(id, data)})});
    }
    // Two who are one by their birth date, two who would be by their gender, and others.
    void take_some()
    {
        take("1", born("Oriwin Tolmar", "1961-03-14"));
        take("2", born("Oriwin Tolmar", "1961-03-14"));
        take("3", she("Cassette Quarlowe"));
        take("4", she("Cassette Quarlowe"));
        take("5", named("Belmina Fenhurst"));
        take("6", named("Domric Pilstow", "d@pilstow.org"));
        take("7", named("Domric Pilstow", "d@pilstow.org"));
        ASSERT_THAT(hub_->partition(), SizeIs(5));
        ASSERT_EQ(hub_->profile_of("1"), hub_->profile_of("2"));
        ASSERT_NE(hub_->profile_of("3"), hub_->profile_of("4"));
    }
};

TEST_F(Forecasting, TellsWhatWouldMergeAndWhatWouldSplit)
{
    take_some();
    const auto before = hub_->store->view()->totals();
    const Forecast told = by(opposite());
    EXPECT_EQ(told.share, 1);
    EXPECT_EQ(told.records, 7U);
    EXPECT_EQ(told.profiles, 5U);
    EXPECT_EQ(told.would_be, 5U);
    EXPECT_EQ(told.merging, 2U);
    EXPECT_EQ(told.splitting, 1U);
    EXPECT_EQ(told.changing, 3U);
    EXPECT_EQ(told.merges, 1U);
    EXPECT_EQ(told.vetoed, 0U);
    EXPECT_EQ(told.exclusive, 0U);
    EXPECT_EQ(told.outgrown, 0U);
    EXPECT_EQ(told.largest, 2U);
    ASSERT_THAT(told.merge_examples, SizeIs(1));
    EXPECT_THAT(told.merge_examples[0].profiles,
                UnorderedElementsAre(hub_->profile_of("3"), hub_->profile_of("4")));
    EXPECT_EQ(told.merge_examples[0].records, 2U);
    EXPECT_GT(told.merge_examples[0].weight, 7 * unify::bit);
    ASSERT_THAT(told.split_examples, SizeIs(1));
    EXPECT_EQ(told.split_examples[0].profile, hub_->profile_of("1"));
    EXPECT_THAT(told.split_examples[0].parts, ElementsAre(1, 1));
    EXPECT_EQ(hub_->store->view()->totals().last_seq, before.last_seq) << "nothing is stored";
}

TEST_F(Forecasting, WhatIsInForceChangesNothing)
{
    take_some();
    const Forecast told = by(unify::default_score_model());
    EXPECT_EQ(told.profiles, 5U);
    EXPECT_EQ(told.would_be, 5U);
    EXPECT_EQ(told.changing, 0U);
    EXPECT_THAT(told.merge_examples, IsEmpty());
    EXPECT_THAT(told.split_examples, IsEmpty());
}

TEST_F(Forecasting, AMergeAgainstAClashOfBirthDatesIsARiskAndComesFirst)
{
    take_some();
    take("8", she("Theror Dunwick", "1950-01-22"));
    take("9", she("Theror Dunwick", "1987-08-09"));
    ASSERT_NE(hub_->profile_of("8"), hub_->profile_of("9"));
    const Forecast told = by(opposite());
    EXPECT_EQ(told.merges, 2U);
    EXPECT_EQ(told.vetoed, 1U);
    ASSERT_THAT(told.merge_examples, SizeIs(2));
    EXPECT_EQ(told.merge_examples[0].veto, "birth_date");
    EXPECT_THAT(told.merge_examples[0].profiles,
                UnorderedElementsAre(hub_->profile_of("8"), hub_->profile_of("9")));
    EXPECT_EQ(told.merge_examples[1].veto, "");
}

TEST_F(Forecasting, AProfileThatOutgrowsItsPartsIsTold)
{
    for (std::size_t i = 0; i <= limits::large_profile; ++i)
        take(std::to_string(i), she("Cassette Quarlowe"));
    ASSERT_THAT(hub_->partition(), SizeIs(limits::large_profile + 1));
    const Forecast told = by(opposite());
    EXPECT_EQ(told.would_be, 1U);
    EXPECT_EQ(told.merging, limits::large_profile + 1);
    EXPECT_EQ(told.outgrown, 1U);
    EXPECT_EQ(told.largest, limits::large_profile + 1);
    const json::Value text = to_json(told);
    const json::Array& merges = text.find("examples")->find("merges")->as_array();
    EXPECT_THAT(merges[0].find("profiles")->as_array(), SizeIs(limits::forecast_examples));
    EXPECT_EQ(merges[0].text_of("of"), std::to_string(limits::large_profile + 1));
}

// Too many records for a sanitized build.
#ifndef CX_SANITIZED

// A whole population, whose model is learnt: what was told is what then happens.
class ForecastOfAPopulation : public Forecasting {
protected:
    using Profiles = std::map<std::string, std::string>;  // By record

    void SetUp() override
    {
        std::vector<plugin::SourceRecord> records;
        for (const auto& record :
             cx::testing::PopulationMaker(7, {.shared_phone = 60, .shared_email = 30})
                 .people(1200)) {
            const std::string id = std::to_string(records.size() + 1);
            records.push_back(says(id, 10, {person(id, record.data)}));
        }
        ASSERT_GT(records.size(), 2000U);
        hub_->take(std::move(records));
    }
    Profiles profiles()
    {
        Profiles of;
        hub_->store->view()->each_member([&](const model::RecordKey& key, const std::string& id) {
            of[key.key] = id;
            return true;
        });
        return of;
    }
};

TEST_F(ForecastOfAPopulation, ComesToPass)
{
    Training models = training();
    const Profiles before = profiles();
    const auto trained = models.train();
    ASSERT_TRUE(trained) << trained.error().message;
    EXPECT_EQ(profiles(), before);
    const json::Value* const told = trained->find("figures")->find("forecast");
    ASSERT_TRUE(told);
    EXPECT_EQ(*models.models().find("models")->as_array().at(0).find("figures")->find("forecast"),
              *told)
        << "it is kept with the model";

    const auto done = models.activate(trained->text_of("id"), "ann");
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->text_of("former"), unify::default_score_model().id);
    EXPECT_EQ(*done->find("forecast"), *told);
    while (models.step()) {
    }
    std::map<std::string, std::set<std::string>> parts;    // Of a profile that was
    std::map<std::string, std::set<std::string>> made_of;  // Of one that is
    for (const auto& [record, now] : profiles()) {
        parts[before.at(record)].insert(now);
        made_of[now].insert(before.at(record));
    }
    std::size_t merging = 0;
    std::size_t splitting = 0;
    for (const auto& [id, now] : parts) {
        splitting += now.size() > 1 ? 1 : 0;
        merging += std::any_of(now.begin(), now.end(),
                               [&](const auto& one) { return made_of.at(one).size() > 1; })
                       ? 1
                       : 0;
    }
    EXPECT_GT(merging, 0U);
    EXPECT_EQ(told->text_of("profiles"), std::to_string(parts.size()));
    EXPECT_EQ(told->text_of("would_be"), std::to_string(made_of.size()));
    EXPECT_EQ(told->text_of("merging"), std::to_string(merging));
    EXPECT_EQ(told->text_of("splitting"), std::to_string(splitting));
    EXPECT_EQ(told->text_of("share"), "1");
    const json::Value state = models.models();
    EXPECT_EQ(state.text_of("clustered"), "1");
    EXPECT_EQ(state.find("regrouped")->text_of("model"), trained->text_of("id"));
    EXPECT_GT(state.find("regrouped")->find("merges")->integer().value_or(0), 0);
}

TEST_F(ForecastOfAPopulation, WhatSomebodyTookBackIsNotLearntAgainByItself)
{
    {
        Training models = training(true);
        EXPECT_TRUE(models.due());
        ASSERT_TRUE(models.renew());
        EXPECT_FALSE(models.due());
        ASSERT_TRUE(models.roll_back("ann"));
        EXPECT_FALSE(models.due());
    }
    restart();
    Training models = training(true);
    EXPECT_FALSE(models.due());
    EXPECT_FALSE(hub_->store->view()->active_model());
}

TEST_F(ForecastOfAPopulation, ASampleIsTheSameEachTimeAndSaysItsShare)
{
    const std::size_t records = profiles().size();
    const Forecast one = by(opposite(), records / 4);
    const Forecast again = by(opposite(), records / 4);
    EXPECT_EQ(to_json(one), to_json(again));
    EXPECT_NEAR(one.share, 0.25, 0.001);
    EXPECT_NEAR(static_cast<double>(one.records) / static_cast<double>(records), 0.25, 0.06);
    const Forecast whole = by(opposite(), records);
    EXPECT_GT(whole.changing, 100U);
    EXPECT_NEAR(static_cast<double>(one.changing) / static_cast<double>(whole.changing), 0.25,
                0.08);
}

TEST_F(ForecastOfAPopulation, EndsWhenTheHubStops)
{
    double last = 0;
    const auto told = forecast(*hub_->store, *hub_->identity->get(), 1'000'000, [&](double done) {
        EXPECT_GT(done, last);
        last = done;
        return done < 0.5;
    });
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, "identity.stopped");
    EXPECT_LT(last, 1);
    Training models = training();
    models.stop();
    const auto trained = models.train();
    ASSERT_TRUE(trained) << "what is learnt is kept";
    EXPECT_FALSE(trained->find("figures")->find("forecast"));
}

#endif

}  // namespace
}  // namespace cx::pipeline::testing
