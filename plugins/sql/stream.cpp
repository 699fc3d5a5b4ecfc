#include "sql/stream.hpp"

#include "sql/times.hpp"

#include <cx/plugin.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sql {
namespace {

// Rows remembered of the overlap; beyond it some may be given twice, which the hub sees as
// unchanged.
constexpr std::size_t lately_max = 1000;
// Of a page in memory. A page that is larger is cut, and the ones after it have fewer rows.
constexpr std::size_t page_bytes_max = 16U << 20;
// A time further ahead than any zone explains is a mistake in the data.
constexpr std::int64_t future_seconds = 26 * 3600;
constexpr std::int64_t second_us = 1'000'000;

// What spans several options.
StreamOptions checked(const std::string& name, StreamOptions options)
{
    const auto bad = [&](const std::string& why) {
        throw cx::BadOptions("stream '" + name + "': " + why);
    };
    if (options.table.empty() == options.query.empty())
        bad("give one of the options 'table' and 'query'");
    if (options.key.empty()) bad("option 'key' should name the columns that tell rows apart");
    const bool incremental = options.mode == "incremental";
    if (incremental && options.cursor.empty())
        bad("mode incremental wants the option 'cursor', such as updated_at");
    if (!incremental && !options.cursor.empty()) bad("option 'cursor' goes with mode incremental");
    if (!options.check.empty() && options.check.size() != 2)
        bad("option 'check' should name two columns");
    const std::size_t end = options.query.find_last_not_of("; \t\r\n");
    options.query.erase(end == std::string::npos ? 0 : end + 1);
    return options;
}

std::string content_of(const Rendered& record, bool removed)
{
    return fingerprint(record.payload + (removed ? "-" : "+"));
}

}  // namespace

Stream::Stream(const std::string& name, StreamOptions options, Connection& connection,
               cx::Host host)
    : options_(checked(name, std::move(options))),
      connection_(connection),
      host_(host),
      renderer_(options_),
      shape_(shape_of(options_)),
      page_rows_(options_.page_rows)
{
}

// Databases that turn text into UTF-8 on their own must not touch columns whose bytes they do not
// understand.
cx::Status Stream::find_raw_columns()
{
    const Dialect dialect = connection_.dialect();
    if (knows_raw_ || !*dialect.raw_cast) return cx::ok();
    std::vector<Column> columns;
    if (renderer_.all_encoded()) {
        const cx::Status status = connection_.select(columns_statement(options_, dialect), columns,
                                                     [](Row&) { return true; });
        if (status.code != CX_OK) return status;
    }
    std::set<std::string> names;
    for (const Column& column : columns)
        if (column.kind == Kind::text) names.insert(column.name);
    for (std::string& name : renderer_.encoded()) names.insert(std::move(name));
    raw_.assign(names.begin(), names.end());
    knows_raw_ = true;
    return cx::ok();
}

cx::Status Stream::check_columns(const std::vector<Column>& columns) const
{
    std::set<std::string_view> names;
    const std::size_t own = columns.size() - std::min(columns.size(), shape_.all() + raw_.size());
    for (std::size_t i = 0; i < own; ++i)
        if (!names.insert(columns[i].name).second)
            return cx::failed(fmt::format("two columns are called '{}': tell them apart with AS",
                                          columns[i].name));
    for (std::size_t i = own; i + shape_.all() < columns.size(); ++i) names.insert(columns[i].name);
    for (const std::string& name : options_.check)
        if (!names.contains(name))
            return cx::failed(
                fmt::format("option 'check' names '{}', but the rows have no such "
                            "column",
                            name));
    return cx::ok();
}

void Stream::check_equal(const std::vector<Column>& columns, const Row& row, Rendered& record) const
{
    if (options_.check.empty() || record.problem) return;
    const auto cell = [&](const std::string& name) {
        std::size_t found = 0;
        for (std::size_t i = 0; i + shape_.all() < columns.size(); ++i)
            if (columns[i].name == name) found = i;
        return row[found];
    };
    if (equal(cell(options_.check[0]), cell(options_.check[1]))) return;
    record.problem = "sql.mismatch";
    record.why = fmt::format("'{}' and '{}' differ", options_.check[0], options_.check[1]);
}

