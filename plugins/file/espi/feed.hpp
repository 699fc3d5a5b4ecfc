// A Green Button file (NAESB ESPI: an Atom feed), taken apart as its bytes come. Bytes in, entries
// out; nothing outside the bytes is ever looked at, and a document type is refused.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace file::espi {

// Texts of the elements below another, by their names: "timePeriod.start" -> "1330578000". Of
// several of one name the values are joined with a blank.
using Values = std::map<std::string, std::string, std::less<>>;

struct Entry {
    std::string kind;  // "UsagePoint", "MeterReading", "IntervalBlock", ...
    std::string id;
    std::string title;
    std::string self;
    std::string up;
    std::vector<std::string> related;
    Values values;
};

struct Listener {
    // An entry that holds no readings, at its end.
    std::function<void(const Entry& entry)> entry;
    // An IntervalReading, with as much of its entry as came before it.
    std::function<void(const Entry& block, const Values& reading)> reading;
};

class Feed {
public:
    // `encoding`: of the bytes, where something else than the file itself knows it; else "".
    Feed(Listener listener, const std::string& encoding);
    ~Feed();
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    // False: it is no Green Button file, or makes no sense; see problem().
    bool add(std::string_view bytes);
    bool finish();  // Likewise; here also where the end is missing.
    const std::string& problem() const { return problem_; }

private:
    friend struct Handlers;

    void start(std::string_view name, const char** attributes);
    void text(std::string_view bytes);
    void end(std::string_view name);
    void start_in_entry(std::string_view name, const char** attributes);
    void end_in_entry(std::string_view name);
    void put(Values& values, std::size_t below) const;
    void fail(std::string problem);
    bool parse(std::string_view bytes, bool last);

    Listener listener_;
    std::unique_ptr<void, void (*)(void*)> parser_;
    std::vector<std::string> path_;  // Names of the open elements, within the entry
    std::size_t depth_ = 0;          // Of all elements
    bool in_entry_ = false;
    Entry entry_;
    bool had_reading_ = false;
    Values reading_;
    std::size_t reading_depth_ = 0;  // Of path_, while within a reading
    std::string text_;
    std::uint64_t added_ = 0;
    std::string problem_;
};

}  // namespace file::espi
