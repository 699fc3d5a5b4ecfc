#include "testkit.hpp"

#include <cx/abi.h>

#include <algorithm>
#include <set>

namespace cx::testkit {
namespace {

constexpr const char* role = CX_ENRICHER;

std::string failure(const Findings& findings, std::size_t wanted)
{
    if (findings.status != "ok") return "it answered " + findings.status + ": " + findings.error;
    if (findings.found.size() != wanted) return "it answered for other values";
    return {};
}

std::set<std::string> names_of(const json::Value& options, std::string_view list)
{
    std::set<std::string> names;
    if (const json::Value* rows = options.find(list); rows && rows->is_array())
        for (const json::Value& row : rows->as_array()) names.insert(row.text().value_or(""));
    return names;
}

std::string check_names(Driver& driver)
{
    const auto description = driver.describe(role);
    if (!description) return description.error().message;
    for (const char* list : {"x-cx-reads", "x-cx-writes"})
        if (names_of(description->options, list).empty())
            return std::string("its options name nothing in ") + list;
    return {};
}

std::string check_findings(Driver& driver, Connection& connection, const Fixture& fixture,
                           std::vector<std::string>& found)
{
    const auto description = driver.describe(role);
    if (!description) return description.error().message;
    const std::set<std::string> writes = names_of(description->options, "x-cx-writes");
    const Findings findings = connection.enrich(fixture.values);
    if (std::string broken = failure(findings, fixture.values.size()); !broken.empty())
        return broken;
    for (const std::string& one : findings.found) {
        const Result<json::Value> value = json::parse(one);
        if (!value || !value->is_object() || value->empty())
            return "it found nothing, or no object, in values where there is something";
        for (const auto& [name, member] : value->as_object())
            if (!writes.contains(name)) return "it found '" + name + "', which it does not name";
    }
    found = findings.found;
    return {};
}

// One by one, all together, and a second time.
std::string check_same(Connection& connection, const Fixture& fixture,
                       const std::vector<std::string>& found)
{
    if (found.size() != fixture.values.size()) return "there are no findings to compare";
    for (std::size_t i = 0; i < fixture.values.size(); ++i) {
        const Findings alone = connection.enrich({fixture.values[i]});
        if (std::string broken = failure(alone, 1); !broken.empty()) return broken;
        if (alone.found[0] != found[i]) return "alone it finds something else";
    }
    if (connection.enrich(fixture.values).found != found) return "again it finds something else";
    return {};
}

std::string check_strange(Connection& connection)
{
    std::vector<std::string> values = {"{}", R"({"no_such_name":1})",
                                       R"({"text":null,"language":[1,{}]})", R"({"text":7})",
                                       R"({"text":")" + std::string(16'000, 'x') + "\"}"};
    if (std::string broken = failure(connection.enrich(values), values.size()); !broken.empty())
        return broken;
    if (std::string broken = failure(connection.enrich({}), 0); !broken.empty()) return broken;
    return failure(connection.enrich(std::vector<std::string>(100, values.back())), 100);
}

}  // namespace

std::vector<Finding> check_enricher(const std::vector<Driver*>& drivers, const Fixture& fixture)
{
    std::vector<Finding> findings;
    std::vector<std::string> first;
    for (Driver* driver : drivers) {
        const auto told = [&](const std::string& promise, std::string broken) {
            findings.push_back({driver->name() + ": " + promise, std::move(broken)});
        };
        check_description(*driver, role, fixture, findings);
        told("it says what it reads and finds", check_names(*driver));
        auto started = driver->start(role, fixture.options);
        if (!started) {
            told("it starts", started.error().message);
            continue;
        }
        std::vector<std::string> found;
        told("it finds what it names", check_findings(*driver, **started, fixture, found));
        told("equal values give equal findings", check_same(**started, fixture, found));
        told("what is strange, empty or much does not make it fail", check_strange(**started));
        if (driver == drivers.front())
            first = std::move(found);
        else
            findings.push_back(
                {driver->name() + " and " + drivers.front()->name() + " find the same",
                 found == first ? "" : "what was found differs"});
    }
    return findings;
}

}  // namespace cx::testkit
