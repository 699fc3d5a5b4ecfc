// Reads a whole stream page by page: all partitions, all stretches of each, all pages of each
// stretch, and can be taken up at any page.
//
//     Walk walk(plan, around, states, place);
//     while (walk.next(page, end).code == CX_OK && !end) { use(page); walk.consumed(page); }
#pragma once

#include "rest/read/job.hpp"
#include "rest/read/page_reader.hpp"
#include "rest/read/place.hpp"
#include "rest/read/plan.hpp"
#include "rest/read/router.hpp"
#include "rest/read/states.hpp"
#include "rest/read/stretches.hpp"

#include <cx/source.hpp>

#include <memory>
#include <optional>
#include <unordered_set>

namespace rest {

inline constexpr std::uint64_t pages_max = 10'000'000;  // In one stretch
inline constexpr int resets_max = 3;                    // Of paging, in one stretch

class Walk {
public:
    // `states` is read, and set as partitions come to their end; `place` is where to go on. With
    // `whole` the state is left aside: everything is read.
    Walk(std::shared_ptr<const StreamPlan> plan, Surroundings& around, States& states, Place place,
         bool whole);

    // The page at hand. After any status but ok it may be asked again, and where `page.wait` says
    // that it is not there yet. Records that a client-side cursor does not want are taken out.
    cx::Status next(Page& page, bool& end);
    // The page is done with: on to the next place.
    cx::Status consumed(const Page& page);
    // The run is over: the states are those of the next.
    void finish(std::int64_t now_us);

    const Slice& slice() const { return slice_; }
    Place& place() { return place_; }
    const Place& place() const { return place_; }
    bool partitioned() const { return !plan_->routers.empty(); }
    const StreamPlan& plan() const { return *plan_; }

private:
    cx::Status prepare();
    cx::Status enter_partition(bool& end);
    cx::Status enter_stretch();
    cx::Status await_job(Page& page);
    bool is_delta() const;
    bool begin_again();
    bool splits() const;
    void split();
    cx::Status begin_behind();
    cx::Status watch_for_loops(const Page& page);
    void observe(Page& page);
    cx::Status next_stretch();
    void leave_partition();

    std::shared_ptr<const StreamPlan> plan_;
    Surroundings& around_;
    States& states_;
    Place place_;
    bool whole_;
    PageReader reader_;
    std::optional<Job> job_;
    std::unique_ptr<Router> router_;
    std::optional<Stretches> stretches_;
    std::optional<std::int64_t> next_stretch_;
    bool in_stretch_ = false;
    Slice slice_;
    std::unordered_set<std::uint64_t> pages_seen_;
    std::uint64_t last_fingerprint_ = 0;
    std::unordered_set<std::uint64_t> partitions_seen_;
    int resets_ = 0;
    bool taken_up_ = false;  // The token at hand is of before a restart
    bool warned_ = false;
};

// The records of a plan at once, where there are at most so many: what a manifest wants to know
// beforehand.
cx::Status read_all(const std::shared_ptr<const StreamPlan>& plan, Surroundings& around,
                    std::size_t records_max, std::vector<cx::json::Value>& records);

}  // namespace rest
