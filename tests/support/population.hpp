// Invented households and what systems wrote about their people; the same seed gives the same.
// Rates are known, so that a test can tell what training should find.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace cx::testing {

struct PopulationRates {
    // In percent, of a person's records after the first.
    unsigned other_given = 2;   // Another given name altogether
    unsigned other_family = 4;  // Married
    unsigned birth_slip = 5;    // One digit wrong
    unsigned new_phone = 30;
    unsigned new_email = 30;
    unsigned moved = 30;
    // Of all records.
    unsigned no_birth = 10;
    unsigned no_email = 20;
    unsigned no_phone = 20;
    unsigned no_address = 20;
    // Of households that have more than one member.
    unsigned shared_phone = 60;
    unsigned shared_email = 20;
    unsigned korean = 30;
    unsigned alone = 40;
    int members_max = 4;
    int records_max = 3;  // Of a person
};

struct PopulationRecord {
    int person = 0;
    std::string data;  // Canonical data of a person, JSON
};

class PopulationMaker {
public:
    explicit PopulationMaker(unsigned seed, PopulationRates rates = {}) : dice_(seed), rates_(rates)
    {
    }

    std::vector<PopulationRecord> people(int count)
    {
        std::vector<PopulationRecord> records;
        for (int made = 0; made < count;) {
            const Household household = new_household();
            const int size = chance(rates_.alone) ? 1 : 1 + below(rates_.members_max);
            const bool phone = size > 1 && chance(rates_.shared_phone);
            const bool email = size > 1 && chance(rates_.shared_email);
            for (int i = 0; i < size && made < count; ++i, ++made) {
                Person person = new_person(household);
                if (phone) person.phone = household.phone;
                if (email) person.email = household.email;
                const int copies = 1 + below(rates_.records_max);
                for (int copy = 0; copy < copies; ++copy)
                    records.push_back(
                        {made, data_of(copy == 0 ? person : later(person, household))});
            }
        }
        return records;
    }

private:
    struct Household {
        bool korean = false;
        std::string family;
        std::string phone;
        std::string email;
        std::string address;
    };
    struct Person {
        bool korean = false;
        std::string family;
        std::string given;
        std::string gender;
        int year = 0;
        int month = 0;
        int day = 0;
        std::string phone;
        std::string email;
        std::string address;
    };

    int below(int end) { return static_cast<int>(dice_() % static_cast<unsigned>(end)); }
    bool chance(unsigned percent) { return dice_() % 100 < percent; }

    template <std::size_t N>
    std::string_view one_of(const std::string_view (&list)[N])
    {
        return list[dice_() % N];
    }

    // The dice fall one by one, so that every compiler makes the same people.
    template <std::size_t N, std::size_t M>
    std::string joined(const std::string_view (&begin)[N], const std::string_view (&end)[M])
    {
        const std::string_view last = one_of(end);
        return std::string(one_of(begin)).append(last);
    }

    std::string family_name(bool korean)
    {
        static constexpr std::string_view hangul[] = {"김", "이", "박", "최", "정", "강",
                                                      "조", "윤", "장", "임", "한", "오"};
        static constexpr std::string_view begin[] = {"Tol",  "Brin", "Kest", "Ved", "Quar", "Hol",
                                                     "Marl", "Dun",  "Fen",  "Pil", "Gor",  "Sed"};
        static constexpr std::string_view end[] = {"mar",  "wick", "lowe", "den",   "rick",
                                                   "stow", "by",   "gate", "hurst", "ley"};
        if (korean) return std::string(one_of(hangul));
        return joined(begin, end);
    }

