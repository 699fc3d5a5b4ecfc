// configs/schema/policy.yaml and DIR/schema/policy.yaml -> model::Policy.
#pragma once

#include "config/reader.hpp"
#include "model/consent.hpp"
#include "model/schema.hpp"

namespace cx::config {

// Lays the file's rows over `policy`. Purposes must be labels of the taxonomy.
void read_policy(Reader& reader, const Node& root, const model::Taxonomy& taxonomy,
                 model::Policy& policy);

// Reports each purpose of the list `name` in `node` that the policy does not know: what is unknown
// is refused.
void check_purposes(Reader& reader, const Node& node, std::string_view name,
                    const model::Policy& policy);

// "21:00-08:00" in minutes after midnight; nothing where it is something else.
struct Night {
    int from = 0;
    int to = 0;
};
std::optional<Night> parse_night(std::string_view text);

}  // namespace cx::config
