// Says in our own words what the YAML reader stumbled over, and where the mistake most likely is.
#pragma once

#include "base/diagnostic.hpp"
#include "config/source_text.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace cx::config {

// A place as the reader counts: from 0, the column in bytes.
struct RawPlace {
    int line = 0;
    int column = 0;
};

// What was read before the mistake.
struct ReadSoFar {
    struct Open {
        RawPlace place;
        bool flow = false;  // { } or [ ]
        bool map = false;
    };
    struct Scalar {
        RawPlace place;
        bool quoted = false;
    };

    std::vector<Open> open;
    std::optional<Open> last_closed;
    std::optional<Scalar> last_scalar;
};

// `reason` is the reader's sentence, `place` where it stopped.
void report_syntax_error(std::string_view reason, RawPlace place, const ReadSoFar& before,
                         const SourceText& source, Diagnostics& diagnostics);

// Behind the closing quote of the scalar that begins at `offset` (behind its anchor or tag); npos
// where it is never closed; `offset` itself where no quote stands there.
std::size_t quoted_end(std::string_view text, std::size_t offset);

}  // namespace cx::config
