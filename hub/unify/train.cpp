#include "unify/train.hpp"

#include "unify/keys.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace cx::unify {
namespace {

constexpr std::size_t random_pairs = 500'000;
constexpr int rounds_max = 25;
constexpr double settled = 1e-4;
// A store's own weights know how far its names and birth dates can be trusted, so that a clash of
// them need not be a veto as well.
constexpr double overrule_above = -1;
constexpr double prior_least = 1e-9;
constexpr double prior_most = 0.01;
// Imagined observations by which the shipped weights count.
constexpr double m_weight = 100;
constexpr double u_weight = 20'000;
constexpr std::size_t frequencies_max = 50'000;  // Of values, for each part of a name.
constexpr double rarest_people = 0.5;            // Of others that have a name met once

constexpr FactBits all_facts = (1U << fact_count) - 1;
// What a family does not share.
constexpr FactBits personal_facts =
    bit_of(Fact::given) | bit_of(Fact::middle) | bit_of(Fact::order) | bit_of(Fact::birth) |
    bit_of(Fact::gender) | bit_of(Fact::occupation) | bit_of(Fact::identifier);

FactBits facts_of(const MatchKey& key, const IdentityModel& model)
{
    if (key.ns == "email") return bit_of(Fact::email);
    if (key.ns == "phone") return bit_of(Fact::phone);
    if (is_identifier(key.ns, model)) return bit_of(Fact::identifier);
    return 0;
}

using Counts = std::array<std::array<double, levels_max>, fact_count>;

// Fact::order has no level for "not known": as written counts, too.
bool counts(std::size_t fact, std::uint8_t level)
{
    return level != 0 || fact == static_cast<std::size_t>(Fact::order);
}

struct Scored {
    Evidence evidence;
    FactBits teaches = 0;
    int seeds = 0;  // Of its ends
};

class Trainer {
public:
    Trainer(const TrainInput& input, const std::string& id)
        : in_(input), model_(default_score_model())
    {
        model_.id = id;
        model_.overrule_above = overrule_above;
        model_.records = input.records;
        for (std::size_t i = 0; i < in_.seeds; ++i) by_tie_.push_back(i);
        std::sort(by_tie_.begin(), by_tie_.end(), [this](std::size_t a, std::size_t b) {
            return std::tie(features(a).tie, features(a).record) <
                   std::tie(features(b).tie, features(b).record);
        });
    }

    ScoreModel run(TrainReport& report)
    {
        count_names();
        compare_random_pairs();
        score_pairs();
        report.pairs = pairs_.size();
        double before = -1;
        for (report.rounds = 1; report.rounds <= rounds_max; ++report.rounds) {
            learn_frequencies();
            learn_chance_agreement();
            report.matches = maximize();
            if (std::abs(report.matches - before) <= settled * report.matches) break;
            before = report.matches;
        }
        return model_;
    }

private:
    const Features& features(std::size_t member) const { return *in_.members[member].features; }

    // What random pairs say, of which almost all are two people.
    void compare_random_pairs()
    {
        if (by_tie_.size() < 2) return;
        KeyFlags none;
        PairScores no_suspensions(*in_.model, none);
        std::mt19937_64 random(1);
        std::map<Evidence, double> met;
        const std::size_t all = by_tie_.size() * (by_tie_.size() - 1) / 2;
        for (std::size_t i = 0; i < std::min(random_pairs, 4 * all); ++i) {
            const std::size_t a = by_tie_[random() % by_tie_.size()];
            const std::size_t b = by_tie_[random() % by_tie_.size()];
            if (a != b) ++met[compare(features(a), features(b), no_suspensions)];
        }
        random_.assign(met.begin(), met.end());
    }

