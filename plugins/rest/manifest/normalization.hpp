// How a manifest makes its options ready: the `config_normalization_rules` of its Spec.
#pragma once

#include "rest/expression/template.hpp"
#include "rest/manifest/check.hpp"
#include "rest/manifest/node.hpp"
#include "rest/transform/transform.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace rest {

class Normalization {
public:
    // Whose rules are none.
    Normalization() = default;
    // `rules` is a ConfigNormalizationRules, resolved. What does not run is missing in `findings`.
    Normalization(const Node& rules, Findings& findings);

    // Options of former times become those of today; comes before the defaults, by which an option
    // that was not given could not be told.
    cx::Result<cx::Done> migrate(cx::json::Value& config, std::int64_t now_us) const;
    // After the defaults: changes the options, and looks whether they are what they should be. The
    // messages tell no value. Error codes: rest.option, rest.expression.
    cx::Result<cx::Done> apply(cx::json::Value& config, std::int64_t now_us) const;

private:
    using Steps = std::vector<std::unique_ptr<Transformation>>;

    struct Validation {
        std::vector<Template> path;         // Of the options
        std::optional<TemplateTree> value;  // Or what is looked at
        cx::json::Value schema;
        std::optional<Template> schema_text;  // Or where it comes from
    };

    static void add_steps(const Node& at, Findings& findings, Steps& steps);
    void add_validation(const Node& node, Findings& findings);
    static cx::Result<cx::Done> run(const Steps& steps, cx::json::Value& config,
                                    std::int64_t now_us);
    static cx::Result<cx::Done> validate(const Validation& validation, const Scope& scope,
                                         const cx::json::Value& config);

    Steps migrations_;
    Steps transformations_;
    std::vector<Validation> validations_;
};

}  // namespace rest
