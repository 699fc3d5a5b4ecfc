// What goes wrong elsewhere, as far as no other test shows it; docs/specs/identity.md has the list.
#include "incremental.hpp"
#include "unify/score.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using testing::are_one;
using testing::Incremental;
using testing::member;
using testing::partition_of;
using testing::person;

std::string with(std::string_view name, std::string_view birth, std::string_view email,
                 std::string_view phone = "", std::string_view street = "")
{
    const std::string address =
        street.empty() ? "{}"
                       : R"({"kind":"address","address":{"lines":[")" + std::string(street) +
                             R"("],"locality":"Elmsmere","postal_code":"06999"}})";
    return R"({"name":{"full":")" + std::string(name) + R"("},"birth_date":")" +
           std::string(birth) + R"(","contact_points":[{"kind":"email","email":")" +
           std::string(email) + R"("},{"kind":"phone","phone":")" + std::string(phone) + "\"}," +
           address + "]}";
}

// An own number for each record is no reason against it: systems give one person two.
TEST(Failures, TwoContactsOfOneSystemAreOnePerson)
{
    EXPECT_TRUE(are_one(with("Tobias Garner", "1983-05-17", "pepper2001@naver.com"),
                        with("Tobias Garner", "1983-05-17", "pepper2001@naver.com")));
    EXPECT_TRUE(
        are_one(with("Tobias Garner", "1983-05-17", "pepper2001@naver.com", "", "12 Kiln Lane"),
                with("Tobias Garner", "1983-05-17", "lantern77@gmail.com", "", "12 Kiln Ln")))
        << "by its weight alone";
}

// All that twins have in common, they were given alike.
TEST(Failures, TwinsAreTwoWhateverTheyShare)
{
    const auto born = [](std::string_view name) {
        return with(name, "1983-05-17", "garners2001@naver.com", "+821023456789", "12 Kiln Lane");
    };
    EXPECT_FALSE(are_one(born("Mark Garner"), born("Marsha Garner")));
    EXPECT_TRUE(are_one(born("Marsha Garner"), born("mraShaa Garner"))) << "typed badly";
}

// Who has another birth date, and all else alike, was written down wrong.
TEST(Failures, ABirthDateWrittenWrongYieldsToAllElse)
{
    const auto born = [](std::string_view name, std::string_view birth, std::string_view phone) {
        return with(name, birth, "pepper2001@naver.com", phone, "12 Kiln Lane");
    };
    constexpr std::string_view phone = "+821023456789";
    const std::string one = born("Tobias Garner", "1983-05-17", phone);
    EXPECT_TRUE(are_one(one, born("Tobias Garner", "1992-06-28", phone)));
    EXPECT_TRUE(are_one(one, born("Tboias Garner", "1992-06-28", phone)));
    EXPECT_FALSE(are_one(one, born("Tobias Garner", "1951-06-28", phone))) << "his father";
    EXPECT_FALSE(are_one(one, born("Lucinda Garner", "1992-06-28", phone))) << "his sister";
    EXPECT_FALSE(are_one(one, born("Garner", "1992-06-28", phone))) << "somebody of his family";
    EXPECT_FALSE(are_one(with("Tobias Garner", "1983-05-17", "", "", "12 Kiln Lane"),
                         with("Tobias Garner", "1992-06-28", "", "", "14 Kiln Lane")))
        << "a namesake of the neighbourhood";
}

// A passport's number speaks for itself where the names neither agree nor clash.
TEST(Failures, ANumberThatPeopleAreKnownByIsEvidence)
{
    const auto holds = [](std::string_view name, std::string_view passport) {
        return R"({"name":{"full":")" + std::string(name) +
               R"("},"identifiers":[{"ns":"passport","value":")" + std::string(passport) + "\"}]}";
    };
    EXPECT_TRUE(are_one(holds("Leigh Toulmere", "483290175"), holds("Lea Toulmere", "483290175")));
    EXPECT_TRUE(
        are_one(holds("Leigh Tulmere", "483-290-175"), holds("Leigh Toulmere", "483290175")))
        << "written otherwise it is no other number";
    EXPECT_FALSE(are_one(holds("Bela Quarley", "483290175"), holds("Lea Toulmere", "483290175")));
    EXPECT_FALSE(are_one(holds("Leigh Toulmere", "483290175"), holds("Lea Toulmere", "991004310")));
}

TEST(Failures, AConstantValueOfOneSourceJoinsNobody)
{
    const char* names[] = {"Tobias Garner",    "Lucinda Wickley", "Orivan Holstow",
                           "Rosalind Brinden", "Bela Quarley",    "Nimdora Fengate",
                           "Viktor Sedhurst",  "Amabelle Dunby"};
    std::vector<Member> members;
    for (const char* name : names)
        members.push_back(member(
            static_cast<model::RecordId>(members.size()) + 1,
            with(name, "1983-05-17", "front.desk77@naver.com", "+821023456789", "12 Kiln Lane")));
    EXPECT_EQ(partition_of(members).size(), members.size());
}

// A mapping's region was wrong: numbers come as another country's, record by record, and right
// again.
TEST(Failures, NumbersReadByAnotherRegionPartAndMeetAgain)
{
    const auto reads = [](model::RecordId id, std::string_view phone) {
        return member(id, person("석보라", "", phone));
    };
    Incremental hub(default_model());
    hub.apply({reads(1, "+821023456789"), reads(2, "+821023456789")}, {});
    EXPECT_EQ(hub.clusters().size(), 1U);
    hub.apply({reads(1, "+11023456789")}, {});
    EXPECT_EQ(hub.clusters().size(), 2U);
    hub.apply({reads(2, "+11023456789")}, {});
    EXPECT_EQ(hub.clusters(), hub.expected());
    hub.apply({reads(1, "+821023456789")}, {});
    hub.apply({reads(2, "+821023456789")}, {});
    EXPECT_EQ(hub.clusters().size(), 1U);
}

TEST(Failures, AScoredJoinEndsWithItsEvidence)
{
    Incremental hub(default_model());
    hub.apply({member(1, with("Tobias Garner", "1983-05-17", "", "", "12 Kiln Lane")),
               member(2, with("Tobias Garner", "1983-05-17", "", "", "12 Kiln Ln"))},
              {});
    ASSERT_EQ(hub.clusters().size(), 1U);
    hub.apply({member(2, with("Tobias Garner", "1951-11-02", "", "", "80 Otter Lane"))}, {});
    EXPECT_EQ(hub.clusters().size(), 2U);
    hub.apply({member(2, with("Tobias Garner", "1983-05-17", "", "", "12 Kiln Ln"))}, {});
    EXPECT_EQ(hub.clusters().size(), 1U);
}

// The suspension of an address is evidence lost to pairs that other keys propose.
TEST(Failures, ASuspendedAddressWeighsNothingAnyMore)
{
    IdentityModel model = default_model();
    model.namespaces["email"].cap = 2;
    Incremental hub(model);
    const auto put = [&](model::RecordId id, std::string_view name, std::string_view birth) {
        hub.apply({member(id, with(name, birth, "front.desk77@naver.com"), model)}, {});
        EXPECT_EQ(hub.clusters(), hub.expected()) << id;
    };
    put(1, "Tobias Garner", "1983-05-17");
    put(2, "Tobias Garner", "1983-05-17");
    EXPECT_EQ(hub.clusters().size(), 1U);
    put(3, "Lucinda Wickley", "1971-03-09");
    put(4, "Orivan Holstow", "1962-12-24");
    hub.apply({}, {3, 4});
    EXPECT_EQ(hub.clusters(), hub.expected());
    EXPECT_EQ(hub.clusters().size(), 1U);
}

}  // namespace
}  // namespace cx::unify