Stream::Fetched Stream::read(const std::vector<Column>& columns, Row& row, bool no_cursor)
{
    const std::size_t own = row.size() - shape_.all();
    for (std::size_t i = own - raw_.size(); i < own; ++i)
        if (row[i].kind == Kind::bytes) row[i].kind = Kind::text;
    const std::span<const Value> all(row);
    Fetched fetched;
    fetched.record = renderer_.render(std::span(columns).first(own), all.first(own),
                                      all.subspan(own + shape_.cursor, shape_.key));
    const std::size_t skipped = no_cursor ? shape_.cursor : 0;
    const auto position = all.subspan(own + skipped, shape_.cursor + shape_.key - skipped);
    fetched.position.assign(position.begin(), position.end());
    fetched.removed = shape_.deleted > 0 && says_yes(row.back());
    check_equal(columns, row, fetched.record);
    if (no_cursor) {
        fetched.record.problem = "sql.no_cursor";
        fetched.record.why = "the cursor is null, so a change would never be seen";
    }
    return fetched;
}

cx::Status Stream::fetch_page(const Progress& progress)
{
    pending_.clear();
    has_pending_ = false;
    const Place place = progress.place();
    const Statement statement =
        page_statement(options_, connection_.dialect(), place, page_rows_, raw_);
    std::vector<Column> columns;
    cx::Status bad = cx::ok();
    std::size_t bytes = 0;
    bool cut = false;
    const auto take = [&](Row& row) {
        if (pending_.empty()) bad = check_columns(columns);
        if (bad.code != CX_OK) return false;
        pending_.push_back(read(columns, row, place.no_cursor));
        if (pending_.size() == 1 && pending_.front().position == place.after)
            bad = cx::failed(
                "the database gives the row again behind which it was to go on: "
                "choose a key whose values it compares exactly");
        bytes += pending_.back().record.payload.size();
        cut = bytes > page_bytes_max;
        return !cut && pending_.size() < page_rows_;
    };
    const cx::Status status = connection_.select(statement, columns, take);
    if (status.code != CX_OK) return status;
    if (bad.code != CX_OK) return bad;
    last_page_ = !cut && pending_.size() < page_rows_;
    if (cut) page_rows_ = static_cast<std::uint32_t>(pending_.size());
    has_pending_ = true;
    return cx::ok();
}

cx::Status Stream::find_greatest(const Value& limit, Value& greatest)
{
    std::vector<Column> columns;
    return connection_.select(greatest_statement(options_, connection_.dialect(), limit), columns,
                              [&](Row& row) {
                                  greatest = row.front();
                                  return true;
                              });
}

cx::Status Stream::find_ceiling(Value& ceiling)
{
    const cx::Status status = find_greatest({}, ceiling);
    if (status.code != CX_OK || !is_future(ceiling)) return status;
    const std::int64_t now = host_.now_us() / second_us + future_seconds;
    const auto ahead = *to_seconds(ceiling, renderer_.zone()) - now;
    return find_greatest(earlier(ceiling, ahead).value_or(Value()), ceiling);
}

cx::Status Stream::fetch(Progress& progress)
{
    const cx::Status prepared = find_raw_columns();
    if (prepared.code != CX_OK) return prepared;
    cx::Status status = fetch_page(progress);
    const bool first =
        progress.phase == Progress::Phase::rows && progress.ceiling.kind == Kind::null;
    if (status.code != CX_OK || !first || last_page_ || options_.overlap.count() == 0)
        return status;
    // The ceiling has to be older than the first page: that one is asked for again.
    status = find_ceiling(progress.ceiling);
    return status.code == CX_OK ? fetch_page(progress) : status;
}

bool Stream::give(const Fetched& row, cx::BatchWriter& out) const
{
    const Rendered& record = row.record;
    // Of a row that is refused again the hub keeps the newer word, by its place.
    std::string place = options_.table.empty() ? "query" : options_.table;
    if (record.key.empty()) place += " " + fingerprint(record.payload);
    const cx::Record given{.key = record.key, .payload = record.payload, .position = place};
    if (record.problem) return out.reject(given, record.problem, record.why);
    if (row.removed) return out.record({.key = record.key, .op = cx::Record::Op::remove});
    return out.record(given);
}

bool Stream::is_future(const Value& cursor) const
{
    if (cursor.kind == Kind::integer) return false;
    const auto seconds = to_seconds(cursor, renderer_.zone());
    return seconds && *seconds > host_.now_us() / second_us + future_seconds;
}

std::optional<Value> Stream::edge(const Progress& progress) const
{
    if (progress.high.empty()) return std::nullopt;
    // A run of several pages passes by what commits meanwhile: it counts from where it began.
    const Value& high = progress.high.front();
    const bool several = progress.ceiling.kind != Kind::null && before(progress.ceiling, high);
    return earlier(several ? progress.ceiling : high, options_.overlap.count());
}