    // u. A contact value or a number that two people share is less of an accident between
    // candidates, who are families, than between any two; so u of these is not below the shipped.
    void learn_chance_agreement()
    {
        const Scorer scorer(model_);
        Counts met{};
        std::array<double, fact_count> known{};
        for (const auto& [evidence, times] : random_) {
            const double apart = times * (1 - probability(scorer.weight(evidence)));
            for (std::size_t fact = 0; fact < fact_count; ++fact) {
                if (!counts(fact, evidence.levels[fact])) continue;
                met[fact][evidence.levels[fact]] += apart;
                known[fact] += apart;
            }
        }
        const ScoreModel& before = default_score_model();
        for (std::size_t fact = 0; fact < fact_count; ++fact) {
            constexpr FactBits at_least_shipped =
                bit_of(Fact::email) | bit_of(Fact::phone) | bit_of(Fact::identifier);
            const bool floored = (at_least_shipped & bit_of(static_cast<Fact>(fact))) != 0;
            for (std::size_t level = 0; level < levels_max; ++level) {
                const double u = before.chances[fact][level].u;
                // Whether parts are exchanged is found out by how they agree, so no accident.
                if (u <= 0 || fact == static_cast<std::size_t>(Fact::order)) continue;
                const double learnt = (met[fact][level] + u_weight * u) / (known[fact] + u_weight);
                model_.chances[fact][level].u = floored ? std::max(u, learnt) : learnt;
            }
        }
    }

    using Times = std::unordered_map<std::uint64_t, double>;

    void count_names()
    {
        for (const Member& member : in_.members.first(in_.seeds)) {
            if (member.features->names.empty()) continue;
            const NameReading& name = member.features->names.front();
            if (!name.family.empty()) ++families_[part_value(name, true)];
            if (!name.given.empty() && !name.initial()) ++givens_[part_value(name, false)];
        }
    }

    // How often another person has the name. Of the records that have it, as many as a person has
    // are one's own.
    Times frequencies(const Times& times) const
    {
        const double sampled = static_cast<double>(in_.seeds) / static_cast<double>(in_.records);
        const double own = 1 + partners_ * sampled;
        double all = 0;
        for (const auto& [value, met] : times) all += met;
        std::vector<std::pair<double, std::uint64_t>> ranked;
        for (const auto& [value, met] : times)
            ranked.emplace_back(std::max(met - own, rarest_people * own) / all, value);
        std::sort(ranked.begin(), ranked.end(), std::greater<>());
        if (ranked.size() > frequencies_max) ranked.resize(frequencies_max);
        Times out;
        for (const auto& [frequency, value] : ranked) out.emplace(value, frequency);
        return out;
    }

    void learn_frequencies()
    {
        model_.families = frequencies(families_);
        model_.givens = frequencies(givens_);
    }

    void score_pairs()
    {
        KeyFlags none;
        PairScores no_suspensions(*in_.model, none);
        pairs_.reserve(in_.pairs.size());
        for (const TrainPair& pair : in_.pairs) {
            const Features& a = features(pair.a);
            const Features& b = features(pair.b);
            const bool forward = a.tie < b.tie;
            pairs_.push_back(
                {forward ? compare(a, b, no_suspensions) : compare(b, a, no_suspensions),
                 pair.teaches, (pair.a < in_.seeds ? 1 : 0) + (pair.b < in_.seeds ? 1 : 0)});
        }
        std::sort(pairs_.begin(), pairs_.end(), [](const Scored& a, const Scored& b) {
            return std::tie(a.evidence, a.teaches, a.seeds) <
                   std::tie(b.evidence, b.teaches, b.seeds);
        });
    }

