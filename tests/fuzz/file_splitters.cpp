// The splitters of the file plugin. A file is read at once, while it grows, and by a new reader
// after each item: the items and the end are the same.
#include "file/splitter.hpp"
#include "fuzz.hpp"

#include <cx/json_check.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace cx::fuzz {
namespace {

// Magic numbers and byte order marks are looked for when a file is opened, so it begins with them.
constexpr std::size_t first_bytes = 3;

// One file, written anew for each input.
class Scratch {
public:
    Scratch()
    {
        path_ = (std::filesystem::temp_directory_path() / "fuzz_splitters_XXXXXX").string();
        fd_ = ::mkstemp(path_.data());
        promise(fd_ >= 0, "there is room for a file");
    }
    ~Scratch()
    {
        ::close(fd_);
        ::unlink(path_.c_str());
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    const std::string& path() const { return path_; }
    void hold(std::string_view text)
    {
        promise(::ftruncate(fd_, 0) == 0 &&
                    ::pwrite(fd_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()),
                "the file can be written");
    }

private:
    std::string path_;
    int fd_ = -1;
};

struct Setting {
    std::string_view kind;
    file::StreamSettings options;
};

const std::vector<Setting>& all_settings()
{
    static const std::vector<Setting> settings = [] {
        std::vector<Setting> made;
        const auto add = [&](std::string_view kind, const std::string& encoding) {
            file::StreamSettings& options = made.emplace_back(Setting{kind, {}}).options;
            options.encoding = encoding;
            return &options;
        };
        for (const char* encoding : {"utf-8", "cp949", "utf-16le", "utf-16be"})
            for (const char* kind : {"csv", "jsonl", "json"}) add(kind, encoding);
        add("csv", "utf-8")->quote = "none";
        add("csv", "utf-8")->delimiter = ";";
        file::StreamSettings* csv = add("csv", "utf-8");
        csv->columns = {"a", "b"};
        csv->key = {"a", "b"};
        csv->null_values = {"", "null"};
        add("jsonl", "utf-8")->key = {"a.b", "c"};
        add("json", "utf-8")->array = "d.results";
        return made;
    }();
    return settings;
}

struct Found {
    std::vector<file::Item> items;
    file::Step end = file::Step::more;
    std::string problem;
};

bool same(const file::Item& a, const file::Item& b)
{
    if (a.code != b.code || a.payload != b.payload || a.line != b.line) return false;
    return a.code.empty() ? a.key == b.key : a.why == b.why;
}

class Reading {
public:
    Reading(Scratch& scratch, const Setting& setting) : scratch_(scratch), setting_(setting) {}

    void open(file::Mark from)
    {
        splitter_.reset();
        auto input = file::Input::open(scratch_.path(), setting_.options.encoding);
        promise(bool(input), "the file opens");
        input_ = *std::move(input);
        const auto make = setting_.kind == "csv"     ? file::make_csv_splitter
                          : setting_.kind == "jsonl" ? file::make_line_splitter
                                                     : file::make_array_splitter;
        splitter_ = make(*input_, setting_.options, from, [] { return false; });
    }

    // Steps until there is nothing more now; `anew`: with a new reader behind each item.
    void read(bool final, bool anew, Found& found)
    {
        for (;;) {
            file::Item item;
            found.end = splitter_->next(item, final);
            found.problem = splitter_->problem();
            if (found.end != file::Step::item) return;
            found.items.push_back(std::move(item));
            if (anew) open(splitter_->mark());
        }
    }

private:
    Scratch& scratch_;
    const Setting& setting_;
    std::unique_ptr<file::Input> input_;
    std::unique_ptr<file::Splitter> splitter_;
};

void check_items(const Found& found)
{
    std::uint64_t line = 0;
    for (const file::Item& item : found.items) {
        promise(item.line > line, "lines go up");
        line = item.line;
        const Result<json::Value> payload = json::parse(item.payload);
        promise(bool(payload), "a payload is JSON");
        if (item.code.empty()) {
            promise(payload->is_object(), "a record is an object");
            promise(!item.key.empty(), "a record has a key");
            promise(item.why.empty() || !item.code.empty(), "only a reject has a reason");
        } else {
            promise(payload->is_string(), "a reject shows what was there");
            promise(!item.why.empty(), "a reject says why");
        }
    }
}

void check_same(const Found& one, const Found& other, const char* what)
{
    promise(one.items.size() == other.items.size(), what);
    for (std::size_t i = 0; i < one.items.size(); ++i)
        promise(same(one.items[i], other.items[i]), what);
    promise(one.end == other.end, what);
    promise_equal(one.problem, other.problem, what);
}

// A \x01 may stand for a long run of letters, so that small inputs reach the bounds of a record.
std::string grown(std::string_view text, bool wanted)
{
    if (!wanted) return std::string(text);
    constexpr std::size_t run = 600'000;
    std::size_t runs = 0;
    std::string out;
    for (const char c : text) {
        if (c == '\x01' && ++runs <= 3)
            out.append(run, 'x');
        else
            out += c;
    }
    return out;
}

}  // namespace

void try_input(std::string_view input)
{
    static Scratch scratch;
    const unsigned choice = take_byte(input);
    const Setting& setting = all_settings()[(choice & 31U) % all_settings().size()];
    const std::array<unsigned, 2> cuts{take_byte(input), take_byte(input)};
    const std::string text = grown(input, choice >= 224);
    Reading reading(scratch, setting);

    Found whole;
    scratch.hold(text);
    reading.open({});
    reading.read(false, false, whole);
    if (whole.end == file::Step::more) reading.read(true, false, whole);
    promise(whole.end != file::Step::more, "a whole file comes to an end");
    check_items(whole);

    Found resumed;
    reading.open({});
    reading.read(true, true, resumed);
    check_same(whole, resumed, "a new reader goes on where the last one stopped");

    // An array is read from a file that no longer changes.
    if (setting.kind == "json") return;
    Found growing;
    std::size_t size = std::min(first_bytes, text.size());
    scratch.hold(text.substr(0, size));
    reading.open({});
    for (const unsigned cut : cuts) {
        reading.read(false, false, growing);
        if (growing.end != file::Step::more) break;
        size += (text.size() - size) * cut / 256;
        scratch.hold(text.substr(0, size));
    }
    scratch.hold(text);
    if (growing.end == file::Step::more) reading.read(true, false, growing);
    check_same(whole, growing, "a file that grows gives the same as one that is whole");
}

}  // namespace cx::fuzz
