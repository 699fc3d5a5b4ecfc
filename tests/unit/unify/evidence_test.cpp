// Each fact's levels, the alignment of names, and that it does not matter who is asked first.
#include "unify/evidence.hpp"

#include "people.hpp"
#include "population.hpp"
#include "unify/birth.hpp"
#include "unify/mailbox.hpp"
#include "unify/place.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using testing::member;
using testing::person;

class Suspended final : public Suspensions {
public:
    explicit Suspended(std::set<std::string> values = {}) : values_(std::move(values)) {}
    bool suspended(const MatchKey& key) const override { return values_.contains(key.value); }

private:
    std::set<std::string> values_;
};

Evidence compared(std::string_view a, std::string_view b, const Suspended& suspended = Suspended())
{
    const Features left = *member(1, a).features;
    const Features right = *member(2, b).features;
    const Evidence evidence = compare(left, right, suspended);
    EXPECT_EQ(compare(right, left, suspended), evidence) << a << " / " << b;
    return evidence;
}

template <typename Level>
Level level_of(Fact fact, std::string_view a, std::string_view b)
{
    return static_cast<Level>(compared(a, b).level(fact));
}

std::string with(std::string_view field, std::string_view value)
{
    return "{\"" + std::string(field) + "\":\"" + std::string(value) + "\"}";
}

TEST(Evidence, ComparesFamilyNames)
{
    struct Row {
        std::string_view a;
        std::string_view b;
        FamilyLevel expected;
    };
    using enum FamilyLevel;
    const Row rows[] = {
        {"Tobias Garner", "Lucinda Garner", equal},
        {"석보라", "석민준", equal},
        {"석보라", "Bora Seok", sound},
        {"Seok Bora", "Suk Bora", sound},
        {"Tobias Tollemar", "Tobias Tolemar", near},
        {"Tobias Sahram", "Tobias Samrah", near},
        {"Tobias Tollemar", "Tobias Ramtlleo", garbled},
        {"Tobias Garner", "Tobias Wickley", differ},
        {"석보라", "김보라", differ},
        {"석보라", "Bora Kim", differ},
        {"김은정", "Jenny Kim", sound},
        {"", "Tobias Garner", unknown},
    };
    for (const Row& row : rows)
        EXPECT_EQ(level_of<FamilyLevel>(Fact::family, person(row.a), person(row.b)), row.expected)
            << row.a << " / " << row.b;
}

TEST(Evidence, ComparesGivenNames)
{
    struct Row {
        std::string_view a;
        std::string_view b;
        GivenLevel expected;
    };
    using enum GivenLevel;
    const Row rows[] = {
        {"Tobias Garner", "Tobias Wickley", equal},
        {"석보라", "김보라", equal},
        {"석보라", "Bora Seok", sound},
        {"Kim Minjun", "Kim Min-joon", sound},
        {"Bill Garner", "William Garner", form},
        {"T. Garner", "Tobias Garner", form},
        {"T. Garner", "T. Garner", form},
        {"Lucinda Garner", "Lucinde Garner", near},
        {"Theo Garner", "Theodore Garner", form},
        {"Rosalind Garner", "Rosal Garner", near},
        {"Lucinda Garner", "Cuilnda Garner", garbled},
        {"Darline Garner", "Darlottae Garner", differ},
        {"석민은", "석민온", slip},
        {"Tobias Garner", "Lucinda Garner", differ},
        {"L. Garner", "Tobias Garner", differ},
        {"석보라", "석민준", differ},
        {"석보라", "Minjun Seok", differ},
        {"김은정", "Jenny Kim", unknown},
        {"석태민", "T. Seok", form},
        {"석보라", "P. Seok", form},
        {"석보라", "J. Seok", unknown},
        {"", "Tobias Garner", unknown},
    };
    for (const Row& row : rows)
        EXPECT_EQ(level_of<GivenLevel>(Fact::given, person(row.a), person(row.b)), row.expected)
            << row.a << " / " << row.b;
}

