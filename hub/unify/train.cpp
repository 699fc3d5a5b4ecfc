#include "unify/train.hpp"

#include "unify/candidate_keys.hpp"
#include "unify/keys.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace cx::unify {
namespace {

constexpr std::size_t random_pairs = 1'000'000;
constexpr int rounds_max = 25;
constexpr double settled = 1e-4;
// Imagined observations by which the shipped weights count.
constexpr double m_weight = 100;
constexpr double u_weight = 20'000;
constexpr std::size_t frequencies_max = 200'000;  // Of values, for each part of a name.
constexpr std::size_t frequent = 2;               // A value that is met less often has no row.

constexpr std::uint16_t bit_of(Fact fact)
{
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(fact));
}

constexpr std::uint16_t all_facts = (1U << fact_count) - 1;

std::uint16_t facts_of_part(KeyPart part)
{
    switch (part) {
        case KeyPart::word:
        case KeyPart::initial:
        case KeyPart::stem:
        case KeyPart::name:
        case KeyPart::name_stem:
            return bit_of(Fact::family) | bit_of(Fact::given) | bit_of(Fact::order);
        case KeyPart::birth:
        case KeyPart::year:
        case KeyPart::month_day:
            return bit_of(Fact::birth);
        case KeyPart::postcode:
        case KeyPart::street:
        case KeyPart::unit:
            return bit_of(Fact::place);
        case KeyPart::local:
            break;
    }
    return bit_of(Fact::email);
}

using Counts = std::array<std::array<double, levels_max>, fact_count>;

// Fact::order has no level for "not known": as written counts, too.
bool counts(std::size_t fact, std::uint8_t level)
{
    return level != 0 || fact == static_cast<std::size_t>(Fact::order);
}

struct Scored {
    Evidence evidence;
    std::uint16_t proposed_without = 0;
};

class Trainer {
public:
    Trainer(const TrainInput& input, const std::string& id) : in_(input), model_(*shipped(input))
    {
        model_.id = id;
        for (std::size_t i = 0; i < in_.members.size(); ++i) by_tie_.push_back(i);
        std::sort(by_tie_.begin(), by_tie_.end(), [this](std::size_t a, std::size_t b) {
            return std::tie(features(a).tie, features(a).record) <
                   std::tie(features(b).tie, features(b).record);
        });
    }

    ScoreModel run(TrainReport& report)
    {
        learn_chance_agreement();
        learn_frequencies();
        score_pairs();
        report.pairs = pairs_.size();
        double before = -1;
        for (report.rounds = 1; report.rounds <= rounds_max; ++report.rounds) {
            report.matches = maximize();
            if (std::abs(report.matches - before) <= settled * report.matches) break;
            before = report.matches;
        }
        return model_;
    }

private:
    static const ScoreModel* shipped(const TrainInput&) { return &default_score_model(); }

    const Features& features(std::size_t member) const { return in_.members[member].features; }

    // u, from random pairs. A contact value that two people share is less of an accident between
    // candidates, who are families, than between any two; so u of these is not below the shipped.
    void learn_chance_agreement()
    {
        if (by_tie_.size() < 2) return;
        KeyFlags none;
        PairScores no_suspensions(*in_.model, none);
        std::mt19937_64 random(1);
        Counts met{};
        std::array<double, fact_count> known{};
        const std::size_t all = by_tie_.size() * (by_tie_.size() - 1) / 2;
        for (std::size_t i = 0; i < std::min(random_pairs, 4 * all); ++i) {
            const std::size_t a = by_tie_[random() % by_tie_.size()];
            const std::size_t b = by_tie_[random() % by_tie_.size()];
            if (a == b) continue;
            const Evidence evidence = compare(features(a), features(b), no_suspensions);
            for (std::size_t fact = 0; fact < fact_count; ++fact) {
                if (!counts(fact, evidence.levels[fact])) continue;
                ++met[fact][evidence.levels[fact]];
                ++known[fact];
            }
        }
        for (std::size_t fact = 0; fact < fact_count; ++fact) {
            const bool contact = fact == static_cast<std::size_t>(Fact::email) ||
                                 fact == static_cast<std::size_t>(Fact::phone);
            for (std::size_t level = 0; level < levels_max; ++level) {
                double& u = model_.chances[fact][level].u;
                if (u <= 0) continue;
                const double learnt =
                    (met[fact][level] + u_weight * u) / (known[fact] + u_weight);
                u = contact ? std::max(u, learnt) : learnt;
            }
        }
    }