    std::string given_name(bool korean)
    {
        static constexpr std::string_view first[] = {"민", "서", "지", "은", "현", "보", "하",
                                                     "도", "예", "태", "수", "영", "나", "우"};
        static constexpr std::string_view second[] = {"준", "연", "훈", "정", "우", "람", "늘",
                                                      "윤", "진", "빈", "아", "호", "경", "솔"};
        static constexpr std::string_view begin[] = {"Ori",  "Cass", "Bel", "Ther", "Lu",  "Ama",
                                                     "Phil", "Ros",  "Dom", "Vik",  "Ser", "Nim"};
        static constexpr std::string_view end[] = {"van",   "inda", "tor", "mina", "ric",
                                                   "belle", "ette", "us",  "dora", "win"};
        if (korean) return joined(first, second);
        return joined(begin, end);
    }

    std::string new_phone() { return fmt::format("+8210{:08}", 20'000'000 + below(70'000'000)); }

    // Words that spell nobody's name.
    std::string new_email()
    {
        static constexpr std::string_view words[] = {"cloud", "river", "pepper", "lantern",
                                                     "comet", "maple", "walnut", "harbor"};
        static constexpr std::string_view domains[] = {"naver.com", "gmail.com", "daum.net"};
        const std::string_view domain = one_of(domains);
        const int number = 1000 + below(9000);
        return fmt::format("{}{}@{}", joined(words, words), number, domain);
    }

    std::string new_address()
    {
        static constexpr std::string_view roads[] = {"Kiln",   "Otter", "Saddler", "Thistle",
                                                     "Wharf",  "Elder", "Cooper",  "Finch",
                                                     "Bellow", "Crane"};
        const int town = below(400);
        const std::string_view road = one_of(roads);
        const int number = 1 + below(200);
        return fmt::format(
            R"({{"lines":["{} {} Lane"],"locality":"Elmsmere {}","postal_code":"{:05}"}})", number,
            road, town, 10'000 + town);
    }

    Household new_household()
    {
        const bool korean = chance(rates_.korean);
        return {korean, family_name(korean), new_phone(), new_email(), new_address()};
    }

    Person new_person(const Household& household)
    {
        return {.korean = household.korean,
                .family = household.family,
                .given = given_name(household.korean),
                .gender = chance(50) ? "male" : "female",
                .year = 1940 + below(65),
                .month = 1 + below(12),
                .day = 1 + below(28),
                .phone = new_phone(),
                .email = new_email(),
                .address = household.address};
    }

    // What another system knows of the same person.
    Person later(Person person, const Household& household)
    {
        if (chance(rates_.other_given)) person.given = given_name(household.korean);
        if (chance(rates_.other_family)) person.family = family_name(household.korean);
        if (chance(rates_.birth_slip)) person.year += person.year % 10 == 9 ? -1 : 1;  // One digit
        if (chance(rates_.new_phone)) person.phone = new_phone();
        if (chance(rates_.new_email)) person.email = new_email();
        if (chance(rates_.moved)) person.address = new_address();
        return person;
    }

    std::string data_of(const Person& person)
    {
        const std::string name =
            person.korean ? person.family + person.given : person.given + " " + person.family;
        std::string points;
        const auto add = [&points](const std::string& point) {
            points += (points.empty() ? "" : ",") + point;
        };
        if (!chance(rates_.no_email))
            add(fmt::format(R"({{"kind":"email","email":"{}"}})", person.email));
        if (!chance(rates_.no_phone))
            add(fmt::format(R"({{"kind":"phone","phone":"{}"}})", person.phone));
        if (!chance(rates_.no_address))
            add(fmt::format(R"({{"kind":"address","address":{}}})", person.address));
        const std::string birth = chance(rates_.no_birth)
                                      ? ""
                                      : fmt::format(R"(,"birth_date":"{:04}-{:02}-{:02}")",
                                                    person.year, person.month, person.day);
        return fmt::format(R"({{"name":{{"full":"{}"}},"gender":"{}","contact_points":[{}]{}}})",
                           name, person.gender, points, birth);
    }

    std::mt19937 dice_;
    PopulationRates rates_;
};

}  // namespace cx::testing
