#include "sql/page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sql {
namespace {

// Writes SQL, and collects the values that it binds.
class Builder {
public:
    Builder(const StreamOptions& stream, const Dialect& dialect)
        : stream_(stream), dialect_(dialect)
    {
    }

    std::string column(std::string_view name) const { return "q." + quoted(name, dialect_); }

    std::string cursor() const
    {
        std::vector<std::string> all;
        for (const std::string& name : stream_.cursor) all.push_back(column(name));
        return all.size() == 1 ? all.front() : fmt::format("COALESCE({})", fmt::join(all, ", "));
    }

    std::vector<std::string> keys() const
    {
        std::vector<std::string> all;
        for (const std::string& name : stream_.key) all.push_back(column(name));
        return all;
    }

    std::string source() const
    {
        if (!stream_.query.empty()) return fmt::format("({}\n) q", stream_.query);
        std::string name;
        std::string_view rest = stream_.table;
        for (;;) {
            const std::size_t dot = rest.find('.');
            name += quoted(rest.substr(0, dot), dialect_);
            if (dot == std::string_view::npos) return name + " q";
            name += '.';
            rest.remove_prefix(dot + 1);
        }
    }

    std::string columns(const std::vector<std::string>& raw) const
    {
        std::vector<std::string> all;
        if (stream_.columns.empty()) all.emplace_back("q.*");
        for (const std::string& name : stream_.columns)
            if (std::find(raw.begin(), raw.end(), name) == raw.end()) all.push_back(column(name));
        // A column that comes twice counts as it comes last.
        for (const std::string& name : raw)
            all.push_back(fmt::format("CAST({} AS {}) {}", column(name), dialect_.raw_cast,
                                      quoted(name, dialect_)));
        return fmt::format("{}", fmt::join(all, ", "));
    }

    std::string bind(const Value& value)
    {
        values_.push_back(value);
        return dialect_.numbered ? fmt::format("${}", values_.size()) : "?";
    }

    // Behind a position, in the order of its columns.
    std::string behind(const std::vector<std::string>& names, const std::vector<Value>& position)
    {
        if (!dialect_.row_values || names.size() == 1) return behind_one_by_one(names, position, 0);
        std::vector<std::string> places;
        for (const Value& value : position) places.push_back(bind(value));
        return fmt::format("({}) > ({})", fmt::join(names, ", "), fmt::join(places, ", "));
    }

    std::vector<Value> values() { return std::move(values_); }

private:
    std::string behind_one_by_one(const std::vector<std::string>& names,
                                  const std::vector<Value>& position, std::size_t i)
    {
        if (i + 1 == names.size()) return fmt::format("{} > {}", names[i], bind(position[i]));
        const std::string at_least = bind(position[i]);
        const std::string above = bind(position[i]);
        return fmt::format("{0} >= {1} AND ({0} > {2} OR ({3}))", names[i], at_least, above,
                           behind_one_by_one(names, position, i + 1));
    }

    const StreamOptions& stream_;
    const Dialect& dialect_;
    std::vector<Value> values_;
};

}  // namespace

std::string quoted(std::string_view name, const Dialect& dialect)
{
    std::string text(1, dialect.quote);
    for (const char c : name) {
        if (c == dialect.quote) text += c;
        text += c;
    }
    return text + dialect.quote;
}

Shape shape_of(const StreamOptions& stream)
{
    return {.cursor = stream.mode == "incremental" ? std::size_t{1} : 0,
            .key = stream.key.size(),
            .deleted = stream.deleted.empty() ? std::size_t{0} : 1};
}

Statement page_statement(const StreamOptions& stream, const Dialect& dialect, const Place& place,
                         std::uint32_t rows, const std::vector<std::string>& raw)
{
    Builder sql(stream, dialect);
    const bool incremental = stream.mode == "incremental";
    std::vector<std::string> order = sql.keys();
    if (incremental && !place.no_cursor) order.insert(order.begin(), sql.cursor());

    std::vector<std::string> hidden = sql.keys();
    if (incremental) hidden.insert(hidden.begin(), sql.cursor());
    if (!stream.deleted.empty()) hidden.push_back(sql.column(stream.deleted));

    std::vector<std::string> conditions;
    if (place.no_cursor)
        conditions.push_back(sql.cursor() + " IS NULL");
    else if (place.from.kind != Kind::null)
        conditions.push_back(fmt::format("{} >= {}", sql.cursor(), sql.bind(place.from)));
    else if (incremental && place.after.empty())
        conditions.push_back(sql.cursor() + " IS NOT NULL");
    if (!place.after.empty()) conditions.push_back(sql.behind(order, place.after));

    Statement statement;
    statement.rows = rows;
    statement.sql =
        fmt::format("SELECT {}, {} FROM {}{}{} ORDER BY {}", sql.columns(raw),
                    fmt::join(hidden, ", "), sql.source(), conditions.empty() ? "" : " WHERE ",
                    fmt::join(conditions, " AND "), fmt::join(order, ", "));
    if (dialect.limit) statement.sql += fmt::format(" LIMIT {}", rows);
    statement.values = sql.values();
    return statement;
}

Statement greatest_statement(const StreamOptions& stream, const Dialect& dialect,
                             const Value& limit)
{
    Builder sql(stream, dialect);
    Statement statement{.rows = 1};
    statement.sql = fmt::format("SELECT MAX({}) FROM {}", sql.cursor(), sql.source());
    if (limit.kind != Kind::null)
        statement.sql += fmt::format(" WHERE {} <= {}", sql.cursor(), sql.bind(limit));
    statement.values = sql.values();
    return statement;
}

Statement columns_statement(const StreamOptions& stream, const Dialect& dialect)
{
    const Builder sql(stream, dialect);
    return {.sql = fmt::format("SELECT {} FROM {} WHERE 1 = 0", sql.columns({}), sql.source())};
}

}  // namespace sql
