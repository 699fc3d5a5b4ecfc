// What an author of an enricher writes against: it looks at values of an entity and finds others,
// keywords in a text, a score, a mood.
#pragma once

#include <cx/abi.h>
#include <cx/json.hpp>
#include <cx/source.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace cx {

class Findings {
public:
    explicit Findings(const cx_enriched& out) : out_(out) {}

    // What was found in the values at `index`: an object of names that `writes` lists.
    void found(std::uint64_t index, const json::Value& values)
    {
        const std::string json = json::write(values);
        out_.found(out_.self, index, text(json));
    }

private:
    const cx_enriched& out_;
};

// Beside its options a class says what it reads and writes:
//
//     static constexpr const char* reads[] = {"text", "language"};
//     static constexpr const char* writes[] = {"keywords", "sentiment"};
//
// and, of what it writes, what the hub counts by its texts, if anything. Only what the options name
// may be counted: it shows in metrics.
//
//     static constexpr const char* counts[] = {"keywords"};
class Enricher {
public:
    virtual ~Enricher() = default;
    // `values` are JSON objects of what it reads; members may be missing. Equal values give equal
    // findings.
    virtual Status enrich(std::span<const cx_text> values, Findings& out) = 0;
};

}  // namespace cx
