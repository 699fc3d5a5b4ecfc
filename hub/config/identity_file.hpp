// configs/identity.yaml and DIR/identity.yaml -> unify::IdentityModel and the namespaces of
// model::Schema.
#pragma once

#include "base/bands.hpp"
#include "config/reader.hpp"
#include "model/schema.hpp"
#include "unify/model.hpp"

namespace cx::config {

// Lays one file over `model`: members of a namespace one by one, lists of ignored values are added
// to, survivorship and candidates are replaced whole.
void read_identity(Reader& reader, const Node& root, unify::IdentityModel& model,
                   model::Schema& schema);

// What identity.yaml says under `review`, over what is there.
void read_review(const Node& root, PrecisionFloor& floor);

// The canonical text of the model and the namespaces.
std::string identity_text(const unify::IdentityModel& model, const model::Schema& schema);

}  // namespace cx::config
