// What the library offers.
#include "rest/source.hpp"

CX_PLUGIN(rest::RestSource, rest::source_options, "rest",
          "Records of any HTTP system that a declarative manifest describes.");
