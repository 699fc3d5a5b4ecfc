// A mapping turns one source record into canonical entities. Compiled once from its YAML tree, type-checked against the
// schema; then pure and thread-safe.
//
// The language is docs/specs/pipeline.md, "Mappings".
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <cx/json.hpp>
#include <cx/result.hpp>

#include "base/diagnostic.hpp"
#include "base/node.hpp"
#include "model/record.hpp"
#include "model/schema.hpp"

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
    std::string code;          // "mapping.key", from reject_codes()
    std::string why;           // Names fields and types, never values.
    Mark mark;                 // The binding that refused.
};

struct Outcome {
    std::vector<model::Entity> entities;     // In the order of the blocks.
    std::optional<Timestamp> occurred_at;    // Of this version of the source record.
    std::optional<Rejection> rejection;      // Then `entities` is empty.
};

// A row of the tables of codes: what it means and what to do.
struct Code {
    std::string_view code;
    std::string_view summary;
    std::string_view remedy;
};
std::span<const Code> reject_codes();

class Mapping {
public:
    virtual ~Mapping() = default;

    // "loyalty/member-with-ledger@1"
    virtual const std::string& name() const = 0;
    virtual Outcome apply(const json::Value& record, const SourceFacts& facts) const = 0;
    // Labels that bindings add or bring, by entity and top-level field, the schema's own included. Fixed at compile time.
    virtual const std::map<std::string, std::map<std::string, model::LabelSet>>& labels() const = 0;
    // The canonical text of what was compiled, part of a configuration id.
    virtual const std::string& text() const = 0;
    // One line a binding: "person.name.family  <-  LastName   plugins/salesforce/mappings/contact.yaml:12".
    virtual std::string describe() const = 0;
};

struct CompileOptions {
    std::string name;                        // For inline maps: "pipeline/stream"; else taken from the file.
    std::string region;                      // The pipeline's defaults; a mapping's own come first.
    std::string timezone;
    const Node* set = nullptr;               // `set:` of a `use:`: field path -> binding, laid over the blocks.
};

// `root` is a mapping file's map, or a list of emit blocks. Mistakes go to `diagnostics` with their positions; then the
// result is nullptr.
std::unique_ptr<Mapping> compile(const Node& root, const model::Schema& schema,
                                 const CompileOptions& options, Diagnostics& diagnostics);

}  // namespace cx::mapping
