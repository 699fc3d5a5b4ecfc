// CSV after RFC 4180, with any delimiter and quote. A cell is a JSON string; the header names the
// members.
//
// A quote that is never closed must not swallow the file: as soon as a quoted cell is seen to be
// damaged (text behind the closing quote, longer than a record may be, or the file ends in it) the
// line it began on is rejected alone, and reading goes on with the line after that one.
#include "file/splitter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace file {
namespace {

constexpr std::size_t columns_max = 2000;

struct Cell {
    std::string_view text;
    bool doubled = false;  // Holds quotes that stand for one each.
};

struct Dialect {
    char delimiter = ',';
    char quote = '"';
    bool quoting = true;
};

enum class RowEnd { whole, partial, bad_quote };

// Reads one row at the beginning of `text` into `cells` and tells its size with the line end.
// partial: `text` ends first.
RowEnd read_row(std::string_view text, const Dialect& dialect, std::vector<Cell>& cells,
                std::size_t& size)
{
    cells.clear();
    const char* at = text.data();
    const char* const end = at + text.size();
    for (;;) {
        if (dialect.quoting && at != end && *at == dialect.quote) {
            const char* const begin = ++at;
            bool doubled = false;
            for (;;) {
                at = std::find(at, end, dialect.quote);
                if (at == end) return RowEnd::partial;
                if (at + 1 != end && at[1] == dialect.quote) {
                    doubled = true;
                    at += 2;
                    continue;
                }
                break;
            }
            cells.push_back({{begin, static_cast<std::size_t>(at - begin)}, doubled});
            ++at;
            if (at != end && *at == '\r' && (at + 1 == end || at[1] == '\n')) ++at;
            if (at == end) return RowEnd::partial;
            if (*at != dialect.delimiter && *at != '\n') return RowEnd::bad_quote;
        } else {
            const char* const begin = at;
            while (at != end && *at != dialect.delimiter && *at != '\n') ++at;
            std::size_t length = static_cast<std::size_t>(at - begin);
            if (at != end && *at == '\n' && length > 0 && at[-1] == '\r') --length;
            cells.push_back({{begin, length}, false});
            if (at == end) return RowEnd::partial;
        }
        if (*at++ == '\n') {
            size = static_cast<std::size_t>(at - text.data());
            return RowEnd::whole;
        }
    }
}

void unquoted(const Cell& cell, char quote, std::string& out)
{
    out.clear();
    for (std::size_t i = 0; i < cell.text.size(); ++i) {
        out += cell.text[i];
        if (cell.text[i] == quote) ++i;
    }
}

bool is_blank(std::string_view row)
{
    return row.find_first_not_of("\r\n") == std::string_view::npos;
}

char guess_delimiter(std::string_view header)
{
    constexpr std::string_view candidates = ",;\t|";
    std::size_t best = 0;
    char found = ',';
    for (const char candidate : candidates) {
        const auto count =
            static_cast<std::size_t>(std::count(header.begin(), header.end(), candidate));
        if (count > best) {
            best = count;
            found = candidate;
        }
    }
    return found;
}

class CsvSplitter final : public Splitter {
public:
    CsvSplitter(Input& input, const StreamSettings& settings, Mark from, std::function<bool()> stop)
        : Splitter(input, from, std::move(stop)), settings_(settings)
    {
    }

    Step next(Item& item, bool final) override;

private:
    Step begin(bool final);
    Step set_columns(const std::vector<std::string>& names);
    Step finish() { return input_.broken().empty() ? Step::end : truncated(input_.broken()); }
    bool find_row(bool final, RowEnd& end, std::string_view& row);
    void read(std::string_view row, Item& item);
    Step reject_line(Item& item, const char* code, std::string why, bool final);
    Step advance(std::size_t bytes, std::uint64_t lines, Step step);
    std::string_view cell_text(const Cell& cell);