void Stream::raise(const std::vector<Value>& position, Progress& progress)
{
    if (is_future(position.front())) return;
    const bool grew = progress.high.empty() || before(progress.high.front(), position.front());
    if (grew) high_us_ = host_.now_us();
    if (!grew && before(position.front(), progress.high.front())) return;
    if (position != progress.high) progress.settled = false;
    progress.high = position;
}

bool Stream::remember(const Fetched& row, Progress& progress)
{
    if (progress.phase != Progress::Phase::rows) return true;
    raise(row.position, progress);
    std::string key;
    for (std::size_t i = shape_.cursor; i < row.position.size(); ++i)
        key += row.position[i].text + '\n';
    Given now{.key = fingerprint(key),
              .content = content_of(row.record, row.removed),
              .cursor = row.position.front()};
    const auto given = progress.given.find(now.key);
    const bool again = given != progress.given.end() && given->second == now.content;
    if (options_.overlap.count() == 0) return !again;
    auto& lately = progress.lately;
    lately.push_back(std::move(now));
    const std::optional<Value> oldest = edge(progress);
    while (lately.size() > lately_max ||
           (oldest && !lately.empty() && before(lately.front().cursor, *oldest)))
        lately.pop_front();
    return !again;
}

void Stream::begin_run(Progress& progress)
{
    if (!incremental() || progress.phase != Progress::Phase::before) return;
    progress.phase = Progress::Phase::no_cursor;
    progress.after = progress.no_cursor_after;
    began_us_ = host_.now_us();
    if (high_us_ == 0) high_us_ = began_us_;
}

void Stream::end_run(Progress& progress, cx::BatchWriter& out) const
{
    Progress next;
    if (!incremental()) {
        next.run = progress.run + 1;
        if (options_.mode == "snapshot") return out.snapshot_end(next.write());
        return out.cursor(next.write());
    }
    next.no_cursor_after = progress.no_cursor_after;
    next.high = progress.high;
    // What could have been late to the greatest cursor was there when this run began.
    const auto overlap_us = std::chrono::microseconds(options_.overlap).count();
    const bool waited = began_us_ != 0 && began_us_ - high_us_ >= overlap_us;
    next.settled = !progress.high.empty() && (progress.settled || waited);
    if (!next.settled) next.from = edge(progress).value_or(Value());
    // Where the next run begins behind all of them, only times to come are seen again.
    for (Given& row : progress.lately)
        if (!next.settled || before(progress.high.front(), row.cursor))
            next.given[row.key] = std::move(row.content);
    out.cursor(next.write());
}

void Stream::begin_rows(Progress& progress)
{
    progress.no_cursor_after = std::move(progress.after);
    progress.phase = Progress::Phase::rows;
    progress.after = progress.from.kind == Kind::null ? progress.high : std::vector<Value>();
}

bool Stream::give_pending(Progress& progress, cx::BatchWriter& out)
{
    bool room = true;
    bool gave = false;
    while (room && !pending_.empty()) {
        const Fetched row = std::move(pending_.front());
        pending_.pop_front();
        progress.after = row.position;
        if (!remember(row, progress)) continue;
        room = give(row, out);
        gave = true;
    }
    return gave;
}

cx::Status Stream::poll(const cx::Poll& poll, cx::BatchWriter& out)
{
    cx::Result<Progress> read = Progress::read(poll.cursor, shape_);
    if (!read) return cx::failed(read.error());
    Progress& progress = *read;
    const bool going_on = has_pending_ && pending_cursor_ == poll.cursor;
    begin_run(progress);
    cx::Status status = going_on ? cx::ok() : fetch(progress);
    if (status.code != CX_OK) return status;
    bool gave = give_pending(progress, out);
    bool over = pending_.empty() && last_page_;
    if (over && progress.phase == Progress::Phase::no_cursor) {
        begin_rows(progress);
        over = false;
        // Where nothing is new one poll looks at both, and leaves the cursor as it is.
        if (!gave) {
            status = fetch(progress);
            if (status.code != CX_OK) return status;
            give_pending(progress, out);
            over = pending_.empty() && last_page_;
        }
    }
    has_pending_ = !over && !pending_.empty();
    if (over) {
        end_run(progress, out);
        return cx::ok();
    }
    pending_cursor_ = progress.write();
    out.cursor(pending_cursor_, true);
    return cx::ok();
}

}  // namespace sql