TEST(Evidence, ComparesMiddleNames)
{
    using enum MiddleLevel;
    const auto level = [](std::string_view a, std::string_view b) {
        return level_of<MiddleLevel>(Fact::middle, person(a), person(b));
    };
    EXPECT_EQ(level("Tobias K. Garner", "Tobias Karl Garner"), same);
    EXPECT_EQ(level("Tobias K. Garner", "Tobias B. Garner"), differ);
    EXPECT_EQ(level("Tobias K. Garner", "Tobias Garner"), unknown);
}

TEST(Evidence, TellsExchangedParts)
{
    const std::string swapped = R"({"name":{"family":"Tobias","given":"Wickley"}})";
    const std::string straight = R"({"name":{"family":"Wickley","given":"Tobias"}})";
    const Evidence evidence = compared(swapped, straight);
    EXPECT_EQ(evidence.level(Fact::order), 1);
    EXPECT_EQ(evidence.level(Fact::family), static_cast<int>(FamilyLevel::equal));
    EXPECT_EQ(evidence.level(Fact::given), static_cast<int>(GivenLevel::equal));
    EXPECT_EQ(compared(straight, straight).level(Fact::order), 0);
}

// A single word stands for the part that it resembles, and says nothing of the other.
TEST(Evidence, ASingleWordIsOnePart)
{
    const Evidence given = compared(person("Tobias"), person("Tobias Garner"));
    EXPECT_EQ(given.level(Fact::given), static_cast<int>(GivenLevel::equal));
    EXPECT_EQ(given.level(Fact::family), 0);
    const Evidence family = compared(person("Garner"), person("Tobias Garner"));
    EXPECT_EQ(family.level(Fact::family), static_cast<int>(FamilyLevel::equal));
    EXPECT_EQ(family.level(Fact::given), 0);
}

TEST(Evidence, NamesTheValuesThatAgree)
{
    const Evidence both = compared(person("Tobias Garner"), person("Tobias Garner"));
    EXPECT_NE(both.family, 0U);
    EXPECT_NE(both.given, 0U);
    const Evidence family = compared(person("Tobias Garner"), person("Lucinda Garner"));
    EXPECT_EQ(family.family, both.family);
    EXPECT_EQ(family.given, 0U);
    EXPECT_EQ(compared(person("석보라"), person("Bora Seok")).given,
              compared(person("석보라"), person("석보라")).given)
        << "by its sound";
}

TEST(Evidence, ComparesPhones)
{
    struct Row {
        std::string_view a;
        std::string_view b;
        PhoneLevel expected;
    };
    using enum PhoneLevel;
    const Row rows[] = {
        {"+821023456789", "+821023456789", mobile},
        {"+82262812345", "+82262812345", landline},
        {"+821023456789", "+821023456788", near},
        {"+821023456789", "+821077777123", differ},
        {"+821023456789", "", unknown},
    };
    for (const Row& row : rows)
        EXPECT_EQ(level_of<PhoneLevel>(Fact::phone, person("", "", row.a), person("", "", row.b)),
                  row.expected)
            << row.a << " / " << row.b;
}

TEST(Evidence, OneOfSeveralIsEnough)
{
    const std::string two = R"({"contact_points":[{"phone":"+821023456789"},
        {"phone":"+821077777123"},{"email":"pepper2001@naver.com"},{"email":"x77abc@naver.com"}]})";
    const Evidence evidence = compared(two, person("", "pepper2001@naver.com", "+821077777123"));
    EXPECT_EQ(evidence.level(Fact::phone), static_cast<int>(PhoneLevel::mobile));
    EXPECT_EQ(evidence.level(Fact::email), static_cast<int>(MailboxMatch::same));
}

TEST(Evidence, ASuspendedKeyIsNone)
{
    const std::string data = person("", "pepper2001@naver.com", "+821023456789");
    const Evidence evidence =
        compared(data, data, Suspended({"pepper2001@naver.com", "+821023456789"}));
    EXPECT_EQ(evidence.level(Fact::phone), static_cast<int>(PhoneLevel::unknown));
    EXPECT_EQ(evidence.level(Fact::email), static_cast<int>(MailboxMatch::unknown));
}

