// What one seed makes of the world outside: what each stream will say, in which order; and what a
// hub must know when it has heard the first n of it.
#pragma once

#include "testhub/hub.hpp"

#include <array>
#include <random>

namespace cx::pipeline::testing {

// The same numbers everywhere, unlike the distributions of the standard library.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool chance(std::size_t percent) { return below(100) < percent; }

private:
    std::mt19937_64 random_;
};

struct WorldStream {
    std::string pipeline;
    std::string name;
    bool snapshot = false;
};

// crm: dated contacts, partly out of order, with updates, deletions, repeats and bad records; many
// name the same desks and accounts.
// shop: customers with orders and visits that come and go, partly without a time; some share a
// basket.
// club: dumps of members; one may lack so many that it is held.
const std::array<WorldStream, 3>& world_streams();
inline constexpr double max_missing = 0.5;

class World {
public:
    explicit World(std::uint64_t seed);

    const std::vector<ScriptedSource::Entry>& log(const WorldStream& stream) const
    {
        return logs_.at(stream.pipeline);
    }
    // "source entity key" -> data of what lives once the first `count` entries were heard and a
    // held dump was accepted in the end.
    std::map<std::string, std::string> live_after(const WorldStream& stream,
                                                  std::size_t count) const;

private:
    struct Human {
        std::string name;
        std::vector<std::string> emails;
        std::string phone;
        std::string ci;
    };

    void make_people();
    void make_contacts();
    void make_customers();
    void make_members();
    std::string about(std::size_t human);
    std::vector<Emit> contact_emits(std::size_t id);
    void shuffle_near(std::vector<ScriptedSource::Entry>& entries);

    Dice dice_;
    std::vector<Human> people_;
    std::map<std::string, std::vector<ScriptedSource::Entry>> logs_;
};

}  // namespace cx::pipeline::testing
