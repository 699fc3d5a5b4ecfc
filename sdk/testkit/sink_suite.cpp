#include "testkit.hpp"

#include <cx/abi.h>

namespace cx::testkit {
namespace {

constexpr const char* role = CX_SINK;

std::vector<std::string> sample_changes()
{
    return {R"({"seq":1,"kind":"profile","name":"이름"})",
            R"({"seq":2,"kind":"profile","text":"a\nb \"c\""})",
            R"({"seq":3,"kind":"entity","deep":{"list":[1,2.50,null,true]}})",
            R"({"seq":4,"kind":"erase","long":")" + std::string(100'000, 'x') + "\"}"};
}

// Offers `changes` as the hub does: what was not delivered comes again, first.
std::string deliver_all(Connection& connection, const std::vector<std::string>& changes)
{
    std::vector<std::string> rest = changes;
    for (int attempt = 0; attempt < 20; ++attempt) {
        const Delivery delivery = connection.deliver(rest);
        if (delivery.delivered > rest.size()) return "it delivered more than it was given";
        for (const std::size_t index : delivery.rejected)
            if (index >= rest.size()) return "it rejected what it was not given";
        if (delivery.status != "ok" && delivery.error.empty()) return "it failed without a reason";
        rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(delivery.delivered));
        if (rest.empty()) return {};
        if (delivery.status == "failed") return "it failed: " + delivery.error;
    }
    return "it never delivered everything";
}

std::string check_delivery(Driver& driver, const Fixture& fixture,
                           std::vector<std::string>& arrived)
{
    if (fixture.reset) fixture.reset();
    const std::vector<std::string> changes = sample_changes();
    for (int life = 0; life < 2; ++life) {
        auto started = driver.start(role, fixture.options);
        if (!started) return "it does not start: " + started.error().message;
        if (std::string broken = deliver_all(**started, changes); !broken.empty()) return broken;
        for (const std::string& change : changes)
            if (std::string broken = deliver_all(**started, {change}); !broken.empty())
                return broken;
        if ((*started)->deliver({}).delivered != 0) return "it delivers out of nothing";
    }
    if (!fixture.read_back) return {};
    arrived = fixture.read_back();
    std::vector<std::string> wanted;
    for (int times = 0; times < 4; ++times)
        wanted.insert(wanted.end(), changes.begin(), changes.end());
    if (arrived == wanted) return {};
    return std::to_string(arrived.size()) + " changes arrived, or others, instead of " +
           std::to_string(wanted.size());
}

}  // namespace

std::vector<Finding> check_sink(const std::vector<Driver*>& drivers, const Fixture& fixture)
{
    std::vector<Finding> findings;
    std::vector<std::string> first;
    for (Driver* driver : drivers) {
        check_description(*driver, role, fixture, findings);
        std::vector<std::string> arrived;
        findings.push_back(
            {driver->name() + ": what it delivers is there, in order, also after a restart",
             check_delivery(*driver, fixture, arrived)});
        if (driver == drivers.front())
            first = std::move(arrived);
        else
            findings.push_back(
                {driver->name() + " and " + drivers.front()->name() + " deliver the same",
                 arrived == first ? "" : "what arrived differs"});
    }
    return findings;
}

}  // namespace cx::testkit
