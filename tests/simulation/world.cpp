#include "world.hpp"

#include <fmt/format.h>

namespace cx::pipeline::testing {
namespace {

constexpr std::size_t people_count = 60;
constexpr std::array families{"Kim", "Berg", "Cox", "Dorn"};
constexpr std::array givens{"Ada", "Bo", "Cleo", "Dan", "Eve", "Finn", "Gus"};

template <std::size_t n>
std::string one_of(const std::array<const char*, n>& list, Dice& dice)
{
    return list[dice.below(n)];
}

Emit party(const std::string& ns, std::size_t id, const std::string& data)
{
    return {"person", fmt::format("{}@test:{}", ns, id), "", data};
}

Emit owned(const std::string& entity, const std::string& ns, std::size_t customer, std::size_t n,
           const std::string& item)
{
    const std::string owner = fmt::format("erp.customer@test:{}", customer);
    const std::string field = entity == "order" ? "buyer" : "visitor";
    return {entity, fmt::format("{}@test:{}-{}", ns, customer, n), owner,
            fmt::format(R"({{"{}":"{}","item":"{}"}})", field, owner, item)};
}

}  // namespace

const std::array<WorldStream, 3>& world_streams()
{
    static const std::array<WorldStream, 3> streams{
        {{"crm", "contacts", false}, {"shop", "customers", false}, {"club", "members", true}}};
    return streams;
}

World::World(std::uint64_t seed) : dice_(seed)
{
    make_people();
    make_contacts();
    make_customers();
    make_members();
}

// Few names and shared numbers and desks, so that namesakes meet and caps are crossed.
void World::make_people()
{
    for (std::size_t i = 0; i < people_count; ++i) {
        Human human;
        human.name = one_of(givens, dice_) + " " + one_of(families, dice_);
        human.emails.push_back(fmt::format("p{}@mail.org", i));
        if (dice_.chance(30)) human.emails.push_back(fmt::format("w{}@work.org", i / 2));
        if (dice_.chance(25)) human.emails.push_back(fmt::format("shared.desk{}@work.org", i % 2));
        if (dice_.chance(60)) human.phone = fmt::format("+8210{}", 23456780 + 11 * (i / 3));
        if (dice_.chance(30)) human.ci = fmt::format("ci-{}", i);
        people_.push_back(std::move(human));
    }
}

// One system's words about a person: some of it, sometimes with somebody else's address.
std::string World::about(std::size_t human)
{
    const Human& person = people_[human];
    const Human& other = people_[dice_.below(people_.size())];
    json::Value data =
        json::parse(named(dice_.chance(95) ? person.name : other.name,
                          person.emails[dice_.below(person.emails.size())],
                          dice_.chance(60) ? person.phone : "", dice_.chance(50) ? person.ci : "",
                          dice_.chance(30) ? other.name : ""))
            .value();
    if (dice_.chance(20))
        data["contact_points"].as_array().push_back(
            json::Object{{"kind", "email"}, {"email", other.emails.front()}, {"verified", true}});
    return json::write(data);
}

// Swaps neighbours at some distance, as retries and partitions upstream do.
void World::shuffle_near(std::vector<ScriptedSource::Entry>& entries)
{
    for (std::size_t i = 0; i < entries.size() / 5; ++i) {
        const std::size_t a = dice_.below(entries.size());
        std::swap(entries[a], entries[std::min(a + dice_.below(8), entries.size() - 1)]);
    }
}

// A contact names the desk where it works, as many others do, each in its own words; and the
// account that the desk orders for.
std::vector<Emit> World::contact_emits(std::size_t id)
{
    std::vector<Emit> emits{party("crm.contact", id, about(id))};
    if (dice_.chance(40)) emits.push_back(party("crm.desk", id % 5, about(id % 5)));
    if (dice_.chance(40))
        emits.push_back(
            owned("order", "crm.account", id % 3, 0, dice_.chance(50) ? "pens" : "paper"));
    return emits;
}

void World::make_contacts()
{
    std::vector<ScriptedSource::Entry>& entries = logs_["crm"];
    for (int second = 1; second <= 130; ++second) {
        const std::size_t id = dice_.below(people_count);
        const std::string key = std::to_string(id);
        const std::size_t kind = dice_.below(100);
        if (kind < 8)
            entries.push_back({.record = gone(key)});
        else if (kind < 13)
            entries.push_back({.record = bad(key)});
        else if (kind < 15)
            entries.push_back({.reject = unreadable(key)});
        else if (kind < 22 && !entries.empty())
            entries.push_back(entries[dice_.below(entries.size())]);
        else
            entries.push_back({.record = says(key, second, contact_emits(id))});
    }
    shuffle_near(entries);
}

void World::make_customers()
{
    std::vector<ScriptedSource::Entry>& entries = logs_["shop"];
    for (int second = 1; second <= 90; ++second) {
        const std::size_t id = dice_.below(people_count / 2);
        if (dice_.chance(8)) {
            entries.push_back({.record = gone(std::to_string(id))});
            continue;
        }
        std::vector<Emit> emits;
        if (dice_.chance(90)) emits.push_back(party("erp.customer", id, about(id)));
        for (std::size_t n = 0; n < 3; ++n)
            if (dice_.chance(50))
                emits.push_back(
                    owned("order", "erp.order", id, n, dice_.chance(50) ? "tea" : "ink"));
        if (dice_.chance(25))
            emits.push_back(owned("order", "erp.basket", id % 4, 0, std::to_string(id % 2)));
        if (dice_.chance(30))
            emits.push_back(owned("visit", "web.visit", id, dice_.below(5), "web"));
        const int when = dice_.chance(80) ? second : 0;
        entries.push_back({.record = says(std::to_string(id), when, emits)});
    }
    shuffle_near(entries);
}

void World::make_members()
{
    std::vector<std::string> data;
    for (std::size_t i = 0; i < 30; ++i) data.push_back(about(i));
    for (int dump = 1; dump <= 4; ++dump) {
        const std::size_t share = dice_.chance(25) ? 30 : 90;
        for (std::size_t i = 0; i < data.size(); ++i) {
            if (!dice_.chance(share)) continue;
            if (dice_.chance(10)) data[i] = about(i);
            logs_["club"].push_back(
                {.record = says(std::to_string(i), dump, {party("loyalty.member", i, data[i])})});
        }
        logs_["club"].push_back({.ends_snapshot = true});
    }
}

namespace {

// What one origin says now.
struct Said {
    bool known = false;
    int second = 0;
    std::map<std::string, std::string> live;
    int generation = 0;
};

void hear(const plugin::SourceRecord& record, const std::string& source, int generation,
          std::map<std::string, Said>& origins)
{
    Said& said = origins[record.key];
    if (record.op == plugin::SourceRecord::Op::remove) {
        said.known = true;
        said.live.clear();
        return;
    }
    const json::Value payload = json::parse(record.payload).value();
    if (payload.find("bad")) return;
    const int dated = static_cast<int>(payload.find("second")->integer().value());
    const int second = dated == 0 ? said.second : dated;
    said.generation = generation;
    if (said.known && second < said.second) return;
    said.known = true;
    said.second = second;
    said.live.clear();
    for (const json::Value& emit : payload.find("emit")->as_array())
        said.live[source + " " + emit.text_of("entity") + " " + emit.text_of("key")] =
            json::write(*emit.find("data"));
}

}  // namespace

std::map<std::string, std::string> World::live_after(const WorldStream& stream,
                                                     std::size_t count) const
{
    std::map<std::string, Said> origins;
    int generation = 1;
    int held = 0;
    const auto forget_before = [&](int limit) {
        for (auto& [key, said] : origins)
            if (said.generation < limit) said.live.clear();
    };
    for (std::size_t i = 0; i < count; ++i) {
        const ScriptedSource::Entry& entry = log(stream)[i];
        if (entry.record) hear(*entry.record, stream.pipeline, generation, origins);
        if (!entry.ends_snapshot) continue;
        std::size_t known = 0;
        std::size_t missing = 0;
        for (const auto& [key, said] : origins) {
            if (said.live.empty()) continue;
            ++known;
            missing += said.generation < generation ? 1 : 0;
        }
        const bool hold = static_cast<double>(missing) > max_missing * static_cast<double>(known);
        held = hold ? generation : 0;
        if (!hold) forget_before(generation);
        ++generation;
    }
    if (held != 0) forget_before(held);
    // Of several origins that say an entity the latest counts, of equals the one that sorts last.
    std::map<std::string, std::string> live;
    std::map<std::string, int> said_at;
    for (const auto& [key, said] : origins)
        for (const auto& [name, data] : said.live) {
            const auto [found, first] = said_at.try_emplace(name, said.second);
            if (!first && said.second < found->second) continue;
            found->second = said.second;
            live[name] = data;
        }
    return live;
}

}  // namespace cx::pipeline::testing
