// What the fuzzers share. A fuzzer defines `try_input`; it states promises, and a promise that is
// broken stops it as a crash does.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace cx::fuzz {

void try_input(std::string_view input);

inline void promise(bool kept, const char* what, std::string_view about = {})
{
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s %.*s\n", what, static_cast<int>(about.size()),
                 about.data());
    std::abort();
}

// The same with the two texts that should be equal.
inline void promise_equal(std::string_view left, std::string_view right, const char* what)
{
    if (left == right) return;
    std::fprintf(stderr, "broken promise: %s\n  %.*s\n  %.*s\n", what,
                 static_cast<int>(left.size()), left.data(), static_cast<int>(right.size()),
                 right.data());
    std::abort();
}

// Takes the first byte off the input, 0 where there is none: what is tried and how, apart from the
// text.
inline unsigned take_byte(std::string_view& input)
{
    if (input.empty()) return 0;
    const auto byte = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    return byte;
}

// Takes a line off the input, without its end.
inline std::string_view take_line(std::string_view& input)
{
    const std::size_t end = input.find('\n');
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return line;
}

}  // namespace cx::fuzz
