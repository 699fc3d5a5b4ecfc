#include "api/questions.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <tuple>

namespace cx::api {
namespace {

using Records = std::vector<store::RecordId>;

constexpr std::size_t least_share = 2;  // One in so many.
constexpr double of_gender = 1;         // Bits

bool holds(const Records& sorted, store::RecordId record)
{
    return std::binary_search(sorted.begin(), sorted.end(), record);
}

// In the order in which pairs are listed.
bool stronger(const store::EdgeRow& left, const store::EdgeRow& right)
{
    return std::tie(left.weight, left.pair) > std::tie(right.weight, right.pair);
}

// A model that the store no longer has tells nothing against it.
bool is_answerable(const store::EdgeRow& edge, Explain& explain)
{
    if (edge.veto == "exclusive") return false;
    const json::Value told = explain.terms(edge);
    if (!told.find("prior")) return true;
    constexpr std::array<std::string_view, 4> of_names = {"family", "given", "middle", "order"};
    double bits = 0;
    for (const json::Value& term : told.find("terms")->as_array()) {
        const std::string fact = term.text_of("fact");
        if (std::find(of_names.begin(), of_names.end(), fact) == of_names.end())
            bits += std::max(0.0, std::strtod(term.text_of("bits").c_str(), nullptr));
    }
    return bits > of_gender;
}

bool strongest_and_likely(const store::EdgeRow& waiting, const Records& here, const Records& there,
                          store::View& view, Explain& explain)
{
    const bool fewer_here = here.size() <= there.size();
    const Records& others = fewer_here ? there : here;
    std::size_t between = 0;
    for (const store::EdgeRow& edge : view.edges_of(fewer_here ? here : there)) {
        if (edge.state != store::EdgeRow::State::review) continue;
        if (!holds(others, edge.pair.a) && !holds(others, edge.pair.b)) continue;
        if (!is_answerable(edge, explain)) continue;
        if (stronger(edge, waiting)) return false;
        ++between;
    }
    return between * least_share >= here.size() * there.size();
}

bool told_apart(const Records& here, const Records& there, store::View& view)
{
    const auto keys_of = [&](const Records& records) {
        std::set<model::RecordKey> keys;
        for (const store::PartyRecord& party : view.parties(records)) keys.insert(party.key);
        return keys;
    };
    const std::set<model::RecordKey> ours = keys_of(here);
    const std::set<model::RecordKey> theirs = keys_of(there);
    const std::vector<model::RecordKey> asked(ours.begin(), ours.end());
    const auto decisions = view.decisions(asked);
    return std::any_of(decisions.begin(), decisions.end(), [&](const store::DecisionRow& row) {
        return row.kind == store::DecisionRow::Kind::cannot &&
               ((ours.contains(row.a) && theirs.contains(row.b)) ||
                (ours.contains(row.b) && theirs.contains(row.a)));
    });
}

}  // namespace

bool is_asked(const store::EdgeRow& waiting, store::View& view, Explain& explain)
{
    if (!is_answerable(waiting, explain)) return false;
    const Records pair = {waiting.pair.a, waiting.pair.b};
    const auto parties = view.parties(pair);
    if (parties.size() != 2) return false;
    const auto members = [&](const std::string& profile) {
        const std::string ids[] = {profile};
        return view.profile_members(ids);
    };
    const Records here = members(parties[0].profile_id);
    const Records there = members(parties[1].profile_id);
    if (here.size() == 1 && there.size() == 1) return true;
    return strongest_and_likely(waiting, here, there, view, explain) &&
           !told_apart(here, there, view);
}

}  // namespace cx::api
