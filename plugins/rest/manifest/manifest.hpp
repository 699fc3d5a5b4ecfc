// A manifest that was read: its streams by name, each compiled when it is asked for.
#pragma once

#include "rest/manifest/check.hpp"
#include "rest/manifest/node.hpp"
#include "rest/manifest/normalization.hpp"
#include "rest/manifest/resolve.hpp"
#include "rest/read/plan.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rest {

inline constexpr std::size_t streams_max = 2000;

class Manifest {
public:
    // Error code: rest.manifest; the message tells the line.
    static cx::Result<Manifest> load(std::string_view text);

    std::vector<std::string> names() const;
    // nullptr where there is no stream of that name.
    std::shared_ptr<const StreamPlan> stream(std::string_view name, Findings& findings) const;
    // Dynamic streams, as they are written.
    const std::vector<NodePtr>& dynamic() const { return dynamic_; }
    // Adds those that a dynamic stream makes of `values`; one that is there already stays.
    cx::Result<cx::Done> add(const Node& dynamic, const std::vector<cx::json::Value>& values,
                             const cx::json::Value& config, std::int64_t now_us);
    // The retriever of an HttpComponentsResolver.
    static std::shared_ptr<const StreamPlan> lister(const Node& dynamic, Findings& findings);
    // What the manifest as a whole tells: version, spec, api_budget.
    const Node& root() const { return *root_; }
    // The HTTPAPIBudget, or nullptr.
    NodePtr budget() const;
    // JSON Schema of the options, as the manifest has it; null where it has none.
    cx::json::Value specification() const;
    // How the options are made ready.
    const Normalization& normalization() const { return normalization_; }

private:
    static cx::Result<Manifest> load_whole(std::string_view text);

    cx::Result<cx::Done> add_normalization(References& references);
    cx::Result<cx::Done> add_dynamic(std::vector<NodePtr> all);

    struct Stream {
        std::string name;
        NodePtr node;
        bool whole = false;  // Parameters were handed down already
    };

    NodePtr root_;
    std::vector<Stream> streams_;
    std::vector<NodePtr> dynamic_;
    Normalization normalization_;
    Findings rules_;  // Of the normalization: what keeps each stream from running
};

}  // namespace rest
