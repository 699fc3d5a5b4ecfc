// Reads one page of a stream: asks, judges the answer, takes the records out and makes them what
// the manifest says.
#pragma once

#include "rest/read/asker.hpp"
#include "rest/read/download.hpp"
#include "rest/read/events.hpp"
#include "rest/read/plan.hpp"
#include "rest/read/properties.hpp"
#include "rest/read/slice.hpp"
#include "rest/read/surroundings.hpp"

#include <cx/json.hpp>
#include <cx/source.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rest {

struct Page {
    std::vector<cx::json::Value> records;
    cx::json::Value next;  // Token; null: it was the last page
    std::string delta;     // On the last page: where the next run begins, if the plan asks for it
    bool ignored = false;  // The manifest says that this answer is none
    bool reset = false;    // The manifest says to begin with the first page again
    std::uint64_t fingerprint = 0;  // Of the answer's body, to know a page that comes again
    // Nothing is here yet; it is worth asking again in so long. Zero: this is the page.
    std::chrono::milliseconds wait{0};
    // Of an answer that is read in parts: how many records this part had, and whether there are
    // more of them.
    std::uint64_t part = 0;
    bool more_parts = false;
    // Of a stream of events: it has no end, and this is what there is for now.
    bool endless = false;
    std::uint64_t came = 0;  // Records, before a filter
    // Events that gave no record stand among `records` as they came; here is why, by their index.
    std::map<std::size_t, std::string> refused;
};

class PageReader {
public:
    PageReader(std::shared_ptr<const StreamPlan> plan, Surroundings& around)
        : plan_(std::move(plan)), around_(around), asker_(around)
    {
        if (plan_->properties) properties_.emplace(*plan_->properties, around);
        if (plan_->events) events_.emplace(*plan_, around);
    }

    // `now_us` is the time of the run, which expressions see. `behind`: records of the answer that
    // are behind us, where it is read in parts.
    cx::Status read(const Slice& slice, const cx::json::Value& token, std::int64_t now_us,
                    std::uint64_t behind, Page& page);

    // Of the answer that came last; 0: none came.
    int last_status() const { return events_ ? events_->last_status() : asker_.last_status(); }

private:
    cx::Result<cx::Done> look_ahead(const cx::json::Value& token, std::int64_t came,
                                    const Scope& scope, Page& page) const;
    cx::Status read_events(const Slice& slice, const cx::json::Value& token, Scope scope,
                           Page& page);
    void take_event(EventData event, const Scope& scope, Page& page) const;
    cx::Status read_part(const Slice& slice, const cx::json::Value& token, Scope scope,
                         std::uint64_t behind, Page& page);
    // Asks for one page, or one chunk of its fields, and takes the records out.
    cx::Status read_once(const Slice& slice, const cx::json::Value& token, Scope scope, Page& page,
                         Heard& heard, cx::json::Value& rest);
    cx::Status read_chunks(const Slice& slice, const cx::json::Value& token, const Scope& scope,
                           Page& page, Heard& heard, cx::json::Value& rest);
    // The records are there: refines them, and looks where it goes on.
    cx::Status settle(const cx::json::Value& token, const cx::json::Value& rest, Scope scope,
                      Page& page) const;
    // Takes the records out of the documents; leaves the rest of the first, for the paginator.
    cx::Result<cx::json::Value> extract(std::vector<cx::json::Value> documents, const Scope& scope,
                                        std::vector<cx::json::Value>& records) const;
    cx::Result<cx::Done> refine(std::vector<cx::json::Value>& records, Scope scope) const;

    std::shared_ptr<const StreamPlan> plan_;
    Surroundings& around_;
    Asker asker_;
    Download download_;
    std::optional<Properties> properties_;
    std::optional<Events> events_;
};

}  // namespace rest
