#include "people.hpp"

#include "base/hash.hpp"

#include <fmt/format.h>

namespace cx::bench {

Person make_person(int number, int keys)
{
    Person person;
    person.key = fmt::format("{:09}", number);
    const std::uint64_t scatter = hash64(person.key);
    person.data = fmt::format(
        R"({{"birth_date":"19{:02}-0{}-1{}","contact_points":[{{"email":"{:x}@example.com","kind":"email"}}],)"
        R"("language":"ko","name":{{"family":"Kim","full":"Kim {:x}","given":"{:x}"}},)"
        R"("addresses":[{{"country":"KR","city":"Seoul","postal_code":"{:05}"}}]}})",
        scatter % 100, scatter % 9 + 1, scatter % 10, scatter, scatter, scatter, scatter % 100'000);
    for (int i = 0; i < keys; ++i)
        person.keys.emplace_back(
            fmt::format("ns{}", i),
            fmt::format("{:016x}@example.com", hash64(person.key + std::to_string(i))));
    return person;
}

}  // namespace cx::bench