// Nobody counts how many people share what is no key.
TEST(Evidence, ALoginNameLikeASuspendedAddressStays)
{
    const Suspended shared({"pepper2001@naver.com"});
    const std::string handle = R"({"contact_points":[{"handle":"pepper2001@naver.com"}]})";
    EXPECT_EQ(compared(handle, handle, shared).level(Fact::email),
              static_cast<int>(MailboxMatch::same));
}

TEST(Evidence, ComparesTheRest)
{
    const auto at = [](std::string_view line) {
        return R"({"contact_points":[{"address":{"lines":[")" + std::string(line) +
               R"("],"locality":"Elmsmere"}}]})";
    };
    EXPECT_EQ(level_of<PlaceMatch>(Fact::place, at("12 Kiln Lane"), at("12 Kiln Ln")),
              PlaceMatch::building);
    EXPECT_EQ(level_of<PlaceMatch>(Fact::place, at("12 Kiln Lane"), "{}"), PlaceMatch::unknown);
    EXPECT_EQ(level_of<BirthMatch>(Fact::birth, with("birth_date", "1983-05-17"),
                                   with("birth_date", "1983-05-17")),
              BirthMatch::same);
    EXPECT_EQ(
        level_of<GenderLevel>(Fact::gender, with("gender", "female"), with("gender", "female")),
        GenderLevel::same);
    EXPECT_EQ(level_of<GenderLevel>(Fact::gender, with("gender", "female"), with("gender", "male")),
              GenderLevel::differ);
    EXPECT_EQ(level_of<GenderLevel>(Fact::gender, with("gender", "female"), with("gender", "x")),
              GenderLevel::unknown);
}

// Masks hide the parts: compatible or not is all that can be said.
TEST(Evidence, AMaskedNameIsAFormOrAnother)
{
    const Evidence fits = compared(person("김*준"), person("김민준"));
    EXPECT_EQ(fits.level(Fact::given), static_cast<int>(GivenLevel::form));
    EXPECT_EQ(fits.given, 0U);
    const Evidence other = compared(person("김*준"), person("박서연"));
    EXPECT_EQ(other.level(Fact::given), static_cast<int>(GivenLevel::differ));
    EXPECT_EQ(compared(person("김*준"), person("김*준")).level(Fact::given), 0);
}

TEST(Evidence, AFatherAndHisSonDifferInTheirGivenNames)
{
    const Evidence evidence = compared(person("Robert Garner Sr"), person("Robert Garner Jr"));
    EXPECT_EQ(evidence.level(Fact::family), static_cast<int>(FamilyLevel::equal));
    EXPECT_EQ(evidence.level(Fact::given), static_cast<int>(GivenLevel::differ));
    EXPECT_EQ(evidence.given, 0U);
}

TEST(Evidence, IsSymmetricAndInBounds)
{
    std::vector<Features> people;
    for (const auto& record : cx::testing::PopulationMaker(5).people(60))
        people.push_back(*member(people.size() + 1, record.data).features);
    for (const std::string_view name :
         {"김*준", "Tobias", "T. Garner", "", "Garner Tobias", "Bora Seok", "석보라", "Seok",
          "Kim Na Young", "Young Kim", "Han Yoo", "Yoo Han", "Lee", "이", "Jenny Kim", "吳小龍",
          "Robert Garner Jr", "Jun Min Kim"})
        people.push_back(*member(people.size() + 1, person(name)).features);
    const Suspended none;
    for (const Features& a : people) {
        for (const Features& b : people) {
            const Evidence evidence = compare(a, b, none);
            EXPECT_EQ(compare(b, a, none), evidence) << a.name_text << " / " << b.name_text;
            for (std::size_t fact = 0; fact < fact_count; ++fact)
                EXPECT_LT(evidence.levels[fact], level_names(static_cast<Fact>(fact)).size());
        }
    }
}

TEST(Evidence, FactsAndLevelsHaveNames)
{
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < fact_count; ++i) {
        const auto fact = static_cast<Fact>(i);
        EXPECT_TRUE(names.insert(fact_name(fact)).second);
        const auto levels = level_names(fact);
        EXPECT_LE(levels.size(), levels_max);
        EXPECT_EQ(std::set<std::string_view>(levels.begin(), levels.end()).size(), levels.size());
    }
    EXPECT_EQ(level_names(Fact::place).size(), static_cast<std::size_t>(PlaceMatch::differ) + 1);
    EXPECT_EQ(level_names(Fact::birth).size(),
              static_cast<std::size_t>(BirthMatch::two_digits) + 1);
    EXPECT_EQ(level_names(Fact::email).size(), static_cast<std::size_t>(MailboxMatch::differ) + 1);
}

