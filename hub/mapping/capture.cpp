#include "mapping/capture.hpp"

#include <re2/re2.h>

namespace cx::mapping {

std::shared_ptr<const RE2> compile_pattern(std::string_view pattern)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);  // Of one compiled pattern and its automaton.
    auto compiled =
        std::make_shared<RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    return compiled->ok() ? compiled : nullptr;
}

std::vector<std::string> group_names(const RE2& pattern)
{
    std::vector<std::string> names;
    for (const auto& [index, name] : pattern.CapturingGroupNames()) names.push_back(name);
    return names;
}

std::vector<json::Value> find_groups(std::string_view text, const RE2& pattern)
{
    std::vector<re2::StringPiece> found(
        static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) + 1);
    const re2::StringPiece whole(text.data(), text.size());
    const bool matched = pattern.Match(whole, 0, whole.size(), RE2::UNANCHORED, found.data(),
                                       static_cast<int>(found.size()));
    std::vector<json::Value> groups;
    for (const auto& [index, name] : pattern.CapturingGroupNames()) {
        const re2::StringPiece& group = found[static_cast<std::size_t>(index)];
        groups.push_back(matched && !group.empty() ? json::Value(std::string(group))
                                                   : json::Value());
    }
    return groups;
}

}  // namespace cx::mapping
