#include "mapping/run.hpp"

#include <cassert>

#include "mapping/expression.hpp"

namespace cx::mapping {
namespace {

constexpr std::array<std::string_view, 4> facts{"stream", "key", "source", "instance"};

}  // namespace

std::span<const std::string_view> fact_names()
{
    return facts;
}

Run::Run(const SourceFacts& facts, const Scope& record, std::span<const Expression> variables)
    : facts_(facts), record_(record), variables_(variables), values_(variables.size())
{
}

const json::Value& Run::fact(int index)
{
    assert(index >= 0 && index < 4);
    const auto at = static_cast<std::size_t>(index);
    const std::array<const std::string*, 4> texts{&facts_.stream, &facts_.key, &facts_.source,
                                                  &facts_.instance};
    if (fact_values_[at].is_null()) fact_values_[at] = json::Value(*texts[at]);
    return fact_values_[at];
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
