// The shipped weights. They are estimates from what is known of customer data in general, not from
// any one set: how often typing errors, moves, marriages and new numbers come in the records of one
// person (m), and how often values agree by chance between two people who share some candidate key
// (u). Sources: Winkler 2006, "Overview of Record Linkage and Current Research Directions"; the
// census figures in name_frequencies.cpp. Training replaces them by the store's own.
#include "unify/birth.hpp"
#include "unify/mailbox.hpp"
#include "unify/place.hpp"
#include "unify/score.hpp"

namespace cx::unify {
namespace {

ScoreModel make()
{
    ScoreModel model;
    model.id = "default-1";
    model.prior = 1.0 / 400;  // As in a store of a thousand people who are there twice.
    model.merge_above = 0.99;
    model.review_above = 0.5;
    model.overrule_above = 99;  // Never: nobody knows yet how far names can be trusted here.
    const auto set = [&](Fact fact, auto level, double m, double u) {
        model.chances[static_cast<std::size_t>(fact)][static_cast<std::size_t>(level)] = {m, u};
    };
    set(Fact::family, FamilyLevel::equal, 0.80, 0.004);
    set(Fact::family, FamilyLevel::sound, 0.85, 0.01);
    set(Fact::family, FamilyLevel::near, 0.08, 0.002);
    set(Fact::family, FamilyLevel::differ, 0.06, 0.99);
    set(Fact::family, FamilyLevel::garbled, 0.02, 0.002);
    set(Fact::given, GivenLevel::equal, 0.75, 0.008);
    set(Fact::given, GivenLevel::sound, 0.80, 0.01);
    set(Fact::given, GivenLevel::form, 0.08, 0.012);
    set(Fact::given, GivenLevel::near, 0.07, 0.004);
    set(Fact::given, GivenLevel::slip, 0.01, 0.02);
    set(Fact::given, GivenLevel::differ, 0.03, 0.97);
    set(Fact::given, GivenLevel::garbled, 0.02, 0.003);
    set(Fact::middle, MiddleLevel::same, 0.90, 0.12);
    set(Fact::middle, MiddleLevel::differ, 0.10, 0.88);
    set(Fact::order, OrderLevel::exchanged, 0.05, 0.5);
    set(Fact::birth, BirthMatch::same, 0.88, 0.00004);
    set(Fact::birth, BirthMatch::same_round, 0.85, 0.003);
    set(Fact::birth, BirthMatch::near, 0.06, 0.003);
    set(Fact::birth, BirthMatch::year, 0.03, 0.006);
    set(Fact::birth, BirthMatch::month_day, 0.01, 0.003);
    set(Fact::birth, BirthMatch::close, 0.01, 0.04);
    set(Fact::birth, BirthMatch::differ, 0.02, 0.95);
    set(Fact::birth, BirthMatch::two_digits, 0.03, 0.016);
    set(Fact::email, MailboxMatch::same, 0.55, 0.00002);
    set(Fact::email, MailboxMatch::near, 0.02, 0.00005);
    set(Fact::email, MailboxMatch::local, 0.05, 0.0001);
    set(Fact::email, MailboxMatch::differ, 0.34, 0.99);
    set(Fact::phone, PhoneLevel::mobile, 0.55, 0.00006);
    set(Fact::phone, PhoneLevel::landline, 0.2, 0.0006);
    set(Fact::phone, PhoneLevel::near, 0.02, 0.0002);
    set(Fact::phone, PhoneLevel::differ, 0.43, 0.99);
    set(Fact::place, PlaceMatch::unit, 0.35, 0.0002);
    set(Fact::place, PlaceMatch::building, 0.20, 0.0004);
    set(Fact::place, PlaceMatch::road, 0.08, 0.001);
    set(Fact::place, PlaceMatch::postcode, 0.30, 0.0003);
    set(Fact::place, PlaceMatch::near, 0.06, 0.001);
    set(Fact::place, PlaceMatch::locality, 0.08, 0.02);
    set(Fact::place, PlaceMatch::differ, 0.25, 0.97);
    set(Fact::gender, GenderLevel::same, 0.98, 0.5);
    set(Fact::gender, GenderLevel::differ, 0.02, 0.5);
    set(Fact::birth_place, WordsLevel::same, 0.75, 0.01);
    set(Fact::birth_place, WordsLevel::near, 0.1, 0.005);
    set(Fact::birth_place, WordsLevel::differ, 0.15, 0.98);
    set(Fact::occupation, WordsLevel::same, 0.6, 0.03);
    set(Fact::occupation, WordsLevel::near, 0.1, 0.02);
    set(Fact::occupation, WordsLevel::differ, 0.3, 0.95);
    set(Fact::identifier, IdentifierLevel::same, 0.88, 0.00001);
    set(Fact::identifier, IdentifierLevel::near, 0.04, 0.00002);
    set(Fact::identifier, IdentifierLevel::differ, 0.08, 0.9999);
    return model;
}

}  // namespace

const ScoreModel& default_score_model()
{
    static const ScoreModel model = make();
    return model;
}

}  // namespace cx::unify
