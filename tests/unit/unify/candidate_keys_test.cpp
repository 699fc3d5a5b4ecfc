#include "unify/candidate_keys.hpp"

#include "people.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using testing::member;
using testing::person;

// The model with this rule alone.
IdentityModel model_with(std::vector<KeyPart> parts)
{
    IdentityModel model = default_model();
    model.candidates = {{"test", std::move(parts)}};
    return model;
}

std::set<std::uint64_t> keys_of(std::string_view data, const std::vector<KeyPart>& parts)
{
    const IdentityModel model = model_with(parts);
    std::set<std::uint64_t> out;
    const Member built = member(1, data, model);
    for (const CandidateKey& key : built.features->candidates) out.insert(key.hash);
    return out;
}

bool meet(std::string_view a, std::string_view b, const std::vector<KeyPart>& parts)
{
    const auto of_a = keys_of(a, parts);
    const auto of_b = keys_of(b, parts);
    return std::any_of(of_a.begin(), of_a.end(),
                       [&](std::uint64_t key) { return of_b.contains(key); });
}

std::string at(std::string_view line, std::string_view postcode = "06999")
{
    return R"({"contact_points":[{"kind":"address","address":{"lines":[")" + std::string(line) +
           R"("],"locality":"Elmsmere","postal_code":")" + std::string(postcode) + R"("}}]})";
}

std::string born(std::string_view date)
{
    return R"({"birth_date":")" + std::string(date) + "\"}";
}

TEST(CandidateKeys, MeetWhereAllPartsAgree)
{
    struct Row {
        std::string_view what;
        std::string a;
        std::string b;
        std::vector<KeyPart> parts;
        bool expected;
    };
    using enum KeyPart;
    const Row rows[] = {
        {"a word", person("Tobias Garner"), person("Lucinda Garner"), {word}, true},
        {"exchanged", person("Tobias Garner"), person("Garner Tobias"), {word, word}, true},
        {"another word", person("Tobias Garner"), person("Lucinda Wickley"), {word}, false},
        {"a nickname", person("Bill Garner"), person("William Wickley"), {word}, true},
        {"two scripts", person("석보라"), person("Bora Seok"), {name}, true},
        {"a name exchanged", person("Tobias Garner"), person("Garner Tobias"), {name}, true},
        {"another given name", person("Tobias Garner"), person("Lucinda Garner"), {name}, false},
        {"a vowel", person("Tobias Tollemar"), person("Tobias Tolemer"), {name_stem}, true},
        {"a consonant", person("Tobias Tollemar"), person("Tobias Tobemar"), {name_stem}, false},
        {"stems", person("Tobias Tollemar"), person("Anna Tolemer"), {stem}, true},
        {"initials", person("Tobias Garner"), person("T. Wickley"), {initial}, true},
        {"birth", born("1983-05-17"), born("1983-05-17"), {birth}, true},
        {"another day", born("1983-05-17"), born("1983-05-18"), {birth}, false},
        {"the year", born("1983-05-17"), born("1983-11-02"), {year}, true},
        {"the day of the year", born("1983-05-17"), born("1971-05-17"), {month_day}, true},
        {"no year said", born("--05-17"), born("1971-05-17"), {month_day}, true},
        {"no year said, by year", born("--05-17"), born("--05-17"), {year}, false},
        {"postcode", at("12 Kiln Lane"), at("8 Otter Lane"), {postcode}, true},
        {"street", at("12 Kiln Lane", "06998"), at("12 KILN LN"), {street}, true},
        {"another number", at("12 Kiln Lane"), at("14 Kiln Lane"), {street}, false},
        {"a flat", at("12 Kiln Lane, Flat 3"), at("Flat 3, 12 Kiln Lane"), {unit}, true},
        {"another flat", at("12 Kiln Lane, Flat 3"), at("Flat 4, 12 Kiln Lane"), {unit}, false},
        {"a local part",
         person("", "pepper2001@naver.com"),
         person("", "pepper2001@gmail.com"),
         {local},
         true},
        {"which spells the name",
         person("Bora Seok", "boraseok@naver.com"),
         person("Bora Seok", "boraseok@gmail.com"),
         {local},
         false},
        {"two parts",
         person("Tobias Garner", "", "", R"("birth_date":"1983-05-17")"),
         person("Tobias Wickley", "", "", R"("birth_date":"1983-11-02")"),
         {word, year},
         true},
        {"one of two",
         person("Tobias Garner", "", "", R"("birth_date":"1983-05-17")"),
         person("Tobias Wickley", "", "", R"("birth_date":"1984-11-02")"),
         {word, year},
         false},
        {"a part missing", person("Tobias Garner"), person("Tobias Garner"), {word, year}, false},
    };
    for (const Row& row : rows) EXPECT_EQ(meet(row.a, row.b, row.parts), row.expected) << row.what;
}

TEST(CandidateKeys, OfTwoEntitiesNeverMeet)
{
    const IdentityModel model = model_with({KeyPart::postcode});
    const json::Value data = testing::parsed(at("12 Kiln Lane"));
    const Features one = extract({"crm", "person", "x:1"}, data, model);
    const Features other = extract({"crm", "organization", "x:2"}, data, model);
    ASSERT_EQ(one.candidates.size(), 1U);
    ASSERT_EQ(other.candidates.size(), 1U);
    EXPECT_NE(one.candidates, other.candidates);
}

TEST(CandidateKeys, AreBoundedSortedAndEachOnce)
{
    std::string points;
    for (int i = 0; i < 40; ++i)
        points += std::string(points.empty() ? "" : ",") + R"({"email":"pepper)" +
                  std::to_string(1000 + i) +
                  R"(@naver.com"},{"kind":"address","address":{"lines":[")" +
                  std::to_string(i + 1) + R"( Kiln Lane"],"postal_code":")" +
                  std::to_string(10000 + i) + "\"}}";
    const std::string data = R"({"name":{"full":"Han Yoo"},"birth_date":"1983-05-17",)"
                             R"("contact_points":[)" +
                             points + "]}";
    const std::vector<CandidateKey> keys = member(1, data).features->candidates;
    EXPECT_LE(keys.size(), candidate_keys_max);
    EXPECT_GT(keys.size(), 5U);
    EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
    EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
    EXPECT_EQ(keys_of(data, {KeyPart::local}).size(), mailboxes_max);
    EXPECT_EQ(keys_of(data, {KeyPart::local, KeyPart::postcode}).size(), candidate_keys_per_rule);
}

TEST(CandidateKeys, PartsHaveNames)
{
    for (const KeyPart part :
         {KeyPart::word, KeyPart::initial, KeyPart::stem, KeyPart::name, KeyPart::name_stem,
          KeyPart::birth, KeyPart::year, KeyPart::month_day, KeyPart::postcode, KeyPart::street,
          KeyPart::unit, KeyPart::local, KeyPart::birth_place})
        EXPECT_EQ(key_part(name_of(part)), part);
    EXPECT_EQ(key_part("nonsense"), std::nullopt);
}

TEST(CandidateKeys, TellWhatTheyAreMadeOf)
{
    const std::string data = R"({"name":{"full":"Tobias Garner"},"birth_date":"1983-05-17"})";
    const Member built = member(1, data, model_with({KeyPart::word, KeyPart::year}));
    ASSERT_FALSE(built.features->candidates.empty());
    for (const CandidateKey& key : built.features->candidates)
        EXPECT_EQ(key.facts, bit_of(Fact::family) | bit_of(Fact::given) | bit_of(Fact::order) |
                                 bit_of(Fact::birth));
}

}  // namespace
}  // namespace cx::unify
