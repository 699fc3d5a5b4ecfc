#include "keywords/enricher.hpp"

CX_PLUGIN(keywords::Keywords, keywords::options, "keywords",
          "Watched words and the mood of texts, by lists of Korean and English words.")
