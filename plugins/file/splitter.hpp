// Cuts a stream of text into records.
#pragma once

#include "file/input.hpp"
#include "file/options.hpp"

#include <cx/json_check.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace file {

// A record longer than this is rejected, and passed over without being held in memory.
inline constexpr std::size_t record_bytes = 1U << 20;

// A place between two records, from which reading can go on later.
struct Mark {
    std::uint64_t offset = 0;  // 0: at the start, in front of any header.
    std::uint64_t line = 1;    // Of what comes next; in a JSON array the number of its element.

    bool operator==(const Mark&) const = default;
};

// What one step found. The texts live until the next step; `code` is empty for a good record.
struct Item {
    std::string key;
    std::string payload;
    std::string code;
    std::string why;
    std::uint64_t line = 1;
};

enum class Step {
    item,       // One record or reject.
    more,       // Nothing whole is there; the rest may come when the file grows.
    end,        // All is read.
    truncated,  // The file ends where it must not; told only when `final`.
    failed,     // The file is not what the options say; wants an administrator.
};

class Splitter {
public:
    virtual ~Splitter() = default;
    // `final`: the file is known to be complete, so its last line counts also without a line end.
    virtual Step next(Item& item, bool final) = 0;
    // The place behind the last item.
    const Mark& mark() const { return mark_; }
    // Behind Step::truncated and Step::failed; without the file's name.
    const std::string& problem() const { return problem_; }

protected:
    Splitter(Input& input, Mark from, std::function<bool()> stop)
        : input_(input), window_(input), mark_(from), stop_(std::move(stop))
    {
    }

    // Bytes up to and with the next line end, if it lies within `limit`; whole lines of a window.
    enum class Line { whole, partial, too_long };
    Line find_line(std::string_view& line);
    // Rejects the line that begins here, of which `line` is the beginning, and passes over it
    // without holding it. Step::more where its end is not there yet; the next step has to go on
    // with pass_on.
    Step reject_long_line(std::string_view line, Item& item, bool final);
    bool is_passing() const { return passing_.has_value(); }
    Step pass_on(Item& item, bool final);
    // `raw` as UTF-8: itself, or converted into `scratch`. False where it is not valid.
    bool to_utf8(std::string_view& raw, std::string& scratch);

    Step fail(std::string problem)
    {
        problem_ = std::move(problem);
        return Step::failed;
    }
    Step truncated(std::string problem)
    {
        problem_ = std::move(problem);
        return Step::truncated;
    }

    Input& input_;
    Window window_;
    Mark mark_;
    std::function<bool()> stop_;
    std::string problem_;

private:
    std::unique_ptr<Converter> converter_;
    std::optional<Item> passing_;  // The reject of a line whose end is still to come.
};

std::unique_ptr<Splitter> make_csv_splitter(Input& input, const StreamSettings& settings, Mark from,
                                            std::function<bool()> stop);
std::unique_ptr<Splitter> make_line_splitter(Input& input, const StreamSettings& settings,
                                             Mark from, std::function<bool()> stop);
std::unique_ptr<Splitter> make_array_splitter(Input& input, const StreamSettings& settings,
                                              Mark from, std::function<bool()> stop);

// `again`: the same file once more, at its beginning.
enum class EspiKind { readings, summaries };
std::unique_ptr<Splitter> make_espi_splitter(Input& input, std::unique_ptr<Input> again,
                                             EspiKind kind, Mark from, std::function<bool()> stop);

// Makes a JSON object found in a file into a record: checks it and reads its key.
class ObjectReader {
public:
    explicit ObjectReader(const std::vector<std::string>& key);
    // Sets the item's key, or code and why.
    void read(Item& item);

private:
    std::vector<std::vector<std::string>> paths_;
    cx::json::Checked checked_;
};

// One part of a joined key: | and \ inside it are escaped, so that no two keys look alike.
void add_key_part(std::string_view part, bool first, bool alone, std::string& key);
// A key made of the content, for records without one: 32 hexadecimal digits of XXH3.
std::string content_key(std::string_view payload);
// Turns the item into a reject. The payload becomes what was there, shortened, as a JSON string.
void make_reject(Item& item, std::string_view raw, const char* code, std::string why);

}  // namespace file
