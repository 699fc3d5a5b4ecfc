#include "model/labels.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace cx::model {
namespace {

bool is_family(std::string_view pattern)
{
    return pattern.size() >= 2 && pattern.substr(pattern.size() - 2) == ".*";
}

// "sensitive.*" covers "sensitive.health" and not "sensitive".
bool covers(std::string_view pattern, std::string_view label)
{
    if (!is_family(pattern)) return pattern == label;
    const std::string_view stem = pattern.substr(0, pattern.size() - 1);
    return label.size() > stem.size() && label.substr(0, stem.size()) == stem;
}

std::string_view group_of(const Taxonomy& taxonomy, std::string_view label)
{
    if (const auto exact = taxonomy.groups.find(label); exact != taxonomy.groups.end())
        return exact->second;
    // The one group whose labels hold a number or a contract's name, so they cannot be listed.
    return covers("retention.*", label) ? "retention" : std::string_view();
}

}  // namespace

LabelSet::LabelSet(std::vector<std::string> labels) : labels_(std::move(labels))
{
    std::sort(labels_.begin(), labels_.end());
    labels_.erase(std::unique(labels_.begin(), labels_.end()), labels_.end());
}

void LabelSet::add(std::string_view label)
{
    const auto at = std::lower_bound(labels_.begin(), labels_.end(), label);
    if (at == labels_.end() || *at != label) labels_.emplace(at, label);
}

void LabelSet::add(const LabelSet& other)
{
    for (const std::string& label : other.labels_) add(label);
}

bool LabelSet::contains(std::string_view label) const
{
    return std::binary_search(labels_.begin(), labels_.end(), label);
}

std::string LabelSet::text() const
{
    std::string text;
    for (const std::string& label : labels_) text += (text.empty() ? "" : " ") + label;
    return text;
}

LabelSet LabelSet::parse(std::string_view text)
{
    LabelSet set;
    for (const std::string_view word : split(text, ' '))
        if (!word.empty()) set.add(word);
    return set;
}

bool Taxonomy::knows(std::string_view label) const
{
    return !group_of(*this, label).empty();
}

bool Taxonomy::guards(std::string_view label) const
{
    const std::string_view group = group_of(*this, label);
    if (group == "classification") return label == "confidential" || label == "restricted";
    return group.empty() || group == "personal" || group == "sensitive" || group == "contract" ||
           group == "secret";
}

Accepts::Accepts(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {}

bool Accepts::passes(const LabelSet& labels, const Taxonomy& taxonomy) const
{
    return std::all_of(labels.all().begin(), labels.all().end(), [&](const std::string& label) {
        if (!taxonomy.knows(label)) return false;
        // A secret leaves through no exit, whatever the exit accepts.
        if (group_of(taxonomy, label) == "secret") return false;
        return !taxonomy.guards(label) || accepts(label);
    });
}

bool Accepts::accepts(std::string_view label) const
{
    return std::any_of(patterns_.begin(), patterns_.end(),
                       [&](const std::string& pattern) { return covers(pattern, label); });
}

}  // namespace cx::model
