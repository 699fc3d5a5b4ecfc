// Bodies of answers: read to their end, and unpacked, within a bound.
#pragma once

#include <cx/result.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cx::http {

// Reads at least one byte and at most `size` of them; 0 at the end of the connection.
using ReadSome = std::function<int(char* to, int size)>;

enum class Framing { none, length, chunked, until_closed };

// Error codes: http.truncated (the connection ended before the body did), http.framing (the chunks
// make no sense), http.too_large.
Result<std::string> read_body(const ReadSome& read, Framing framing, std::size_t length,
                              std::size_t limit);

// Undoes one Content-Encoding; an empty one, or identity, changes nothing. Error codes:
// http.encoding (unknown, or the bytes are not what it says), http.too_large.
Result<std::string> unpack(std::string_view encoding, std::string body, std::size_t limit);

}  // namespace cx::http
