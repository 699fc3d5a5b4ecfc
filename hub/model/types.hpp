// Semantic types: the meaning of a field owns its parsing, normal form, check, match key and mask.
//
// A conversion is pure, total and idempotent: convert(convert(x)) == convert(x). It gives a value,
// issues, or both, and never throws. Canonical forms and issue codes stand in the table of
// docs/reference/types.md, which is made from the rows here. Thread-safe.
#pragma once

#include "base/clock.hpp"

#include <cx/json.hpp>

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::model {

// Something about a value that an administrator should know. `path` is a JSON pointer inside the
// entity's data and never holds the value.
struct Issue {
    enum class Severity { info, warn, error };  // error: the value was dropped

    std::string path;
    std::string code;
    Severity severity = Severity::warn;

    bool operator==(const Issue&) const = default;
};

struct Converted {
    json::Value value;          // Null where nothing is left.
    std::vector<Issue> issues;  // `path` relative to the value.

    bool dropped() const { return value.is_null(); }
};

// A namespace of identifiers (configs/schema or identity.yaml); see unify/model.hpp for how they
// link.
struct Namespace {
    enum class Case { keep, lower, upper };

    std::string name;
    Case letter_case = Case::keep;
    bool instance_scoped =
        false;  // Equal values mean the same only inside one instance: "crm.contact@kr-crm".
    bool forbidden = false;  // Never stored (kr.rrn).
    std::string pattern;     // What a value looks like, RE2 syntax; empty: anything.
    bool token = false;      // Stored only as a keyed token (kr.ci where so configured).
};

// What a converter may know besides the value. Everything has a sensible empty state.
struct ConvertContext {
    std::string region;    // ISO 3166-1 alpha-2, for phones, addresses, names ("KR").
    std::string timezone;  // IANA zone of times without one ("Asia/Seoul").
    std::string instance;  // Instance of the pipeline, for instance-scoped namespaces.
    Timestamp now;         // For timestamp.future and two-digit years.
    const std::map<std::string, Namespace, std::less<>>* namespaces = nullptr;
    std::map<std::string, std::string, std::less<>>
        options;  // `with:` of the binding: format, input, units, locale, currency ...
    std::span<const std::string> values;  // enum: the known values
    bool open = false;                    // enum: unknown values are kept
    // Makes "hmac256:<keyid>:<hex>" of a value for namespaces that are kept as tokens; without it
    // they are dropped.
    const std::function<std::string(std::string_view ns, std::string_view value)>* tokenize =
        nullptr;
};

struct SemanticType {
    std::string_view id;                            // "email"
    std::string_view summary;                       // One line for the reference.
    std::string_view canonical;                     // Its canonical form, for the reference.
    std::span<const std::string_view> options;      // Names it understands in `with:`.
    std::span<const std::string_view> issue_codes;  // Codes it may raise.
    Converted (*convert)(const json::Value& input, const ConvertContext& context);
    json::Value (*mask)(const json::Value& canonical);  // What people without the label see.
    json::Value (*json_schema)(bool strict);  // JSON Schema 2020-12 of the canonical form.
    // For the expression checker: text, number, bool, time, list or object.
    std::string_view expression_kind;
};

std::span<const SemanticType> semantic_types();
const SemanticType* find_semantic_type(std::string_view id);

}  // namespace cx::model
