// Identifiers that the hub gives out: UUID version 7 (RFC 9562), so that they sort by the time of
// their making.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <string_view>

namespace cx {

class IdGenerator {
public:
    virtual ~IdGenerator() = default;
    // "0199a1b2-....": 36 characters, strictly greater than every id made before by this generator.
    virtual std::string next() = 0;  // [any-thread]
};

// Time from the clock, the rest from a seeded generator; the same seed and clock give the same ids.
class Uuid7Generator final : public IdGenerator {
public:
    Uuid7Generator(Clock& clock, std::uint64_t seed) : clock_(clock), random_(seed) {}
    std::string next() override;

private:
    Clock& clock_;
    std::mutex mutex_;
    std::mt19937_64 random_;
    std::int64_t last_ms_ = -1;
    std::uint16_t sequence_ = 0;
};

// True for the 36-character form, lower case, version 7.
bool is_uuid7(std::string_view text);

// A new trace of W3C Trace Context: 32 hexadecimal digits.
std::string new_trace_id(IdGenerator& ids);

// A seed from the operating system.
std::uint64_t random_seed();

}  // namespace cx
