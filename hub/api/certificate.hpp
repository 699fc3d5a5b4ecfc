// What the hub says of the certificates that it presents.
#pragma once

#include "base/clock.hpp"

#include <string>

namespace cx::api {

// When the first certificate of a PEM file ends; zero where the file cannot be read as one.
Timestamp certificate_end(const std::string& file);

}  // namespace cx::api
