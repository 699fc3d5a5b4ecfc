// What an answer of the directory means for the stream, and what to do about it.
#pragma once

#include <cx/source.hpp>

#include <string_view>

namespace directory {

// Of a result code of LDAP (RFC 4511) or of the client library; `doing` is "the search", "the
// bind",
// ... The directory's own words stay out: they may name a person.
cx::Status outcome(int code, std::string_view doing);

}  // namespace directory
