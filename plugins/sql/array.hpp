// Cells as PostgreSQL writes them in text: bytes, and arrays of anything.
#pragma once

#include "sql/value.hpp"

#include <string>
#include <string_view>

namespace sql {

// A cell that is not null; numbers that are none (NaN, Infinity) are text.
Value read_cell(std::string_view text, Kind kind);
// "{1,NULL,{2,3}}" as JSON. Times stay as they are written.
std::string array_json(std::string_view text, Kind element);
std::string write_bytea(std::string_view bytes);

}  // namespace sql
