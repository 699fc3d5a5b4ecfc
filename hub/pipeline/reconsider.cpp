#include "pipeline/reconsider.hpp"

#include "base/limits.hpp"

#include <limits>
#include <set>

namespace cx::pipeline {

using State = store::EdgeRow::State;

// First what is merged and would not be now, then what waits and would be merged.
bool Reconsideration::step()
{
    const int from = applier_.trusted_from();
    if (trusted_from_ != from) {
        trusted_from_ = from;
        done_ = false;
        at_ = {.state = State::merged, .limit = limits::reconsidered_pairs};
    }
    if (done_) return false;
    if (at_.state == State::merged) {
        at_.most = from == std::numeric_limits<int>::min() ? from : from - 1;
        if (page(State::merged)) return true;
        at_ = {.state = State::review,
               .least = applier_.merges_from(),
               .limit = limits::reconsidered_pairs};
        return true;
    }
    done_ = !page(State::review);
    return !done_;
}

bool Reconsideration::page(State state)
{
    std::set<model::RecordId> records;
    std::size_t read = 0;
    {
        const auto view = store_.view();
        for (const store::EdgeRow& edge : view->edges(at_)) {
            ++read;
            at_.after = edge.pair;
            at_.after_weight = edge.weight;
            // What a veto keeps apart is not a question of trust.
            if (state == State::merged || edge.veto.empty())
                records.insert({edge.pair.a, edge.pair.b});
        }
    }
    if (!records.empty()) applier_.reconsider({records.begin(), records.end()});
    return read == static_cast<std::size_t>(at_.limit);
}

}  // namespace cx::pipeline
