// Records as they go to the hub: canonical text and key.
#pragma once

#include "rest/read/page_reader.hpp"
#include "rest/read/plan.hpp"

#include <cx/json.hpp>
#include <cx/source.hpp>

#include <string>
#include <vector>

namespace rest {

// The key of a record: the values of its primary key, one as its text, several as a JSON array;
// a hash of the record where it has none. `canonical` is the record's text.
std::string record_key(const StreamPlan& plan, const cx::json::Value& record,
                       std::string_view canonical);

class RecordWriter {
public:
    // `scope` is what a condition of removal may look at.
    RecordWriter(const StreamPlan& plan, Scope scope) : plan_(plan), scope_(std::move(scope)) {}

    // Writes what stands at `index` of the page. False: taken, but the batch is full.
    bool write(const Page& page, std::size_t index, cx::BatchWriter& out);
    const std::string& key() const { return key_; }  // Of the record written last
    // A record had nothing where the manifest says that its key is; its content stands for it.
    bool lacks_key() const { return lacks_key_; }

    // Where to go on in a page that was asked for again: behind the record with this key, which
    // stood before `at`; from the beginning where it is gone.
    std::size_t behind(const Page& page, std::size_t at, const std::string& key) const;

private:
    std::string key_of(const Page& page, std::size_t index, std::string_view text) const;

    const StreamPlan& plan_;
    Scope scope_;
    std::string text_;
    std::string key_;
    bool lacks_key_ = false;
};

}  // namespace rest
