// A mapping turns one source record into canonical entities. Compiled once from its YAML tree,
// type-checked against the schema; then pure and thread-safe.
//
// The language is docs/specs/pipeline.md, "Mappings"; expressions are in expression.hpp, paths in
// path.hpp. What the specification leaves open holds here:
//
// - Keys, references and identifiers. A value goes through its namespace's rules (trim, case,
// pattern, placeholders). In a
//   namespace that is scoped to an instance the pipeline's instance is put behind the namespace:
//   key "crm.contact@kr-crm:C1", reference "sap.customer@erp-kr:1000123", identifier {ns:
//   "crm.contact@kr-crm", value: "C1"}. `ns: sap.customer@erp-kr` in a binding names another
//   instance.
// - An event without `key` is named "hash:" and the XXH3-128, in hexadecimal, of its origin, time,
// entity and data; the second
//   of two equal events of one record gets a name of its own.
// - Parts of a composite (name.family, name.given, total.amount) are read first and then converted
// together, once. Where all
//   parts but constants and defaults are empty, the whole is left out; so are such an object and
//   such a list entry. In an entry kinds and flags (enum, bool) count as constants do: "primary"
//   says nothing without an address.
// - A path with [*] gives its first value that is not empty to a field of one value, and all values
// to a list.
// - An entry of a list that misses a required field is left out with the issue list.required; a
// field of the entity that
//   is required and missing rejects the record.
// - Two entities of one record with the same key count once where they are equal, else the record
// is rejected (mapping.key).
// - `mention: true` in a block says of an entity only that it exists: it is made where no record
// speaks of it, and changes nothing that one says; neither does it beside another block of the same
// record with that key.
// - `default` takes the place of an empty value, not of one that could not be converted.
// - An issue's path is a JSON pointer into the entity's data; an entry that was left out has "-"
// for its number.
// - Labels: those of the schema's field, those in the binding's `labels`, and those that any
// binding of the mapping gave to a
//   source value that this one reads, in whole or in part.
// - `set` of a `use`: "entity.field" takes the place of what filled this field, or a part of it, in
// every block of the entity;
//   null takes the binding away.
// - Data has no nulls and no empty members. Everything is bounded by limits.hpp; a record beyond is
// rejected (mapping.limit).
#pragma once

#include "base/diagnostic.hpp"
#include "base/node.hpp"
#include "model/record.hpp"
#include "model/schema.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cx::mapping {

// Facts about a source record that are not in its payload.
struct SourceFacts {
    std::string source;
    std::string instance;
    std::string stream;
    std::string key;
    Timestamp observed_at;
};

struct Rejection {
    std::string code;  // "mapping.key", from reject_codes()
    std::string why;   // Names fields and types, never values.
    Mark mark;         // The binding that refused.
};

struct Outcome {
    std::vector<model::Entity> entities;   // In the order of the blocks.
    std::optional<Timestamp> occurred_at;  // Of this version of the source record.
    std::optional<Rejection> rejection;    // Then `entities` is empty.
};

// A row of the tables of codes: what it means and what to do.
struct Code {
    std::string_view code;
    std::string_view summary;
    std::string_view remedy;
};
std::span<const Code> reject_codes();
// Issues that the mapping itself raises; those of values are in the types' tables.
std::span<const Code> issue_codes();
// Mistakes in mappings, as compile() reports them.
std::span<const Code> diagnostic_codes();

// Makes the keyed token of an identifier; see model::ConvertContext.
using Tokenizer = std::function<std::string(std::string_view ns, std::string_view value)>;

class Mapping {
public:
    virtual ~Mapping() = default;

    // "loyalty/member-with-ledger@1"
    virtual const std::string& name() const = 0;
    virtual Outcome apply(const json::Value& record, const SourceFacts& facts) const = 0;
    // Labels that bindings add or bring, by entity and top-level field, the schema's own included.
    // Fixed at compile time.
    virtual const std::map<std::string, std::map<std::string, model::LabelSet>>& labels() const = 0;
    // The canonical text of what was compiled, part of a configuration id.
    virtual const std::string& text() const = 0;
    // One line a binding: "person.name.family  <-  LastName
    // plugins/salesforce/mappings/contact.yaml:12".
    virtual std::string describe() const = 0;
};

struct CompileOptions {
    std::string name;    // For inline maps: "pipeline/stream"; else taken from the file.
    std::string region;  // The pipeline's defaults; a mapping's own come first.
    std::string timezone;
    const Node* set = nullptr;  // `set:` of a `use:`: field path -> binding, laid over the blocks.
    std::shared_ptr<const Tokenizer>
        tokenize;  // For namespaces kept as tokens; without it their values are dropped.
};

// `root` is a mapping file's map, or a list of emit blocks. Mistakes go to `diagnostics` with their
// positions; then the result is nullptr. The schema's entities outlive the mapping; the Schema that
// holds them may be moved.
std::unique_ptr<Mapping> compile(const Node& root, const model::Schema& schema,
                                 const CompileOptions& options, Diagnostics& diagnostics);

}  // namespace cx::mapping
