#include "mapping/run.hpp"

#include "mapping/capture.hpp"
#include "mapping/expression.hpp"

#include <cassert>

namespace cx::mapping {
namespace {

constexpr std::array<std::string_view, 4> facts{"stream", "key", "source", "instance"};

}  // namespace

std::span<const std::string_view> fact_names()
{
    return facts;
}

Run::Run(const SourceFacts& facts, const Scope& record, std::span<const Expression> variables,
         std::span<const Capture> captures)
    : facts_(facts),
      record_(record),
      captures_(captures),
      variables_(variables),
      values_(variables.size())
{
}

const json::Value& Run::fact(int index)
{
    assert(index >= 0);
    const auto at = static_cast<std::size_t>(index);
    if (at >= fact_values_.size()) return group(at - fact_values_.size());
    const std::array<const std::string*, 4> texts{&facts_.stream, &facts_.key, &facts_.source,
                                                  &facts_.instance};
    if (fact_values_[at].is_null()) fact_values_[at] = json::Value(*texts[at]);
    return fact_values_[at];
}

const json::Value& Run::group(std::size_t index)
{
    if (groups_.empty()) {
        for (const Capture& capture : captures_) {
            std::vector<json::Value> found(capture.groups.size());
            for (const Path& path : capture.from) {
                const json::Value* value = path.first(record_, *this);
                if (!value || value->empty()) continue;
                const std::string text = value->text().value_or("");
                if (spend(1 + text.size() / 64)) found = find_groups(text, *capture.pattern);
                break;
            }
            groups_.insert(groups_.end(), found.begin(), found.end());
        }
    }
    assert(index < groups_.size());
    return groups_[index];
}

const Value& Run::variable(std::size_t index)
{
    assert(index < values_.size());
    Variable& variable = values_[index];
    if (!variable.known) {
        variable.value = variables_[index].compute(record_, *this);
        variable.known = true;
    }
    return variable.value;
}

}  // namespace cx::mapping
