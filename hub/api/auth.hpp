// Bearer tokens: made here, stored as SHA-256, compared in constant time.
#pragma once

#include "api/exchange.hpp"
#include "base/clock.hpp"
#include "model/labels.hpp"
#include "store/store.hpp"

#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace cx::api {

// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view text);

// The caller behind an Authorization header, or the 401 to answer. Every row is compared, whichever
// matches.
std::variant<Caller, Answer> authenticate(const std::string& authorization,
                                          std::span<const store::TokenRow> tokens, Timestamp now);

// Equal, found out in a time that tells nothing of where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// Who speaks over the Unix socket: every scope, and every label of the taxonomy.
Caller local_caller(const model::Taxonomy& taxonomy);

}  // namespace cx::api
