// Looks for what must never be: damage to the file, and rows that contradict each other.
#pragma once

#include "store/sqlite/connection.hpp"

#include <string>
#include <vector>

namespace cx::store::sqlite {

// One sentence for each kind of problem, with how many rows have it; empty when sound. Reads the
// whole store.
std::vector<std::string> find_problems(Connection& connection);

}  // namespace cx::store::sqlite
