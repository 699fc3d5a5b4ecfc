#include "mapping/path.hpp"

#include "mapping/expression.hpp"

#include <algorithm>
#include <cassert>

namespace cx::mapping {
namespace {

const Scope* outwards(const Scope& scope, int up)
{
    const Scope* at = &scope;
    for (; up > 0; --up) {
        assert(at->outer);  // The parser has counted the scopes.
        at = at->outer;
    }
    return at;
}

const json::Value* element(const json::Value& list, std::int64_t index)
{
    if (!list.is_array()) return nullptr;
    const auto size = static_cast<std::int64_t>(list.as_array().size());
    if (index < 0) index += size;
    if (index < 0 || index >= size) return nullptr;
    return &list.as_array()[static_cast<std::size_t>(index)];
}

// Walks the steps depth first; `visit` returns false to end the walk.
class Walk {
public:
    Walk(const std::vector<Step>& steps, const Scope& scope, Run& run)
        : steps_(steps), scope_(scope), run_(run)
    {
    }

    template <typename Visit>
    bool from(const json::Value& value, std::size_t at, const Visit& visit)
    {
        const json::Value* here = &value;
        for (; at < steps_.size(); ++at) {
            const Step& step = steps_[at];
            if (step.kind == Step::Kind::all || step.kind == Step::Kind::filter)
                return through(*here, at, visit);
            here = step.kind == Step::Kind::member ? here->find(step.name)
                                                   : element(*here, step.index);
            if (!here) return true;
        }
        return visit(*here);
    }

private:
    // RFC 9535: a wildcard takes the elements of an array and the member values of an object.
    template <typename Visit>
    bool through(const json::Value& values, std::size_t at, const Visit& visit)
    {
        if (values.is_array()) {
            for (const json::Value& value : values.as_array())
                if (!take(value, at, visit)) return false;
        } else if (values.is_object()) {
            for (const auto& [name, value] : values.as_object())
                if (!take(value, at, visit)) return false;
        }
        return true;
    }

    template <typename Visit>
    bool take(const json::Value& value, std::size_t at, const Visit& visit)
    {
        if (!run_.spend()) return false;
        if (const Expression* filter = steps_[at].filter.get()) {
            const auto chosen = condition(filter->compute({&value, &scope_}, run_));
            // An element that the filter cannot judge is not chosen.
            if (!std::holds_alternative<bool>(chosen) || !std::get<bool>(chosen)) return true;
        }
        return from(value, at + 1, visit);
    }

    const std::vector<Step>& steps_;
    const Scope& scope_;
    Run& run_;
};

}  // namespace

bool Path::many() const
{
    return std::any_of(steps.begin(), steps.end(), [](const Step& step) {
        return step.kind == Step::Kind::all || step.kind == Step::Kind::filter;
    });
}

const json::Value* Path::first(const Scope& scope, Run& run) const
{
    if (fact != no_fact) return &run.fact(fact);
    const Scope* start = outwards(scope, up);
    const json::Value* found = nullptr;
    Walk(steps, *start, run).from(*start->here, 0, [&](const json::Value& value) {
        if (!found || !value.empty()) found = &value;
        return value.empty();
    });
    return found;
}

void Path::all(const Scope& scope, Run& run, std::vector<const json::Value*>& found) const
{
    if (fact != no_fact) {
        found.push_back(&run.fact(fact));
        return;
    }
    const Scope* start = outwards(scope, up);
    Walk(steps, *start, run).from(*start->here, 0, [&](const json::Value& value) {
        found.push_back(&value);
        return true;
    });
}

bool overlap(const Reads& left, const Reads& right)
{
    const std::size_t common = std::min(left.size(), right.size());
    return std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(common),
                      right.begin());
}

}  // namespace cx::mapping
