// cx::json: what is written is read again as it was, and the reader of whole records agrees with
// the reader of values.
#include "fuzz.hpp"

#include <cx/json.hpp>
#include <cx/json_check.hpp>

#include <string>

namespace cx::fuzz {
namespace {

void try_round_trip(const json::Value& value)
{
    const std::string written = json::write(value);
    const Result<json::Value> again = json::parse(written);
    promise(bool(again), "what was written is JSON");
    promise(*again == value, "a value that was written is read as it was");
    promise_equal(json::write(*again), written, "writing is a function of the value");
    const Result<json::Value> pretty = json::parse(json::write_pretty(value));
    promise(pretty && *pretty == value, "line breaks change nothing");
}

// The two readers, about one text.
void try_checked(std::string_view text, const Result<json::Value>& value)
{
    static json::Checked checked;
    const Result<Done> sound = checked.read(text);
    promise(bool(sound) == (value && value->is_object()),
            "a record is read where its value is an object");
    if (!sound) return;
    for (const auto& [name, member] : value->as_object()) {
        const std::string path[] = {name};
        const std::optional<std::string> found = checked.text_at(path);
        promise(found.has_value() == member.text().has_value(), "both see a text, or none");
        // A number may be written shorter.
        if (found && !member.is_number())
            promise_equal(*found, *member.text(), "both see the same text");
    }
}

// Text as it comes, which need not be JSON.
void try_text(std::string_view text)
{
    if (!json::is_utf8(text)) return;
    std::string written;
    json::write_text(text, written);
    promise_equal(written, json::write(json::Value(text)), "both writers escape alike");
    const Result<json::Value> again = json::parse(written);
    promise(again && again->is_string(), "a written text is JSON");
    promise_equal(again->as_string(), text, "a written text is read as it was");
}

}  // namespace

void try_input(std::string_view input)
{
    const Result<json::Value> value = json::parse(input);
    if (value) try_round_trip(*value);
    try_checked(input, value);
    try_text(input);
}

}  // namespace cx::fuzz