    void learn_frequencies()
    {
        std::unordered_map<std::uint64_t, double> families;
        std::unordered_map<std::uint64_t, double> givens;
        double family_count = 0;
        double given_count = 0;
        for (const Member& member : in_.members) {
            if (member.features.names.empty()) continue;
            const NameReading& name = member.features.names.front();
            if (!name.family.empty()) {
                ++families[part_value(name, true)];
                ++family_count;
            }
            if (!name.given.empty() && !name.initial()) {
                ++givens[part_value(name, false)];
                ++given_count;
            }
        }
        keep_frequent(families, family_count);
        keep_frequent(givens, given_count);
        model_.families = std::move(families);
        model_.givens = std::move(givens);
    }

    // The rest is as rare as the rarest of them.
    static void keep_frequent(std::unordered_map<std::uint64_t, double>& values, double count)
    {
        std::erase_if(values, [](const auto& value) { return value.second < frequent; });
        if (values.size() > frequencies_max) {
            std::vector<double> met;
            for (const auto& [value, times] : values) met.push_back(times);
            std::nth_element(met.begin(), met.begin() + frequencies_max, met.end(),
                             std::greater<>());
            const double least = met[frequencies_max];
            std::erase_if(values, [&](const auto& value) { return value.second <= least; });
        }
        for (auto& [value, times] : values) times /= count;
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
            pairs_.push_back({forward ? compare(a, b, no_suspensions)
                                      : compare(b, a, no_suspensions),
                              pair.proposed_without});
        }
        std::sort(pairs_.begin(), pairs_.end(), [](const Scored& a, const Scored& b) {
            return std::tie(a.evidence, a.proposed_without) <
                   std::tie(b.evidence, b.proposed_without);
        });
    }

    // One round; the matches expected.
    double maximize()
    {
        const Scorer scorer(model_);
        Counts matched{};
        std::array<double, fact_count> known{};
        double matches = 0;
        for (const Scored& pair : pairs_) {
            const double p = probability(scorer.weight(pair.evidence));
            matches += p;
            for (std::size_t fact = 0; fact < fact_count; ++fact) {
                const std::uint8_t level = pair.evidence.levels[fact];
                if (!counts(fact, level)) continue;
                if (!(pair.proposed_without & bit_of(static_cast<Fact>(fact)))) continue;
                matched[fact][level] += p;
                known[fact] += p;
            }
        }
        const ScoreModel& before = *shipped(in_);
        for (std::size_t fact = 0; fact < fact_count; ++fact)
            for (std::size_t level = 0; level < levels_max; ++level)
                if (before.chances[fact][level].m > 0)
                    model_.chances[fact][level].m =
                        (matched[fact][level] + m_weight * before.chances[fact][level].m) /
                        (known[fact] + m_weight);
        const double per_record = 2 * matches / static_cast<double>(std::max<std::size_t>(1, in_.seeds));
        model_.prior = std::clamp(per_record / static_cast<double>(std::max<std::size_t>(2, in_.records)),
                                  1e-9, 0.01);
        return matches;
    }

    const TrainInput& in_;
    ScoreModel model_;
    std::vector<std::size_t> by_tie_;
    std::vector<Scored> pairs_;
};

}  // namespace

std::uint16_t facts_of_key(const MatchKey& key, const IdentityModel& model)
{
    if (key.ns == "email") return bit_of(Fact::email);
    if (key.ns == "phone") return bit_of(Fact::phone);
    std::uint16_t facts = 0;
    for (const CandidateRule& rule : model.candidates)
        if (key.ns.size() == rule.name.size() + 1 && key.ns.ends_with(rule.name))
            for (const KeyPart part : rule.parts) facts |= facts_of_part(part);
    return facts;
}

std::vector<TrainPair> train_pairs(std::span<const Member> members, const IdentityModel& model)
{
    std::map<KeyName, std::pair<const MatchKey*, std::vector<std::uint32_t>>> carriers;
    for (std::uint32_t i = 0; i < members.size(); ++i)
        for (const auto* keys : {&members[i].features.keys, &members[i].features.candidates})
            for (const MatchKey& key : *keys) {
                auto& [first, all] = carriers[name_of(key)];
                first = &key;
                all.push_back(i);
            }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint16_t> found;
    for (const auto& [name, carrier] : carriers) {
        const auto& [key, all] = carrier;
        if (all.size() > model.candidate_records) continue;
        if (!is_candidate_key(key->ns) &&
            rule_of(key->ns, model).links == NamespaceRule::Links::never)
            continue;
        const auto without = static_cast<std::uint16_t>(all_facts & ~facts_of_key(*key, model));
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t j = i + 1; j < all.size(); ++j) found[{all[i], all[j]}] |= without;
    }
    std::vector<TrainPair> pairs;
    for (const auto& [pair, without] : found)
        if (members[pair.first].features.record.entity ==
            members[pair.second].features.record.entity)
            pairs.push_back({pair.first, pair.second, without});
    return pairs;
}

ScoreModel train(const TrainInput& input, const std::string& id, TrainReport& report)
{
    return Trainer(input, id).run(report);
}

}  // namespace cx::unify
