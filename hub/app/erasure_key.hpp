// The key of the hashes by which the hub refuses erased people: a file beside the store, made when
// it is first needed, readable by its owner alone.
#pragma once

#include "store/store.hpp"

#include <cx/result.hpp>

#include <string>

namespace cx::app {

// Error codes: hub.erasure_key (unreadable, or not the key of the store's erasures).
Result<std::string> erasure_key(const std::string& store_path, store::Store& store);

}  // namespace cx::app
