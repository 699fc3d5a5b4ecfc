// Masking of forbidden numbers: nothing is left to find, and what holds none stays as it was.
#include "model/forbidden.hpp"

#include "fuzz.hpp"

#include <cx/json_check.hpp>

#include <algorithm>

namespace cx::fuzz {
namespace {

void check_codes(const std::vector<std::string>& codes)
{
    promise(std::is_sorted(codes.begin(), codes.end()), "codes are sorted");
    promise(std::adjacent_find(codes.begin(), codes.end()) == codes.end(), "each code once");
    for (const std::string& code : codes)
        promise(code == "forbidden.rrn" || code == "forbidden.card", "codes are known");
}

void try_text(std::string_view text)
{
    const model::Redacted once = model::redact_forbidden(text);
    check_codes(once.codes);
    if (once.codes.empty()) promise_equal(once.text, text, "a text without a hit stays");
    promise(!json::is_utf8(text) || json::is_utf8(once.text), "no character is cut");
    const model::Redacted twice = model::redact_forbidden(once.text);
    promise_equal(twice.text, once.text, "masking twice changes nothing");
    promise(twice.codes.empty(), "nothing is left to find");
}

void try_payload(std::string_view text)
{
    const Result<json::Value> value = json::parse(text);
    if (!value) return;
    const model::RedactedPayload once = model::redact_forbidden_payload(*value);
    check_codes(once.codes);
    promise(once.codes.empty() == (once.payload == *value), "a payload without a hit stays");
    const model::RedactedPayload twice = model::redact_forbidden_payload(once.payload);
    promise(twice.codes.empty() && twice.payload == once.payload,
            "masking a payload twice changes nothing");
    const model::Redacted written = model::redact_forbidden_json(text);
    promise(written.codes == once.codes, "text and value of a payload give the same codes");
    const Result<json::Value> read = json::parse(written.text);
    promise(read && *read == once.payload, "text and value of a payload give the same payload");
}

}  // namespace

void try_input(std::string_view input)
{
    try_text(input);
    try_payload(input);
}

}  // namespace cx::fuzz
