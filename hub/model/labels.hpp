// Privacy labels: what a value is, so that an exit can decide whether it may leave.
//
// A label set is computed when a mapping is compiled, per target field, and interned; values carry
// nothing. An exit (token, sink, export) declares what it accepts; a field passes only where every
// label that guards it is accepted. Labels that the taxonomy does not know never pass.
#pragma once

#include <cx/json.hpp>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::model {

// Sorted and unique.
class LabelSet {
public:
    LabelSet() = default;
    explicit LabelSet(std::vector<std::string> labels);

    void add(std::string_view label);
    void add(const LabelSet& other);
    bool contains(std::string_view label) const;
    bool empty() const { return labels_.empty(); }
    const std::vector<std::string>& all() const { return labels_; }
    std::string text() const;  // "identity.key pii.direct"
    static LabelSet parse(std::string_view text);

    bool operator==(const LabelSet&) const = default;
    auto operator<=>(const LabelSet&) const = default;

private:
    std::vector<std::string> labels_;
};

// The taxonomy of labels (configs/schema/labels.yaml).
struct Taxonomy {
    // Group by label: classification, personal, sensitive, contract, purpose, retention, secret.
    std::map<std::string, std::string, std::less<>> groups;

    // Listed in `groups`, or a retention.<...>.
    bool knows(std::string_view label) const;
    // Labels of these groups guard a value at an exit: personal, sensitive, contract, secret, and
    // the classifications confidential and restricted.
    bool guards(std::string_view label) const;
};

// What an exit declared: labels and, with a trailing ".*", families of them ("sensitive.*"). Labels
// of the group secret pass nowhere.
class Accepts {
public:
    Accepts() = default;  // Accepts no guarded label.
    explicit Accepts(std::vector<std::string> patterns);

    bool passes(const LabelSet& labels, const Taxonomy& taxonomy) const;
    const std::vector<std::string>& patterns() const { return patterns_; }

private:
    bool accepts(std::string_view label) const;

    std::vector<std::string> patterns_;
};

}  // namespace cx::model
