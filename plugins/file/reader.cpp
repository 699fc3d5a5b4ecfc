#include "file/reader.hpp"

#include <fmt/format.h>

namespace file {
namespace {

std::string guess_format(const StreamSettings& settings, const std::string& path,
                         const std::string& sample)
{
    if (settings.format != "auto") return settings.format;
    std::string name = base_name(path);
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    if (name.ends_with(".csv") || name.ends_with(".txt")) return "csv";
    if (name.ends_with(".tsv") || name.ends_with(".tab")) return "tsv";
    if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return "jsonl";
    if (name.ends_with(".json") || !settings.array.empty()) return "json";
    const std::size_t first = sample.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return "csv";
    if (sample[first] == '[') return "json";
    return sample[first] == '{' ? "jsonl" : "csv";
}

}  // namespace

cx::Result<std::unique_ptr<Reader>> Reader::open(const std::string& path,
                                                 const StreamSettings& settings,
                                                 const std::string& encoding, Mark from,
                                                 std::function<bool()> stop)
{
    auto input = Input::open(path, encoding.empty() ? settings.encoding : encoding);
    if (!input) return input.error();
    std::unique_ptr<Reader> reader(new Reader(path, *std::move(input)));
    const cx::Result<Facts> facts = facts_of(reader->input_->fd(), path);
    if (!facts) return facts.error();
    reader->facts_ = *facts;
    reader->name_ = base_name(path);
    StreamSettings known = settings;
    known.format = guess_format(settings, path, reader->input_->sample());
    Input& bytes = *reader->input_;
    if (known.format == "json") {
        if (settings.mode == "follow")
            return cx::Error{"file.format",
                             fmt::format("{}: a JSON array cannot be followed, for it ends; use "
                                         "mode whole or snapshot, or format jsonl",
                                         reader->name_)};
        reader->separator_ = '#';
        reader->splitter_ = make_array_splitter(bytes, known, from, std::move(stop));
    } else if (known.format == "espi" || known.format == "espi_summary") {
        if (settings.mode == "follow")
            return cx::Error{"file.format",
                             fmt::format("{}: a Green Button file cannot be followed, for it ends; "
                                         "use mode whole or snapshot",
                                         reader->name_)};
        auto again = Input::open(path, encoding.empty() ? settings.encoding : encoding);
        if (!again) return again.error();
        reader->separator_ = '#';
        const EspiKind kind = known.format == "espi" ? EspiKind::readings : EspiKind::summaries;
        reader->splitter_ =
            make_espi_splitter(bytes, *std::move(again), kind, from, std::move(stop));
    } else if (known.format == "jsonl") {
        reader->splitter_ = make_line_splitter(bytes, known, from, std::move(stop));
    } else {
        reader->splitter_ = make_csv_splitter(bytes, known, from, std::move(stop));
    }
    return reader;
}

void Reader::position_of(const Item& item, std::string& out) const
{
    out.assign(name_);
    out += separator_;
    fmt::format_to(std::back_inserter(out), "{}", item.line);
}

bool Reader::is_still(const Facts& facts) const
{
    const cx::Result<Facts> by_name = facts_of(path_);
    const cx::Result<Facts> opened = facts_of(input_->fd(), path_);
    return by_name && opened && *by_name == facts && *opened == facts;
}

}  // namespace file
