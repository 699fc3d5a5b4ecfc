// Numbers that must not be kept: Korean resident registration numbers and payment card numbers.
//
// They are looked for in free text only. A hit stands alone between non-digits.
// - A resident number is six digits and seven, apart by a hyphen or spaces or together, whose first
// six are a date and
//   whose seventh tells the century (1-8); without a hyphen that date must not be to come. Its
//   checksum is not asked: numbers given out since October 2020 follow none. Thirteen digits
//   together that are a Korean article number (GS1 prefix 880 with a right check digit) pass, since
//   a tenth of those look like a day of 1988.
// - A card number has a known issuer prefix with that issuer's length and passes the Luhn check
// (ISO/IEC 7812); groups
//   may be apart by single spaces or hyphens.
// Pure, linear in the text, idempotent. Thread-safe.
#pragma once

#include <cx/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cx::model {

struct Redacted {
    std::string text;  // With "[forbidden:rrn]" and "[forbidden:card]" in place of what was found.
    std::vector<std::string>
        codes;  // "forbidden.rrn", "forbidden.card"; sorted, each once. Empty: nothing was found.
};

Redacted redact_forbidden(std::string_view text);

// The same inside every string of a payload that is kept as it came. JSON numbers and strings that
// are one unbroken run of digits are values of identifiers, codes and times there, not free text,
// and stay.
struct RedactedPayload {
    json::Value payload;
    std::vector<std::string> codes;
};

RedactedPayload redact_forbidden_payload(const json::Value& payload);
// Of JSON text; text without anything that could be a hit is returned as it is, unparsed.
Redacted redact_forbidden_json(std::string_view json_text);

}  // namespace cx::model
