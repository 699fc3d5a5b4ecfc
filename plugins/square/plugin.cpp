// What the library offers.
#include "square/source.hpp"

CX_PLUGIN(square::SquareSource, square::source_options, "square",
          "Customers and orders from Square.")
