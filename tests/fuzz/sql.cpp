// What databases write into cells, and the cursors that the plugin wrote itself.
#include "fuzz.hpp"
#include "sql/array.hpp"
#include "sql/progress.hpp"
#include "sql/times.hpp"

#include <cx/json.hpp>
#include <cx/json_check.hpp>

#include <string>

namespace cx::fuzz {
namespace {

void try_array(std::string_view text)
{
    if (!json::is_utf8(text)) return;
    for (const sql::Kind kind : {sql::Kind::text, sql::Kind::integer, sql::Kind::json})
        promise(!sql::array_json(text, kind).empty(), "an array gives something");
    promise(bool(json::parse(sql::array_json(text, sql::Kind::text))), "an array of texts is JSON");
}

void try_time(const std::string& text)
{
    static const auto seoul = sql::Zone::find("Asia/Seoul");
    for (const sql::Kind kind : {sql::Kind::instant, sql::Kind::local_time}) {
        const sql::Value value{kind, text};
        const std::string told = sql::to_rfc3339(value, seoul);
        if (told != text)
            promise_equal(sql::to_rfc3339({kind, told}, seoul), told, "a time that is told stays");
        const auto back = sql::earlier(value, 60);
        if (back && sql::to_seconds(value, seoul) && sql::to_seconds(*back, seoul))
            promise(*sql::to_seconds(*back, seoul) < *sql::to_seconds(value, seoul) + 86'400,
                    "earlier is not later");
    }
}

void try_cursor(std::string_view text)
{
    for (const sql::Shape& shape : {sql::Shape{.key = 1}, sql::Shape{.cursor = 1, .key = 1}}) {
        const auto progress = sql::Progress::read(text, shape);
        if (!progress) continue;
        const std::string written = progress->write();
        const auto again = sql::Progress::read(written, shape);
        promise(bool(again), "a cursor that was written is read");
        promise_equal(again->write(), written, "and written the same");
    }
}

}  // namespace

void try_input(std::string_view input)
{
    try_array(input);
    try_time(std::string(input));
    try_cursor(input);
    const sql::Value value{sql::Kind::text, std::string(input)};
    promise(sql::equal(value, value), "a cell is equal to itself");
}

}  // namespace cx::fuzz
