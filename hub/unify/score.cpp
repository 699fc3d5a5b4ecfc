#include "unify/score.hpp"

#include "unify/birth.hpp"

#include <algorithm>
#include <cmath>

namespace cx::unify {
namespace {

constexpr int frequency_max = 8 * bit;
constexpr double rarest = 1e-6;

int in_bits(double ratio)
{
    return static_cast<int>(std::lround(std::log2(ratio) * bit));
}

int odds(double probability)
{
    return in_bits(probability / (1 - probability));
}

// A rarer value than the level's usual one says more, a common one less.
std::unordered_map<std::uint64_t, int> corrections(
    const std::unordered_map<std::uint64_t, double>& frequencies, double usual)
{
    std::unordered_map<std::uint64_t, int> out;
    for (const auto& [value, frequency] : frequencies)
        out.emplace(value, std::clamp(in_bits(usual / std::max(frequency, rarest)), -frequency_max,
                                      frequency_max));
    return out;
}

}  // namespace

Scorer::Scorer(ScoreModel model)
    : model_(std::move(model)),
      prior_(odds(model_.prior)),
      merge_from_(odds(model_.merge_above)),
      review_from_(odds(model_.review_above)),
      apart_below_(static_cast<int>(model_.apart_below * bit)),
      overrule_from_(static_cast<int>(model_.overrule_above * bit))
{
    for (std::size_t fact = 0; fact < fact_count; ++fact)
        for (std::size_t level = 0; level < levels_max; ++level)
            if (const LevelChance& chance = model_.chances[fact][level]; chance.m > 0)
                weights_[fact][level] = in_bits(chance.m / chance.u);
    const auto usual = [&](Fact fact) {
        return model_.chances[static_cast<std::size_t>(fact)][1].u;
    };
    families_ = corrections(model_.families, usual(Fact::family));
    givens_ = corrections(model_.givens, usual(Fact::given));
}

int Scorer::frequency(Fact fact, const Evidence& evidence) const
{
    if (fact != Fact::family && fact != Fact::given) return 0;
    const std::uint64_t value = fact == Fact::family ? evidence.family : evidence.given;
    if (value == 0) return 0;
    const auto& known = fact == Fact::family ? families_ : givens_;
    const auto found = known.find(value);
    return found == known.end() ? 0 : found->second;
}

namespace {

// Do the records rather tell of two people than of one? Given names that differ, or are alike as
// those of brothers are; or none to compare, and another birth date.
bool tells_of_two(GivenLevel given, BirthMatch birth)
{
    switch (given) {
        case GivenLevel::differ:
        case GivenLevel::slip:
        case GivenLevel::garbled:
            return true;
        case GivenLevel::unknown:
            return birth == BirthMatch::differ;
        default:
            return false;
    }
}

}  // namespace

// A family shares its address, its telephone and a mailbox, and one of the three explains the
// others; where the records tell of two people, the family name as well. So of all that only the
// strongest counts where the given names do not agree.
void Scorer::count_household_once(std::array<Term, fact_count>& terms) const
{
    const auto term = [&](Fact fact) -> Term& { return terms[static_cast<std::size_t>(fact)]; };
    const auto whole = [&](Fact fact) { return term(fact).weight + term(fact).frequency; };
    const auto given = static_cast<GivenLevel>(term(Fact::given).level);
    const bool two = tells_of_two(given, static_cast<BirthMatch>(term(Fact::birth).level));
    if (!two && given != GivenLevel::unknown) return;
    constexpr std::array shared = {Fact::email, Fact::phone, Fact::place, Fact::family};
    const auto end = two ? shared.end() : shared.end() - 1;
    const Fact strongest = *std::max_element(
        shared.begin(), end, [&](Fact left, Fact right) { return whole(left) < whole(right); });
    std::for_each(shared.begin(), end, [&](Fact fact) {
        if (fact != strongest && whole(fact) > 0) term(fact).weight = term(fact).frequency = 0;
    });
}

std::array<Scorer::Term, fact_count> Scorer::terms(const Evidence& evidence) const
{
    std::array<Term, fact_count> terms{};
    for (std::size_t i = 0; i < fact_count; ++i) {
        const auto fact = static_cast<Fact>(i);
        const std::uint8_t level = evidence.levels[i];
        terms[i] = {fact, level, weights_[i][level], frequency(fact, evidence)};
    }
    count_household_once(terms);
    return terms;
}

int Scorer::weight(const Evidence& evidence) const
{
    int sum = prior_;
    for (const Term& term : terms(evidence)) sum += term.weight + term.frequency;
    return sum;
}

double probability(int weight)
{
    return 1 / (1 + std::exp2(-static_cast<double>(weight) / bit));
}

}  // namespace cx::unify