    // One round; the matches expected.
    double maximize()
    {
        const Scorer scorer(model_);
        Counts matched{};
        std::array<double, fact_count> known{};
        double matches = 0;
        double ends = 0;
        for (const Scored& pair : pairs_) {
            const double p = probability(scorer.weight(pair.evidence));
            matches += p;
            ends += p * pair.seeds;
            for (std::size_t fact = 0; fact < fact_count; ++fact) {
                const std::uint8_t level = pair.evidence.levels[fact];
                if (!counts(fact, level)) continue;
                if (!(pair.teaches & bit_of(static_cast<Fact>(fact)))) continue;
                matched[fact][level] += p;
                known[fact] += p;
            }
        }
        const ScoreModel& before = default_score_model();
        for (std::size_t fact = 0; fact < fact_count; ++fact)
            for (std::size_t level = 0; level < levels_max; ++level)
                if (before.chances[fact][level].m > 0)
                    model_.chances[fact][level].m =
                        (matched[fact][level] + m_weight * before.chances[fact][level].m) /
                        (known[fact] + m_weight);
        partners_ = ends / static_cast<double>(std::max<std::size_t>(1, in_.seeds));
        model_.prior =
            std::clamp(partners_ / static_cast<double>(std::max<std::size_t>(2, in_.records)),
                       prior_least, prior_most);
        return matches;
    }

    const TrainInput& in_;
    ScoreModel model_;
    std::vector<std::size_t> by_tie_;
    std::vector<Scored> pairs_;
    std::vector<std::pair<Evidence, double>> random_;  // With how often it was met
    Times families_;
    Times givens_;
    double partners_ = 0;  // Other records that a record's person has
};

// Who of the members has a key, ascending.
struct Carriers {
    struct Of {
        FactBits facts = 0;  // That the key is made of
        std::vector<std::uint32_t> members;
    };

    Carriers(std::span<const Member> all, const IdentityModel& model)
    {
        for (std::uint32_t i = 0; i < all.size(); ++i) {
            for (const MatchKey& key : all[i].features->keys) {
                if (rule_of(key.ns, model).links == NamespaceRule::Links::never) continue;
                Of& of = of_keys[name_of(key)];
                of.facts = facts_of(key, model);
                of.members.push_back(i);
            }
            for (const CandidateKey& key : all[i].features->candidates) {
                Of& of = of_candidates[key.hash];
                of.facts = key.facts;
                of.members.push_back(i);
            }
        }
    }

    ByKey<Of> of_keys;
    std::unordered_map<std::uint64_t, Of> of_candidates;
};

// Each pair of one entity once, with all that its keys teach.
std::vector<TrainPair> merged(std::vector<TrainPair> found, std::span<const Member> members)
{
    std::sort(found.begin(), found.end(), [](const TrainPair& left, const TrainPair& right) {
        return std::tie(left.a, left.b) < std::tie(right.a, right.b);
    });
    std::vector<TrainPair> pairs;
    for (const TrainPair& pair : found) {
        if (!pairs.empty() && pairs.back().a == pair.a && pairs.back().b == pair.b)
            pairs.back().teaches |= pair.teaches;
        else if (members[pair.a].features->record.entity == members[pair.b].features->record.entity)
            pairs.push_back(pair);
    }
    return pairs;
}

}  // namespace

FactBits facts_taught_by(FactBits own)
{
    const FactBits others = all_facts & ~own;
    return own & personal_facts ? others : others & ~personal_facts;
}

std::vector<TrainPair> train_pairs(std::span<const Member> members, std::size_t seeds,
                                   const IdentityModel& model)
{
    const Carriers carriers(members, model);
    std::vector<TrainPair> found;
    const auto take = [&](const Carriers::Of& of) {
        if (of.members.size() > model.candidate_records) return;
        const FactBits teaches = facts_taught_by(of.facts);
        for (std::size_t i = 0; i < of.members.size() && of.members[i] < seeds; ++i)
            for (std::size_t j = i + 1; j < of.members.size(); ++j)
                found.push_back({of.members[i], of.members[j], teaches});
    };
    for (const auto& [name, of] : carriers.of_keys) take(of);
    for (const auto& [hash, of] : carriers.of_candidates) take(of);
    return merged(std::move(found), members);
}

ScoreModel train(const TrainInput& input, const std::string& id, TrainReport& report)
{
    return Trainer(input, id).run(report);
}

}  // namespace cx::unify
