// A compiled mapping in words: one line a binding, with the place where it was written.
#pragma once

#include "mapping/program.hpp"

#include <string>

namespace cx::mapping {

// One line a binding, in the order of the blocks: target, source, file:line.
std::string describe(const Program& program);

}  // namespace cx::mapping