TEST(Evidence, PartsThatAreNotBothToldSayNothing)
{
    const auto family = R"({"name":{"family":"Garner"}})";
    const auto given = R"({"name":{"given":"Tobias"}})";
    const Evidence evidence = compared(family, given);
    EXPECT_EQ(evidence.level(Fact::family), 0);
    EXPECT_EQ(evidence.level(Fact::given), 0);
    EXPECT_EQ(level_of<FamilyLevel>(Fact::family, family, R"({"name":{"family":"Wickley"}})"),
              FamilyLevel::differ);
    EXPECT_EQ(level_of<GivenLevel>(Fact::given, given, R"({"name":{"full":"Tobias Garner"}})"),
              GivenLevel::equal);
    EXPECT_EQ(level_of<FamilyLevel>(Fact::family, R"({"name":{"family":"Seok"}})",
                                    R"({"name":{"full":"석보라"}})"),
              FamilyLevel::sound);
}

TEST(Evidence, ComparesIdentifiersOfOneKind)
{
    const auto has = [](std::string_view ns, std::string_view value) {
        return R"({"identifiers":[{"ns":")" + std::string(ns) + R"(","value":")" +
               std::string(value) + "\"}]}";
    };
    const auto level = [](const std::string& a, const std::string& b) {
        return level_of<IdentifierLevel>(Fact::identifier, a, b);
    };
    using enum IdentifierLevel;
    EXPECT_EQ(level(has("passport", "M12345678"), has("passport", "M12345678")), same);
    EXPECT_EQ(level(has("passport", "M12345678"), has("passport", "M12345687")), near);
    EXPECT_EQ(level(has("passport", "M1234-5678"), has("passport", "m12345678")), same);
    EXPECT_EQ(level(has("passport", "M12345678"), has("passport", "M99345670")), differ);
    EXPECT_EQ(level(has("passport", "M12345678"), has("driver", "M12345678")), unknown);
    EXPECT_EQ(level(has("passport", "M12345678"), "{}"), unknown);
    EXPECT_EQ(level(has("loyalty.member", "12345678"), has("loyalty.member", "12345678")), unknown)
        << "it joins alone";
    EXPECT_EQ(compared(has("passport", "M12345678"), has("passport", "M12345678"),
                       Suspended({"M12345678"}))
                  .level(Fact::identifier),
              0);
}

TEST(Evidence, ACompanysNameStandsForBothParts)
{
    const auto level = [](std::string_view a, std::string_view b, Fact fact) {
        const auto company = [](std::string_view name, std::string_view key) {
            return extract({"crm", "organization", std::string(key)},
                           testing::parsed(with("name", name)), default_model());
        };
        return compare(company(a, "x:1"), company(b, "x:2"), Suspended()).level(fact);
    };
    const auto family = [&](std::string_view a, std::string_view b) {
        return static_cast<FamilyLevel>(level(a, b, Fact::family));
    };
    EXPECT_EQ(family("Seoknamu Works Ltd", "Seoknamu Works"), FamilyLevel::equal);
    EXPECT_EQ(family("Seoknamu Works", "Seoknamo Works"), FamilyLevel::near);
    EXPECT_EQ(family("Seoknamu Works", "Seoknamu Works Busan"), FamilyLevel::unknown) << "a branch";
    EXPECT_EQ(family("Kiln House 12", "Kiln House 13"), FamilyLevel::unknown) << "another branch";
    EXPECT_EQ(family("Seoknamu Works", "Otter Mills"), FamilyLevel::unknown);
    EXPECT_EQ(static_cast<GivenLevel>(level("Seoknamu Works", "Otter Mills", Fact::given)),
              GivenLevel::differ);
}

}  // namespace
}  // namespace cx::unify