    const StreamSettings settings_;
    Dialect dialect_;
    bool begun_ = false;
    std::vector<Cell> cells_;
    std::vector<std::string> openings_;  // {"id": and ,"name": in front of each value
    std::vector<std::size_t> key_columns_;
    std::string scratch_;
    std::string converted_;
    std::string tail_;  // The last line, with the line end that it lacks.
};

std::string_view CsvSplitter::cell_text(const Cell& cell)
{
    if (!cell.doubled) return cell.text;
    unquoted(cell, dialect_.quote, scratch_);
    return scratch_;
}

// Makes cells_ hold the next row, and `row` its text with a line end. False: the file ends before
// the row does, and more may come.
bool CsvSplitter::find_row(bool final, RowEnd& end, std::string_view& row)
{
    for (;;) {
        std::size_t size = 0;
        end = read_row(window_.view(), dialect_, cells_, size);
        row = window_.view().substr(0, size);
        if (end != RowEnd::partial) return true;
        if (window_.view().size() > record_bytes) {
            // One more way to see that a quote was not closed; or the row is just too long.
            end = RowEnd::bad_quote;
            return true;
        }
        if (window_.more()) continue;
        if (!final) return false;
        // The last line may do without a line end, but not without a closing quote.
        tail_.assign(window_.view()).append("\n");
        row = tail_;
        end = read_row(tail_, dialect_, cells_, size);
        if (end == RowEnd::partial) end = RowEnd::bad_quote;
        return true;
    }
}

Step CsvSplitter::begin(bool final)
{
    const auto one_character = [](const std::string& text, char& out) {
        if (text == "tab" || text == "\\t") return out = '\t', true;
        if (text.size() != 1 || static_cast<unsigned char>(text[0]) >= 0x80U || text[0] == '\n')
            return false;
        return out = text[0], true;
    };
    dialect_.quoting = settings_.quote != "none";
    if (dialect_.quoting && !one_character(settings_.quote, dialect_.quote))
        return fail("option 'quote' should be one ASCII character or none");
    std::string_view line;
    const Line found = find_line(line);
    const bool whole = found == Line::whole || (found == Line::partial && final);
    if (found == Line::too_long) return fail("its first line is longer than a record may be");
    if (!whole) return Step::more;
    if (line.empty() && settings_.columns.empty())
        return truncated("it is empty, not even a header line is there");
    if (settings_.delimiter == "auto") {
        dialect_.delimiter = settings_.format == "tsv" ? '\t' : guess_delimiter(line);
    } else if (!one_character(settings_.delimiter, dialect_.delimiter)) {
        return fail("option 'delimiter' should be one ASCII character or tab");
    }
    if (!settings_.columns.empty()) return set_columns(settings_.columns);

    RowEnd end{};
    std::string_view header;
    if (!find_row(final, end, header)) return Step::more;
    if (end == RowEnd::bad_quote) return fail("its header line has a quote that is not closed");
    const std::size_t size = std::min(header.size(), window_.view().size());
    const auto lines = static_cast<std::uint64_t>(std::count(header.begin(), header.end(), '\n'));
    if (!to_utf8(header, converted_))
        return fail(fmt::format("its header line is not {}; option 'encoding' names another",
                                name_of(input_.encoding())));
    if (header.data() == converted_.data()) {
        std::size_t ignored = 0;
        read_row(converted_, dialect_, cells_, ignored);
    }
    std::vector<std::string> names;
    for (const Cell& cell : cells_) names.emplace_back(cell_text(cell));
    const Step step = set_columns(names);
    if (step == Step::item) {
        window_.consume(size);
        if (mark_.offset == 0) mark_.line = 1 + lines;
    }
    return step;
}

// Step::item: they are fine.
Step CsvSplitter::set_columns(const std::vector<std::string>& names)
{
    if (names.size() > columns_max)
        return fail(
            fmt::format("it has {} columns, at most {} are read", names.size(), columns_max));
    std::map<std::string, std::size_t> by_name;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty())
            return fail(fmt::format("column {} of its header has no name", i + 1));
        const auto [first, is_new] = by_name.emplace(names[i], i);
        if (!is_new)
            return fail(fmt::format("columns {} and {} of its header are both called '{}'",
                                    first->second + 1, i + 1, names[i]));
        std::string opening = i == 0 ? "{" : ",";
        cx::json::write_text(names[i], opening);
        openings_.push_back(opening + ":");
    }
    for (const std::string& key : settings_.key) {
        const auto column = by_name.find(key);
        if (column == by_name.end())
            return fail(
                fmt::format("it has no column '{}' to identify records by; it has {}; "
                            "correct its header, or the option 'key'",
                            key, fmt::join(names, ", ")));
        key_columns_.push_back(column->second);
    }
    return Step::item;
}

