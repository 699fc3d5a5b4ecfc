// The engines that the suite runs over. A new engine is one more row.
#pragma once

#include "store/store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cx::store {

struct Engine {
    std::string name;
    Result<std::unique_ptr<Store>> (*open)(const OpenOptions& options, Clock& clock);
};

const std::vector<Engine>& engines();

}  // namespace cx::store
