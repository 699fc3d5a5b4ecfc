// Bodies of answers and times in them: whatever comes is read or refused with a reason, within its
// bounds; a time that was written is read again as it was.
#include "fuzz.hpp"
#include "rest/civil.hpp"
#include "rest/datetime.hpp"
#include "rest/decode/formats.hpp"

#include <cx/json.hpp>

#include <string>

namespace cx::fuzz {
namespace {

namespace decode = rest::decode;
namespace datetime = rest::datetime;

void check(const Result<decode::Documents>& documents)
{
    if (!documents) {
        promise(documents.error().code.starts_with("rest.body"), "a body is refused by its code");
        return;
    }
    for (const json::Value& one : *documents)
        promise(bool(json::parse(json::write(one))), "what was decoded is JSON");
}

void try_time(std::string_view text)
{
    const std::string_view format = take_line(text);
    const auto moment = datetime::parse_format(text, format);
    if (moment)
        promise(moment->us >= datetime::year_one_us && moment->us < datetime::year_end_us,
                "years are bounded");
    datetime::parse_duration(text);
    const auto any = datetime::parse_any(text);
    if (!any) return;
    const auto written = datetime::format(*any, "%Y-%m-%dT%H:%M:%S.%fZ");
    promise(bool(written), "a time that was read can be written");
    const auto year = datetime::civil_of(*any).year;
    if (year < 1000) return;  // Written without its zeros, as the C library does.
    const auto again = datetime::parse_any(*written);
    promise(again && *again == *any, "a time that was written is read as it was", *written);
    datetime::format(*any, format);
}

}  // namespace

void try_input(std::string_view input)
{
    switch (take_byte(input) % 7) {
        case 0:
            return check(decode::read_xml(input));
        case 1:
            return check(decode::read_csv(input, {.delimiter = ','}));
        case 2:
            return check(decode::read_csv(input, {.delimiter = ';', .encoding = "latin-1"}));
        case 3:
            return check(decode::read_json_lines(input));
        case 4: {
            const auto packed = decode::gunzip(input, 1U << 20);
            promise(!packed || packed->size() <= 1U << 20, "unpacking is bounded");
            return;
        }
        case 5: {
            const auto packed = decode::unzip(input, 1U << 20);
            promise(!packed || packed->size() <= (1U << 20) + input.size(), "unpacking is bounded");
            return;
        }
        default:
            return try_time(input);
    }
}

}  // namespace cx::fuzz