Step CsvSplitter::advance(std::size_t bytes, std::uint64_t lines, Step step)
{
    window_.consume(bytes);
    mark_.offset = window_.offset();
    mark_.line += lines;
    return step;
}

Step CsvSplitter::reject_line(Item& item, const char* code, std::string why, bool final)
{
    std::string_view line;
    const Line found = find_line(line);
    if (found == Line::partial && !final) return Step::more;
    if (found == Line::too_long) return reject_long_line(line, item, final);
    std::string shown;
    std::string_view readable = line;
    make_reject(item, to_utf8(readable, shown) ? readable : line, code, std::move(why));
    return advance(line.size(), 1, Step::item);
}

void CsvSplitter::read(std::string_view row, Item& item)
{
    const std::string_view raw = row;
    if (!to_utf8(row, converted_))
        return make_reject(item, raw, "file.encoding",
                           "the row is not valid in the file's encoding");
    if (row.data() == converted_.data()) {
        // Cells were cut in the original bytes; once more in the converted ones.
        std::size_t ignored = 0;
        read_row(converted_, dialect_, cells_, ignored);
    }
    if (cells_.size() != openings_.size())
        return make_reject(
            item, row, "csv.columns",
            fmt::format("the row has {} cells, the header {}", cells_.size(), openings_.size()));
    item.payload.clear();
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const std::string_view text = cell_text(cells_[i]);
        item.payload += openings_[i];
        const auto& nulls = settings_.null_values;
        if (!nulls.empty() && std::find(nulls.begin(), nulls.end(), text) != nulls.end())
            item.payload += "null";
        else
            cx::json::write_text(text, item.payload);
    }
    item.payload += '}';
    item.key.clear();
    if (key_columns_.empty()) {
        item.key = content_key(item.payload);
        return;
    }
    for (std::size_t i = 0; i < key_columns_.size(); ++i) {
        const std::string_view part = cell_text(cells_[key_columns_[i]]);
        if (part.empty())
            return make_reject(
                item, row, "file.key",
                fmt::format("column '{}', which should identify the record, is empty",
                            settings_.key[i]));
        add_key_part(part, i == 0, key_columns_.size() == 1, item.key);
    }
}

Step CsvSplitter::next(Item& item, bool final)
{
    if (!begun_) {
        if (const Step step = begin(final); step != Step::item) return step;
        begun_ = true;
        if (mark_.offset > window_.offset() && !window_.skip_to(mark_.offset, stop_)) {
            begun_ = false;
            return Step::more;
        }
    }
    if (is_passing()) return pass_on(item, final);
    for (;;) {
        RowEnd end{};
        std::string_view row;
        if (window_.view().empty() && !window_.more()) return final ? finish() : Step::more;
        item.code.clear();
        item.line = mark_.line;
        if (!find_row(final, end, row)) return Step::more;
        if (end == RowEnd::bad_quote)
            return reject_line(item, "csv.quote", "a quoted cell is not closed properly", final);
        const std::size_t size = std::min(row.size(), window_.view().size());
        const auto lines = static_cast<std::uint64_t>(std::count(row.begin(), row.end(), '\n'));
        if (is_blank(row)) {
            advance(size, lines, Step::item);
            continue;
        }
        if (size > record_bytes)
            make_reject(item, row, "file.too_long",
                        fmt::format("the row is longer than {} bytes", record_bytes));
        else
            read(row, item);
        return advance(size, lines, Step::item);
    }
}

}  // namespace

std::unique_ptr<Splitter> make_csv_splitter(Input& input, const StreamSettings& settings, Mark from,
                                            std::function<bool()> stop)
{
    return std::make_unique<CsvSplitter>(input, settings, from, std::move(stop));
}

}  // namespace file
